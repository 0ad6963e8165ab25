/** Where lints put what they find: each thing once a task, counted, and no more than a limit. */
import type { Finding, LintId } from './finding.ts'
import { SEVERITY } from './finding.ts'

/**
 * Findings kept. A program that makes the same mistake in each of a million tasks needs to be told of it more than once,
 * and not a million times.
 */
export const KEPT = 1000

/** See `Lints.findings`. */
export class Findings {
  readonly list: Finding[]
  /** Findings in further tasks that were not kept. */
  dropped: number
  private readonly known: Map<string, Finding>
  private readonly allowed: ReadonlySet<LintId>
  private readonly told: (finding: Finding) => void

  /** `allowed`: lints that are off. `told`: called for what is new. */
  constructor(allowed: ReadonlySet<LintId>, told: (finding: Finding) => void) {
    this.list = []
    this.dropped = 0
    this.known = new Map()
    this.allowed = allowed
    this.told = told
  }

  /** `lint` found `what` in the task. `about`: what tells two findings of one lint in one task apart. */
  add(lint: LintId, task: number, name: string, what: string, remedy: string, about = ''): void {
    if (this.allowed.has(lint)) return
    const key = `${lint} ${task} ${name} ${about}`
    const known = this.known.get(key)
    if (known !== undefined) {
      known.count++
      return
    }
    if (this.list.length >= KEPT) {
      this.dropped++
      return
    }
    const finding: Finding = { lint, severity: SEVERITY[lint], task, name, what, remedy, count: 1 }
    this.known.set(key, finding)
    this.list.push(finding)
    this.told(finding)
  }
}

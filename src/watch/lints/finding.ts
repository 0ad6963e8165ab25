/** What a lint found, and how it is told: in the manner of rustc, with what is wrong first and what to do after it. */
import { label } from '../../runtime/errors.ts'

/** The lints by name; each is explained in `docs/guides/lints.md`. */
export type LintId =
  | 'lost-wakeup'
  | 'stale-waker'
  | 'context-kept'
  | 'second-owner'
  | 'poll-after-completion'
  | 'busy-poll'
  | 'slow-poll'
  | 'stalled'
  | 'never-polled'

/** `error`: the contract is broken. `warning`: it works here, and costs. `hint`: it may well be meant so. */
export type Severity = 'error' | 'warning' | 'hint'

/** How grave what each lint finds is. */
export const SEVERITY: Readonly<Record<LintId, Severity>> = {
  'lost-wakeup': 'error',
  'stale-waker': 'error',
  'context-kept': 'error',
  'second-owner': 'error',
  'poll-after-completion': 'error',
  'busy-poll': 'warning',
  'slow-poll': 'warning',
  stalled: 'hint',
  'never-polled': 'hint',
}

/**
 * One thing that a lint found. Plain data, but for `count`, which grows when the same comes again.
 *
 * Rust: a warning of tokio-console.
 *
 * @example
 * for (const { lint, name, remedy } of lints.findings) console.warn(lint, name, remedy)
 */
export interface Finding {
  readonly lint: LintId
  readonly severity: Severity
  /** The task's number; 0 for the main future. */
  readonly task: number
  /** What the task's future calls itself, or the future that was wrapped in `linted`. */
  readonly name: string
  /** What happened, as the rest of a sentence that begins with the task. */
  readonly what: string
  /** What to do about it. */
  readonly remedy: string
  /** How often this lint found this in this task. */
  count: number
}

/** A finding as text, two lines. */
export function formatFinding({ lint, severity, task, name, what, remedy, count }: Finding): string {
  const times = count === 1 ? '' : ` (${count} times)`
  return `${severity}[${lint}]: ${label(task, name)} ${what}${times}\n  = help: ${remedy}`
}

import { lint, type Finding, type LintOptions, type Lints } from '../../src/watch/index.ts'

/** Lints that print nothing, with what they found so far as `lint: task name`. */
export interface QuietLints {
  readonly lints: Lints
  /** `lost-wakeup: 1 Tick`, in order. */
  readonly found: () => string[]
}

export function quietLints(options: LintOptions = {}): QuietLints {
  const lints = lint({ onFinding: () => {}, ...options })
  return { lints, found: () => lints.findings.map(brief) }
}

/** A finding in short. */
export function brief({ lint, task, name }: Finding): string {
  return `${lint}: ${task} ${name}`
}

import { expect } from 'vitest'
import type { Future } from '../../src/future/index.ts'
import { explore, type ExploreOptions, type Trial } from '../../src/testing/index.ts'

/**
 * Runs a program under every schedule, sees to it that none fails and none is left out, and gives the different outcomes, sorted.
 * `program` returns its future, and what tells the outcome when the run has ended.
 */
export function outcomes(program: (trial: Trial) => [Future<unknown>, () => string], options: ExploreOptions = {}): string[] {
  const seen = new Set<string>()
  const report = explore(trial => {
    const [main, outcome] = program(trial)
    trial.atEnd(() => void seen.add(outcome()))
    return main
  }, options)
  report.check()
  expect(report.exhaustive).toBe(true)
  return [...seen].sort()
}

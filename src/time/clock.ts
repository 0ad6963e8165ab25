/**
 * Who tells the time. Each runtime has a clock, its driver's; outside any, the process has one. Most of them read the
 * same, `performance.now()`; a paused or simulated one does not.
 */
import { currentRuntime } from '../runtime/current.ts'

/** Milliseconds, never going back. */
export interface Clock {
  now(): number
}

const processClock: Clock = { now: () => performance.now() }

/** The current runtime's, or outside any the process's. */
export function currentClock(): Clock {
  return currentRuntime() ?? processClock
}

/**
 * What to add to a moment on the clock `from` to have it on the clock `to`. Exactly 0 when both may well read the same:
 * that is what most pairs do, and two readings in a row would differ by microseconds.
 */
export function offset(from: Clock, to: Clock): number {
  if (from === to) return 0
  const before = from.now()
  const there = to.now()
  const after = from.now()
  return before <= there && there <= after ? 0 : there - after
}

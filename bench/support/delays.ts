/** When the timers of the timer workloads are due, in milliseconds: the same for every variant. */
import { seededRandom } from '../harness/shuffle.ts'

/**
 * How many timers share a tick: a million are due within a quarter of a second. Setting them takes the host longer than
 * that, so that whoever waits for its timers is never idle, and the clock on the wall shows what they cost.
 */
const A_TICK = 4000
const MINUTE = 60_000
const HOUR = 3_600_000

/** Due about when the last is set. */
export function soon(count: number): Int32Array {
  return delays(count, 1, Math.max(count / A_TICK, 1))
}

/** As close together, but in a minute: they stay pending, however long it takes to look at them. */
export function later(count: number): Int32Array {
  return delays(count, MINUTE, Math.max(count / A_TICK, 1))
}

/** Spread over an hour: few share a tick. */
export function withinAnHour(count: number): Int32Array {
  return delays(count, 1, HOUR)
}

/** Small integers, in no order. */
function delays(count: number, first: number, spread: number): Int32Array {
  const random = seededRandom(1)
  return Int32Array.from({ length: count }, () => first + Math.floor(random() * spread))
}

/** By when all are due. */
export function latest(all: Int32Array): number {
  let last = 0
  for (const ms of all) if (ms > last) last = ms
  return last
}

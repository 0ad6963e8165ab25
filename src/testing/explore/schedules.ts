/** `schedules(fc)`: an arbitrary of schedules for fast-check, which this library does not depend on and so is handed. */
import { settingsOf } from './options.ts'
import { formatSchedule } from './schedule.ts'
import type { SimulateOptions } from './simulate.ts'

/** What is needed of fast-check; `A` is its `Arbitrary<string>`. */
export interface FastCheck<A> {
  string(): A
  nat(max: number): unknown
  array(arbitrary: never, constraints: { maxLength: number }): { map(to: (picks: number[]) => string): unknown }
}

/** Alternatives told apart in a choice at most: more are taken modulo their number, so that all are reached. */
const MOST = 719

/**
 * Schedules for `simulate` and `replay`, for any program: picks that a choice does not have are made to fit. They shrink
 * towards first come, first served, by shrinking to fewer departures and to the first alternative. What `options` allow,
 * the schedules allow.
 *
 * @param length choices made by the schedule at most; after them it is first come, first served.
 * @example
 * fc.assert(fc.property(schedules(fc), schedule => { simulate(schedule, program) }))
 */
export function schedules<A>(fc: FastCheck<A>, options: SimulateOptions & { length?: number } = {}): A {
  const { space } = settingsOf(options)
  const maxLength = options.length ?? 100
  return fc.array(fc.nat(MOST) as never, { maxLength }).map(picks => formatSchedule({ space, picks, lenient: true })) as A
}

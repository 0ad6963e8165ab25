/** `schedules(fc)`: an arbitrary of schedules for fast-check, which this library does not depend on and so is handed. */
import { nounOf } from '../wrong-use.ts'
import { requireWhole, settingsOf } from './options.ts'
import { formatSchedule } from './schedule.ts'
import type { SimulateOptions } from './simulate.ts'

/** What is needed of fast-check; `A` is its `Arbitrary<string>`. */
export interface FastCheck<A> {
  string(): A
  nat(max: number): unknown
  array(arbitrary: never, constraints: { maxLength: number }): unknown
  tuple(...parts: never[]): unknown
}

interface Mapped<A> {
  map(to: (drawn: [seed: number, picks: number[]]) => string): A
}

/** Seeds are drawn from 0 to this: more than any number of runs. */
const MOST_SEED = 2 ** 31 - 1

/**
 * Picks are drawn from 0 to this, and taken modulo the number of alternatives: so all of them are reached, and, where there
 * are up to 20, equally often.
 */
const MOST = 232_792_559

/**
 * Schedules for `simulate` and `replay`, for any program: picks that a choice does not have are made to fit. Each has a
 * seed for the world, too. They shrink towards the seed 0 and first come, first served, by shrinking to fewer departures
 * and to the first alternative. What `options` allow, the schedules allow.
 *
 * @param length choices made by the schedule at most; after them it is first come, first served.
 * @throws TypeError for what is not fast-check; RangeError, TypeError for options that are none.
 * @example
 * fc.assert(fc.property(schedules(fc), schedule => { simulate(schedule, program) }))
 */
export function schedules<A>(fc: FastCheck<A>, options: SimulateOptions & { length?: number } = {}): A {
  requireFastCheck(fc)
  const { space } = settingsOf(options, 'schedules')
  const turns = options.turns ?? null
  const length = requireWhole('schedules', 'length', options.length, 100, 0)
  const picks = fc.array(fc.nat(MOST) as never, { maxLength: length })
  const drawn = fc.tuple(fc.nat(MOST_SEED) as never, picks as never) as Mapped<A>
  return drawn.map(([seed, picks]) => formatSchedule({ space, seed, turns, picks, lenient: true }))
}

function requireFastCheck(fc: unknown): void {
  const { nat, array, tuple } = (fc ?? {}) as Partial<FastCheck<unknown>>
  if ([nat, array, tuple].some(each => typeof each !== 'function')) {
    throw new TypeError(`schedules: expected fast-check, the default export of that package, and got ${nounOf(fc)}`)
  }
}

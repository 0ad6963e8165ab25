/** What `explore` may be told. */
import { requireOptions, shownValue } from '../wrong-use.ts'
import type { Space } from './schedule.ts'
import { requireSeed } from './seed.ts'

export interface ExploreOptions {
  /**
   * `depth-first` walks every schedule, one after the other. `random` draws each choice. `pct` gives tasks random
   * priorities that change at a few random moments: it finds a bug that needs few preemptions sooner than `random`
   * does (Burckhardt and others, 2010). Default: `depth-first`.
   */
  strategy?: 'depth-first' | 'random' | 'pct'
  /**
   * Depth-first: how often at most a schedule may do something else than run the task that has been ready longest: run another
   * one, drop one, poll one for nothing, be late. Most bugs need one or two, and the number of schedules grows with a power of it.
   * Default: no bound.
   */
  preemptions?: number
  /** How many schedules at most. Default: a million depth-first, else 10,000. */
  schedules?: number
  /** Turns at most in a schedule; one that takes more is cut off, and no failure. Default: 10,000. */
  turns?: number
  /** Seeds `random` and `pct`: a safe integer. Default: 0. */
  seed?: number
  /** `pct`: moments at which priorities change, plus one: the number of orderings that the bug needs. Default: 3. */
  depth?: number
  /** Polls, in a schedule, of tasks that nobody woke, at most: legal at any moment, and so they must do no harm. Default: 0. */
  spurious?: number
  /**
   * `any`: a schedule may dispose one task other than the main future, wherever it is suspended. `main`: it may dispose the
   * main future so. With that the program is cancelled: the run ends there, and checks at the end find `trial.cancelled`.
   * Two options, since they ask for two kinds of checks: that the others go on, and that all is released. Default: none.
   */
  dropAt?: 'any' | 'main'
  /** Failures, in a schedule, at most, at the places that the program marks with `trial.mayFail(…)`. Default: 0. */
  failures?: number
  /** Times, in a schedule, at most, that the clock moves to the next timer although tasks are ready: a slow machine. Default: 0. */
  late?: number
}

export interface Settings {
  readonly strategy: 'depth-first' | 'random' | 'pct'
  readonly preemptions: number
  readonly schedules: number
  readonly turns: number
  readonly seed: number
  readonly depth: number
  readonly space: Space
}

/**
 * @param method whose options they are, for messages.
 * @throws RangeError for what is out of range; TypeError for what is no option's value.
 */
export function settingsOf(options: ExploreOptions, method: string): Settings {
  requireOptions(options, method)
  const { strategy = 'depth-first', seed = 0, dropAt } = options
  if (!['depth-first', 'random', 'pct'].includes(strategy)) throw new TypeError(`${method}: there is no strategy ${shownValue(strategy)}; take depth-first, random or pct`)
  if (dropAt !== undefined && dropAt !== 'any' && dropAt !== 'main') throw new TypeError(`${method}: dropAt can be 'any' or 'main', and is ${shownValue(dropAt)}`)
  const whole = (name: 'turns' | 'depth' | 'spurious' | 'failures' | 'late', standard: number, least: number): number =>
    requireWhole(method, name, options[name], standard, least)
  const bound = (name: 'preemptions' | 'schedules', standard: number, least: number): number =>
    (options[name] === Infinity ? Infinity : requireWhole(method, name, options[name], standard, least))
  return {
    strategy,
    preemptions: bound('preemptions', Infinity, 0),
    schedules: bound('schedules', strategy === 'depth-first' ? 1_000_000 : 10_000, 1),
    turns: whole('turns', 10_000, 1),
    seed: requireSeed(seed, method),
    depth: whole('depth', 3, 1),
    space: {
      spurious: whole('spurious', 0, 0),
      drops: dropAt === 'any' ? 1 : 0,
      cancels: dropAt === 'main' ? 1 : 0,
      failures: whole('failures', 0, 0),
      late: whole('late', 0, 0),
    },
  }
}

/** @throws RangeError if `value` is given and is not a whole number from `least` on. */
export function requireWhole(method: string, name: string, value: number | undefined, standard: number, least: number): number {
  if (value === undefined) return standard
  if (!Number.isSafeInteger(value) || value < least) throw new RangeError(`${method}: ${name} must be a whole number, ${least} or more, and is ${shownValue(value)}`)
  return value
}

/** `simulate(seed, program)`: one long run in which everything left to chance comes from a seed. */
import { refuseNested } from '../../runtime/current.ts'
import { Choices, first } from './choices.ts'
import { ScheduleError } from './errors.ts'
import { requireProgram } from './explore.ts'
import { callOf } from './failure.ts'
import { settingsOf, type ExploreOptions } from './options.ts'
import type { Program, Run } from './run.ts'
import { formatSchedule, LIMITS, parseSchedule, type Conditions, type Space } from './schedule.ts'
import { choicesOf, requireSeed } from './seed.ts'
import { MOST_TURNS, TestBench } from './test-bench.ts'

/** As those of `explore`; `turns` is a million by default, and more are a failure. */
export type SimulateOptions = Pick<ExploreOptions, 'turns' | 'spurious' | 'dropAt' | 'failures' | 'late'>

export interface Simulation<T> {
  /** The main future's output; undefined if the program has none, or the schedule dropped it. */
  readonly output: T | undefined
  /** Polls and steps of the clock. */
  readonly turns: number
  /** Where the virtual clock stood at the end, in milliseconds from 0. */
  readonly time: number
  /** The choices made, and the seed of the world, as a schedule: the same run again. */
  readonly schedule: string
}

/**
 * Runs `program` once, on a virtual clock, with every choice drawn from `seed`: which task runs next, where `select`
 * begins, `trial.choose`, and, for the time of the run, `Math.random`; `Date`, `performance.now`, `process.hrtime` and
 * `process.uptime` tell the virtual time. The same seed gives the same run, however long. Instead of a seed it takes a
 * schedule, of `schedules(fc)` or a report, which has its seed with it, and says what may happen besides. One of `explore` has no
 * seed: `simulate` gives it the world of the seed 0, where `replay` refuses a program that asks its host.
 *
 * Rust: madsim; shuttle's `check_random` with a seed.
 *
 * @throws ScheduleError if the program fails, as it would under `explore`, or takes more turns than it may.
 * @throws RangeError for a seed that is not a safe integer; TypeError for a string that is no schedule, or one that `options` contradict.
 * @throws ForeignScheduleError for a schedule that is not one of this program's.
 * @throws NondeterminismError if it asks the host for callbacks, or differs when a failure is run again.
 * @throws NestedBlockOnError inside any poll.
 * @example
 * for (let seed = 0; seed < 1000; seed++) simulate(seed, () => cluster(5))
 */
export function simulate<T>(seed: number | string, program: Program<T>, options: SimulateOptions = {}): Simulation<T> {
  requireProgram(program, 'simulate')
  const { space } = settingsOf(options, 'simulate')
  const { choices, conditions } = typeof seed === 'string' ? planned(seed, space, options) : drawn(requireSeed(seed, 'simulate'), space)
  refuseNested('simulate')
  const bench = new TestBench('simulate', program, conditions, options.turns ?? conditions.turns ?? MOST_TURNS)
  return bench.during(() => {
    const run = bench.attempt(choices)
    if (run.failure !== null) throw failed(bench, choices, run, typeof seed === 'string' ? null : seed)
    if (run.cut) throw endless(run.turns, formatSchedule({ ...conditions, turns: run.turns, picks: choices.picks, lenient: false }))
    return { output: run.output as T | undefined, turns: run.turns, time: run.driver.time, schedule: bench.scheduleOf(choices) }
  })
}

interface Plans {
  readonly choices: Choices
  readonly conditions: Conditions
}

/** A schedule without a seed has the world of the seed 0. */
function planned(text: string, wanted: Space, options: SimulateOptions): Plans {
  const { picks, lenient, ...conditions } = parseSchedule(text)
  for (const name of LIMITS) {
    const option = name === 'drops' || name === 'cancels' ? 'dropAt' : name
    if (options[option] !== undefined && wanted[name] !== conditions.space[name]) throw contradicted(option, options[option], name, conditions.space[name])
  }
  return { choices: new Choices(picks, first, lenient ? 'loose' : 'given'), conditions: { ...conditions, seed: conditions.seed ?? 0 } }
}

function contradicted(option: string, value: unknown, limit: string, said: number): TypeError {
  const where = option === limit ? `where it says ${said}` : `where it says ${limit}=${said}`
  return new TypeError(
    `simulate: the schedule itself says what may happen, and the option ${option} is ${String(value)} ${where}; give that to schedules(fc), or simulate a seed`,
  )
}

function drawn(seed: number, space: Space): Plans {
  const random = choicesOf(seed)
  return { choices: new Choices([], n => random.below(n)), conditions: { space, seed, turns: null } }
}

function failed(bench: TestBench, choices: Choices, run: Run, seed: number | null): ScheduleError {
  bench.repeat(choices, run)
  const { message, schedule, error } = bench.tell({ picks: choices.picks, failure: run.failure! })
  return new ScheduleError(seed === null ? message : `with the seed ${seed} ${message}`, schedule, error)
}

function endless(turns: number, schedule: string): ScheduleError {
  return new ScheduleError(`the program did not end in ${turns} turns; the option turns allows more\n${callOf(schedule)}`, schedule, undefined)
}

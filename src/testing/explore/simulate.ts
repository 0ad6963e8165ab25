/** `simulate(seed, program)`: one long run in which everything left to chance comes from a seed. */
import { SeededChooser } from '../../future/chooser.ts'
import { refuseNested } from '../../runtime/current.ts'
import { Choices, first } from './choices.ts'
import { ScheduleError } from './errors.ts'
import { requireProgram } from './explore.ts'
import { HostTraps, type HostOwner } from './host-traps.ts'
import { settingsOf, type ExploreOptions } from './options.ts'
import type { Program, Run } from './run.ts'
import { formatSchedule, parseSchedule, type Space } from './schedule.ts'
import { TestBench } from './test-bench.ts'

/** As those of `explore`; `turns` is a million by default, and more are a failure. */
export type SimulateOptions = Pick<ExploreOptions, 'turns' | 'spurious' | 'dropAt' | 'failures' | 'late'>

export interface Simulation<T> {
  /** The main future's output; undefined if the program has none. */
  readonly output: T | undefined
  /** Polls and steps of the clock. */
  readonly turns: number
  /** Where the virtual clock stood at the end, in milliseconds from 0. */
  readonly time: number
  /** The choices made, as a schedule. */
  readonly schedule: string
}

const MOST_TURNS = 1_000_000

/** Time and chance of the run that is going on. */
class World implements HostOwner {
  private run: Run | null
  private chances: SeededChooser
  private readonly seed: number

  constructor(seed: number) {
    this.run = null
    this.seed = seed
    this.chances = new SeededChooser(seed)
  }

  /** Each run has the same chances. */
  begin(run: Run): void {
    this.run = run
    this.chances = new SeededChooser(this.seed ^ 0x5bd1e995)
  }

  now(): number {
    return this.run === null ? 0 : this.run.driver.time
  }

  random(): number {
    return (this.chances.below(2 ** 26) * 2 ** 27 + this.chances.below(2 ** 27)) / 2 ** 53
  }
}

/**
 * Runs `program` once, on a virtual clock, with every choice drawn from `seed`: which task runs next, where `select`
 * begins, `trial.choose`, and, for the time of the run, `Math.random`; `Date.now` and `performance.now` tell the virtual
 * time. The same seed gives the same run, however long. Instead of a seed it takes a schedule, of `schedules(fc)` or a report.
 *
 * Rust: madsim; shuttle's `check_random` with a seed.
 *
 * @throws ScheduleError if the program fails, as it would under `explore`, or takes more turns than it may.
 * @throws NondeterminismError if it asks the host for callbacks, or differs when a failure is run again.
 * @throws NestedBlockOnError inside any poll.
 * @example
 * for (let seed = 0; seed < 1000; seed++) simulate(seed, () => cluster(5))
 */
export function simulate<T>(seed: number | string, program: Program<T>, options: SimulateOptions = {}): Simulation<T> {
  requireProgram(program, 'simulate')
  const settings = settingsOf({ ...options, turns: options.turns ?? MOST_TURNS })
  if (typeof seed !== 'string' && !Number.isFinite(seed)) throw new RangeError(`simulate: the seed must be a finite number or a schedule, and is ${String(seed)}`)
  const { space, choices } = typeof seed === 'string' ? planned(seed) : drawn(seed, settings.space)
  refuseNested('simulate')
  const world = new World(typeof seed === 'string' ? 0 : seed)
  const traps = new HostTraps(world)
  const bench = new TestBench('simulate', program, space, settings.turns, traps, run => world.begin(run))
  return traps.during(() => {
    const run = bench.attempt(choices)
    if (run.failure !== null) {
      const { message, schedule } = bench.tell({ picks: choices.picks, failure: run.failure })
      throw new ScheduleError(typeof seed === 'number' ? `with the seed ${seed} ${message}` : message, schedule, run.failure.error)
    }
    const schedule = formatSchedule({ space, picks: choices.picks, lenient: false })
    if (run.cut) throw new ScheduleError(`the program did not end in ${run.turns} turns; the option turns allows more`, schedule, undefined)
    return { output: run.output as T | undefined, turns: run.turns, time: run.driver.time, schedule }
  })
}

function planned(text: string): { space: Space; choices: Choices } {
  const { space, picks, lenient } = parseSchedule(text)
  return { space, choices: new Choices(picks, first, lenient) }
}

function drawn(seed: number, space: Space): { space: Space; choices: Choices } {
  const random = new SeededChooser(seed)
  return { space, choices: new Choices([], n => random.below(n)) }
}

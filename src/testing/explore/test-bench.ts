/** Where programs are run: it makes the runs of one program, and refuses what no schedule decides. */
import { Choices, first } from './choices.ts'
import { ForeignScheduleError, NondeterminismError } from './errors.ts'
import { foundFailure, sameFailure, type FoundFailure } from './failure.ts'
import { HostTraps } from './host-traps.ts'
import { Run, type Failure, type Program } from './run.ts'
import { formatSchedule, type Conditions } from './schedule.ts'
import { Trace } from './trace.ts'
import { World } from './world.ts'

/** Turns of a run that is alone, unless somebody says otherwise: more are a program that does not end. */
export const MOST_TURNS = 1_000_000

export class TestBench {
  /** What all runs so far took: turns, choices, and one for each run. */
  spent: number
  private readonly method: string
  private readonly program: Program
  private readonly conditions: Conditions
  private readonly turns: number
  private readonly world: World | null
  private readonly traps: HostTraps
  private readonly begun: ((run: Run) => void) | null

  /**
   * @param turns at most in a run.
   * @param begun told of each run before it begins.
   */
  constructor(method: string, program: Program, conditions: Conditions, turns: number, begun: ((run: Run) => void) | null = null) {
    this.spent = 0
    this.method = method
    this.program = program
    this.conditions = conditions
    this.turns = turns
    this.world = conditions.seed === null ? null : new World(conditions.seed)
    this.traps = new HostTraps(this.world)
    this.begun = begun
  }

  /** All runs are to be made in here, where the host is watched. */
  during<R>(body: () => R): R {
    return this.traps.during(body)
  }

  /**
   * @throws NondeterminismError if the program asked the host for something, or was not as it was when the run was planned.
   * @throws ForeignScheduleError if the plan was given, and is none for this program.
   */
  attempt(choices: Choices, trace: Trace | null = null): Run {
    const run = new Run(choices, this.conditions.space, this.turns, trace)
    if (this.world !== null) this.world.begin(run)
    if (this.begun !== null) this.begun(run)
    run.execute(this.program)
    this.spent += run.turns + choices.made + 1
    const { foreign } = run.driver
    if (this.traps.called.size > 0 || foreign !== null) {
      throw NondeterminismError.asked(this.method, [...this.traps.called, ...(foreign ?? [])])
    }
    if (choices.divergence !== null) throw this.diverged(choices)
    return run
  }

  private diverged({ divergence, plan }: Choices): Error {
    return plan === 'given' ? new ForeignScheduleError(this.method, divergence!) : NondeterminismError.diverged(this.method, divergence!)
  }

  /** Runs the same schedule again. @throws NondeterminismError if anything is different. */
  repeat(choices: Choices, { failure, turns }: Run): void {
    const again = new Choices(choices.picks, first)
    const run = this.attempt(again)
    const differs = again.arities.findIndex((n, at) => n !== choices.arities[at] || again.kinds[at] !== choices.kinds[at])
    if (again.made !== choices.made || differs >= 0) {
      throw NondeterminismError.diverged(this.method, `one made ${choices.made} choices, the other ${again.made}, not among the same alternatives`)
    }
    if (run.turns !== turns) throw NondeterminismError.diverged(this.method, `one took ${turns} turns, the other ${run.turns}`)
    if (sameFailure(run.failure, failure, true)) return
    throw NondeterminismError.diverged(this.method, failure === null ? 'only the second failed' : 'the failure of the first did not come again')
  }

  /** The whole story of a failing schedule: it is run once more, and watched. */
  tell({ picks, failure }: { readonly picks: readonly number[]; readonly failure: Failure }): FoundFailure {
    const trace = new Trace()
    const choices = new Choices(picks, first)
    const run = this.attempt(choices, trace)
    if (run.failure === null || !sameFailure(run.failure, failure, true)) {
      throw NondeterminismError.diverged(this.method, 'the failure of the first did not come again')
    }
    return foundFailure(run.failure, this.scheduleOf(choices), trace.lines, run.stuck)
  }

  /** What `choices` have picked, with everything else that the run depended on. */
  scheduleOf({ picks }: Choices): string {
    // Within a million turns a limit changes no run that came to its end, and whoever is handed the schedule allows as many.
    const turns = this.conditions.turns === null && this.turns <= MOST_TURNS ? null : this.turns
    return formatSchedule({ ...this.conditions, turns, picks, lenient: false })
  }
}

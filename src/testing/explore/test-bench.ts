/** Where programs are run: it makes the runs of one program, and refuses what no schedule decides. */
import { Choices, first } from './choices.ts'
import { NondeterminismError } from './errors.ts'
import { foundFailure, sameFailure, type FoundFailure } from './failure.ts'
import type { HostTraps } from './host-traps.ts'
import { Run, type Failure, type Program } from './run.ts'
import { formatSchedule, type Space } from './schedule.ts'
import { Trace } from './trace.ts'

export class TestBench {
  readonly program: Program
  readonly space: Space
  /** What all runs so far took, in turns, and one for each run. */
  spent: number
  private readonly method: string
  private readonly turns: number
  private readonly traps: HostTraps
  private readonly begun: ((run: Run) => void) | null

  /** @param begun told of each run before it begins. */
  constructor(method: string, program: Program, space: Space, turns: number, traps: HostTraps, begun: ((run: Run) => void) | null = null) {
    this.method = method
    this.program = program
    this.space = space
    this.spent = 0
    this.turns = turns
    this.traps = traps
    this.begun = begun
  }

  /**
   * @throws NondeterminismError if the program asked the host for something, or was not as it was when the run was planned.
   */
  attempt(choices: Choices, trace: Trace | null = null): Run {
    const run = new Run(choices, this.space, this.turns, trace)
    if (this.begun !== null) this.begun(run)
    run.execute(this.program)
    this.spent += run.turns + choices.made + 1
    const { foreign } = run.driver
    if (this.traps.called.size > 0 || foreign !== null) {
      throw NondeterminismError.asked(this.method, [...this.traps.called, ...(foreign ?? [])])
    }
    if (choices.divergence !== null) throw NondeterminismError.diverged(this.method, choices.divergence)
    return run
  }

  /** Runs the same schedule again. @throws NondeterminismError if anything is different. */
  repeat(choices: Choices, failure: Failure | null): void {
    const again = new Choices(choices.picks, first)
    const run = this.attempt(again)
    const differs = again.arities.findIndex((n, at) => n !== choices.arities[at] || again.kinds[at] !== choices.kinds[at])
    if (again.made !== choices.made || differs >= 0) {
      throw NondeterminismError.diverged(this.method, `one made ${choices.made} choices, the other ${again.made}, not among the same alternatives`)
    }
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
    const schedule = formatSchedule({ space: this.space, picks: choices.picks, lenient: false })
    return foundFailure(run.failure, schedule, trace.lines, run.stuck)
  }
}

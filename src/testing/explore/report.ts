/** What `explore` has to say. */
import { ScheduleError } from './errors.ts'
import type { FoundFailure } from './failure.ts'

export class ExploreReport {
  /** Schedules run, each once, until the end or the first failure. */
  readonly schedules: number
  /** Whether that was all of them: none left out for a bound or a limit, and none cut off. Never so for random walks, or after a failure. */
  readonly exhaustive: boolean
  /** Those that were cut off because they took too many turns. */
  readonly cut: number
  /** The most choices that one had. */
  readonly deepest: number
  readonly failure: FoundFailure | null

  constructor(schedules: number, exhaustive: boolean, cut: number, deepest: number, failure: FoundFailure | null) {
    this.schedules = schedules
    this.exhaustive = exhaustive
    this.cut = cut
    this.deepest = deepest
    this.failure = failure
  }

  /**
   * For a test: nothing, if no schedule fails.
   *
   * @throws ScheduleError with the trace and the schedule in its message, and the failure as its `cause`.
   */
  check(): void {
    const { failure } = this
    if (failure !== null) throw new ScheduleError(`schedule ${this.schedules}: ${failure.message}`, failure.schedule, failure.error)
  }

  /** In a line. */
  toString(): string {
    if (this.failure !== null) return `a failure in schedule ${this.schedules}: ${this.failure.schedule}`
    const cut = this.cut === 0 ? '' : `, ${this.cut} cut off`
    return `${this.schedules} schedule${this.schedules === 1 ? '' : 's'}, ${this.exhaustive ? 'which is all' : 'not all'}${cut}`
  }
}

/** What `explore`, `replay` and `simulate` throw, and what they inject. */

/**
 * A program behaves differently in two runs of one schedule, or asks something outside its runtime that may answer
 * differently: what is found in one run says nothing about the next.
 *
 * Rust: loom's panic "Model execution is non-deterministic"; shuttle's "possible nondeterminism".
 */
export class NondeterminismError extends Error {
  override readonly name = 'NondeterminismError'
  readonly code = 'ERR_POLLUX_NONDETERMINISM'
  /** What it asked: `Date.now`, `Math.random`, `host callbacks` and so on; empty where only the runs tell. */
  readonly sources: readonly string[]

  private constructor(message: string, sources: readonly string[]) {
    super(message)
    this.sources = sources
  }

  static asked(method: string, sources: readonly string[]): NondeterminismError {
    const what = sources.join(', ')
    return new NondeterminismError(
      `${method}: the program uses ${what}, which no schedule decides; take time from sleep and Instant, chance from trial.choose, and leave the host out`,
      sources,
    )
  }

  static diverged(method: string, how: string): NondeterminismError {
    return new NondeterminismError(
      `${method}: two runs of one schedule differ: ${how}; something that no schedule decides is asked, or something outlives a run: ` +
        'make everything that the program changes inside the program',
      [],
    )
  }
}

/** A schedule under which the program fails. The message tells everything; `cause` is the failure itself. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError'
  readonly code = 'ERR_POLLUX_SCHEDULE'
  /** For `replay`. */
  readonly schedule: string

  constructor(message: string, schedule: string, cause: unknown) {
    super(message, { cause })
    this.schedule = schedule
  }
}

/**
 * A schedule that was handed to `replay` or `simulate` is not one of this program's: it picks what is not there, or goes on
 * when the run has ended.
 */
export class ForeignScheduleError extends Error {
  override readonly name = 'ForeignScheduleError'
  readonly code = 'ERR_POLLUX_FOREIGN_SCHEDULE'

  constructor(method: string, how: string) {
    super(
      `${method}: this is not a schedule of this program: ${how}; ` +
        'the program is another than the one that the schedule was made for, or has changed since, or differs from run to run',
    )
  }
}

/** What `trial.mayFail(…)` throws where a schedule lets it fail. */
export class InjectedFailure extends Error {
  override readonly name = 'InjectedFailure'
  readonly code = 'ERR_POLLUX_INJECTED'

  constructor(what: string) {
    super(`${what} failed, as the schedule wants it`)
  }
}

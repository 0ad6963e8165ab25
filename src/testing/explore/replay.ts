/** `replay(program, schedule)`: one schedule again, watched. */
import { refuseNested } from '../../runtime/current.ts'
import { Choices, first } from './choices.ts'
import { requireProgram } from './explore.ts'
import { foundFailure, type FoundFailure } from './failure.ts'
import type { Program } from './run.ts'
import { parseSchedule } from './schedule.ts'
import { MOST_TURNS, TestBench } from './test-bench.ts'
import { Trace } from './trace.ts'

export interface Replay<T> {
  /** The main future's output; undefined if there was none, or it failed or was dropped. */
  readonly output: T | undefined
  readonly failure: FoundFailure | null
  /** What happened, a line a turn. */
  readonly trace: readonly string[]
  /** Polls and steps of the clock. */
  readonly turns: number
  /** It was cut off, because after a million turns, or those that the schedule names, it had not ended. */
  readonly cut: boolean
}

/**
 * Runs `program` once, under `schedule`, which a report of `explore` or a failure of `simulate` has given: for a
 * debugger, or to see whether the bug is gone. A schedule with a seed has that seed's time and chance, as `simulate` has.
 *
 * Rust: `shuttle::replay`.
 *
 * @throws TypeError for what is no schedule.
 * @throws ForeignScheduleError if the schedule is not one of this program's, which may have changed since.
 * @throws NondeterminismError for a program that asks its host.
 * @throws NestedBlockOnError inside any poll.
 * @example
 * console.log(replay(program, 'explore1;0x2.1').trace.join('\n'))
 */
export function replay<T>(program: Program<T>, schedule: string): Replay<T> {
  requireProgram(program, 'replay')
  const { picks, lenient, ...conditions } = parseSchedule(schedule)
  refuseNested('replay')
  const bench = new TestBench('replay', program, conditions, conditions.turns ?? MOST_TURNS)
  const trace = new Trace()
  const choices = new Choices(picks, first, lenient ? 'loose' : 'given')
  const run = bench.during(() => bench.attempt(choices, trace))
  const failure = run.failure === null ? null : foundFailure(run.failure, bench.scheduleOf(choices), trace.lines, run.stuck)
  return { output: run.output as T | undefined, failure, trace: trace.lines, turns: run.turns, cut: run.cut }
}

/** `replay(program, schedule)`: one schedule again, watched. */
import { refuseNested } from '../../runtime/current.ts'
import { Choices, first } from './choices.ts'
import { requireProgram } from './explore.ts'
import { foundFailure, type FoundFailure } from './failure.ts'
import { HostTraps } from './host-traps.ts'
import type { Program } from './run.ts'
import { formatSchedule, parseSchedule } from './schedule.ts'
import { TestBench } from './test-bench.ts'
import { Trace } from './trace.ts'

export interface Replay<T> {
  /** The main future's output; undefined if there was none, or it failed. */
  readonly output: T | undefined
  readonly failure: FoundFailure | null
  /** What happened, a line a turn. */
  readonly trace: readonly string[]
  /** Polls and steps of the clock. */
  readonly turns: number
  /** It was cut off, because after a million turns it had not ended. */
  readonly cut: boolean
}

/** More are a program that does not end. */
const MOST_TURNS = 1_000_000

/**
 * Runs `program` once, under `schedule`, which a report of `explore` has given: for a debugger, or to see whether the
 * bug is gone.
 *
 * Rust: `shuttle::replay`.
 *
 * @throws TypeError for what is no schedule.
 * @throws NondeterminismError if the schedule is not one of this program's, which has changed since.
 * @throws NestedBlockOnError inside any poll.
 * @example
 * console.log(replay(program, 'explore1;0x2.1').trace.join('\n'))
 */
export function replay<T>(program: Program<T>, schedule: string): Replay<T> {
  requireProgram(program, 'replay')
  const { space, picks, lenient } = parseSchedule(schedule)
  refuseNested('replay')
  const traps = new HostTraps(null)
  const bench = new TestBench('replay', program, space, MOST_TURNS, traps)
  const trace = new Trace()
  const choices = new Choices(picks, first, lenient)
  const run = traps.during(() => bench.attempt(choices, trace))
  const taken = formatSchedule({ space, picks: choices.picks, lenient: false })
  const failure = run.failure === null ? null : foundFailure(run.failure, taken, trace.lines, run.stuck)
  return { output: run.output as T | undefined, failure, trace: trace.lines, turns: run.turns, cut: run.cut }
}

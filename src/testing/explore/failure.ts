/** A failure that was found, with everything that helps to understand it. */
import { formatDump, type TaskDump } from '../../runtime/dump.ts'
import { JoinError } from '../../runtime/errors.ts'
import type { Failure, FailureKind } from './run.ts'

export interface FoundFailure {
  /**
   * `program`: the program threw before any task ran; `main`: its main future threw; `task`: a task failed and nobody
   * joined it; `deadlock`: nothing could wake what was left; `check`: one of `trial.atEnd` threw.
   */
  readonly kind: FailureKind
  /** What was thrown. */
  readonly error: unknown
  /** For `replay`: the shortest that was found. */
  readonly schedule: string
  /** What happened under it, a line a turn. */
  readonly trace: readonly string[]
  /** For a deadlock, who waits, and on what, the main future first. */
  readonly stuck: readonly TaskDump[]
  /** All of this as text. */
  readonly message: string
}

/** Lines of a trace that a message has at most, the last ones. */
const MOST_LINES = 60

const TITLES: Record<FailureKind, string> = {
  program: 'the program throws',
  main: 'the main future throws',
  task: 'a task fails',
  deadlock: 'tasks wait for ever',
  check: 'a check at the end fails',
}

export function foundFailure({ kind, error }: Failure, schedule: string, trace: readonly string[], stuck: readonly TaskDump[]): FoundFailure {
  const left = Math.max(0, trace.length - MOST_LINES)
  const lines = [...(left > 0 ? [`… ${left} lines more`] : []), ...trace.slice(left)].map(line => `  ${line}`)
  const waiting = stuck.length === 0 ? [] : ['these wait:', formatDump([...stuck])]
  const message = [`${TITLES[kind]}: ${describe(error)}`, 'under this schedule:', ...lines, ...waiting, callOf(schedule)].join('\n')
  return { kind, error, schedule, trace, stuck, message }
}

/** Characters of a schedule that a message has at most. */
const MOST_OF_SCHEDULE = 4000

/** The call that runs `schedule` again. That of a long simulation may be megabytes: then it is to be had from the error alone. */
export function callOf(schedule: string): string {
  if (schedule.length <= MOST_OF_SCHEDULE) return `replay(program, '${schedule}')`
  return `replay(program, schedule), with the schedule of this failure, ${schedule.length} characters: '${schedule.slice(0, 60)}…'`
}

const UNSHOWN = 'a value that cannot be shown'

function describe(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message.split('\n')[0]}` : String(error)
  } catch {
    return UNSHOWN
  }
}

/** Whether they are the same as far as one can tell; `exactly`: with the same words, else of the same class. */
export function sameFailure(a: Failure | null, b: Failure | null, exactly: boolean): boolean {
  if (a === null || b === null) return a === b
  if (a.kind !== b.kind) return false
  if (exactly) return describe(a.error) === describe(b.error)
  return nameOfError(a.error) === nameOfError(b.error)
}

/** With that of what a task threw: a `TypeError` in one is another failure than an `AssertionError`. */
function nameOfError(error: unknown): string {
  try {
    const name = error instanceof Error ? error.name : typeof error
    return error instanceof JoinError && error.isPanic() ? `${name} of ${nameOfError(error.cause)}` : name
  } catch {
    return UNSHOWN
  }
}

/**
 * What can go wrong around tasks and runtimes. One class a failure, each with a stable `code`; the message says what
 * happened, to which task, and the remedy.
 */
import type { ParkRefusal } from './driver.ts'
import type { TaskDump } from './dump.ts'
import { BEFORE_LOCAL_IDS } from './local-ids.ts'

/**
 * A task ended without an output: it was cancelled, or it threw. Thrown by the poll of who joins it, once; where nobody
 * does, `onUnhandledError` is given those that threw.
 *
 * Rust: `tokio::task::JoinError`.
 *
 * @example
 * try {
 *   runtime.blockOn(handle)
 * } catch (error) {
 *   if (!(error instanceof JoinError && error.isCancelled())) throw error
 * }
 */
export class JoinError extends Error {
  override readonly name = 'JoinError'
  readonly code = 'ERR_POLLUX_JOIN'
  /** The task's id; 0 for the main future, −1 for what failed outside every task, such as a waker. */
  readonly id: number
  private readonly cancelled: boolean

  private constructor(id: number, message: string, cancelled: boolean, options?: ErrorOptions) {
    super(message, options)
    this.id = id
    this.cancelled = cancelled
  }

  static cancelled(id: number, name: string): JoinError {
    return new JoinError(id, `${label(id, name)} was cancelled`, true)
  }

  /** `cause` is what the task's future threw. */
  static panic(id: number, name: string, cause: unknown): JoinError {
    return new JoinError(id, `${label(id, name)} failed: ${describe(cause)}`, false, { cause })
  }

  /** Whether the task was aborted, or its runtime shut down, before it finished. */
  isCancelled(): boolean {
    return this.cancelled
  }

  /** Whether the task threw, from its poll or its dispose; `cause` is what it threw. */
  isPanic(): boolean {
    return !this.cancelled
  }
}

/** The id of what failed outside every task. */
export const NO_TASK = -1

/** "task 3 (Fetch)", or "task 3" where there is no name; task 0 is the main future. See `local-ids.ts` for the others. */
export function label(id: number, name: string): string {
  if (id === NO_TASK) return name
  const task = id === 0 ? 'the main future' : id < 0 ? `local task ${id - BEFORE_LOCAL_IDS}` : `task ${id}`
  return name === '' ? task : `${task} (${name})`
}

function describe(cause: unknown): string {
  try {
    if (cause instanceof Error) return cause.message === '' ? cause.name : `${cause.name}: ${cause.message}`
    return String(cause)
  } catch {
    return 'a value that cannot be shown'
  }
}

const KEEP_THE_WAKER =
  'a future that returns Pending must see to it that the waker of that poll is called; a waker called from outside ' +
  'the runtime needs remoteWaker(…), so that it counts'

/**
 * Nothing that the runtime knows of can wake any task that is left: no timer, no worker, no remote waker. Thrown by
 * `blockOn` instead of sleeping for ever; by then it has disposed the main future.
 *
 * Rust: none; `block_on` sleeps for ever.
 *
 * @example
 * try {
 *   blockOn(pending())
 * } catch (error) {
 *   if (error instanceof DeadlockError) for (const { name, waitsOn } of error.tasks) console.log(name, waitsOn)
 * }
 */
export class DeadlockError extends Error {
  override readonly name = 'DeadlockError'
  readonly code = 'ERR_POLLUX_DEADLOCK'
  /** What is stuck, the main future first. */
  readonly tasks: TaskDump[]

  /**
   * @param advice what to do, where more is known than that a waker was lost.
   * @param known what observers know of why, in lines; lints tell what they found.
   */
  constructor(tasks: TaskDump[], advice: string = KEEP_THE_WAKER, known = '') {
    const more = known === '' ? '' : `${known}\n`
    super(`nothing can wake ${count(tasks)}: no timer is set and no other thread holds a waker\n${list(tasks)}\n${more}${advice}`)
    this.tasks = tasks
  }
}

const HOST_SOURCE: ParkRefusal = {
  because: "would wait for the host's event loop, which cannot turn while blockOn parks this thread",
  remedy: 'run the future on a runtime with the driver hostLoop(), or use the blocking form of what it waits on',
}

/**
 * `blockOn` would have to park this thread, and must not: what is left waits for the host's event loop, which cannot
 * turn while the thread is parked; or the host forbids parking; or the runtime's driver is `hostLoop()`. By then it has
 * disposed the main future.
 *
 * Rust: the nearest is the panic "Cannot block the current thread from within a runtime".
 *
 * @example
 * try {
 *   blockOn(fromPromise(response))
 * } catch (error) {
 *   if (error instanceof HostParkError) console.log(error.tasks[0]!.waitsOn) // a promise
 * }
 */
export class HostParkError extends Error {
  override readonly name = 'HostParkError'
  readonly code = 'ERR_POLLUX_HOST_PARK'
  /** What is stuck, the main future first. */
  readonly tasks: TaskDump[]

  constructor(tasks: TaskDump[], refusal: ParkRefusal = HOST_SOURCE) {
    super(`${count(tasks)} ${refusal.because}\n${list(tasks)}\n${refusal.remedy}`)
    this.tasks = tasks
  }
}

function count(dumps: TaskDump[]): string {
  const tasks = allTasks(dumps)
  return tasks.length === 1 ? 'the one task that is left' : `any of the ${tasks.length} tasks that are left`
}

function list(dumps: TaskDump[]): string {
  return allTasks(dumps)
    .map(task => `  ${label(task.id, task.name)}: ${task.waitsOn === '' ? inState(task.state) + LOST : `waits on ${task.waitsOn}`}`)
    .join('\n')
}

/** What a task's own machine says, where its leaves say nothing. */
function inState(state: string): string {
  return /^(?:queued|polling|waiting|finished)$/i.test(state) ? '' : `in the state ${state}, `
}

/** Those of every `LocalSet` among them, behind the task that polls it. A dump shows no task twice. */
function allTasks(dumps: TaskDump[]): TaskDump[] {
  const tasks: TaskDump[] = []
  const visit = (dump: TaskDump, isTask: boolean): void => {
    if (isTask) tasks.push(dump)
    for (const child of dump.children) visit(child, isLocalTask(child))
  }
  for (const dump of dumps) visit(dump, true)
  return tasks
}

/** Whether a dump that is another one's child is that of a task, rather than of a future or of somebody's handle. */
export function isLocalTask({ id, name }: TaskDump): boolean {
  return id !== 0 && name !== 'JoinHandle'
}

const LOST = 'waits on nothing that pollux knows of (a lost wakeup, if it returned Pending without keeping its waker)'

/**
 * Something that needs a runtime was used outside of any, or after its runtime had shut down. A future that was to be
 * spawned or run is left with the caller.
 *
 * Rust: the panic "there is no reactor running, must be called from the context of a Tokio 1.x runtime".
 *
 * @example
 * try {
 *   spawn(work)
 * } catch (error) {
 *   if (error instanceof NoRuntimeError) blockOn(work) // nobody runs: do it here
 * }
 */
export class NoRuntimeError extends Error {
  override readonly name = 'NoRuntimeError'
  readonly code = 'ERR_POLLUX_NO_RUNTIME'

  /** @param closed the name of the runtime that was asked, where that has shut down. */
  constructor(what: string, closed?: string) {
    super(
      closed === undefined
        ? `${what}: there is no current runtime; call it inside blockOn(…), inside a task, or under runtime.enter()`
        : `${what}: the runtime ${closed} has shut down; make a new one, or shut it down later`,
    )
  }
}

/**
 * A runtime was to run inside itself, or `blockOn` inside a poll: the outer one would be blocked and could never wake
 * what the inner one waits for.
 *
 * Rust: the panic "Cannot start a runtime from within a runtime".
 */
export class NestedBlockOnError extends Error {
  override readonly name = 'NestedBlockOnError'
  readonly code = 'ERR_POLLUX_NESTED_BLOCK_ON'

  constructor(method: string, inside: string) {
    super(
      `${method} was called while the runtime ${inside} was running; a poll must not block: ` +
        `spawn the future and poll its JoinHandle, or poll the future itself`,
    )
  }
}

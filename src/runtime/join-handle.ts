/** What an outsider may hold of a task: the right to its output. (The right to abort alone: `future/abort-handle.ts`.) */
import type { AbortHandle } from '../future/abort-handle.ts'
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Poll } from '../future/poll.ts'
import '../future/symbols.ts'

export { AbortHandle, type AbortTarget } from '../future/abort-handle.ts'

/**
 * The owner's end of a task: a future of its output.
 *
 * It has one awaiting owner; for several, `shared(handle)`. Disposing it detaches the task, which runs on; a failure is
 * reported to `onUnhandledError` then. Polling it throws the task's {@link JoinError} if the task failed.
 *
 * The task itself is the one implementation, so that spawning allocates one object and not two.
 *
 * Rust: `tokio::task::JoinHandle`.
 *
 * @example
 * using runtime = new Runtime()
 * const handle = runtime.spawn(fetchUser(7))
 * const user = runtime.blockOn(handle)
 */
export abstract class JoinHandle<T> implements Future<T>, Disposable {
  /**
   * The task's number, unique among the tasks of its runtime and of the `LocalSet`s in it; a runtime counts from 1. It
   * stays the same, but for an unfinished task of a `LocalSet` that moves from one runtime to another.
   */
  abstract readonly id: number
  /**
   * The task's output, once it has finished.
   *
   * @throws JoinError if the task was cancelled or threw.
   * @throws PolledAfterCompletionError after the outcome was given, or the handle disposed.
   */
  abstract poll(cx: Context): Poll<T>
  /**
   * Asks for the task to be cancelled: its next turn disposes the future instead of polling it. Repeated and late
   * aborts do nothing; an output that is there already survives.
   */
  abstract abort(): void
  /** Whether the task has ended; false until the dispose of an aborted one is done. */
  abstract isFinished(): boolean
  /** The right to abort alone, to be given away. */
  abstract abortHandle(): AbortHandle
  /** Detaches: the task runs on, and nobody learns its output. */
  abstract [Symbol.dispose](): void
}

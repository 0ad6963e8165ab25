/**
 * # The task
 *
 * A future that somebody gave to an executor, and everything that belongs to it, in one object:
 *
 * - its **waker** and its **context**: a poll is `future.poll(task)`, and a leaf that keeps `cx.waker` keeps the task;
 * - its **place in the run queue** (`next`) and among all tasks (`older`, `newer`): both lists are intrusive, so waking
 *   and finishing allocate nothing;
 * - its **join handle**: `spawn` returns the task itself, seen through `JoinHandle`.
 *
 * `stage` holds the future until the task ends and then the outcome, never both: a finished task keeps nothing alive
 * but the output that nobody has taken. In the same spirit `executor` is let go at the end.
 *
 * Who may do what: the bits of `state` change only in `state.ts`; the executor polls, disposes and finishes; wakers
 * and handles only ask.
 */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import { PolledAfterCompletionError } from '../future/errors.ts'
import type { Future } from '../future/future.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { watch } from '../future/watch.ts'
import { JoinError, label } from './errors.ts'
import type { Executor } from './executor.ts'
import { unwrapped } from './inside.ts'
import { AbortHandle, JoinHandle } from './join-handle.ts'
import { abort, detach, hasFailed, isAbortable, isDetached, isFinished, isSettled, take, wake } from './state.ts'
import { reportUntaken, settleUntaken } from './unhandled.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * The outcome of a cancelled task. A `JoinError` costs microseconds, for its stack, and most cancelled tasks are never
 * asked: the error is made when the handle is polled.
 */
export const Cancelled: unique symbol = Symbol('pollux.Cancelled')

export class Task<T = unknown> extends JoinHandle<T> implements Waker, Context {
  /** Changes only where a `LocalSet` moves to another runtime, which counts anew. */
  id: number
  state: number
  /** The future while unfinished; then the output, the `JoinError`, or {@link Cancelled}; null once that is taken. */
  stage: unknown
  executor: Executor | null
  /** Who polls the handle. */
  joiner: Waker | null
  /** The link of the run queue. */
  next: Task | null
  /** The links of the list of all tasks, in the order of their spawning. */
  older: Task | null
  newer: Task | null

  constructor(id: number, future: Future<T>, executor: Executor | null, bits: number) {
    super()
    this.id = id
    this.state = bits
    this.stage = future
    this.executor = executor
    this.joiner = null
    this.next = null
    this.older = null
    this.newer = null
  }

  // ---- as context and waker ----

  get waker(): Waker {
    return this
  }

  wake(): void {
    if (wake(this)) this.executor!.woken(this)
  }

  willWake(other: Waker): boolean {
    return other === this
  }

  // ---- as join handle ----

  poll(cx: Context): Poll<T> {
    if (isSettled(this)) {
      throw new PolledAfterCompletionError(`JoinHandle of task ${this.id}`, isDetached(this) ? 'disposed' : 'finished')
    }
    if (!isFinished(this)) {
      const joiner = this.joiner
      if (joiner === null && watch.current !== null) watch.current.began(this)
      if (joiner === null || !joiner.willWake(cx.waker)) this.joiner = cx.waker
      return Pending
    }
    if (!hasBudget(cx)) return Pending
    spendBudget()
    take(this)
    const outcome = this.stage
    this.stage = null
    return hasFailed(this) ? this.rethrow(outcome) : (outcome as T)
  }

  private rethrow(outcome: unknown): never {
    if (outcome === Cancelled) throw JoinError.cancelled(this.id, '')
    settleUntaken(outcome as JoinError)
    throw outcome
  }

  abort(): void {
    const { executor } = this
    if (isAbortable(this)) executor!.aborted(this, abort(this))
  }

  isFinished(): boolean {
    return isFinished(this)
  }

  abortHandle(): AbortHandle {
    return new AbortHandle(this)
  }

  [Symbol.dispose](): void {
    if (isSettled(this)) return
    this.joiner = null
    if (watch.current !== null) watch.current.released(this)
    if (!detach(this)) return
    const outcome = this.stage
    this.stage = null
    if (!hasFailed(this)) drop(outcome)
    else if (outcome !== Cancelled) reportUntaken(outcome as JoinError)
  }

  /** A handle is as sendable as the output that it holds. */
  get [sendable](): boolean {
    return !isFinished(this) || hasFailed(this) || isSendable(this.stage)
  }

  /** Tasks that wait for each other in a row each name one other: no call for each of a hundred thousand. */
  private futureName(): string {
    const future = unwrapped(this.stage)
    return future instanceof Task ? 'JoinHandle' : nameOf(future)
  }

  [inspect](): Inspection {
    const finished = this.isFinished()
    return {
      name: 'JoinHandle',
      state: finished ? 'finished' : 'waiting',
      ...(finished ? {} : { waitsOn: label(this.id, this.futureName()) }),
    }
  }
}

/**
 * The main future of a `blockOn`. It stands outside the run queue: the runtime polls it first, and then when its waker
 * was called, at the latest after the next 61 task polls.
 */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Waker } from '../future/waker.ts'
import type { Executor } from './executor.ts'

export class MainTask<T = unknown> implements Waker, Context {
  readonly future: Future<T>
  /** Polled next. Set at birth: the first poll needs no wake. */
  woken: boolean
  polling: boolean
  /** It gave its output, threw, or was disposed: it is forgotten. */
  finished: boolean
  /** Null once the future is done: late wakes reach nobody. */
  executor: Executor | null

  constructor(future: Future<T>, executor: Executor) {
    this.future = future
    this.woken = true
    this.polling = false
    this.finished = false
    this.executor = executor
  }

  get waker(): Waker {
    return this
  }

  wake(): void {
    if (this.woken) return
    this.woken = true
    const executor = this.executor
    if (executor !== null) executor.mainWoken()
  }

  willWake(other: Waker): boolean {
    return other === this
  }
}

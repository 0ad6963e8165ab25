/** `timeout(ms, future)`: the output, if it comes in time. */
import type { Context } from '../future/context.ts'
import { dropAll, dropAllSuppressed } from '../future/dispose.ts'
import { requireFuture, type Future } from '../future/future.ts'
import { nameOf, waitsOn, type Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { requireDuration } from './duration.ts'
import { Elapsed } from './elapsed.ts'
import { sleep, type Sleep } from './sleep.ts'

/** See {@link timeout}. */
export class Timeout<T> implements Future<T> {
  private phase: Phase
  private readonly ms: number
  private inner: Future<T> | null
  private readonly timer: Sleep

  constructor(ms: number, inner: Future<T>, timer: Sleep) {
    this.phase = Waiting
    this.ms = ms
    this.inner = inner
    this.timer = timer
  }

  /** Polls the inner future first, so that what is done in time wins even when it is noticed late. */
  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    const inner = this.inner!
    let unfinished = false
    try {
      const output = inner.poll(cx)
      if (output !== Pending) {
        this.finish()
        return output
      }
      unfinished = true
      if (this.timer.poll(cx) !== Pending) throw new Elapsed(this.ms, nameOf(inner), waitsOn(inner))
      this.phase = Waiting
      return Pending
    } catch (error) {
      this.finish()
      if (unfinished) dropAllSuppressed([inner], error)
      throw error
    }
  }

  private finish(): void {
    this.phase = Finished
    this.inner = null
    this.timer[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    const inner = this.inner
    this.inner = null
    dropAll([inner, this.timer])
  }

  get [sendable](): boolean {
    return isSendable(this.inner)
  }

  [atSuspension](): boolean {
    return this.inner === null || sendableAtSuspension(this.inner)
  }

  [inspect](): Inspection {
    return { name: `timeout(${this.ms})`, children: this.inner === null ? [] : [this.inner, this.timer] }
  }
}

/**
 * Gives `future`'s output, or throws once `ms` milliseconds have passed, counted as {@link sleep} counts them. `future`
 * is polled first: if both are so, done wins over late. On a timeout `future` is disposed before the throw.
 *
 * Rust: `tokio::time::timeout`, with the error thrown and not returned.
 *
 * @throws RangeError at the call, for NaN; TypeError at the call, if `future` is none.
 * @throws Elapsed when the time has passed; what `future` throws; NoRuntimeError outside any runtime.
 * @example
 * blockOn(timeout(50, request))
 */
export function timeout<T>(ms: number, future: Future<T>): Timeout<T> {
  requireDuration(ms, 'timeout')
  requireFuture(future, 'timeout')
  return new Timeout(ms, future, sleep(ms))
}

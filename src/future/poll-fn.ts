/** `pollFn(fn)`: a future from its poll function. */
import type { Context } from './context.ts'
import type { Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending, type Poll } from './poll.ts'
import { isAsync } from './refuse-promise.ts'
import { isSendable } from './sendable.ts'
import { inspect, sendable } from './symbols.ts'

/** See {@link pollFn}. */
export class PollFn<T> implements Future<T> {
  private phase: Phase
  private fn: ((cx: Context) => Poll<T>) | null

  constructor(fn: (cx: Context) => Poll<T>) {
    this.phase = Waiting
    this.fn = fn
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const fn = this.fn!
      const output = fn(cx)
      if (output === Pending) {
        this.phase = Waiting
        return Pending
      }
      this.finish()
      return output
    } catch (error) {
      this.finish()
      throw error
    }
  }

  private finish(): void {
    this.phase = Finished
    this.fn = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    this.fn = null
  }

  get [sendable](): boolean {
    return isSendable(this.fn)
  }

  [inspect](): Inspection {
    return { name: 'PollFn', waitsOn: 'what its function arranged' }
  }
}

/**
 * A future whose every poll calls `fn`. The function keeps the promise of `poll`: before it answers `Pending`, it has
 * arranged for `cx.waker` to be called. What it captures cannot be seen from outside, so it is neither disposed nor
 * judged: a function over something that is not sendable needs a tag of its own.
 *
 * Rust: `std::future::poll_fn`.
 *
 * @throws TypeError at the call if `fn` is no function, or an async one; from the poll, whatever `fn` throws.
 * @example
 * const next = pollFn(cx => queue.length > 0 ? queue.shift()! : (waiting = cx.waker, Pending))
 */
export function pollFn<T>(fn: (cx: Context) => Poll<T>): PollFn<T> {
  if (typeof fn !== 'function') throw new TypeError('pollFn: expected a function from a context to a poll')
  if (isAsync(fn)) throw new TypeError('pollFn: its function is async, and a poll answers at once; for a promise there is fromPromise(…)')
  return new PollFn(fn)
}

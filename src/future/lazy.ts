/** `lazy(fn)`: a computation that waits for its first poll. */
import type { Context } from './context.ts'
import type { Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { refusePending, type Poll } from './poll.ts'
import { isSendable } from './sendable.ts'
import { inspect, sendable } from './symbols.ts'

/** See {@link lazy}. */
export class Lazy<T> implements Future<T> {
  private phase: Phase
  private fn: ((cx: Context) => T) | null

  constructor(fn: (cx: Context) => T) {
    this.phase = Waiting
    this.fn = fn
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    const fn = this.fn!
    this.fn = null
    try {
      const output = fn(cx)
      refusePending(output, 'lazy')
      return output
    } finally {
      this.phase = Finished
    }
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
    return { name: 'Lazy' }
  }
}

/**
 * A future that calls `fn` at its first poll, with that poll's context, and gives what it returns. Disposed before,
 * it never calls it.
 *
 * Rust: `futures::future::lazy`.
 *
 * @throws TypeError at the call if `fn` is no function; from the poll, whatever `fn` throws.
 * @example
 * const later = lazy(() => console.log('polled')) // prints nothing yet
 */
export function lazy<T>(fn: (cx: Context) => T): Lazy<T> {
  if (typeof fn !== 'function') throw new TypeError('lazy: expected a function')
  return new Lazy(fn)
}

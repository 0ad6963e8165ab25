/** `map(future, fn)`: the output, changed by a function. */
import type { Context } from './context.ts'
import { drop } from './dispose.ts'
import { requireFuture, type Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Finished, Disposed, mayDispose, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending as PendingSymbol, refusePending, type Poll } from './poll.ts'
import { isSendable, sendableAtSuspension } from './sendable.ts'
import { atSuspension, inspect, sendable } from './symbols.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See {@link map}. */
export class MapFuture<T, U> implements Future<U> {
  private phase: Phase
  private inner: Future<T> | null
  private fn: ((value: T) => U) | null

  constructor(inner: Future<T>, fn: (value: T) => U) {
    this.phase = Waiting
    this.inner = inner
    this.fn = fn
  }

  poll(cx: Context): Poll<U> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const value = this.inner!.poll(cx)
      if (value === Pending) {
        this.phase = Waiting
        return Pending
      }
      const fn = this.fn!
      const output = fn(value)
      refusePending(output, 'map')
      this.finish()
      return output
    } catch (error) {
      this.finish()
      throw error
    }
  }

  private finish(): void {
    this.phase = Finished
    this.inner = null
    this.fn = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    const inner = this.inner
    this.inner = null
    this.fn = null
    drop(inner)
  }

  get [sendable](): boolean {
    return isSendable(this.inner) && isSendable(this.fn)
  }

  [atSuspension](): boolean {
    return this.inner === null || sendableAtSuspension(this.inner)
  }

  [inspect](): Inspection {
    return { name: 'MapFuture', children: this.inner === null ? [] : [this.inner] }
  }
}

/**
 * A future that runs `fn` on the output of `future`, in the same poll. Laziness, failure and dispose pass through.
 *
 * Chains: some 3,000 deep, 2,000 if spawned; see “How deep” in `future.ts`.
 *
 * Rust: `FutureExt::map`.
 *
 * @throws TypeError at the call if `fn` is no function; from the poll, whatever `future` or `fn` throws.
 * @example
 * blockOn(map(ready(20), x => x + 1)) // 21
 */
export function map<T, U>(future: Future<T>, fn: (value: T) => U): MapFuture<T, U> {
  requireFuture(future, 'map')
  if (typeof fn !== 'function') throw new TypeError('map: expected a function from the output')
  return new MapFuture(future, fn)
}

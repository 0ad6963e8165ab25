/** `andThen(future, fn)`: one future after another, the second made from the first one's output. */
import type { Context } from './context.ts'
import { drop } from './dispose.ts'
import { requireFuture, type Future, type Output } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { requireInner } from './require-inner.ts'
import { isSendable, sendableAtSuspension } from './sendable.ts'
import { atSuspension, inspect, sendable } from './symbols.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See {@link andThen}. Holds `first` and `fn`, then `second` alone. */
export class AndThen<T, U> implements Future<U> {
  private phase: Phase
  private first: Future<T> | null
  private fn: ((value: T) => Future<U>) | null
  private second: Future<U> | null
  /** Whether `second`, which nobody saw when this future was spawned, has been found sendable as a whole since. */
  private judged: boolean

  constructor(first: Future<T>, fn: (value: T) => Future<U>) {
    this.phase = Waiting
    this.first = first
    this.fn = fn
    this.second = null
    this.judged = false
  }

  poll(cx: Context): Poll<U> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      if (this.second === null && !this.advance(cx)) {
        this.phase = Waiting
        return Pending
      }
      const output = this.second!.poll(cx)
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

  /** Polls the first future; when it is ready, makes the second one and answers true. */
  private advance(cx: Context): boolean {
    const value = this.first!.poll(cx)
    if (value === Pending) return false
    this.first = null
    const fn = this.fn!
    this.fn = null
    const second = fn(value)
    requireInner(second, 'andThen, what its function returned')
    this.second = second
    return true
  }

  private finish(): void {
    this.phase = Finished
    this.first = null
    this.fn = null
    this.second = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    const inner = this.second ?? this.first
    this.first = null
    this.fn = null
    this.second = null
    drop(inner)
  }

  get [sendable](): boolean {
    return isSendable(this.second ?? this.first) && isSendable(this.fn)
  }

  [atSuspension](): boolean {
    if (this.second === null) return this.first === null || sendableAtSuspension(this.first)
    if (!this.judged) {
      if (!isSendable(this.second)) return false
      this.judged = true
    }
    return sendableAtSuspension(this.second)
  }

  [inspect](): Inspection {
    if (this.second !== null) return { name: 'AndThen', state: 'second', children: [this.second] }
    if (this.first !== null) return { name: 'AndThen', state: 'first', children: [this.first] }
    return { name: 'AndThen', state: phaseName(this.phase) }
  }
}

/**
 * A future that finishes `future`, gives its output to `fn`, and finishes the future that `fn` returns; the second is
 * polled at once, in the same poll. A failure of the first skips `fn`.
 *
 * Chains: some 3,000 deep, 2,000 if spawned; see “How deep” in `future.ts`.
 *
 * Rust: `FutureExt::then`. (`TryFutureExt::and_then` looks into a `Result`; here a failure is a throw.)
 *
 * @throws TypeError from the poll if `fn` returns no future; whatever `future`, `fn` or the second future throws.
 * @example
 * andThen(connect(host), socket => socket.readToEnd())
 */
export function andThen<T, U>(future: Future<T>, fn: (value: T) => Future<U>): AndThen<T, U>
export function andThen<T, F extends Future<unknown>>(future: Future<T>, fn: (value: T) => F): AndThen<T, Output<F>>
export function andThen<T>(future: Future<T>, fn: (value: T) => Future<unknown>): AndThen<T, unknown> {
  requireFuture(future, 'andThen')
  if (typeof fn !== 'function') throw new TypeError('andThen: expected a function that returns a future')
  return new AndThen(future, fn)
}

/** `flatten(future)`: a future whose output is a future, as one. */
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

/** See {@link flatten}. Holds `first`, then `second` alone. */
export class Flatten<T> implements Future<T> {
  private phase: Phase
  private first: Future<Future<T>> | null
  private second: Future<T> | null
  /** Whether `second`, which nobody saw when this future was spawned, has been found sendable as a whole since. */
  private judged: boolean

  constructor(first: Future<Future<T>>) {
    this.phase = Waiting
    this.first = first
    this.second = null
    this.judged = false
  }

  poll(cx: Context): Poll<T> {
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
      this.end(Finished)
      return output
    } catch (error) {
      this.end(Finished)
      throw error
    }
  }

  /** Polls the first future; when it is ready, its output is the second and the answer true. */
  private advance(cx: Context): boolean {
    const second = this.first!.poll(cx)
    if (second === Pending) return false
    this.first = null
    requireInner(second, 'flatten, what its future gave')
    this.second = second
    return true
  }

  private end(phase: Phase): void {
    this.phase = phase
    this.first = null
    this.second = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const inner = this.second ?? this.first
    this.end(Disposed)
    drop(inner)
  }

  get [sendable](): boolean {
    return isSendable(this.second ?? this.first)
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
    if (this.second !== null) return { name: 'Flatten', state: 'second', children: [this.second] }
    if (this.first !== null) return { name: 'Flatten', state: 'first', children: [this.first] }
    return { name: 'Flatten', state: phaseName(this.phase) }
  }
}

/**
 * A future that finishes `future`, then the future which that gave; the second is polled at once, in the same poll. One
 * level of nesting goes; `flatten(flatten(f))` takes away two.
 *
 * Chains: some 3,000 deep, 2,000 if spawned; see “How deep” in `future.ts`.
 *
 * Rust: `FutureExt::flatten`.
 *
 * @throws TypeError at the call if `future` is none, and from the poll if its output is none; whatever either throws.
 * @example
 * const connected = flatten(lazy(() => connect(host))) // connect(…) is called at the first poll
 */
export function flatten<F extends Future<unknown>>(future: Future<F>): Flatten<Output<F>> {
  requireFuture(future, 'flatten')
  return new Flatten(future as Future<Future<Output<F>>>)
}

/**
 * What is the same in every future around one other future: it owns it, disposes it, forgets it at the end, and speaks
 * for it. (`map.ts` is a wrapper that is written out in full, to be read.)
 *
 * `poll` is each wrapper's own, though they differ by a line: in a shared one, `this.inner.poll` would be one call site
 * that meets every kind of future in the program, and V8 could inline none.
 */
import type { Context } from './context.ts'
import { drop } from './dispose.ts'
import type { Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, Waiting, type Phase } from './phase.ts'
import type { Poll } from './poll.ts'
import { isSendable, sendableAtSuspension } from './sendable.ts'
import { atSuspension, inspect, sendable } from './symbols.ts'

/**
 * A future of `U` around a future of `T`. Its `poll` sees to the phase: Polling while the inner future is polled, then
 * Waiting, or `finish()`.
 */
export abstract class Wrapper<T, U = T> implements Future<U> {
  protected phase: Phase
  /** Null once it has ended, or is disposed. */
  protected inner: Future<T> | null

  constructor(inner: Future<T>) {
    this.phase = Waiting
    this.inner = inner
  }

  /** The type's name, written out: a minifier changes that of the class. */
  protected abstract get type(): string

  abstract poll(cx: Context): Poll<U>

  /** Closes a poll in which the inner future has ended. */
  protected finish(): void {
    this.phase = Finished
    this.inner = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    const inner = this.inner
    this.inner = null
    drop(inner)
  }

  get [sendable](): boolean {
    return isSendable(this.inner)
  }

  [atSuspension](): boolean {
    return this.inner === null || sendableAtSuspension(this.inner)
  }

  [inspect](): Inspection {
    return { name: this.type, children: this.inner === null ? [] : [this.inner] }
  }
}

/** `ready(value)`: the future that is finished from the start. */
import type { Context } from './context.ts'
import { drop } from './dispose.ts'
import type { Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, refusePoll, Waiting, type Phase } from './phase.ts'
import { refuseAnswer, type Poll } from './poll.ts'
import { isSendable } from './sendable.ts'
import { inspect, sendable } from './symbols.ts'

/** See {@link ready}. */
export class ReadyFuture<T> implements Future<T> {
  private phase: Phase
  private value: T | null

  constructor(value: T) {
    this.phase = Waiting
    this.value = value
  }

  poll(_cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Finished
    const value = this.value as T
    this.value = null
    return value
  }

  /** The value was never handed on: it is dropped, as it would be in Rust. */
  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    const value = this.value
    this.value = null
    drop(value)
  }

  get [sendable](): boolean {
    return isSendable(this.value)
  }

  [inspect](): Inspection {
    return { name: 'ReadyFuture' }
  }
}

/**
 * A future that gives `value` at its first poll. It owns the value: disposed before that poll, it drops it.
 *
 * Rust: `std::future::ready`.
 *
 * @throws TypeError for `Pending` and `Done`, which are answers and never values.
 * @example
 * blockOn(ready(7)) // 7
 */
export function ready(): ReadyFuture<void>
export function ready<T>(value: T): ReadyFuture<T>
export function ready(value?: unknown): ReadyFuture<unknown> {
  refuseAnswer(value, 'ready')
  return new ReadyFuture(value)
}

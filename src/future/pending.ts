/** `pending()`: the future that never finishes. */
import type { Context } from './context.ts'
import type { Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending, type Poll } from './poll.ts'
import { inspect, sendable } from './symbols.ts'
import { unwoken } from './unwoken.ts'

/** See {@link pending}. */
export class PendingFuture<T> implements Future<T> {
  private phase: Phase

  constructor() {
    this.phase = Waiting
  }

  /** Keeps no waker: one of the two futures that may answer Pending and never wake (the other: `fuse`, once finished). */
  poll(_cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    unwoken.answers++
    return Pending
  }

  [Symbol.dispose](): void {
    this.phase = Disposed
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    return { name: 'PendingFuture', waitsOn: 'nothing: pending() never completes' }
  }
}

/**
 * A future that is never ready and never wakes anybody.
 *
 * Rust: `std::future::pending`.
 *
 * @example
 * blockOn(race(sleep(10), pending())) // 10 ms later
 */
export function pending<T = never>(): PendingFuture<T> {
  return new PendingFuture()
}

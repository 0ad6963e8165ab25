/** `yieldNow()`: lets everybody else who is ready have a turn. */
import type { Context } from './context.ts'
import type { Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending, type Poll } from './poll.ts'
import { inspect, sendable } from './symbols.ts'

/** Yields that are over, so far: to whoever looks for tasks that ask over and over, one who yields and goes on would look like it. */
export const yields: { count: number } = { count: 0 }

/** See {@link yieldNow}. */
export class YieldNow implements Future<void> {
  private phase: Phase
  private yielded: boolean

  constructor() {
    this.phase = Waiting
    this.yielded = false
  }

  poll(cx: Context): Poll<void> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    if (this.yielded) {
      this.phase = Finished
      yields.count++
      return undefined
    }
    this.yielded = true
    // The waker may be anybody's: should it poll or dispose this future, that is a borrow of a future that runs.
    this.phase = Polling
    try {
      cx.waker.wake()
    } catch (error) {
      this.phase = Finished
      throw error
    }
    this.phase = Waiting
    return Pending
  }

  [Symbol.dispose](): void {
    if (mayDispose(this, this.phase)) this.phase = Disposed
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    return this.yielded ? { name: 'YieldNow', state: 'yielded', waitsOn: 'its own wake, already made' } : { name: 'YieldNow' }
  }
}

/**
 * A future that wakes its task and answers `Pending` once, then is ready: its task goes to the back of the queue. It
 * makes no progress, so it spends no budget.
 *
 * Rust: `tokio::task::yield_now`.
 *
 * @example
 * asyncBlock(function* () { for (const part of parts) { crunch(part); yield* wait(yieldNow()) } })
 */
export function yieldNow(): YieldNow {
  return new YieldNow()
}

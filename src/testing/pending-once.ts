/** `pendingOnce(value)`: a leaf that is not ready at first. */
import type { Context } from '../future/context.ts'
import { drop, dropAllSuppressed } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, refuseAnswer, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'

/** See {@link pendingOnce}. */
export class PendingOnce<T> implements Future<T> {
  private phase: Phase
  private pended: boolean
  /** Null once it is handed on or dropped. */
  private value: T | null

  constructor(value: T) {
    this.phase = Waiting
    this.pended = false
    this.value = value
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    if (this.pended) return this.finish()
    this.pended = true
    // The waker may be anybody's: should it poll or dispose this future, that is a borrow of a future that runs.
    this.phase = Polling
    try {
      cx.waker.wake()
    } catch (error) {
      dropAllSuppressed([this.finish()], error)
      throw error
    }
    this.phase = Waiting
    return Pending
  }

  private finish(): T {
    this.phase = Finished
    const value = this.value as T
    this.value = null
    return value
  }

  /** The value was never handed on: it is dropped. */
  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const value = this.finish()
    this.phase = Disposed
    drop(value)
  }

  get [sendable](): boolean {
    return isSendable(this.value)
  }

  [inspect](): Inspection {
    return this.pended ? { name: 'PendingOnce', state: 'pended', waitsOn: 'its own wake, already made' } : { name: 'PendingOnce' }
  }
}

/**
 * A future that wakes its task and answers `Pending` once, then gives `value`: `ready(value)` for code that must also be
 * right when what it awaits is not ready yet. It owns the value: disposed before the second poll, it drops it.
 *
 * Rust: `future::ready(value).pending_once()` of futures-test.
 *
 * @throws TypeError for `Pending` and `Done`, which are answers and never values.
 * @example
 * using task = mockTask(map(pendingOnce(20), x => x + 1))
 * task.poll()    // Pending
 * task.isWoken() // true
 * task.poll()    // 21
 */
export function pendingOnce(): PendingOnce<void>
export function pendingOnce<T>(value: T): PendingOnce<T>
export function pendingOnce(value?: unknown): PendingOnce<unknown> {
  refuseAnswer(value, 'pendingOnce')
  return new PendingOnce(value)
}

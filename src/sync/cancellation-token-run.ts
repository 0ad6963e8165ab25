/** `token.runUntilCancelled(future)`: a future with a way out. */
import type { Context } from '../future/context.ts'
import { DisposeErrors } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'

/** See `CancellationToken.runUntilCancelled`. */
export class RunUntilCancelled<T> implements Future<T | undefined>, Disposable {
  private phase: Phase
  /** Null once this has ended, as is `cancelled`. */
  private inner: Future<T> | null
  private cancelled: Future<void> | null

  constructor(inner: Future<T>, cancelled: Future<void>) {
    this.phase = Waiting
    this.inner = inner
    this.cancelled = cancelled
  }

  poll(cx: Context): Poll<T | undefined> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    let output: Poll<T | undefined>
    try {
      if (this.cancelled!.poll(cx) !== Pending) {
        this.cancelled = null
        output = undefined
      } else {
        output = this.inner!.poll(cx)
        if (output === Pending) {
          this.phase = Waiting
          return Pending
        }
        this.inner = null
      }
    } catch (error) {
      this.inner = null
      this.release(Finished)
      throw error
    }
    this.release(Finished)
    return output
  }

  /** Disposes what has not ended. */
  private release(phase: Phase): void {
    const { inner, cancelled } = this
    this.phase = phase
    this.inner = this.cancelled = null
    const errors = new DisposeErrors()
    errors.drop(inner)
    errors.drop(cancelled)
    errors.rethrow()
  }

  [Symbol.dispose](): void {
    if (mayDispose(this, this.phase)) this.release(Disposed)
  }

  get [sendable](): boolean {
    return isSendable(this.inner)
  }

  [atSuspension](): boolean {
    return this.inner === null || sendableAtSuspension(this.inner)
  }

  [inspect](): Inspection {
    return { name: 'RunUntilCancelled', children: [this.inner, this.cancelled].filter(child => child !== null) }
  }
}

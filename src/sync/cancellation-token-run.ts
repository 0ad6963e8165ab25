/** `token.runUntilCancelled(future)`: a future with a way out. */
import type { Context } from '../future/context.ts'
import { drop, dropAll, dropAllSuppressed } from '../future/dispose.ts'
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
    const cancelled = this.cancelled!
    const inner = this.inner!
    let polled: Future<unknown> = cancelled
    let output: Poll<T | undefined> = undefined
    try {
      if (cancelled.poll(cx) === Pending) {
        polled = inner
        output = inner.poll(cx)
        if (output === Pending) {
          this.phase = Waiting
          return Pending
        }
      }
    } catch (error) {
      dropAllSuppressed([polled === inner ? cancelled : inner], error)
      this.end(Finished)
      throw error
    }
    this.end(Finished)
    drop(polled === inner ? cancelled : inner)
    return output
  }

  private end(phase: Phase): void {
    this.phase = phase
    this.inner = this.cancelled = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const { inner, cancelled } = this
    this.end(Disposed)
    dropAll([inner, cancelled])
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

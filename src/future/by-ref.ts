/** `byRef(future)`: lends a future to somebody who wants to own one. */
import type { Context } from './context.ts'
import { requireFuture, type Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending, type Poll } from './poll.ts'
import { isSendable, sendableAtSuspension } from './sendable.ts'
import { atSuspension, inspect, sendable } from './symbols.ts'

export class ByRef<T> implements Future<T> {
  private phase: Phase
  private inner: Future<T> | null

  constructor(inner: Future<T>) {
    this.phase = Waiting
    this.inner = inner
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const output = this.inner!.poll(cx)
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

  private finish(): void {
    this.phase = Finished
    this.inner = null
  }

  /** Gives the loan back; the future itself is its owner's to dispose. */
  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    this.inner = null
  }

  get [sendable](): boolean {
    return isSendable(this.inner)
  }

  [atSuspension](): boolean {
    return this.inner === null || sendableAtSuspension(this.inner)
  }

  [inspect](): Inspection {
    return { name: 'ByRef', children: this.inner === null ? [] : [this.inner] }
  }
}

/**
 * A future that polls `future` without owning it: disposing the loan leaves the future as it is, to be polled on by
 * its owner, who also remains the one to dispose it. The loan gives the output, and is then finished like any other.
 *
 * Rust: `&mut future`, `Future::by_ref`.
 *
 * @throws whatever `future` throws.
 * @example
 * const reading = file.readAt(buffer, 0)
 * const first = blockOn(select(byRef(reading), sleep(50)))
 * if (first.index === 1) blockOn(reading) // the timer came first; the read goes on
 */
export function byRef<T>(future: Future<T>): ByRef<T> {
  requireFuture(future, 'byRef')
  return new ByRef(future)
}

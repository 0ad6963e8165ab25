/** `fuse(future)`: a future that may be polled after its end. */
import type { Context } from './context.ts'
import { drop } from './dispose.ts'
import { requireFuture, type Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending, type Poll } from './poll.ts'
import { isSendable, sendableAtSuspension } from './sendable.ts'
import { atSuspension, inspect, sendable } from './symbols.ts'

export class Fuse<T> implements Future<T> {
  private phase: Phase
  private inner: Future<T> | null

  constructor(inner: Future<T>) {
    this.phase = Waiting
    this.inner = inner
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) {
      if (this.phase === Polling) refusePoll(this, this.phase)
      return Pending
    }
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

  /** Whether the output has been given (or the failure thrown, or the future disposed). Rust: `FusedFuture::is_terminated`. */
  isTerminated(): boolean {
    return this.inner === null
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
    if (this.inner !== null) return { name: 'Fuse', children: [this.inner] }
    return { name: 'Fuse', state: phaseName(this.phase), waitsOn: 'nothing: its future has ended' }
  }
}

/**
 * A future that, once it gave its output, failed or was disposed, answers `Pending` for ever instead of throwing. It
 * wakes nobody then: whoever polls on must have something else to wait for.
 *
 * Rust: `FutureExt::fuse`.
 *
 * @throws whatever `future` throws, once.
 * @example
 * const first = fuse(connect())
 * // a loop may go on selecting over `first` and others after it has finished
 */
export function fuse<T>(future: Future<T>): Fuse<T> {
  requireFuture(future, 'fuse')
  return new Fuse(future)
}

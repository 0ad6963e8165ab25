/**
 * What `seek` returns: a borrow of the iterator that moves it when polled.
 *
 * The move itself never waits. An iterator over numbers computes its place; one over children notes the key and seeks
 * each child when it comes to it, so that what must wait waits in `next()`, where it would have to be handled anyway.
 */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import { inspectionOf, type Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import type { Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'

/** The iterator's side of it. Its loan is in the phase Seeking while the future is out, and Free after either call. */
export interface SeekTarget {
  /** Moves to `key`. @throws PolledAfterCompletionError if the iterator was disposed meanwhile. */
  moveTo(key: Uint8Array): void
  /** The future was disposed: stays where it was. */
  stay(): void
}

/**
 * The future of a `seek`; ready at its first poll. Until that, or its dispose, the iterator is borrowed; disposed, it has
 * moved nothing.
 *
 * @example
 * const seek: SeekFuture = it.seek(key)
 * blockOn(seek)
 * blockOn(it.next()) // the first entry whose key is not below `key`
 */
export class SeekFuture implements Future<void> {
  private phase: Phase
  private target: SeekTarget | null
  private key: Uint8Array | null

  constructor(target: SeekTarget, key: Uint8Array) {
    this.phase = Waiting
    this.target = target
    this.key = key
  }

  poll(_cx: Context): Poll<void> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const { target, key } = this
    this.end(Finished)
    target!.moveTo(key!)
  }

  private end(phase: Phase): void {
    this.phase = phase
    this.target = null
    this.key = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const target = this.target
    this.end(Disposed)
    target!.stay()
  }

  get [sendable](): boolean {
    return isSendable(this.target)
  }

  [inspect](): Inspection {
    const of = this.target === null ? '' : ` of ${inspectionOf(this.target).name}`
    return { name: `Seek${of}`, state: phaseName(this.phase) }
  }
}

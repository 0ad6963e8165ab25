/** The receiving side of a broadcast. */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { BorrowError, PolledAfterCompletionError } from '../future/errors.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Done, Pending, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { Stream } from '../iterators/stream.ts'
import { BroadcastPlace, type BroadcastRing } from './broadcast-ring.ts'
import { LaggedError } from './errors.ts'
import { undisposed } from './undisposed.ts'

/**
 * Gets every value that is sent while it is there, in order, unless it is too slow: see {@link BroadcastReceiver.recv}. A
 * stream of them, one that goes on after it has lagged.
 *
 * Rust: `tokio::sync::broadcast::Receiver`, and `tokio_stream::wrappers::BroadcastStream`.
 */
export class BroadcastReceiver<T> extends Stream<T> {
  private readonly ring: BroadcastRing<T>
  private readonly place: BroadcastPlace
  /** The number of the value that it gets next. */
  private position: number
  private disposed: boolean

  constructor(ring: BroadcastRing<T>) {
    super()
    this.ring = ring
    this.place = new BroadcastPlace(this)
    this.position = ring.tail
    this.disposed = false
    ring.receivers += 1
  }

  /**
   * The future of the next value, `Done` once every sender is gone and everything was had. It is lent, as that of every
   * stream's `next()`: the same object each time, and disposing it loses no value.
   *
   * A receiver that has lost values to the capacity is told so once: the poll throws a `LaggedError` with their number, and
   * the next `recv()` gives the oldest value that is kept.
   *
   * Rust: `Receiver::recv`.
   *
   * @throws BorrowError while the last one is neither finished nor disposed.
   */
  recv(): Future<T | Done> {
    return this.next()
  }

  /** For owners of the stream. Spends one of the budget for a value, and for a lag. @throws LaggedError, and goes on. */
  pollNext(cx: Context): Poll<T | Done> {
    if (this.disposed) throw new PolledAfterCompletionError('BroadcastReceiver', 'disposed')
    const { ring, place } = this
    if (this.position === ring.tail) {
      if (ring.senders === 0) return Done
      place.keepWaker(cx)
      ring.wait(place)
      return Pending
    }
    if (!hasBudget(cx)) return Pending
    spendBudget()
    return this.takeNext()
  }

  /**
   * The next value if it is there, `Done` at the end, else undefined. Spends no budget.
   *
   * Rust: `Receiver::try_recv`.
   *
   * @throws LaggedError, and goes on; BorrowError once this receiver is disposed or moved, and while the future of `recv()` is out.
   */
  tryRecv(): T | Done | undefined {
    this.requireOpen('tryRecv')
    if (this.wasMoved) this.refuseMoved('tryRecv()')
    this.refuseWhileLent('tryRecv()')
    if (this.position === this.ring.tail) return this.ring.senders === 0 ? Done : undefined
    return this.takeNext()
  }

  private takeNext(): T {
    const { ring } = this
    const missed = ring.oldest - this.position
    if (missed > 0) {
      this.position = ring.oldest
      throw new LaggedError(missed)
    }
    return ring.take(this.position++)
  }

  /** Another receiver, of what is sent from now on. Rust: `Receiver::resubscribe`. @throws BorrowError once this one is disposed. */
  resubscribe(): BroadcastReceiver<T> {
    this.requireOpen('resubscribe')
    return new BroadcastReceiver(this.ring)
  }

  private requireOpen(method: string): void {
    if (this.disposed) throw new BorrowError(`BroadcastReceiver: ${method}() was called after it was disposed; use it before that, or subscribe() another`)
  }

  override get resumable(): boolean {
    return true
  }

  protected override recall(): void {
    this.ring.forget(this.place)
  }

  /** Gives up what is kept for it. @throws BorrowError from inside a poll; what the drop of a value throws, after all were dropped. */
  override [Symbol.dispose](): void {
    if (this.isAnothers) return
    super[Symbol.dispose]()
    if (this.disposed) return
    this.disposed = true
    this.ring.forget(this.place)
    this.ring.leave(this.position)
  }

  /** As the values are that the channel keeps. */
  get [sendable](): boolean {
    return this.ring.isSendable
  }

  [atSuspension](): boolean {
    return isSendable(this.ring.peek(this.position))
  }

  [inspect](): Inspection {
    const name = 'BroadcastReceiver'
    if (this.disposed) return { name, state: 'disposed' }
    const unread = this.ring.tail - this.position
    return unread > 0 ? { name, state: `${unread} behind` } : { name, waitsOn: `a value from a broadcast whose ${undisposed(this.ring.senders)}` }
  }
}

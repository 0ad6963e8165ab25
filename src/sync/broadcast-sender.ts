/** The sending side of a broadcast. */
import { BorrowError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import { refuseAnswer } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { BroadcastReceiver } from './broadcast-receiver.ts'
import type { BroadcastRing } from './broadcast-ring.ts'

/**
 * Sends values to all receivers of a `broadcast`. Disposing the last sender ends the channel: receivers get what is kept
 * for them, then `Done`.
 *
 * Rust: `tokio::sync::broadcast::Sender`.
 */
export class BroadcastSender<T> implements Disposable {
  private readonly ring: BroadcastRing<T>
  private disposed: boolean

  constructor(ring: BroadcastRing<T>) {
    this.ring = ring
    this.disposed = false
    ring.senders += 1
  }

  /**
   * Sends `value` to every receiver there is now, and says how many those are. It never waits: if the channel is full, the
   * oldest value is overwritten, and whoever has not had it lags. Sent to nobody, it gives 0, and the value stays with
   * the caller.
   *
   * Rust: `Sender::send`, where sending to nobody is an error.
   *
   * @throws TypeError for `Pending` and `Done`; BorrowError once this sender is disposed. The error of a waker, or of the
   *   overwritten value's drop, after all was done.
   */
  send(value: T): number {
    this.requireOpen('send')
    refuseAnswer(value, 'BroadcastSender.send')
    const { receivers } = this.ring
    if (receivers > 0) this.ring.push(value)
    return receivers
  }

  /** A new receiver, of what is sent from now on. Rust: `Sender::subscribe`. @throws BorrowError once this sender is disposed. */
  subscribe(): BroadcastReceiver<T> {
    this.requireOpen('subscribe')
    return new BroadcastReceiver(this.ring)
  }

  /** Another sender of the same channel. @throws BorrowError once this sender is disposed. */
  clone(): BroadcastSender<T> {
    this.requireOpen('clone')
    return new BroadcastSender(this.ring)
  }

  /** How many receivers there are. */
  get receiverCount(): number {
    return this.ring.receivers
  }

  private requireOpen(method: string): void {
    if (this.disposed) throw new BorrowError(`BroadcastSender: ${method}() was called after it was disposed; clone() it first where two are to send`)
  }

  /** @throws the error of a waker, after all were called. */
  [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    this.ring.closeSender()
  }

  get [sendable](): boolean {
    return this.disposed || this.ring.isSendable
  }

  [inspect](): Inspection {
    return { name: 'BroadcastSender', state: this.disposed ? 'disposed' : 'open', fields: { receivers: this.ring.receivers } }
  }
}

/** The sending end of a oneshot. */
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { refuseAnswer } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { neverReceived, sentTwice } from './channel-errors.ts'
import { Closed } from './closed.ts'
import type { OneshotReceiver } from './oneshot-receiver.ts'

/**
 * Sends one value, at once. Disposed without having sent it fails the receiver; dispose it wherever sending may be skipped.
 * It holds no value, so it is sendable.
 *
 * Rust: `tokio::sync::oneshot::Sender`.
 */
export class OneshotSender<T> implements Disposable {
  private readonly receiver: OneshotReceiver<T>
  /** It was used or disposed. */
  private spent: boolean

  constructor(receiver: OneshotReceiver<T>) {
    this.receiver = receiver
    this.spent = false
  }

  /**
   * Gives `value` to the receiver.
   *
   * @throws ClosedError with the value if the receiver was closed or is gone.
   * @throws SendError with the value if this sender sent before, or was disposed.
   * @throws TypeError for `Pending` and `Done`, which are no values.
   */
  send(value: T): void {
    refuseAnswer(value, 'OneshotSender.send')
    if (this.spent) throw sentTwice(value)
    this.spent = true
    const { receiver } = this
    if (receiver.closed) throw neverReceived(value)
    receiver.accept(value)
  }

  /** Whether nothing can be sent any more: the receiver was closed or is gone, or this sender was used. */
  isClosed(): boolean {
    return this.receiver.closed
  }

  /** Ready once `isClosed()`: nobody waits for the value any more, and the work for it can stop. */
  closed(): Future<void> {
    return new Closed(this.receiver)
  }

  [Symbol.dispose](): void {
    if (this.spent) return
    this.spent = true
    this.receiver.abandon()
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    return { name: 'OneshotSender', state: this.spent ? 'sent, or disposed' : this.receiver.closed ? 'closed' : 'open' }
  }
}

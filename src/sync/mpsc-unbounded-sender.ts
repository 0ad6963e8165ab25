/** The sending end of an unbounded channel. */
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { refuseAnswer } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { channelClosed } from './channel-errors.ts'
import { Closed } from './closed.ts'
import type { Channel } from './mpsc-channel.ts'
import { inspectSender, refuseSender } from './mpsc-sender.ts'

/**
 * One of the senders of {@link mpscUnbounded}: as {@link Sender}, but there is always room, so it sends at once.
 *
 * Rust: `tokio::sync::mpsc::UnboundedSender`.
 */
export class UnboundedSender<T> implements Disposable {
  private readonly channel: Channel<T>
  private disposed: boolean

  /** `channel`: counts this sender already. */
  constructor(channel: Channel<T>) {
    this.channel = channel
    this.disposed = false
  }

  /**
   * Sends `value`. Costs nothing of the budget.
   *
   * @throws SendError with the value if the receiver was closed or is gone.
   * @throws BorrowError if this sender was disposed; TypeError for `Pending` and `Done`, which are no values.
   */
  send(value: T): void {
    refuseAnswer(value, 'UnboundedSender.send')
    if (this.disposed) refuseSender('send()', 'UnboundedSender')
    const { channel } = this
    if (channel.closed) throw channelClosed('UnboundedSender.send', value)
    channel.free -= 1
    channel.senders += 1
    channel.push(value)
  }

  /**
   * Another sender for the same channel.
   *
   * @throws BorrowError if this one was disposed.
   */
  clone(): UnboundedSender<T> {
    if (this.disposed) refuseSender('clone()', 'UnboundedSender')
    this.channel.senders += 1
    return new UnboundedSender(this.channel)
  }

  /** Whether the receiver was closed or is gone, so that nothing more can be sent. */
  isClosed(): boolean {
    return this.channel.closed
  }

  /** Ready once `isClosed()`. It does not count as a sender. */
  closed(): Future<void> {
    return new Closed(this.channel)
  }

  [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    this.channel.leave()
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    return inspectSender('UnboundedSender', this.disposed, this.channel)
  }
}

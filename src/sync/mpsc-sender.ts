/** The sending end of a bounded channel. */
import { BorrowError } from '../future/errors.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { refuseAnswer } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { channelClosed, channelFull, noSlotEver, noSlotNow } from './channel-errors.ts'
import { Closed } from './closed.ts'
import type { Channel } from './mpsc-channel.ts'
import { SendPermit } from './mpsc-permit.ts'
import { Reserve } from './mpsc-reserve.ts'
import { Send } from './mpsc-send.ts'

/**
 * One of the senders of {@link mpsc}: `clone()` makes others. Dispose each: the channel ends when the last is gone, and with
 * it every permit and every unfinished future of `send` and `reserve`.
 *
 * A sender holds no value, so it is sendable; a future of `send` is so if its value is.
 *
 * Rust: `tokio::sync::mpsc::Sender`.
 */
export class Sender<T> implements Disposable {
  private readonly channel: Channel<T>
  private disposed: boolean

  /** `channel`: counts this sender already. */
  constructor(channel: Channel<T>) {
    this.channel = channel
    this.disposed = false
  }

  /**
   * Sends `value` once there is room; whoever came first is first. Begins with the first poll. Disposed before it has
   * finished, it has not sent, and drops the value. Spends one of the budget.
   *
   * @throws BorrowError at the call if this sender was disposed; TypeError for `Pending` and `Done`, which are no values.
   * @throws SendError, from its poll, with the value, if the receiver was closed or is gone.
   */
  send(value: T): Send<T> {
    refuseAnswer(value, 'Sender.send')
    if (this.disposed) refuseSender('send()')
    return new Send(this.channel, value)
  }

  /**
   * Sends `value` if there is room that nobody waits for.
   *
   * @throws SendError with the value: `isFull()` where there is none, `isClosed()` if the receiver was closed or is gone.
   * @throws BorrowError, TypeError as `send`.
   */
  trySend(value: T): void {
    refuseAnswer(value, 'Sender.trySend')
    if (this.disposed) refuseSender('trySend()')
    const { channel } = this
    if (channel.closed) throw channelClosed('Sender.trySend', value)
    if (channel.free === 0) throw channelFull('Sender.trySend', value, channel.capacity)
    channel.free -= 1
    channel.senders += 1
    channel.push(value)
  }

  /**
   * A slot to send into later; it waits in one queue with `send`. Spends one of the budget.
   *
   * @throws BorrowError at the call if this sender was disposed.
   * @throws SendError, from its poll, if the receiver was closed or is gone.
   */
  reserve(): Reserve<T> {
    if (this.disposed) refuseSender('reserve()')
    return new Reserve(this.channel)
  }

  /**
   * As `reserve`, without waiting.
   *
   * @throws SendError, which has no value; else as `trySend`.
   */
  tryReserve(): SendPermit<T> {
    if (this.disposed) refuseSender('tryReserve()')
    const { channel } = this
    if (channel.closed) throw noSlotEver('Sender.tryReserve')
    if (channel.free === 0) throw noSlotNow('Sender.tryReserve', channel.capacity)
    channel.free -= 1
    channel.senders += 1
    return new SendPermit(channel)
  }

  /**
   * Another sender for the same channel.
   *
   * @throws BorrowError if this one was disposed.
   */
  clone(): Sender<T> {
    if (this.disposed) refuseSender('clone()')
    this.channel.senders += 1
    return new Sender(this.channel)
  }

  /** Whether the receiver was closed or is gone, so that nothing more can be sent. */
  isClosed(): boolean {
    return this.channel.closed
  }

  /** Ready once `isClosed()`. It does not count as a sender. */
  closed(): Future<void> {
    return new Closed(this.channel)
  }

  /** Slots that are free now. */
  get available(): number {
    return this.channel.free
  }

  /** All slots: what {@link mpsc} was given. */
  get capacity(): number {
    return this.channel.capacity
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
    return inspectSender('Sender', this.disposed, this.channel)
  }
}

/** A sender says how its channel stands: who waits for a slot, or for an item, names the other side. */
export function inspectSender(name: string, disposed: boolean, { closed, items, capacity }: Channel<unknown>): Inspection {
  return { name, state: disposed ? 'disposed' : closed ? 'closed' : 'open', fields: { items: items.length, capacity } }
}

/** Throws for a sender that was disposed. */
export function refuseSender(method: string, type = 'Sender'): never {
  throw new BorrowError(`${type}: ${method} was called after it was disposed; clone() it first, and dispose the clone when that is done`)
}

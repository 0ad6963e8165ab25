/** The receiving end of a channel: a stream of what its senders send. */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { DisposeErrors } from '../future/dispose.ts'
import { BorrowError, PolledAfterCompletionError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import { Done, Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { Stream } from '../iterators/stream.ts'
import type { Channel } from './mpsc-channel.ts'
import { firstIsSendable, itemsAreSendable, waitForItem } from './mpsc-items.ts'
import { RecvMany } from './mpsc-recv-many.ts'
import { Recv } from './mpsc-recv.ts'
import { wakeAll } from './wake-all.ts'

/**
 * The one receiver of {@link mpsc} and {@link mpscUnbounded}. Items come in the order in which they were sent, then `Done`
 * for ever, once no sender is left. Each item spends one of the budget.
 *
 * It owns what is in the channel: it is as sendable as that, and disposing it drops what is left.
 *
 * Rust: `tokio::sync::mpsc::Receiver`, and `tokio_stream::wrappers::ReceiverStream`.
 */
export class Receiver<T> extends Stream<T> {
  private readonly channel: Channel<T>
  private readonly recvLoan: Recv<T>
  private many: RecvMany<T> | null
  /** A method of `Stream` took it over, whose stream polls it from now on. */
  private moved: boolean
  private disposed: boolean

  constructor(channel: Channel<T>) {
    super()
    this.channel = channel
    this.recvLoan = new Recv(channel)
    this.many = null
    this.moved = false
    this.disposed = false
  }

  /**
   * Lends the future of the next item; `Done` once every sender is gone and the channel is drained. It is the same object
   * each time, so it allocates nothing. Disposing it unfinished loses no item.
   *
   * @throws BorrowError while the last one, or the future of `recvMany`, is neither finished nor disposed.
   * @throws PolledAfterCompletionError, from its poll, once the receiver was disposed.
   */
  recv(): Recv<T> {
    const { recvLoan } = this
    if (!recvLoan.lend()) this.refuseBorrowed('recv()')
    return recvLoan
  }

  /** The same as `recv()`: a receiver lends one future, by whichever name. */
  override next(): Recv<T> {
    const { recvLoan } = this
    if (!recvLoan.lend()) this.refuseBorrowed('next()')
    return recvLoan
  }

  /**
   * Up to `max` items at once: whatever is there, as soon as there is one; an empty array at the end. Takes no more than the
   * budget has left, one an item. Disposing it unfinished loses no item.
   *
   * @throws RangeError at the call unless `max` is a positive integer or Infinity; BorrowError as `recv`.
   */
  recvMany(max: number): RecvMany<T> {
    if (!(max >= 1 && (Number.isInteger(max) || max === Infinity))) {
      throw new RangeError(`Receiver.recvMany: expected a positive number of items, and got ${max}`)
    }
    this.refuseBorrowed('recvMany()')
    const many = new RecvMany(this.channel, max, this.recvLoan)
    if (this.disposed) many.close()
    return (this.many = many)
  }

  /**
   * The next item without waiting: `undefined` if there is none yet, `Done` at the end. (An item may be `undefined` too;
   * where that matters, compare `size`.) Costs nothing of the budget.
   *
   * @throws BorrowError as `recv`; PolledAfterCompletionError once the receiver was disposed.
   */
  tryRecv(): T | Done | undefined {
    this.refuseBorrowed('tryRecv()')
    this.refuseDisposed()
    if (this.channel.items.length > 0) return this.channel.take()
    return this.channel.ended ? Done : undefined
  }

  /** What the owner of the stream polls. */
  pollNext(cx: Context): Poll<T | Done> {
    if (this.disposed) this.refuseDisposed()
    const { channel } = this
    if (channel.items.length === 0) return channel.ended ? Done : waitForItem(channel, cx, null)
    if (!hasBudget(cx)) return Pending
    spendBudget()
    return channel.take()
  }

  /**
   * Refuses what is sent from now on: waiting senders fail with their values. What is in the channel, and what outstanding
   * permits send, can still be received. Does nothing the second time.
   *
   * @throws what a waker throws, after all were called.
   */
  close(): void {
    wakeAll(this.channel.close())
  }

  /** Items that are in the channel now. */
  get size(): number {
    return this.channel.items.length
  }

  /** The waker of a sender may throw: that finishes who polls, but not the channel, which wants to be closed and emptied. */
  override get resumable(): boolean {
    return true
  }

  /** A stream that took this over was asked for an item, and is not any more. */
  protected override recall(): void {
    this.channel.forgetReceiver()
  }

  protected override markMoved(where: string): void {
    super.markMoved(where)
    this.moved = true
    this.recvLoan.hold()
  }

  protected override refuseWhileLent(method: string): void {
    this.refuseBorrowed(method)
  }

  private refuseBorrowed(method: string): void {
    if (this.moved) this.refuseMoved(method)
    const isLent = this.recvLoan.isOut
    if (!isLent && (this.many === null || !this.many.isOut)) return
    throw new BorrowError(
      `Receiver: ${method} was called while the future of the last ${isLent ? 'recv()' : 'recvMany()'} is still out; ` +
        `a receiver lends one future at a time: poll it to its output, or dispose it, before asking again`,
    )
  }

  private refuseDisposed(): void {
    if (this.disposed) throw new PolledAfterCompletionError('Receiver', 'disposed')
  }

  /**
   * Closes the channel, ends the loan, and drops the items that are left, in order; what a permit sends later is dropped,
   * too.
   *
   * @throws the first error of a drop or a waker, after all were done, later ones on `.suppressed`.
   */
  override [Symbol.dispose](): void {
    if (this.disposed || this.isAnothers) return
    super[Symbol.dispose]()
    this.disposed = true
    this.recvLoan.close()
    this.many?.close()
    const { channel } = this
    channel.forgetReceiver()
    channel.gone = true
    const wakers = channel.close()
    const errors = new DisposeErrors()
    for (const item of channel.items.drain()) errors.drop(item)
    try {
      wakeAll(wakers)
    } catch (error) {
      errors.add(error)
    }
    errors.rethrow()
  }

  get [sendable](): boolean {
    return itemsAreSendable(this.channel)
  }

  [atSuspension](): boolean {
    return firstIsSendable(this.channel)
  }

  [inspect](): Inspection {
    const name = 'Receiver'
    if (this.disposed) return { name, state: 'disposed' }
    const { items, senders, closed } = this.channel
    const state = `${counted(items.length, 'item')}, ${closed ? 'closed' : counted(senders, 'sender')}`
    return { name, state, ...(items.length > 0 || this.channel.ended ? {} : { waitsOn: this.channel.waitsOn }) }
  }
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

/** The sending side of a watch. */
import { dropAllSuppressed } from '../future/dispose.ts'
import { BorrowError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import { refuseAnswer } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { Closed } from './closed.ts'
import { dropAndWake } from './drop-and-wake.ts'
import { SendError } from './errors.ts'
import { wakeAll } from './wake-all.ts'
import type { WatchCell } from './watch-cell.ts'
import { WatchReceiver } from './watch-receiver.ts'

/**
 * Replaces the value of a `watch`. Disposing the last sender closes the channel: receivers see the last value, then
 * `changed()` fails.
 *
 * Rust: `tokio::sync::watch::Sender`.
 */
export class WatchSender<T> implements Disposable {
  private readonly cell: WatchCell<T>
  private disposed: boolean

  constructor(cell: WatchCell<T>) {
    this.cell = cell
    this.disposed = false
    cell.senders += 1
  }

  /**
   * Makes `value` the latest, for every receiver a change even if it is equal. The old one is dropped.
   *
   * @throws SendError with the value if there is no receiver, and keeps the old one. TypeError for `Pending` and `Done`;
   *   BorrowError once this sender is disposed. The error of a waker, or of the old value's drop, after all was done.
   */
  send(value: T): void {
    this.requireUse('send')
    refuseAnswer(value, 'WatchSender.send')
    const { cell } = this
    if (cell.receivers === 0) throw new SendError('WatchSender.send: there is no receiver; subscribe() makes one, sendReplace() needs none', value)
    const old = cell.value
    const wakers = cell.replace(value)
    dropAndWake(old === value ? undefined : old, wakers)
  }

  /**
   * Makes `value` the latest, receivers or none, and gives the old one, which is the caller's now.
   *
   * @throws as {@link WatchSender.send} does, except SendError. Where a waker throws, the old value is dropped.
   */
  sendReplace(value: T): T {
    this.requireUse('sendReplace')
    refuseAnswer(value, 'WatchSender.sendReplace')
    const old = this.cell.value as T
    const wakers = this.cell.replace(value)
    try {
      wakeAll(wakers)
    } catch (error) {
      if (old !== value) dropAllSuppressed([old], error) // it would never reach the caller
      throw error
    }
    return old
  }

  /**
   * Makes what `change` gives for the latest value the latest, receivers or none. It may be the same object, changed; the
   * old one is `change`'s to drop. If it throws, nothing has changed. What `change` itself sends is replaced, and dropped.
   *
   * @throws what `change` throws; else as {@link WatchSender.sendReplace} does.
   * @example
   * count.sendModify(n => n + 1)
   */
  sendModify(change: (value: T) => T): void {
    this.requireUse('sendModify')
    const { cell } = this
    const { version } = cell
    const value = change(cell.value as T)
    this.requireUse('sendModify')
    refuseAnswer(value, 'WatchSender.sendModify')
    // What `change` itself has sent is the channel's, and was not given to it.
    const lost = cell.version !== version && cell.value !== value ? cell.value : undefined
    dropAndWake(lost, cell.replace(value))
  }

  /** The latest value. It is the channel's: see `WatchReceiver.borrow`. @throws BorrowError once this sender is disposed. */
  borrow(): T {
    this.requireUse('borrow')
    return this.cell.value as T
  }

  /** A new receiver, which has seen the present value. @throws BorrowError once this sender is disposed. */
  subscribe(): WatchReceiver<T> {
    this.requireUse('subscribe')
    return new WatchReceiver(this.cell)
  }

  /** Another sender of the same channel. @throws BorrowError once this sender is disposed. */
  clone(): WatchSender<T> {
    this.requireUse('clone')
    return new WatchSender(this.cell)
  }

  /** How many receivers there are. */
  get receiverCount(): number {
    return this.cell.receivers
  }

  /** Whether there is no receiver. `subscribe()` can change that. */
  isClosed(): boolean {
    return this.cell.closed
  }

  /** A future that is ready when there is no receiver; at its first poll, if so by then. Spends no budget. */
  closed(): Closed {
    return new Closed(this.cell)
  }

  private requireUse(method: string): void {
    if (this.disposed) throw new BorrowError(`WatchSender: ${method}() was called after it was disposed; clone() it first where two are to send`)
  }

  /** @throws what a waker throws, or the drop of the value. */
  [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    this.cell.leaveSender()
  }

  /** As the value is that the channel holds. */
  get [sendable](): boolean {
    return this.disposed || isSendable(this.cell.value)
  }

  [inspect](): Inspection {
    return { name: 'WatchSender', state: this.disposed ? 'disposed' : 'open', fields: { receivers: this.cell.receivers } }
  }
}

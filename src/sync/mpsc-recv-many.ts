/** The future of `Receiver.recvMany`. */
import { budget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { hasBudgetFor } from './abandon.ts'
import type { Channel } from './mpsc-channel.ts'
import { firstIsSendable, itemsAreSendable, waitForItem } from './mpsc-items.ts'
import type { Recv } from './mpsc-recv.ts'

/** See `Receiver.recvMany`. */
export class RecvMany<T> implements Future<T[]>, Disposable {
  private phase: Phase
  private readonly channel: Channel<T>
  private readonly max: number
  /** The receiver's other loan, which is held as long as this one is out. */
  private readonly other: Recv<T>

  constructor(channel: Channel<T>, max: number, other: Recv<T>) {
    this.phase = Waiting
    this.channel = channel
    this.max = max
    this.other = other
    other.hold()
  }

  /** Whether it borrows the receiver still. */
  get isOut(): boolean {
    return this.phase === Waiting
  }

  poll(cx: Context): Poll<T[]> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const { channel } = this
    const { length } = channel.items
    if (length === 0) {
      if (!channel.ended) return waitForItem(channel, cx, this)
      this.end(Finished)
      return []
    }
    if (!hasBudgetFor(this, cx)) return Pending
    const count = Math.min(length, this.max, budget.left > 0 ? budget.left : length)
    if (budget.left > 0) budget.left -= count
    this.end(Finished)
    return channel.takeMany(count)
  }

  /** No item is lost: those that it takes it gives in the same poll. */
  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.end(Disposed)
    this.channel.forgetReceiver()
  }

  private end(phase: Phase): void {
    this.phase = phase
    this.other.free()
  }

  /** For the receiver's dispose. */
  close(): void {
    if (this.phase === Waiting) this.phase = Disposed
  }

  get [sendable](): boolean {
    return this.phase !== Waiting || itemsAreSendable(this.channel)
  }

  [atSuspension](): boolean {
    return this.phase !== Waiting || firstIsSendable(this.channel)
  }

  [inspect](): Inspection {
    const name = 'Receiver.recvMany()'
    return this.phase === Waiting ? { name, waitsOn: this.channel.waitsOn } : { name, state: phaseName(this.phase) }
  }
}

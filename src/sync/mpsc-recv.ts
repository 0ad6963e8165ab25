/** What `recv()` lends: the future of the next item, the same object each time. */
import { budget as budgetOfAll } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { Disposed, Free as FreePhase, Lent as LentPhase, loanPhaseName, refusePoll, Seeking, type LoanPhase } from '../iterators/loan-phase.ts'
import { hasBudgetFor } from './abandon.ts'
import { firstIsSendable, itemsAreSendable, waitForItem } from './mpsc-items.ts'
import type { Channel } from './mpsc-channel.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol
const Done: typeof DoneSymbol = DoneSymbol
const Free: typeof FreePhase = FreePhase
const Lent: typeof LentPhase = LentPhase
const budget = budgetOfAll

/**
 * See `Receiver.recv`. The loan is over before anybody is woken, so there is no phase Polling: who comes back from a waker
 * finds the receiver free.
 */
export class Recv<T> implements Future<T | DoneSymbol>, Disposable {
  private phase: LoanPhase
  private readonly channel: Channel<T>

  constructor(channel: Channel<T>) {
    this.phase = Free
    this.channel = channel
  }

  /** Whether somebody has it. */
  get isOut(): boolean {
    return this.phase === Lent
  }

  /** For `recv()`: false if it cannot be lent, being out or held. That of a disposed receiver says so when it is polled. */
  lend(): boolean {
    if (this.phase !== Free) return this.phase === Disposed
    this.phase = Lent
    return true
  }

  /** For others who borrow the receiver, or take it over: there is no lending until `free`. */
  hold(): void {
    if (this.phase === Free) this.phase = Seeking
  }

  free(): void {
    if (this.phase === Seeking) this.phase = Free
  }

  poll(cx: Context): Poll<T | DoneSymbol> {
    if (this.phase !== Lent) refusePoll(this, this.phase)
    const { channel } = this
    if (channel.items.length > 0) {
      const { left } = budget
      if (left === 0 && !hasBudgetFor(this, cx)) return Pending
      if (left > 0) budget.left = left - 1
      this.phase = Free
      return channel.take()
    }
    if (!channel.ended) return waitForItem(channel, cx, this)
    this.phase = Free
    return Done
  }

  /** Ends the loan; no item is lost. */
  [Symbol.dispose](): void {
    if (this.phase !== Lent) return
    this.phase = Free
    this.channel.forgetReceiver()
  }

  /** For the receiver's dispose. */
  close(): void {
    this.phase = Disposed
  }

  get [sendable](): boolean {
    return itemsAreSendable(this.channel)
  }

  [atSuspension](): boolean {
    return firstIsSendable(this.channel)
  }

  [inspect](): Inspection {
    const told = { name: 'Receiver.recv()', state: loanPhaseName(this.phase) }
    return this.phase === Lent ? { ...told, waitsOn: this.channel.waitsOn } : told
  }
}

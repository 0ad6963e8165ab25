/** The future of `Sender.send`. */
import { budget as budgetOfAll } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import { Finished as FinishedPhase, refusePoll, Waiting as WaitingPhase } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { sendable } from '../future/symbols.ts'
import { hasBudgetFor } from './abandon.ts'
import { channelClosed } from './channel-errors.ts'
import type { Channel } from './mpsc-channel.ts'
import { SlotFuture } from './mpsc-slot-future.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol
const Waiting: typeof WaitingPhase = WaitingPhase
const Finished: typeof FinishedPhase = FinishedPhase
const budget = budgetOfAll

/** See `Sender.send`. It owns its value until that is in the channel, or on its way back in a `SendError`. */
export class Send<T> extends SlotFuture<T, void> {
  private value: T | undefined

  constructor(channel: Channel<T>, value: T) {
    super(channel)
    this.value = value
  }

  protected get type(): string {
    return 'Send'
  }

  poll(cx: Context): Poll<void> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const { channel, place } = this
    if (channel.closed) this.refused()
    if (place === null ? channel.free === 0 : !place.given) return this.wait(cx)
    const { left } = budget
    if (left === 0) {
      this.keepSlot()
      if (!hasBudgetFor(this, cx)) return Pending
    }
    if (left > 0) budget.left = left - 1
    if (place === null) channel.free -= 1
    else this.place = null
    const value = this.value as T
    this.phase = Finished
    this.value = undefined
    channel.push(value)
  }

  private refused(): never {
    const value = this.value as T
    this.value = undefined
    this.end()
    throw channelClosed('Sender.send', value)
  }

  protected dropValue(): void {
    const { value } = this
    this.value = undefined
    drop(value)
  }

  get [sendable](): boolean {
    return isSendable(this.value)
  }
}

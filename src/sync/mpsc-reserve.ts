/** The future of `Sender.reserve`. */
import { budget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { Finished, refusePoll, Waiting } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { sendable } from '../future/symbols.ts'
import { hasBudgetFor } from './abandon.ts'
import { noSlotEver } from './channel-errors.ts'
import { SendPermit } from './mpsc-permit.ts'
import { SlotFuture } from './mpsc-slot-future.ts'

/** See `Sender.reserve`. */
export class Reserve<T> extends SlotFuture<T, SendPermit<T>> {
  protected get type(): string {
    return 'Reserve'
  }

  poll(cx: Context): Poll<SendPermit<T>> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const { channel, place } = this
    if (channel.closed) {
      this.end()
      throw noSlotEver('Sender.reserve')
    }
    if (place === null ? channel.free === 0 : !place.given) return this.wait(cx)
    if (budget.left === 0) {
      this.keepSlot()
      if (!hasBudgetFor(this, cx)) return Pending
    }
    spendBudget()
    if (place === null) channel.free -= 1
    else this.place = null
    this.phase = Finished
    return new SendPermit(channel)
  }

  protected dropValue(): void {}

  get [sendable](): true {
    return true
  }
}

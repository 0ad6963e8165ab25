/** The future of `Semaphore.acquire`. */
import { spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { refusePoll, Waiting } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { sendable } from '../future/symbols.ts'
import { hasBudgetFor } from './abandon.ts'
import { ClosedError } from './errors.ts'
import { PermitWaiter } from './permit-waiter.ts'
import { Permit } from './permit.ts'

/** A constant of this module: V8 folds it, an imported one it loads. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See `Semaphore.acquire`. */
export class Acquire extends PermitWaiter<Permit> {
  protected get type(): string {
    return 'Acquire'
  }

  protected get awaited(): string {
    return `${this.need} of a Semaphore’s permits (${this.queue!.free} free)`
  }

  poll(cx: Context): Poll<Permit> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const queue = this.queue!
    const { need } = this
    if (queue.closed) this.refused()
    if (!this.given && !queue.take(need)) return this.wait(cx, queue)
    this.given = true
    if (!hasBudgetFor(this, cx)) return Pending
    spendBudget()
    this.finish()
    return new Permit(queue, need)
  }

  /** It may have been given its permits before the semaphore was closed. */
  private refused(): never {
    const { given, need } = this
    const queue = this.queue!
    this.finish()
    if (given) queue.release(need)
    throw closed('Semaphore.acquire')
  }

  get [sendable](): true {
    return true
  }
}

export function closed(where: string): ClosedError {
  return new ClosedError(`${where}: the semaphore is closed, and gives out no more permits`)
}

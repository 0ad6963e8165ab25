/** The futures of a `RwLock`. */
import { spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { refusePoll, Waiting } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { sendable } from '../future/symbols.ts'
import { hasBudgetFor } from './abandon.ts'
import type { Locked } from './locked.ts'
import { PermitWaiter } from './permit-waiter.ts'
import { ReadGuard, READERS, standing, WriteGuard } from './rw-lock-guards.ts'

/** A constant of this module: V8 folds it, an imported one it loads. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See `RwLock.read`. */
export class ReadLock<T> extends PermitWaiter<ReadGuard<T>> {
  protected declare queue: Locked<T> | null

  constructor(locked: Locked<T>) {
    super(locked, 1)
  }

  protected get type(): string {
    return 'ReadLock'
  }

  protected get awaited(): string {
    return `${this.queue!.label} ${standing(this.queue!)}, to read`
  }

  poll(cx: Context): Poll<ReadGuard<T>> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const locked = this.queue!
    if (!this.given && !locked.take(1)) return this.wait(cx, locked)
    this.given = true
    if (!hasBudgetFor(this, cx)) return Pending
    spendBudget()
    this.finish()
    return new ReadGuard(locked)
  }

  get [sendable](): boolean {
    return this.queue === null || isSendable(this.queue.value)
  }
}

/** See `RwLock.write`. */
export class WriteLock<T> extends PermitWaiter<WriteGuard<T>> {
  protected declare queue: Locked<T> | null

  constructor(locked: Locked<T>) {
    super(locked, READERS)
  }

  protected get type(): string {
    return 'WriteLock'
  }

  protected get awaited(): string {
    return `${this.queue!.label} ${standing(this.queue!)}, to write`
  }

  poll(cx: Context): Poll<WriteGuard<T>> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const locked = this.queue!
    if (!this.given && !locked.take(READERS)) return this.wait(cx, locked)
    this.given = true
    if (!hasBudgetFor(this, cx)) return Pending
    spendBudget()
    this.finish()
    return new WriteGuard(locked)
  }

  get [sendable](): boolean {
    return this.queue === null || isSendable(this.queue.value)
  }
}

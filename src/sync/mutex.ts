/** `Mutex`: a value that one holder at a time may use, also across suspensions. */
import { spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import type { Inspection } from '../future/inspect.ts'
import { refusePoll, Waiting } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { hasBudgetFor } from './abandon.ts'
import { Guard } from './guard.ts'
import { Locked, type LockOptions } from './locked.ts'
import { PermitWaiter } from './permit-waiter.ts'

/** A constant of this module: V8 folds it, an imported one it loads. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * A lock around `value`. First come, first served: an unlock hands the lock to whoever waits longest, and nobody overtakes.
 * It is never poisoned: a task that fails drops its guards, and the next finds the value as it was left.
 *
 * On one thread, a lock is for what must stay together *across suspensions*. What is done between two needs none.
 *
 * Rust: `tokio::sync::Mutex`.
 *
 * @param options a `name` for errors and dumps.
 * @example
 * const accounts = new Mutex(new Map<string, number>())
 * // in a task
 * using guard = yield* wait(accounts.lock())
 * guard.value.set('ada', yield* wait(fetchBalance('ada')))
 */
export class Mutex<T> {
  private readonly locked: Locked<T>

  constructor(value: T, options: LockOptions = {}) {
    this.locked = new Locked(1, value, 'Mutex', options)
  }

  /**
   * A future of the guard. It joins the queue at its first poll; disposed before it is done, it leaves it and loses
   * nothing. A task that holds the guard and locks again waits for itself.
   *
   * Rust: `Mutex::lock`.
   */
  lock(): Lock<T> {
    return new Lock(this.locked)
  }

  /**
   * The guard, if nobody holds the lock or waits for it; else null.
   *
   * Rust: `Mutex::try_lock`.
   */
  tryLock(): Guard<T> | null {
    const { locked } = this
    return locked.take(1) ? new Guard(locked) : null
  }

  get [sendable](): boolean {
    return isSendable(this.locked.value)
  }

  [inspect](): Inspection {
    return { name: this.locked.label, state: this.locked.free === 1 ? 'unlocked' : 'locked' }
  }
}

/** See {@link Mutex.lock}. */
export class Lock<T> extends PermitWaiter<Guard<T>> {
  protected declare queue: Locked<T> | null

  constructor(locked: Locked<T>) {
    super(locked, 1)
  }

  protected get type(): string {
    return 'Lock'
  }

  protected get awaited(): string {
    return `${this.queue!.label} held`
  }

  poll(cx: Context): Poll<Guard<T>> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const locked = this.queue!
    if (!this.given && !locked.take(1)) return this.wait(cx, locked)
    this.given = true
    if (!hasBudgetFor(this, cx)) return Pending
    spendBudget()
    this.finish()
    return new Guard(locked)
  }

  get [sendable](): boolean {
    return this.queue === null || isSendable(this.queue.value)
  }
}

/** The future of `Notify.notified`. */
import { spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { hasBudgetFor } from './abandon.ts'
import type { Notify } from './notify.ts'
import { placeOf, Waiter } from './waiter-list.ts'

/** A constant of this module: V8 folds it, an imported one it loads. */
const Pending: typeof PendingSymbol = PendingSymbol

/** By which call a waiter was notified, since it must be passed on in the same way. */
export type Notification = 0 | 1 | 2 | 3
export const None = 0
export const ByOne = 1
export const ByLast = 2
export const ByWaiters = 3

/**
 * See `Notify.notified`.
 *
 *     unpolled ──poll, enable──▶ queued ──notify──▶ notified ──poll──▶ finished
 *         └────── a permit, or notifyWaiters since it was made ──▲
 */
export class Notified extends Waiter implements Future<void>, Disposable {
  private phase: Phase
  /** What it owns, and has yet to hand on. */
  notification: Notification
  /** How often `notifyWaiters` had been called when this was made. */
  private readonly calls: number
  /** Null once it has ended. */
  private notify: Notify | null

  constructor(notify: Notify) {
    super()
    this.phase = Waiting
    this.notification = None
    this.calls = notify.calls
    this.notify = notify
  }

  poll(cx: Context): Poll<void> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    if (!this.register()) {
      this.keepWaker(cx)
      return Pending
    }
    if (!hasBudgetFor(this, cx)) return Pending
    spendBudget()
    this.end(Finished)
  }

  /**
   * Takes its place in the queue now, or a permit that is there, as the first poll would: what is notified from here on
   * is not missed. True if it has been notified, and the next poll is ready.
   *
   * Rust: `Notified::enable`.
   *
   * @throws PolledAfterCompletionError once it is finished or disposed.
   */
  enable(): boolean {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    return this.register()
  }

  /** Whether it has been notified; if not, it is in the queue. */
  private register(): boolean {
    if (this.notification !== None) return true
    if (this.list !== null) return false
    const notify = this.notify!
    if (this.calls !== notify.calls) this.notification = ByWaiters
    else if (notify.takePermit()) this.notification = ByOne
    else notify.waiters.push(this)
    return this.notification !== None
  }

  private end(phase: Phase): void {
    this.phase = phase
    this.notification = None
    this.notify = null
    this.waker = null
  }

  /** Leaves the queue. What was for one waiter, and was given to this one, goes to another. */
  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const notify = this.notify!
    const { notification } = this
    this.end(Disposed)
    if (notification === ByOne) notify.notifyOne()
    else if (notification === ByLast) notify.notifyLast()
    else if (notification === None) notify.waiters.remove(this)
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    const name = 'Notified'
    if (this.phase !== Waiting) return { name, state: phaseName(this.phase) }
    if (this.notification !== None) return { name, state: 'notified' }
    if (this.list === null) return { name, state: 'unpolled', waitsOn: 'a Notify' }
    return { name, state: 'waiting', waitsOn: `a Notify, ${placeOf(this)}` }
  }
}

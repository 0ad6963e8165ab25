/** The future of `OnceCell.getOrInit`. */
import { spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { DisposeErrors } from '../future/dispose.ts'
import { requireFuture, type Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, refuseAnswer, type Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { hasBudgetFor } from './abandon.ts'
import type { OnceCell } from './once-cell.ts'
import { Waiter } from './waiter-list.ts'

/**
 * See `OnceCell.getOrInit`. It waits in the cell's list, or has the turn and drives `inner`; between the two it was woken
 * with the turn and is to call `init`.
 */
export class GetOrInit<T> extends Waiter implements Future<T>, Disposable {
  private phase: Phase
  /** These three are null once it has ended; `init` already once it was called, `inner` until then. */
  private cell: OnceCell<T> | null
  private init: (() => Future<T>) | null
  private inner: Future<T> | null

  constructor(cell: OnceCell<T>, init: () => Future<T>) {
    super()
    this.phase = Waiting
    this.cell = cell
    this.init = init
    this.inner = null
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const cell = this.cell!
    if (cell.isInitialized()) return this.takeSet(cell, cx)
    if (!cell.begin(this)) {
      this.keepWaker(cx)
      cell.wait(this)
      return Pending
    }
    this.waker = null
    this.phase = Polling
    let value: Poll<T>
    try {
      this.inner ??= this.start()
      value = this.inner.poll(cx)
      // `Done`: what a stream's next() gives at the end.
      if (value !== Pending) refuseAnswer(value, 'OnceCell.getOrInit')
    } catch (error) {
      return this.fail(cell, error)
    }
    if (value === Pending) {
      this.phase = Waiting
      return Pending
    }
    this.end(Finished)
    cell.fill(value)
    return value
  }

  private takeSet(cell: OnceCell<T>, cx: Context): Poll<T> {
    if (!hasBudgetFor(this, cx)) return Pending
    spendBudget()
    this.end(Finished)
    return cell.get() as T
  }

  private start(): Future<T> {
    const init = this.init!
    this.init = null
    const future = init()
    requireFuture(future, 'OnceCell.getOrInit, what its function made')
    return future
  }

  /** The attempt has failed, and this with it; the next has its turn. */
  private fail(cell: OnceCell<T>, error: unknown): never {
    this.end(Finished)
    const errors = new DisposeErrors()
    errors.add(error)
    this.passOn(cell, errors)
    throw error
  }

  private passOn(cell: OnceCell<T>, errors: DisposeErrors): void {
    const waker = cell.giveUp(this)
    try {
      waker?.wake()
    } catch (error) {
      errors.add(error)
    }
  }

  private end(phase: Phase): void {
    this.phase = phase
    this.cell = null
    this.init = null
    this.inner = null
    this.waker = null
  }

  /** Disposes the attempt, if it was this one's; only then is it the next one's turn. */
  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const { inner } = this
    const cell = this.cell!
    this.end(Disposed)
    const errors = new DisposeErrors()
    errors.drop(inner)
    this.passOn(cell, errors)
    errors.rethrow()
  }

  get [sendable](): boolean {
    return isSendable(this.inner) && isSendable(this.init) && isSendable(this.cell)
  }

  [atSuspension](): boolean {
    return this.inner === null || sendableAtSuspension(this.inner)
  }

  [inspect](): Inspection {
    const name = 'GetOrInit'
    if (this.phase === Polling || this.inner !== null) return { name, state: 'initializing', children: this.inner === null ? [] : [this.inner] }
    if (this.phase !== Waiting) return { name, state: phaseName(this.phase) }
    if (this.list === null) return { name, state: 'not begun' }
    return { name, state: 'waiting', waitsOn: 'another task’s initialisation of a OnceCell' }
  }
}

/** The futures of a watch's receiver, which borrow it: `changed()` and `waitFor(…)`. */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { PolledAfterCompletionError } from '../future/errors.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isTrue } from '../future/refuse-promise.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { ClosedError } from './errors.ts'
import { undisposed } from './undisposed.ts'
import { Waiter } from './waiter-list.ts'
import type { WatchReceiver } from './watch-receiver.ts'

/** What they share: the wait for a version that the receiver has not seen. In the cell's list while it waits. */
export abstract class WatchWait<T, U> extends Waiter implements Future<U>, Disposable {
  /** Null once it has ended. */
  receiver: WatchReceiver<T> | null
  private phase: Phase

  constructor(receiver: WatchReceiver<T>) {
    super()
    this.receiver = receiver
    this.phase = Waiting
  }

  protected abstract get type(): string

  /** The output, if the receiver's value allows one. May call user code. */
  protected abstract look(receiver: WatchReceiver<T>): Poll<U>

  poll(cx: Context): Poll<U> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const receiver = this.receiver!
    this.phase = Polling
    let next: Phase = Finished
    try {
      const output = this.look(receiver)
      if (output === Pending) {
        this.requireMore(receiver)
        this.wait(cx, receiver)
        next = Waiting
      } else if (hasBudget(cx)) {
        spendBudget()
        this.taken(receiver)
      } else {
        next = Waiting
        return Pending
      }
      return output
    } finally {
      this.phase = next
      if (next === Finished) this.end(receiver)
    }
  }

  /** The output is on its way. */
  protected taken(_receiver: WatchReceiver<T>): void {}

  /** Throws if no other value can come, to this receiver. */
  private requireMore(receiver: WatchReceiver<T>): void {
    if (receiver.isDisposed) throw new PolledAfterCompletionError('WatchReceiver', 'disposed')
    if (receiver.isClosed()) throw new ClosedError(`WatchReceiver.${this.type}: every sender is gone, and the last value was seen`)
  }

  /** Seen to in `poll`. */
  protected override wakerFailed(error: unknown): never {
    throw error
  }

  private wait(cx: Context, receiver: WatchReceiver<T>): void {
    this.keepWaker(cx)
    if (this.list === null) receiver.cell.waiters.push(this)
  }

  private end(receiver: WatchReceiver<T>): void {
    this.receiver = null
    this.waker = null
    receiver.cell.waiters.remove(this)
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    this.end(this.receiver!)
  }

  get [sendable](): boolean {
    return this.receiver === null || this.receiver[sendable]
  }

  [inspect](): Inspection {
    const name = `WatchReceiver.${this.type}`
    if (this.receiver === null) return { name, state: phaseName(this.phase) }
    return { name, waitsOn: `another value from a watch whose ${undisposed(this.receiver.cell.senders)}` }
  }
}

/** See `WatchReceiver.changed`. */
export class Changed<T> extends WatchWait<T, void> {
  protected get type(): string {
    return 'changed()'
  }

  protected look(receiver: WatchReceiver<T>): Poll<void> {
    return receiver.hasChanged() ? undefined : Pending
  }

  protected override taken(receiver: WatchReceiver<T>): void {
    receiver.seen = receiver.cell.version
  }
}

/** See `WatchReceiver.waitFor`. */
export class WaitFor<T> extends WatchWait<T, T> {
  private readonly predicate: (value: T) => boolean
  /** The version that was found wanting, so that a poll without a change asks nobody; -1 before the first. */
  private refused: number
  /** The version that fits. It counts as seen only when its value is on its way: a dispose before that leaves it unseen. */
  private fitting: number

  constructor(receiver: WatchReceiver<T>, predicate: (value: T) => boolean) {
    super(receiver)
    this.predicate = predicate
    this.refused = -1
    this.fitting = -1
  }

  protected get type(): string {
    return 'waitFor(…)'
  }

  /** Again if the predicate itself has sent: what came while it looked has woken nobody here. */
  protected look(receiver: WatchReceiver<T>): Poll<T> {
    const { cell } = receiver
    while (cell.version !== this.refused && !receiver.isDisposed) {
      const { version } = cell
      const value = cell.value as T
      const { predicate } = this
      if (isTrue(predicate(value), 'WatchReceiver.waitFor')) {
        this.fitting = version
        return value
      }
      receiver.seen = version
      this.refused = version
    }
    return Pending
  }

  protected override taken(receiver: WatchReceiver<T>): void {
    receiver.seen = this.fitting
  }

  override get [sendable](): boolean {
    return super[sendable] && isSendable(this.predicate)
  }
}

/** `stream.forEach(fn)`: a function, or a future, for each item. */
import { budget, hasBudget } from '../../future/budget.ts'
import type { Context } from '../../future/context.ts'
import { RUN_ANEW } from '../../future/errors.ts'
import { Polling, refusePoll, Waiting } from '../../future/phase.ts'
import type { Future } from '../../future/future.ts'
import type { Inspection } from '../../future/inspect.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { refusePromise } from '../../future/refuse-promise.ts'
import { isSendable, sendableAtSuspension } from '../../future/sendable.ts'
import { atSuspension, inspect } from '../../future/symbols.ts'
import type { Stage } from '../operators/stage.ts'
import { Consumer } from './consumer.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
const counter: typeof budget = budget
/** See `Stream.forEach`. */
export class ForEach<T> extends Consumer<T, void> {
  private fn: ((item: T) => unknown) | null
  /** What `fn` returned for the latest item, if that is a future, until it has finished. */
  private step: Future<unknown> | null
  /** Whether `step`, which nobody saw when this was spawned, has been looked at as a whole since. */
  private judged: boolean

  constructor(source: Stage<T>, fn: (item: T) => unknown) {
    super(source)
    this.fn = fn
    this.step = null
    this.judged = false
  }

  protected get type(): string {
    return 'forEach'
  }

  poll(cx: Context): Poll<void> {
    if (this.phase !== Waiting) refusePoll(this, this.phase, RUN_ANEW)
    this.phase = Polling
    try {
      const source = this.source!
      const fn = this.fn!
      if (this.step !== null && !this.ran(this.step, cx)) return this.suspend()
      let { left } = counter
      while (left !== 0 || hasBudget(cx)) {
        const item = source.pollNext(cx)
        if (item === Pending) return this.suspend()
        if (item === Done) return this.end()
        if (counter.left !== left) left = counter.left
        else if (left > 0) counter.left = --left
        const step = fn(item)
        if (typeof step === 'object' && step !== null && isFuture(step) && !this.ran(step, cx)) return this.suspend()
      }
      return this.suspend()
    } catch (error) {
      throw this.fail(error)
    }
  }

  /** Polls the future of an item. A future that throws is forgotten first. */
  private ran(step: Future<unknown>, cx: Context): boolean {
    const first = this.step === null
    this.step = null
    if (step.poll(cx) !== Pending) return true
    this.step = step
    if (first) this.judged = false
    return false
  }

  private end(): void {
    this.finish()
    this.release()
  }

  protected release(): unknown[] {
    const { step } = this
    this.step = null
    this.fn = null
    return [step]
  }

  protected holdsSendable(): boolean {
    return isSendable(this.fn) && isSendable(this.step)
  }

  override [atSuspension](): boolean {
    const { step } = this
    // The chain has perhaps been polled since the last suspension, too.
    if (!super[atSuspension]()) return false
    if (step === null) return true
    if (!this.judged) {
      this.judged = true
      if (!isSendable(step)) return false
    }
    return sendableAtSuspension(step)
  }

  override [inspect](): Inspection {
    return this.step === null ? super[inspect]() : { name: 'Stream.forEach', state: 'in its function', children: [this.step, this.source!] }
  }
}

/** @throws TypeError for a promise, for which the next item would not wait. */
function isFuture(value: object): value is Future<unknown> {
  if (typeof (value as Partial<Future<unknown>>).poll === 'function') return true
  refusePromise(value, 'Stream.forEach', 'return fromPromise(…) of it, a future, and the next item waits for that')
  return false
}

/** `stream.reduce(fn, init)`: one value of all items. */
import { budget, hasBudget } from '../../future/budget.ts'
import type { Context } from '../../future/context.ts'
import { RUN_ANEW } from '../../future/errors.ts'
import { Polling, refusePoll, Waiting } from '../../future/phase.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, refusePending, type Poll } from '../../future/poll.ts'
import { isSendable } from '../../future/sendable.ts'
import { atSuspension } from '../../future/symbols.ts'
import type { Stage, Sum } from '../operators/stage.ts'
import { Consumer } from './consumer.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
const counter: typeof budget = budget
/** See `Stream.reduce`. */
export class Reduce<T, A> extends Consumer<T, A> implements Sum<T, A> {
  fn: ((state: A, item: T) => A) | null
  /** Undefined at the end. */
  state: A
  swept: number

  constructor(source: Stage<T>, fn: (state: A, item: T) => A, init: A) {
    super(source)
    this.fn = fn
    this.state = init
    this.swept = 0
  }

  protected get type(): string {
    return 'reduce'
  }

  poll(cx: Context): Poll<A> {
    if (this.phase !== Waiting) refusePoll(this, this.phase, RUN_ANEW)
    this.phase = Polling
    this.sweep()
    let { state } = this
    try {
      const source = this.source!
      const fn = this.fn!
      let { left } = counter
      while (left !== 0 || hasBudget(cx)) {
        const item = source.pollNext(cx)
        if (item === Pending) break
        if (item === Done) return this.output(state)
        if (counter.left !== left) left = counter.left
        else if (left > 0) counter.left = --left
        state = fn(state, item)
      }
      this.state = state
      return this.suspend()
    } catch (error) {
      this.state = state
      throw this.fail(error)
    }
  }

  /** What the chain can add up by itself, see `Stage.sweep`; paid for at once. */
  private sweep(): void {
    const { left } = counter
    if (left === 0) return
    this.swept = 0
    try {
      this.source!.sweep(left < 0 ? Infinity : left, this as Sum<T, unknown>)
    } catch (error) {
      throw this.fail(error)
    } finally {
      // What a function spent meanwhile has been taken off already.
      if (left > 0) counter.left = Math.max(0, counter.left - this.swept)
    }
  }

  private output(state: A): A {
    refusePending(state, 'reduce')
    this.finish()
    this.release()
    return state
  }

  protected release(): unknown[] {
    const { state } = this
    this.state = undefined as A
    this.fn = null
    return [state]
  }

  protected holdsSendable(): boolean {
    return isSendable(this.fn) && isSendable(this.state)
  }

  override [atSuspension](): boolean {
    return super[atSuspension]() && isSendable(this.state)
  }
}

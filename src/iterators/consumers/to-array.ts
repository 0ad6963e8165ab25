/** `stream.toArray()`: all items in an array. */
import { budget, hasBudget } from '../../future/budget.ts'
import type { Context } from '../../future/context.ts'
import { RUN_ANEW } from '../../future/errors.ts'
import { Polling, refusePoll, Waiting } from '../../future/phase.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { isSendable } from '../../future/sendable.ts'
import { atSuspension } from '../../future/symbols.ts'
import type { Stage } from '../operators/stage.ts'
import { Consumer } from './consumer.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
const counter: typeof budget = budget
/** See `Stream.toArray`. */
export class ToArray<T> extends Consumer<T, T[]> {
  private items: T[]
  /** How many of `items` are known to be sendable. */
  private judged: number

  constructor(source: Stage<T>) {
    super(source)
    this.items = []
    this.judged = 0
  }

  protected get type(): string {
    return 'toArray'
  }

  poll(cx: Context): Poll<T[]> {
    if (this.phase !== Waiting) refusePoll(this, this.phase, RUN_ANEW)
    this.phase = Polling
    try {
      const source = this.source!
      const { items } = this
      let { left } = counter
      while (left !== 0 || hasBudget(cx)) {
        const item = source.pollNext(cx)
        if (item === Pending) return this.suspend()
        if (item === Done) return this.output()
        if (counter.left !== left) left = counter.left
        else if (left > 0) counter.left = --left
        items.push(item)
      }
      return this.suspend()
    } catch (error) {
      throw this.fail(error)
    }
  }

  private output(): T[] {
    this.finish()
    return this.release()
  }

  protected release(): T[] {
    const { items } = this
    this.items = []
    return items
  }

  protected holdsSendable(): boolean {
    return isSendable(this.items)
  }

  /** Each item is looked at once, as it comes to be held across a suspension. */
  override [atSuspension](): boolean {
    while (this.judged < this.items.length) if (!isSendable(this.items[this.judged++])) return false
    return super[atSuspension]()
  }
}

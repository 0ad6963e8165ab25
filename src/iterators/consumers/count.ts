/** `stream.count()`: how many items there are. */
import { budget, hasBudget } from '../../future/budget.ts'
import type { Context } from '../../future/context.ts'
import { RUN_ANEW } from '../../future/errors.ts'
import { Polling, refusePoll, Waiting } from '../../future/phase.ts'
import { drop } from '../../future/dispose.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import type { Stage } from '../operators/stage.ts'
import { Consumer } from './consumer.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
const counter: typeof budget = budget
/** See `Stream.count`. */
export class Count<T> extends Consumer<T, number> {
  private n: number

  constructor(source: Stage<T>) {
    super(source)
    this.n = 0
  }

  protected get type(): string {
    return 'count'
  }

  poll(cx: Context): Poll<number> {
    if (this.phase !== Waiting) refusePoll(this, this.phase, RUN_ANEW)
    this.phase = Polling
    try {
      const source = this.source!
      let { left } = counter
      while (left !== 0 || hasBudget(cx)) {
        const item = source.pollNext(cx)
        if (item === Pending) return this.suspend()
        if (item === Done) return this.output()
        if (counter.left !== left) left = counter.left
        else if (left > 0) counter.left = --left
        this.n += 1
        drop(item)
      }
      return this.suspend()
    } catch (error) {
      throw this.fail(error)
    }
  }

  private output(): number {
    this.finish()
    return this.n
  }

  protected release(): unknown[] {
    return []
  }

  protected holdsSendable(): boolean {
    return true
  }
}

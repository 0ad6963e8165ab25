/** `some`, `every` and `find`: one machine, which stops at the first item of which a function answers `stop`. */
import { budget, hasBudget } from '../../future/budget.ts'
import type { Context } from '../../future/context.ts'
import { RUN_ANEW } from '../../future/errors.ts'
import { Polling, refusePoll, Waiting } from '../../future/phase.ts'
import { drop, dropAllSuppressed } from '../../future/dispose.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { isTrue } from '../../future/refuse-promise.ts'
import { isSendable } from '../../future/sendable.ts'
import type { Stage } from '../operators/stage.ts'
import { Consumer } from './consumer.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
const counter: typeof budget = budget
type Method = 'some' | 'every' | 'find'

/** See `Stream.some`, `Stream.every`, `Stream.find`. The chain is disposed before the answer is given. */
export class Search<T, O> extends Consumer<T, O> {
  private readonly method: Method
  private fn: ((item: T) => unknown) | null

  constructor(source: Stage<T>, method: Method, fn: (item: T) => unknown) {
    super(source)
    this.method = method
    this.fn = fn
  }

  protected get type(): string {
    return this.method
  }

  poll(cx: Context): Poll<O> {
    if (this.phase !== Waiting) refusePoll(this, this.phase, RUN_ANEW)
    this.phase = Polling
    try {
      const source = this.source!
      const fn = this.fn!
      const stop = this.method !== 'every'
      let { left } = counter
      while (left !== 0 || hasBudget(cx)) {
        const item = source.pollNext(cx)
        if (item === Pending) return this.suspend()
        if (item === Done) return this.end()
        if (counter.left !== left) left = counter.left
        else if (left > 0) counter.left = --left
        if (this.asks(fn, item) === stop) return this.hit(item)
        if (this.method === 'find') drop(item)
      }
      return this.suspend()
    } catch (error) {
      throw this.fail(error)
    }
  }

  /** What `find` only looks at is its own: an item over which `fn` throws is dropped. Those of `some` and `every` are given to `fn`. */
  private asks(fn: (item: T) => unknown, item: T): boolean {
    try {
      const answer = fn(item)
      return typeof answer === 'boolean' ? answer : isTrue(answer, `Stream.${this.method}`)
    } catch (error) {
      if (this.method === 'find') dropAllSuppressed([item], error)
      throw error
    }
  }

  private hit(item: T): O {
    try {
      this.end()
    } catch (error) {
      if (this.method === 'find') dropAllSuppressed([item], error)
      throw error
    }
    return (this.method === 'find' ? item : this.method === 'some') as O
  }

  private end(): O {
    this.finish()
    this.release()
    return (this.method === 'find' ? undefined : this.method === 'every') as O
  }

  protected release(): unknown[] {
    this.fn = null
    return []
  }

  protected holdsSendable(): boolean {
    return isSendable(this.fn)
  }
}

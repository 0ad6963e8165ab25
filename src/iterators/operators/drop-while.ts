/** `stream.dropWhile(fn)`: the items from the first that a function refuses. */
import { budget } from '../../future/budget.ts'
import type { Context } from '../../future/context.ts'
import { drop, dropAllSuppressed } from '../../future/dispose.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { isTrue } from '../../future/refuse-promise.ts'
import { isSendable } from '../../future/sendable.ts'
import { paid } from './paid.ts'
import { type Stage, Through } from './stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
/** See `Stream.dropWhile`. */
export class DropWhile<T> extends Through<T, T> {
  /** Null once it has refused an item. */
  private fn: ((item: T) => unknown) | null

  constructor(source: Stage<T>, fn: (item: T) => unknown) {
    super(source)
    this.fn = fn
  }

  protected get type(): string {
    return 'dropWhile'
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    for (;;) {
      const before = budget.left
      const item = this.source.pollNext(cx)
      const { fn } = this
      if (fn === null || item === Pending || item === Done) return item
      try {
        if (!isTrue(fn(item), 'Stream.dropWhile')) {
          this.fn = null
          return item
        }
      } catch (error) {
        dropAllSuppressed([item], error)
        throw error
      }
      drop(item)
      if (!paid(before, cx)) return Pending
    }
  }

  protected override holdsSendable(): boolean {
    return isSendable(this.fn)
  }
}

/** `stream.filter(fn)`: the items that a function finds good. */
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
/** See `Stream.filter`. */
export class Filter<T> extends Through<T, T> {
  private readonly fn: (item: T) => unknown

  constructor(source: Stage<T>, fn: (item: T) => unknown) {
    super(source)
    this.fn = fn
  }

  protected get type(): string {
    return 'filter'
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    const { source, fn } = this
    for (;;) {
      const before = budget.left
      const item = source.pollNext(cx)
      if (item === Pending || item === Done) return item
      try {
        if (isTrue(fn(item), 'Stream.filter')) return item
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

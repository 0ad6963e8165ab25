/** `stream.drop(n)`: all but the first n items. */
import { budget } from '../../future/budget.ts'
import type { Context } from '../../future/context.ts'
import { drop } from '../../future/dispose.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { paid } from './paid.ts'
import { type Stage, Through } from './stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
/** See `Stream.drop`. */
export class Drop<T> extends Through<T, T> {
  private left: number

  constructor(source: Stage<T>, n: number) {
    super(source)
    this.left = n
  }

  protected get type(): string {
    return 'drop'
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    for (;;) {
      const before = budget.left
      const item = this.source.pollNext(cx)
      if (this.left === 0 || item === Pending || item === Done) return item
      this.left -= 1
      drop(item)
      if (!paid(before, cx)) return Pending
    }
  }
}

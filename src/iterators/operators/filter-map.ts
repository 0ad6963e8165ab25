/** `stream.filterMap(fn)`: each item changed by a function, which skips with `undefined`. */
import { budget } from '../../future/budget.ts'
import type { Context } from '../../future/context.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, refuseAnswer, type Poll } from '../../future/poll.ts'
import { isSendable } from '../../future/sendable.ts'
import { paid } from './paid.ts'
import { type Stage, Through } from './stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
/** See `Stream.filterMap`. */
export class FilterMap<S, T> extends Through<S, T> {
  private readonly fn: (item: S) => T | undefined

  constructor(source: Stage<S>, fn: (item: S) => T | undefined) {
    super(source)
    this.fn = fn
  }

  protected get type(): string {
    return 'filterMap'
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    const { source, fn } = this
    for (;;) {
      const before = budget.left
      const item = source.pollNext(cx)
      if (item === Pending) return Pending
      if (item === Done) return Done
      const out = fn(item)
      if ((out as unknown) === Pending || (out as unknown) === Done) refuseAnswer(out, 'filterMap')
      if (out !== undefined) return out
      if (!paid(before, cx)) return Pending
    }
  }

  protected override holdsSendable(): boolean {
    return isSendable(this.fn)
  }
}

/** `stream.takeWhile(fn)`: the items before the first that a function refuses. */
import type { Context } from '../../future/context.ts'
import { drop, dropAllSuppressed } from '../../future/dispose.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { isTrue } from '../../future/refuse-promise.ts'
import { isSendable } from '../../future/sendable.ts'
import { type Stage, Through } from './stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
/** See `Stream.takeWhile`. Its owner disposes it at `Done`, and the source with it. */
export class TakeWhile<T> extends Through<T, T> {
  private readonly fn: (item: T) => unknown

  constructor(source: Stage<T>, fn: (item: T) => unknown) {
    super(source)
    this.fn = fn
  }

  protected get type(): string {
    return 'takeWhile'
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    const item = this.source.pollNext(cx)
    if (item === Pending || item === Done) return item
    const { fn } = this
    try {
      if (isTrue(fn(item), 'Stream.takeWhile')) return item
    } catch (error) {
      dropAllSuppressed([item], error)
      throw error
    }
    drop(item)
    return Done
  }

  protected override holdsSendable(): boolean {
    return isSendable(this.fn)
  }
}

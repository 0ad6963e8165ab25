/** `stream.take(n)`: the first n items. */
import type { Context } from '../../future/context.ts'
import { dropAllSuppressed } from '../../future/dispose.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { type Stage, Through } from './stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
/** See `Stream.take`. */
export class Take<T> extends Through<T, T> {
  private left: number

  constructor(source: Stage<T>, n: number) {
    super(source)
    this.left = n
  }

  protected get type(): string {
    return 'take'
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    if (this.left === 0) return Done
    const item = this.source.pollNext(cx)
    if (item === Pending || item === Done) return item
    if (--this.left === 0) this.release(item)
    return item
  }

  /** With the last item in hand the source is done with: who takes n items by `next()` never asks once more. */
  private release(item: T): void {
    try {
      this.source[Symbol.dispose]()
    } catch (error) {
      dropAllSuppressed([item], error)
      throw error
    }
  }
}

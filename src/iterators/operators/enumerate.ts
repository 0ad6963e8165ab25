/** `stream.enumerate()`: each item with its number. */
import type { Context } from '../../future/context.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { type Stage, Through } from './stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
/** See `Stream.enumerate`. */
export class Enumerate<T> extends Through<T, [number, T]> {
  private at: number

  constructor(source: Stage<T>) {
    super(source)
    this.at = 0
  }

  protected get type(): string {
    return 'enumerate'
  }

  pollNext(cx: Context): Poll<[number, T] | typeof DoneSymbol> {
    const item = this.source.pollNext(cx)
    if (item === Pending) return Pending
    return item === Done ? Done : [this.at++, item]
  }
}

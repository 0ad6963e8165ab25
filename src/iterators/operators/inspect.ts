/** `stream.inspect(fn)`: the items as they are, each shown to a function. */
import type { Context } from '../../future/context.ts'
import { dropAllSuppressed } from '../../future/dispose.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { refusePromise } from '../../future/refuse-promise.ts'
import { isSendable } from '../../future/sendable.ts'
import { type Stage, Through } from './stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
/** See `Stream.inspect`. */
export class Inspect<T> extends Through<T, T> {
  private readonly fn: (item: T) => void

  constructor(source: Stage<T>, fn: (item: T) => void) {
    super(source)
    this.fn = fn
  }

  protected get type(): string {
    return 'inspect'
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    const item = this.source.pollNext(cx)
    if (item === Pending || item === Done) return item
    const { fn } = this
    try {
      const answer: unknown = fn(item)
      if (answer !== undefined) refusePromise(answer, 'Stream.inspect', 'forEach waits for the future of each item, as map(…).buffered(1) does')
    } catch (error) {
      dropAllSuppressed([item], error)
      throw error
    }
    return item
  }

  protected override holdsSendable(): boolean {
    return isSendable(this.fn)
  }
}

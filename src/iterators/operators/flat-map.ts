/** `stream.flatMap(fn)`: the items of a stream for each item, one stream after the other. */
import { budget } from '../../future/budget.ts'
import type { Context } from '../../future/context.ts'
import { dropAll } from '../../future/dispose.ts'
import type { Inspection } from '../../future/inspect.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { isSendable } from '../../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../../future/symbols.ts'
import { recall } from '../recall.ts'
import type { PollNext } from '../stream.ts'
import { ownStream } from './own.ts'
import { paid } from './paid.ts'
import { type Stage, Through } from './stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
/** See `Stream.flatMap`. */
export class FlatMap<S, T> extends Through<S, T> {
  private readonly fn: (item: S) => PollNext<T>
  /** The stream of the latest item, until it has ended. */
  private inner: Stage<T> | null
  /** Whether `inner`, which nobody saw when this stream was spawned, has been looked at as a whole since. */
  private judged: boolean

  constructor(source: Stage<S>, fn: (item: S) => PollNext<T>) {
    super(source)
    this.fn = fn
    this.inner = null
    this.judged = false
  }

  protected get type(): string {
    return 'flatMap'
  }

  pollNext(cx: Context): Poll<T | typeof DoneSymbol> {
    for (;;) {
      const { inner } = this
      if (inner !== null) {
        const item = inner.pollNext(cx)
        if (item !== Done) return item
        this.inner = null
        inner[Symbol.dispose]()
      }
      const before = budget.left
      const outer = this.source.pollNext(cx)
      if (outer === Pending) return Pending
      if (outer === Done) return Done
      const { fn } = this
      this.judged = false
      this.inner = ownStream(fn(outer), 'flatMap, what its function returned')
      if (!paid(before, cx)) return Pending
    }
  }

  override [Symbol.dispose](): void {
    const { inner } = this
    this.inner = null
    dropAll([inner, this.source])
  }

  override [recall](): void {
    if (this.inner === null) this.source[recall]()
    else this.inner[recall]()
  }

  protected override holdsSendable(): boolean {
    return isSendable(this.fn) && (this.inner === null || this.inner[sendable])
  }

  override [atSuspension](): boolean {
    const { inner } = this
    // The source has perhaps been polled since the last suspension, too.
    if (!super[atSuspension]()) return false
    if (inner === null) return true
    if (!this.judged) {
      this.judged = true
      if (!inner[sendable]) return false
    }
    return inner[atSuspension]()
  }

  override [inspect](): Inspection {
    return { name: 'Stream.flatMap', children: this.inner === null ? [this.source] : [this.inner, this.source] }
  }
}

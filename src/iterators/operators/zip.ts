/** `stream.zip(other)`: the items of two streams, in pairs. */
import type { Context } from '../../future/context.ts'
import { dropAll } from '../../future/dispose.ts'
import type { Inspection } from '../../future/inspect.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import { isSendable } from '../../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../../future/symbols.ts'
import { recall } from '../recall.ts'
import { Stage } from './stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol
/**
 * See `Stream.zip`. An item whose partner is not there yet is held, one at most; `Pending`, which is never an item, stands
 * for none. The owner disposes it at `Done`: the stream that has not ended, and an item without a partner.
 */
export class Zip<A, B> extends Stage<[A, B]> {
  private readonly left: Stage<A>
  private readonly right: Stage<B>
  private leftItem: Poll<A>
  private rightItem: Poll<B>

  constructor(left: Stage<A>, right: Stage<B>) {
    super()
    this.left = left
    this.right = right
    this.leftItem = Pending
    this.rightItem = Pending
  }

  pollNext(cx: Context): Poll<[A, B] | typeof DoneSymbol> {
    if (this.leftItem === Pending) {
      const item = this.left.pollNext(cx)
      if (item === Done) return Done
      this.leftItem = item
    }
    if (this.rightItem === Pending) {
      const item = this.right.pollNext(cx)
      if (item === Done) return Done
      this.rightItem = item
    }
    const { leftItem, rightItem } = this
    if (leftItem === Pending || rightItem === Pending) return Pending
    this.leftItem = Pending
    this.rightItem = Pending
    return [leftItem, rightItem]
  }

  [Symbol.dispose](): void {
    const { leftItem, rightItem } = this
    this.leftItem = Pending
    this.rightItem = Pending
    dropAll([this.left, this.right, leftItem, rightItem])
  }

  override [recall](): void {
    this.left[recall]()
    this.right[recall]()
  }

  get [sendable](): boolean {
    return this.left[sendable] && this.right[sendable] && this.holdsSendable()
  }

  private holdsSendable(): boolean {
    return isSendable(this.leftItem) && isSendable(this.rightItem)
  }

  [atSuspension](): boolean {
    return this.left[atSuspension]() && this.right[atSuspension]() && this.holdsSendable()
  }

  [inspect](): Inspection {
    return { name: 'Stream.zip', children: [this.left, this.right] }
  }
}

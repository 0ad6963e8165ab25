/** The items of an array, by index: what its iterator would give, without asking it. */
import { Done as DoneSymbol, Pending as PendingSymbol, refuseAnswer, type Poll } from '../../future/poll.ts'
import { isSendable } from '../../future/sendable.ts'
import type { Inspection } from '../../future/inspect.ts'
import { atSuspension, inspect, sendable } from '../../future/symbols.ts'
import { Stage, type Sum } from '../operators/stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol

const NOTHING: readonly never[] = []

/** See `Stream.from`. As with an array's own iterator, items added while it runs are seen. */
export class FromArray<T> extends Stage<T> {
  /** With `at`, which it writes, for the loop of a stage above: see `Stage.sweep`. */
  items: readonly T[]
  at: number

  constructor(items: readonly T[]) {
    super()
    this.items = items
    this.at = 0
  }

  pollNext(): Poll<T | typeof DoneSymbol> {
    const items = this.items
    if (this.at >= items.length) return Done
    const item = items[this.at++] as T
    if ((item as unknown) === Pending || (item as unknown) === Done) refuseAnswer(item, 'Stream.from')
    return item
  }

  override sweep(most: number, sum: Sum<T>): void {
    const fn = sum.fn!
    const start = this.at
    const { items } = this
    let { state } = sum
    let at = start
    try {
      while (at < items.length && at - start < most) {
        const item = items[at++] as T
        if ((item as unknown) === Pending || (item as unknown) === Done) refuseAnswer(item, 'Stream.from')
        state = fn(state, item)
      }
    } finally {
      this.at = at
      sum.state = state
      sum.swept = at - start
    }
  }

  [Symbol.dispose](): void {
    this.items = NOTHING
  }

  get [sendable](): boolean {
    return isSendable(this.items)
  }

  [atSuspension](): boolean {
    return true
  }

  [inspect](): Inspection {
    return { name: 'Stream.from', fields: { left: Math.max(0, this.items.length - this.at) } }
  }
}

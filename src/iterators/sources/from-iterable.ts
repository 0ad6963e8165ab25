/** The items of an iterable. */
import type { Inspection } from '../../future/inspect.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, refuseAnswer, type Poll } from '../../future/poll.ts'
import { isSendable } from '../../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../../future/symbols.ts'
import { kindOf } from '../../future/kind-of.ts'
import { Stage } from '../operators/stage.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol
const Pending: typeof PendingSymbol = PendingSymbol

/** See `Stream.from`. The iterator is made at the first poll, and told by `return()` if it is left before its end. */
export class FromIterable<T> extends Stage<T> {
  /** Null once it was asked for its iterator. */
  private iterable: Iterable<T> | null
  private iterator: Iterator<T> | null

  constructor(iterable: Iterable<T>) {
    super()
    this.iterable = iterable
    this.iterator = null
  }

  pollNext(): Poll<T | typeof DoneSymbol> {
    const iterator = this.iterator ?? this.open()
    let result: IteratorResult<T, unknown>
    try {
      result = iterator.next()
    } catch (error) {
      // By the protocol of iterators it has ended, and is not told again.
      this.iterator = null
      throw error
    }
    if (typeof result !== 'object' || result === null) this.refuse(result)
    if (result.done === true) {
      this.iterator = null
      return Done
    }
    const item = result.value
    if ((item as unknown) === Pending || (item as unknown) === Done) refuseAnswer(item, 'Stream.from')
    return item
  }

  private open(): Iterator<T> {
    const iterable = this.iterable!
    this.iterable = null
    return (this.iterator = iterable[Symbol.iterator]())
  }

  private refuse(result: unknown): never {
    this.iterator = null
    throw new TypeError(`Stream.from: next() of the iterable gave ${kindOf(result)}, which is no iterator result`)
  }

  [Symbol.dispose](): void {
    const { iterator } = this
    this.iterable = null
    this.iterator = null
    iterator?.return?.()
  }

  get [sendable](): boolean {
    return isSendable(this.iterable) && isSendable(this.iterator)
  }

  [atSuspension](): boolean {
    return true
  }

  [inspect](): Inspection {
    return { name: 'Stream.from', state: this.iterable !== null ? 'unopened' : this.iterator !== null ? 'open' : 'ended' }
  }
}

/** Drains an iterator and folds its entries. */
import { Pending as PendingSymbol, type Context, type Future, type Poll } from '../../src/index.ts'
import type { KvEntry, KvIterator } from '../../src/iterators/index.ts'
import { fold } from './merge-source.ts'

/** A constant of this module: V8 folds it, an imported one it loads. */
const Pending: typeof PendingSymbol = PendingSymbol

export class FoldAll implements Future<number> {
  private readonly iterator: KvIterator
  private loan: Future<KvEntry | null> | null
  private state: number

  constructor(iterator: KvIterator) {
    this.iterator = iterator
    this.loan = null
    this.state = 0
  }

  poll(cx: Context): Poll<number> {
    const { iterator } = this
    let { loan, state } = this
    for (;;) {
      if (loan === null) loan = iterator.next()
      const entry = loan.poll(cx)
      if (entry === Pending) {
        this.loan = loan
        this.state = state
        return Pending
      }
      loan = null
      if (entry === null) return state
      state = fold(state, entry)
    }
  }
}

/** An iterator around another that passes entries through, written by hand: the least that any adapter is. */
import { BorrowError, Pending as PendingSymbol, type Context, type Future, type Poll } from '../../src/index.ts'
import type { KvEntry, KvIterator } from '../../src/iterators/index.ts'

/** A constant of this module: V8 folds it, an imported one it loads. */
const Pending: typeof PendingSymbol = PendingSymbol

/** What a {@link PassThrough} lends: it has the inner loan out while it waits. */
class PassNext<I extends KvIterator> implements Future<KvEntry | null> {
  lent: boolean
  private readonly inner: I
  private loan: Future<KvEntry | null> | null

  constructor(inner: I) {
    this.lent = false
    this.inner = inner
    this.loan = null
  }

  poll(cx: Context): Poll<KvEntry | null> {
    const loan = this.loan ?? this.inner.next()
    const entry = loan.poll(cx)
    if (entry === Pending) {
      this.loan = loan
      return Pending
    }
    this.loan = null
    this.lent = false
    return entry
  }

  [Symbol.dispose](): void {
    this.lent = false
    this.loan?.[Symbol.dispose]?.()
    this.loan = null
  }
}

export class PassThrough<I extends KvIterator> implements KvIterator<PassNext<I>> {
  private readonly lends: PassNext<I>

  constructor(inner: I) {
    this.lends = new PassNext(inner)
  }

  next(): PassNext<I> {
    if (this.lends.lent) throw new BorrowError('PassThrough: next() was called while the last loan is out')
    this.lends.lent = true
    return this.lends
  }
}

/** As `-> I::NextFuture<'_>`: it lends what the inner one lends. */
export class Lender<I extends KvIterator> implements KvIterator {
  private readonly inner: I

  constructor(inner: I) {
    this.inner = inner
  }

  next(): Future<KvEntry | null> {
    return this.inner.next()
  }
}

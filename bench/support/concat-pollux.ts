/** Concatenated iterators with pollux: what stands around them in a program. */
import { blockOn, BorrowError, Pending, type Context, type Future, type Poll } from '../../src/index.ts'
import type { KvCursor, KvEntry, KvIterator } from '../../src/iterators/index.ts'
import { Fixed, weigh } from './entries.ts'

/** `Pending` as a constant of this module, which V8 folds; comparing with the imported binding costs 1.3 ns each time. */
const NotYet: typeof Pending = Pending

/** Drains an iterator: what `while let Some(entry) = it.next().await` compiles to. */
class Scan implements Future<number> {
  private readonly iterator: KvIterator
  private loan: Future<KvEntry | null> | null
  private sum: number

  constructor(iterator: KvIterator) {
    this.iterator = iterator
    this.loan = null
    this.sum = 0
  }

  /** The state is in locals while it runs and goes to the fields when it must wait, as Rust's compiler arranges it. */
  poll(cx: Context): Poll<number> {
    const { iterator } = this
    let { loan, sum } = this
    for (;;) {
      if (loan === null) loan = iterator.next()
      const entry = loan.poll(cx)
      if (entry === NotYet) {
        this.loan = loan
        this.sum = sum
        return NotYet
      }
      loan = null
      if (entry === null) return sum
      sum += weigh(entry)
    }
  }
}

/** Drains a cursor. */
class CursorScan implements Future<number> {
  private readonly cursor: KvCursor
  private loan: Future<void> | null
  private sum: number

  constructor(cursor: KvCursor) {
    this.cursor = cursor
    this.loan = null
    this.sum = 0
  }

  poll(cx: Context): Poll<number> {
    const { cursor } = this
    let { loan, sum } = this
    for (;;) {
      if (loan === null) loan = cursor.next()
      if (loan.poll(cx) === NotYet) {
        this.loan = loan
        this.sum = sum
        return NotYet
      }
      loan = null
      if (!cursor.isValid()) return sum
      const key = cursor.key()
      const value = cursor.value()
      sum += key[key.length - 1]! + value[value.length - 1]!
    }
  }
}

export function scan(iterator: KvIterator): number {
  return blockOn(new Scan(iterator))
}

export function scanCursor(cursor: KvCursor): number {
  return blockOn(new CursorScan(cursor))
}

/** What a {@link FixedIterator} lends. */
class FixedNext implements Future<KvEntry | null> {
  lent: boolean
  private readonly source: Fixed
  private at: number
  private readonly to: number

  constructor(from: number, to: number) {
    this.lent = false
    this.source = new Fixed()
    this.at = from
    this.to = to
  }

  poll(): Poll<KvEntry | null> {
    this.lent = false
    return this.at < this.to ? this.source.at(this.at++) : null
  }

  [Symbol.dispose](): void {
    this.lent = false
  }
}

/** An iterator as a user writes it, over entries that exist already. */
export class FixedIterator implements KvIterator<FixedNext> {
  private readonly loan: FixedNext

  constructor(from: number, to: number) {
    this.loan = new FixedNext(from, to)
  }

  next(): FixedNext {
    if (this.loan.lent) throw new BorrowError('FixedIterator: next() was called while the last loan is out')
    this.loan.lent = true
    return this.loan
  }
}

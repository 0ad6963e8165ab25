/** A cursor as a user writes it, over entries that exist already. */
import { BorrowError, type Future, type Poll } from '../../src/index.ts'
import type { KvCursor, KvEntry } from '../../src/iterators/index.ts'
import { Fixed } from './entries.ts'

class FixedCursorNext implements Future<void> {
  lent: boolean
  current: KvEntry | null
  private readonly source: Fixed
  private at: number
  private readonly to: number

  constructor(from: number, to: number) {
    this.lent = false
    this.current = null
    this.source = new Fixed()
    this.at = from
    this.to = to
  }

  poll(): Poll<void> {
    this.lent = false
    this.current = this.at < this.to ? this.source.at(this.at++) : null
  }

  [Symbol.dispose](): void {
    this.lent = false
  }
}

export class FixedCursor implements KvCursor {
  private readonly loan: FixedCursorNext

  constructor(from: number, to: number) {
    this.loan = new FixedCursorNext(from, to)
  }

  next(): FixedCursorNext {
    if (this.loan.lent) throw new BorrowError('FixedCursor: next() was called while the last loan is out')
    this.loan.lent = true
    return this.loan
  }

  isValid(): boolean {
    return this.loan.current !== null
  }

  key(): Uint8Array {
    return this.entry().key
  }

  value(): Uint8Array {
    return this.entry().value
  }

  private entry(): KvEntry {
    const { current } = this.loan
    if (current === null) throw new BorrowError('FixedCursor: there is no entry')
    return current
  }
}

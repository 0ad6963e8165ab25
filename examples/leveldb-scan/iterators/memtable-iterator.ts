/** The memtable as a lending iterator. It never waits. */
import type { InternalEntry } from '../format/internal-entry.ts'
import { MemtableReader, type Memtable } from '../format/memtable.ts'
import {
  Free, inspect, Lent, loanPhaseName, refuseLoan, refuseLoanPoll, SeekableLoan,
  type Inspection, type KvIterator, type Poll, type Seekable, type SeekFuture,
} from '../pollux.ts'

/** What a {@link MemtableIterator} lends. */
export class MemtableNext extends SeekableLoan {
  private readonly reader: MemtableReader

  constructor(memtable: Memtable) {
    super()
    this.reader = new MemtableReader(memtable)
  }

  poll(): Poll<InternalEntry | null> {
    if (this.phase !== Lent) refuseLoanPoll(this, this.phase)
    this.phase = Free
    return this.reader.advance() ? this.reader.entry : null
  }

  /** For the iterator's `next()`. */
  lend(owner: object): this {
    if (this.phase === Free) this.phase = Lent
    else refuseLoan(owner, this.phase)
    return this
  }

  protected move(key: Uint8Array): void {
    this.reader.seek(key)
  }

  protected recall(): void {}

  protected release(): unknown[] {
    return []
  }

  [inspect](): Inspection {
    return { name: 'MemtableNext', state: loanPhaseName(this.phase) }
  }
}

/** The writes of the logs by internal key. */
export class MemtableIterator implements KvIterator<MemtableNext>, Seekable {
  private readonly loan: MemtableNext

  constructor(memtable: Memtable) {
    this.loan = new MemtableNext(memtable)
  }

  next(): MemtableNext {
    return this.loan.lend(this)
  }

  /** @param key an internal key. */
  seek(key: Uint8Array): SeekFuture {
    return this.loan.lendSeek(this, key)
  }

  [Symbol.dispose](): void {
    this.loan.close(this)
  }

  [inspect](): Inspection {
    return { name: 'MemtableIterator', children: [this.loan] }
  }
}

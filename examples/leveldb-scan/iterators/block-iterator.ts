/** The entries of one block as a lending iterator. A block is in memory, so it never waits. */
import type { BlockReader } from '../format/block-reader.ts'
import type { InternalEntry } from '../format/internal-entry.ts'
import {
  Free, inspect, Lent, loanPhaseName, refuseLoan, refuseLoanPoll, SeekableLoan,
  type Inspection, type KvIterator, type Poll, type Seekable, type SeekFuture,
} from '../pollux.ts'

/** What a {@link BlockIterator} lends. */
export class BlockNext extends SeekableLoan {
  private readonly block: BlockReader

  constructor(block: BlockReader) {
    super()
    this.block = block
  }

  poll(): Poll<InternalEntry | null> {
    if (this.phase !== Lent) refuseLoanPoll(this, this.phase)
    try {
      const more = this.block.advance()
      this.phase = Free
      return more ? this.block.entry : null
    } catch (error) {
      this.fail(error)
    }
  }

  /** For the iterator's `next()`. */
  lend(owner: object): this {
    if (this.phase === Free) this.phase = Lent
    else refuseLoan(owner, this.phase)
    return this
  }

  protected move(key: Uint8Array): void {
    this.block.seek(key)
  }

  protected recall(): void {}

  protected release(): unknown[] {
    return []
  }

  [inspect](): Inspection {
    return { name: 'BlockNext', state: loanPhaseName(this.phase) }
  }
}

/**
 * The entries of the block that `block` has loaded, by internal key. `seek` is a binary search.
 *
 * @throws LevelDbError from a poll, for a damaged entry.
 */
export class BlockIterator implements KvIterator<BlockNext>, Seekable {
  private readonly loan: BlockNext

  constructor(block: BlockReader) {
    this.loan = new BlockNext(block)
  }

  next(): BlockNext {
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
    return { name: 'BlockIterator', children: [this.loan] }
  }
}

/**
 * The entries of one table. It opens the table when it is first asked for an entry, and reads one block ahead.
 *
 *     Closed ──▶ Opening ──open──▶ Placing ──▶ Loading ──block──▶ Reading ──block's end──▶ Loading   (1)
 *                                     └─────no such block─────┐      └──────last block's end──▶ Ended  (2)
 *                                                             └────────────────────────────▶ Ended    (2)
 *     Reading, Loading, Ended ──seek──▶ Placing if the table is open, else Closed                     (3)
 *
 * (1) `load`, (2) which closes the table, (3) `move`. An entry that is in the current block, and all but one in dozens
 * are, costs one call of the block's `advance`.
 */
import { BlockReader } from '../format/block-reader.ts'
import type { InternalEntry } from '../format/internal-entry.ts'
import { compareInternalKeys } from '../format/internal-key.ts'
import type { TableMeta } from '../format/version-edit.ts'
import {
  Free, inspect, Lent, loanPhaseName, LoanPolling, Pending, refuseLoan, refuseLoanPoll, SeekableLoan,
  type Context, type Future, type Inspection, type KvIterator, type Poll, type Seekable, type SeekFuture,
} from '../pollux.ts'
import type { BlockPlace, BlockSource, TableBlocks } from '../source/block-source.ts'

type State = 0 | 1 | 2 | 3 | 4 | 5
const Closed = 0
const Opening = 1
const Placing = 2
const Loading = 3
const Reading = 4
const Ended = 5

const STATE_NAMES = ['closed', 'opening', 'placing', 'loading a block', 'reading', 'ended'] as const

/** What a {@link TableIterator} lends. */
export class TableNext extends SeekableLoan {
  private readonly source: BlockSource
  private readonly table: TableMeta
  private readonly block: BlockReader
  private state: State
  private opening: Future<TableBlocks> | null
  private blocks: TableBlocks | null
  private reading: Future<BlockPlace> | null
  /** The number of the current block, or of the one that is loading. */
  private at: number
  /** Where the last seek went, until the block is found. */
  private target: Uint8Array | null
  /** The table that will be read after this one, until it has been told to get ready. */
  private successor: TableMeta | null

  constructor(source: BlockSource, table: TableMeta, successor: TableMeta | null) {
    super()
    this.source = source
    this.table = table
    this.block = new BlockReader()
    this.state = Closed
    this.opening = null
    this.blocks = null
    this.reading = null
    this.at = 0
    this.target = null
    this.successor = successor
  }

  poll(cx: Context): Poll<InternalEntry | null> {
    if (this.phase !== Lent) refuseLoanPoll(this, this.phase)
    this.phase = LoanPolling
    try {
      const entry = this.block.advance() ? this.block.entry : this.load(cx)
      this.phase = entry === Pending ? Lent : Free
      return entry
    } catch (error) {
      this.fail(error)
    }
  }

  /** The current block has no more: the machine of the diagram, up to the next entry, the end, or a wait. */
  private load(cx: Context): Poll<InternalEntry | null> {
    for (;;) {
      switch (this.state) {
        case Closed:
          this.begin()
          break
        case Opening: {
          const blocks = this.opening!.poll(cx)
          if (blocks === Pending) return Pending
          this.opening = null
          this.blocks = blocks
          this.state = Placing
          break
        }
        case Placing:
          this.at = this.target === null ? 0 : this.blocks!.index.find(this.target)
          this.leaf()
          break
        case Loading: {
          const place = this.reading!.poll(cx)
          if (place === Pending) return Pending
          this.take(place)
          break
        }
        case Reading:
          if (this.block.advance()) return this.block.entry
          this.at += 1
          this.leaf()
          break
        default:
          return null
      }
    }
  }

  private begin(): void {
    if (this.target !== null && compareInternalKeys(this.table.largest, this.target) < 0) {
      this.state = Ended
      return
    }
    this.opening = this.source.open(this.table)
    this.state = Opening
  }

  /** Goes to block `at`, or ends. */
  private leaf(): void {
    const blocks = this.blocks!
    if (this.at < blocks.index.count) {
      this.reading = blocks.read(this.at)
      this.state = Loading
    } else {
      this.state = Ended
      this.blocks = null
      blocks[Symbol.dispose]()
    }
  }

  /** The block has come. The next one is asked for before this one is read. */
  private take(place: BlockPlace): void {
    const blocks = this.blocks!
    this.reading = null
    this.block.load(place.bytes, place.start, place.end, blocks.file, blocks.index.offsets[this.at]!)
    if (!blocks.prefetch(this.at + 1) && this.successor !== null) {
      this.source.prepare(this.successor)
      this.successor = null
    }
    if (this.target !== null) this.block.seek(this.target)
    this.target = null
    this.state = Reading
  }

  /** For the iterator's `next()`. */
  lend(owner: object): this {
    if (this.phase === Free) this.phase = Lent
    else refuseLoan(owner, this.phase)
    return this
  }

  protected move(key: Uint8Array): void {
    this.target = compareInternalKeys(key, this.table.smallest) <= 0 ? null : key.slice()
    this.block.clear()
    if (this.state === Opening) return
    this.state = this.blocks === null ? Closed : Placing
    const reading = this.reading
    this.reading = null
    reading?.[Symbol.dispose]?.()
  }

  /** What is being read goes on being read; only nobody waits for it. */
  protected recall(): void {
    this.opening?.[Symbol.dispose]?.()
    this.reading?.[Symbol.dispose]?.()
    if (this.state === Opening) this.opening = this.source.open(this.table)
    if (this.state === Loading) this.reading = this.blocks!.read(this.at)
  }

  protected release(): unknown[] {
    const held = [this.opening, this.reading, this.blocks]
    this.opening = null
    this.reading = null
    this.blocks = null
    this.block.clear()
    return held
  }

  [inspect](): Inspection {
    const waiting = this.opening ?? this.reading
    return {
      name: `Table ${this.table.number}`,
      state: `${loanPhaseName(this.phase)}, ${STATE_NAMES[this.state]}`,
      children: waiting === null ? [] : [waiting],
    }
  }
}

/**
 * The entries of `table` by internal key. `successor` is the table that the same owner will read next, if it is known:
 * towards the end of this one it is made ready.
 *
 * @throws LevelDbError from a poll, for a table that is missing or damaged.
 */
export class TableIterator implements KvIterator<TableNext>, Seekable {
  private readonly loan: TableNext

  constructor(source: BlockSource, table: TableMeta, successor: TableMeta | null = null) {
    this.loan = new TableNext(source, table, successor)
  }

  next(): TableNext {
    return this.loan.lend(this)
  }

  /** @param key an internal key. A table that ends before it is not even opened. */
  seek(key: Uint8Array): SeekFuture {
    return this.loan.lendSeek(this, key)
  }

  [Symbol.dispose](): void {
    this.loan.close(this)
  }

  [inspect](): Inspection {
    return { name: 'TableIterator', children: [this.loan] }
  }
}

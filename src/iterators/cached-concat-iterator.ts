/** `CachedConcatIterator(iters)`: the concatenation that copies each entry into buffers of its own. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { ownChildren } from './children.ts'
import { ConcatNext } from './concat-iterator.ts'
import type { KvEntry, KvIterator } from './kv-iterator.ts'
import { ReusedBytes } from './reused-bytes.ts'

/** The pair of buffers, and the entry that lends them. */
class CachedPair implements KvEntry {
  key: Uint8Array
  value: Uint8Array
  private readonly keyBytes: ReusedBytes
  private readonly valueBytes: ReusedBytes

  constructor() {
    this.key = new Uint8Array(0)
    this.value = new Uint8Array(0)
    this.keyBytes = new ReusedBytes()
    this.valueBytes = new ReusedBytes()
  }

  copy(entry: KvEntry): void {
    const key = this.keyBytes.copy(entry.key)
    const value = this.valueBytes.copy(entry.value)
    if (this.key !== key) this.key = key
    if (this.value !== value) this.value = value
  }
}

/** What a {@link CachedConcatIterator} lends: the pass-through's loan, whose states it shares, and a copy at the end. */
export class CachedConcatNext<I extends KvIterator> implements Future<KvEntry | null> {
  private readonly source: ConcatNext<I>
  private readonly pair: CachedPair
  /** Entries copied so far. */
  copies: number

  constructor(children: I[]) {
    this.source = new ConcatNext(children, 'CachedConcatNext')
    this.pair = new CachedPair()
    this.copies = 0
  }

  poll(cx: Context): Poll<KvEntry | null> {
    const entry = this.source.poll(cx)
    if (entry === null || entry === Pending) return entry
    this.pair.copy(entry)
    this.copies += 1
    return this.pair
  }

  /** For the iterator's `next()`. */
  lend(owner: object): this {
    this.source.lend(owner)
    return this
  }

  /** For the iterator's dispose. */
  close(owner: object): void {
    this.source.close(owner)
  }

  [Symbol.dispose](): void {
    this.source[Symbol.dispose]()
  }

  get [sendable](): boolean {
    return this.source[sendable]
  }

  [atSuspension](): boolean {
    return sendableAtSuspension(this.source)
  }

  [inspect](): Inspection {
    return { ...this.source[inspect](), fields: { copies: this.copies } }
  }
}

/**
 * As `ConcatIterator`, but each entry is copied, exactly once, into buffers of the iterator's own: so it stays readable
 * whatever becomes of the child. The buffers are reused; `next()` allocates nothing.
 *
 * Rust: the form that keeps `key: Vec<u8>, value: Vec<u8>` in the struct so that the borrow checker of today takes it.
 *
 * @throws TypeError if a child is no iterator, and from the poll of one that lends no future or gives no entry;
 *   BorrowError for a child given twice.
 * @example
 * using it = new CachedConcatIterator([new TestIterator(0, 5), new TestIterator(5, 7)])
 * while (blockOn(it.next()) !== null) {}
 * it.copies // 7
 */
export class CachedConcatIterator<I extends KvIterator = KvIterator> implements KvIterator<CachedConcatNext<I>> {
  private readonly loan: CachedConcatNext<I>

  constructor(iters: Iterable<I>) {
    this.loan = new CachedConcatNext(ownChildren(iters, 'CachedConcatIterator'))
  }

  /** Entries copied so far: one for each that was given. */
  get copies(): number {
    return this.loan.copies
  }

  next(): CachedConcatNext<I> {
    return this.loan.lend(this)
  }

  [Symbol.dispose](): void {
    this.loan.close(this)
  }

  get [sendable](): boolean {
    return this.loan[sendable]
  }

  [inspect](): Inspection {
    return { name: 'CachedConcatIterator', children: [this.loan] }
  }
}

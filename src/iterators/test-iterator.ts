/** `TestIterator(from, to)`: made-up entries in reused buffers, the leaf under every example. */
import type { Context } from '../future/context.ts'
import type { Inspection } from '../future/inspect.ts'
import type { Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { compareBytes } from './compare-bytes.ts'
import type { KvEntry, KvIterator, Seekable } from './kv-iterator.ts'
import { Free, Lent, loanPhaseName, refuseLoan, refusePoll } from './loan-phase.ts'
import { NumberedPair } from './numbered-pair.ts'
import type { SeekFuture } from './seek-future.ts'
import { SeekableLoan } from './seekable-loan.ts'

/** What a {@link TestIterator} lends. Never pending. */
export class TestNext extends SeekableLoan {
  private index: number
  private readonly from: number
  private readonly to: number
  private readonly pair: NumberedPair

  constructor(from: number, to: number) {
    super()
    this.index = from
    this.from = from
    this.to = to
    this.pair = new NumberedPair()
  }

  poll(_cx: Context): Poll<KvEntry | null> {
    if (this.phase !== Lent) refusePoll(this, this.phase)
    this.phase = Free
    const index = this.index
    if (index >= this.to) return null
    this.index = index + 1
    const pair = this.pair
    pair.write(index)
    return pair
  }

  /** For the iterator's `next()`. */
  lend(owner: object): this {
    if (this.phase === Free) this.phase = Lent
    else refuseLoan(owner, this.phase)
    return this
  }

  /** A binary search with the pair as scratch: a seek ends the entry's loan anyway. */
  protected move(key: Uint8Array): void {
    let low = this.from
    let high = Math.max(this.from, this.to)
    while (low < high) {
      const middle = Math.floor(low + (high - low) / 2)
      this.pair.write(middle)
      if (compareBytes(this.pair.key, key) < 0) low = middle + 1
      else high = middle
    }
    this.index = low
  }

  protected recall(): void {}

  protected release(): unknown[] {
    return []
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    return { name: 'TestNext', state: loanPhaseName(this.phase), fields: { index: this.index, to: this.to } }
  }
}

/**
 * The entries `key_00000` → `value_00000` and on, numbered from `from` up to but not including `to`; none where `to` is
 * not above `from`. Numbers have five digits, from 100,000 on as many as they need (keys no longer ascend bytewise from
 * there, so `seek` is for iterators that end before it).
 *
 * Rust: `TestIterator::new(from_idx, to_idx)`.
 *
 * @throws RangeError unless both are whole numbers not below 0.
 * @example
 * using it = new TestIterator(0, 2)
 * blockOn(it.next()) // { key: "key_00000", value: "value_00000" }, as bytes
 */
export class TestIterator implements KvIterator<TestNext>, Seekable {
  private readonly loan: TestNext

  constructor(from: number, to: number) {
    requireBounds(from, to, 'TestIterator')
    this.loan = new TestNext(from, to)
  }

  next(): TestNext {
    return this.loan.lend(this)
  }

  seek(key: Uint8Array): SeekFuture {
    return this.loan.lendSeek(this, key)
  }

  [Symbol.dispose](): void {
    this.loan.close(this)
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    return { name: 'TestIterator', children: [this.loan] }
  }
}

/** @throws RangeError unless both bounds are whole numbers not below 0. */
export function requireBounds(from: number, to: number, where: string): void {
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && to >= 0) return
  throw new RangeError(`${where}: expected two whole numbers not below 0, and got ${String(from)} and ${String(to)}`)
}

/**
 * `checked(it)`: the same iterator, with the borrow checker on.
 *
 * A lending iterator cannot see who still holds its one future or its bytes. This one hands out a fresh handle a loan
 * and fresh bytes an entry, so that each knows whether it is the latest:
 *
 * - Only the *latest* handle may be polled. Through an earlier one the caller would poll somebody else's loan; with its
 *   dispose, while the latest is out, he would end it. Both throw.
 * - An entry is *stale* from the next `next()`, `seek` or dispose of the iterator on. Its getters throw then, and bytes
 *   that were taken from it before are poisoned.
 *
 * The price is two objects and two copies an entry: it is for tests and for hunting.
 */
import type { Context } from '../future/context.ts'
import { BorrowError } from '../future/errors.ts'
import type { Future } from '../future/future.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { CheckedEntry } from './checked-entry.ts'
import { ownChildren } from './children.ts'
import { ConcatNext } from './concat-iterator.ts'
import { hasSeek, type KvEntry, type KvIterator, type Seekable } from './kv-iterator.ts'
import type { SeekFuture } from './seek-future.ts'

/** One loan's handle. Whether the loan is out is the machine's to know; whose it is, the iterator's. */
export class CheckedNext<I extends KvIterator> implements Future<KvEntry | null> {
  private readonly iterator: CheckedIterator<I>
  private readonly machine: ConcatNext<I>
  /** As the messages call it: "loan 3 of TestIterator". */
  private readonly label: string
  private entry: CheckedEntry | null

  constructor(iterator: CheckedIterator<I>, machine: ConcatNext<I>, label: string) {
    this.iterator = iterator
    this.machine = machine
    this.label = label
    this.entry = null
  }

  poll(cx: Context): Poll<KvEntry | null> {
    if (!this.iterator.isLatest(this)) this.refuseStale('polled')
    const entry = this.machine.poll(cx)
    if (entry === Pending || entry === null) return entry
    this.entry = new CheckedEntry(entry, this.label)
    return this.entry
  }

  /** @throws BorrowError where it would have ended a later loan. */
  [Symbol.dispose](): void {
    if (this.iterator.isLatest(this)) return this.machine[Symbol.dispose]()
    if (this.machine.isOut()) this.refuseStale('disposed')
  }

  /** For the iterator: it moves on, and what this loan gave is out of date. */
  retire(why: string): void {
    this.entry?.retire(why)
    this.entry = null
  }

  private refuseStale(what: string): never {
    throw new BorrowError(
      `the future of ${this.label} was ${what} after the iterator had been asked for the next; ` +
        `it lends the same future each time, so without the check this would have been somebody else's loan: ` +
        `forget a loan once it has given its output or was disposed`,
    )
  }

  get [sendable](): boolean {
    return this.machine[sendable]
  }

  [atSuspension](): boolean {
    return sendableAtSuspension(this.machine)
  }

  [inspect](): Inspection {
    return { ...this.machine[inspect](), fields: { loan: this.label } }
  }
}

/** What {@link checked} makes. It owns the iterator inside. */
export class CheckedIterator<I extends KvIterator = KvIterator> implements KvIterator<CheckedNext<I>> {
  protected readonly machine: ConcatNext<I>
  private readonly of: string
  private latest: CheckedNext<I> | null
  private loans: number

  constructor(it: I) {
    this.machine = new ConcatNext(ownChildren([it], 'checked'), 'CheckedNext')
    this.of = nameOf(it)
    this.latest = null
    this.loans = 0
  }

  next(): CheckedNext<I> {
    this.machine.lend(this)
    this.moveOn('the next next()')
    this.loans += 1
    this.latest = new CheckedNext(this, this.machine, `loan ${this.loans} of ${this.of}`)
    return this.latest
  }

  /** For the handles: which of them is the loan's. */
  isLatest(handle: CheckedNext<I>): boolean {
    return this.latest === handle
  }

  protected moveOn(why: string): void {
    this.latest?.retire(why)
  }

  [Symbol.dispose](): void {
    try {
      this.machine.close(this)
    } finally {
      this.moveOn('the iterator was disposed')
    }
  }

  get [sendable](): boolean {
    return this.machine[sendable]
  }

  [inspect](): Inspection {
    return { name: `checked(${this.of})`, children: [this.machine] }
  }
}

/** The same around an iterator that can be sought. */
export class CheckedSeekable<I extends KvIterator & Seekable> extends CheckedIterator<I> implements Seekable {
  seek(key: Uint8Array): SeekFuture {
    const seek = this.machine.lendSeek(this, key)
    this.moveOn('seek(…)')
    return seek
  }

  /** Whether the iterator inside can be sought; having the method, it may still depend on its children. */
  canSeek(): boolean {
    return this.machine.canSeek()
  }
}

/**
 * `it`, with the misuses reported that Rust would not compile: a second loan while one is out, a handle used after its
 * loan has come back, an entry read after the iterator moved on. The result owns `it`.
 *
 * @throws TypeError if `it` is no iterator.
 * @example
 * using it = checked(new TestIterator(0, 10))
 * const first = blockOn(it.next())
 * blockOn(it.next())
 * first.key // BorrowError: the key lent by loan 1 of TestIterator was read after the next next() …
 */
export function checked<I extends KvIterator & Seekable>(it: I): CheckedSeekable<I>
export function checked<I extends KvIterator>(it: I): CheckedIterator<I>
export function checked<I extends KvIterator>(it: I): CheckedIterator<I> {
  return hasSeek(it) ? new CheckedSeekable(it) : new CheckedIterator(it)
}

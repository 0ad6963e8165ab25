/** `MergeIterator(iters)`: the entries of many ascending iterators as one ascending iterator. */
import type { Context } from '../future/context.ts'
import { drop, dropAll } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { kindOf } from '../future/kind-of.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { loanMistake, ownChildren, requireEnd, requireSeekable } from './children.ts'
import { compareBytes } from './compare-bytes.ts'
import { canAllSeek, canSeek, type KvEntry, type KvIterator, type Seekable } from './kv-iterator.ts'
import { Free, Lent, loanPhaseName, Polling, refuseLoan, refusePoll } from './loan-phase.ts'
import { LoserTree, type Compare } from './loser-tree.ts'
import type { SeekFuture } from './seek-future.ts'
import { SeekableLoan } from './seekable-loan.ts'

/** What is known of a child's next entry. */
type Head = 0 | 1 | 2
/** It is in `entries`, null if the child is at its end. */
const Known = 0
/** It has to be asked for; `inners` has the loan where that is out. */
const Missing = 1
/** `inners` has a seek of the child; after that it is Missing. */
const Sought = 2

/**
 * What a {@link MergeIterator} lends. A child's entry stays valid until the child is asked again, so the heads of all
 * children wait uncopied, and the one given last is replaced only when the next is asked for: `spent` remembers it.
 *
 * At first, and after a seek, all heads are asked for in one poll, so that children which wait do so at the same time.
 * From then on each poll asks the one child whose entry was given.
 */
export class MergeNext<I extends KvIterator> extends SeekableLoan {
  private readonly children: (I | null)[]
  private readonly tree: LoserTree
  private readonly entries: (KvEntry | null)[]
  private readonly inners: (Future<unknown> | null)[]
  private readonly heads: Head[]
  /** How many heads are not Known. */
  private missing: number
  /** The tree's matches have to be played from the start. */
  private unplayed: boolean
  /** The winner's entry has been given. */
  private spent: boolean
  /** The child inside whose poll we are, or -1. */
  private polling: number
  /** Where the last `seek` went. */
  private target: Uint8Array | null

  constructor(children: I[], compare: Compare) {
    super()
    const count = children.length
    this.children = children
    this.tree = new LoserTree(count, compare)
    this.entries = new Array<KvEntry | null>(count).fill(null)
    this.inners = new Array<Future<unknown> | null>(count).fill(null)
    this.heads = new Array<Head>(count).fill(Missing)
    this.missing = count
    this.unplayed = true
    this.spent = false
    this.polling = -1
    this.target = null
  }

  poll(cx: Context): Poll<KvEntry | null> {
    if (this.phase !== Lent) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const ready = this.spent ? this.replaceWinner(cx) : this.missing === 0 || this.fill(cx)
      if (ready) return this.give()
      this.phase = Lent
      return Pending
    } catch (error) {
      this.fail(this.polling < 0 ? error : this.blame(this.polling, error))
    }
  }

  private give(): KvEntry | null {
    this.phase = Free
    const entry = this.children.length === 0 ? null : this.entries[this.tree.winner]!
    this.spent = entry !== null
    return entry
  }

  /** The hot path: asks the child whose entry was given, and plays its matches again. False if it has to wait. */
  private replaceWinner(cx: Context): boolean {
    const winner = this.tree.winner
    const loan = this.children[winner]!.next()
    this.spent = false
    this.polling = winner
    const entry = loan.poll(cx)
    this.polling = -1
    if (typeof entry === 'object' && entry !== null) {
      if (this.entries[winner] !== entry) this.entries[winner] = entry
      this.tree.keys[winner] = entry.key
      this.tree.replay()
      return true
    }
    if (entry === Pending) {
      this.inners[winner] = loan
      this.heads[winner] = Missing
      this.missing = 1
      return false
    }
    this.end(winner, entry)
    this.tree.replay()
    return true
  }

  /** Asks for every head that is missing. False if one has to be waited for. */
  private fill(cx: Context): boolean {
    if (this.unplayed) this.askAll(cx)
    else this.ask(this.tree.winner, cx)
    if (this.missing > 0) return false
    if (this.unplayed) this.tree.rebuild()
    else this.tree.replay()
    this.unplayed = false
    return true
  }

  private askAll(cx: Context): void {
    for (let child = 0; child < this.children.length; child++) {
      if (this.heads[child] !== Known) this.ask(child, cx)
    }
  }

  private ask(child: number, cx: Context): void {
    for (;;) {
      const inner = this.inners[child] ?? this.children[child]!.next()
      this.inners[child] = inner
      this.polling = child
      const answer = inner.poll(cx)
      this.polling = -1
      if (answer === Pending) return
      this.inners[child] = null
      if (this.heads[child] === Missing) return this.settle(child, answer)
      this.heads[child] = Missing
    }
  }

  private settle(child: number, answer: unknown): void {
    this.heads[child] = Known
    this.missing -= 1
    if (typeof answer !== 'object' || answer === null) return this.end(child, answer)
    const entry = answer as KvEntry
    this.entries[child] = entry
    this.tree.keys[child] = entry.key
  }

  /** As in `ConcatIterator`: a child at its end, for which `answer` has to stand, is disposed if it cannot be sought back. */
  private end(child: number, answer: unknown): void {
    this.entries[child] = null
    this.tree.keys[child] = null
    const iterator = this.children[child]!
    requireEnd(this, iterator, answer)
    if (canSeek(iterator)) return
    this.children[child] = null
    drop(iterator)
  }

  /** What the failure of the child's poll is, as in `ConcatIterator`. (The hot path keeps no loan: it has polled others.) */
  private blame(child: number, error: unknown): unknown {
    const loan = this.inners[child]!
    this.inners[child] = null
    const mistake = loan === null ? null : loanMistake(this, this.children[child]!, loan)
    if (mistake === null) this.children[child] = null
    return mistake ?? error
  }

  protected recall(): void {
    const inners = this.inners.slice()
    this.inners.fill(null)
    this.takeBack(inners)
  }

  protected override seekAgain(): void {
    if (this.target !== null) this.seekChildren(this.target)
  }

  protected release(): unknown[] {
    const held = this.children.flatMap((child, at) => [this.inners[at], child])
    this.children.length = 0
    this.entries.length = 0
    this.inners.length = 0
    this.tree.keys.length = 0
    this.target = null
    return held
  }

  protected move(key: Uint8Array): void {
    const inners = this.inners.slice()
    this.inners.fill(null)
    dropAll(inners)
    this.heads.fill(Sought)
    this.missing = this.heads.length
    this.unplayed = true
    this.spent = false
    this.target = key.slice()
    this.seekChildren(this.target)
  }

  private seekChildren(target: Uint8Array): void {
    for (const [at, child] of this.children.entries()) {
      if (this.heads[at] === Sought) this.inners[at] = (child as I & Seekable).seek(target)
    }
  }

  /** For the iterator's `next()`. */
  lend(owner: object): this {
    if (this.phase === Free) this.phase = Lent
    else refuseLoan(owner, this.phase)
    return this
  }

  override lendSeek(owner: object, key: Uint8Array): SeekFuture {
    requireSeekable(owner, this.children)
    return super.lendSeek(owner, key)
  }

  /** For the iterator's `canSeek()`. */
  canSeek(): boolean {
    return canAllSeek(this.children)
  }

  get [sendable](): boolean {
    return this.inners.every(isSendable) && this.children.every(isSendable)
  }

  /** Once the heads are there, only the winner's child is ever polled; before that, each poll polls all that wait. */
  [atSuspension](): boolean {
    if (this.unplayed) return this.inners.every(suspendsSendable)
    return this.children.length === 0 || suspendsSendable(this.inners[this.tree.winner]!)
  }

  [inspect](): Inspection {
    return {
      name: 'MergeNext',
      state: loanPhaseName(this.phase),
      children: this.inners.filter((inner) => inner !== null),
      fields: { of: this.children.length, missing: this.missing },
    }
  }
}

/**
 * All entries of all children in ascending key order. Of entries with equal keys the earlier child's come first; none
 * is left out. Each child's entries have to ascend, and stay the child's own: nothing is copied. Children may be empty,
 * and there may be none.
 *
 * The iterator owns its children. A child without a `seek` method is disposed as soon as it is at its end, the others
 * with the iterator. An entry costs about log₂ k comparisons for k children and allocates nothing.
 *
 * Rust: `MergeIterator` over a `BinaryHeap`; LevelDB's `NewMergingIterator`.
 *
 * @param compare below 0 if the first key comes first, above 0 if the second does; bytewise by default.
 * @throws TypeError if a child is no iterator or `compare` no function, and from the poll of a child that lends no future
 *   or gives no entry; BorrowError for a child given twice.
 * @example
 * using it = new MergeIterator([newest, older, oldest]) // for a key that all hold, the newest comes first
 */
export class MergeIterator<I extends KvIterator = KvIterator> implements KvIterator<MergeNext<I>>, Seekable {
  private readonly loan: MergeNext<I>

  constructor(iters: Iterable<I>, compare: Compare = compareBytes) {
    if (typeof compare !== 'function') throw new TypeError(`MergeIterator: expected a function to compare keys with, and got ${kindOf(compare)}`)
    this.loan = new MergeNext(ownChildren(iters, 'MergeIterator'), compare)
  }

  next(): MergeNext<I> {
    return this.loan.lend(this)
  }

  /** @throws TypeError if a child cannot be sought; BorrowError while a loan is out. */
  seek(key: Uint8Array): SeekFuture {
    return this.loan.lendSeek(this, key)
  }

  /** Whether every child can be sought. */
  canSeek(): boolean {
    return this.loan.canSeek()
  }

  [Symbol.dispose](): void {
    this.loan.close(this)
  }

  get [sendable](): boolean {
    return this.loan[sendable]
  }

  [inspect](): Inspection {
    return { name: 'MergeIterator', children: [this.loan] }
  }
}

function suspendsSendable(inner: Future<unknown> | null): boolean {
  return inner === null || sendableAtSuspension(inner)
}

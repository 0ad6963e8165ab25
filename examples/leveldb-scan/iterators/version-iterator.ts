/** The database as its readers see it: of each key the newest version, and of deleted keys nothing. */
import type { InternalEntry } from '../format/internal-entry.ts'
import { seekKey, TRAILER } from '../format/internal-key.ts'
import { Visibility } from '../format/visible.ts'
import {
  drop, Free, inspect, Lent, loanPhaseName, LoanPolling, Pending, refuseLoan, refuseLoanPoll, SeekableLoan,
  type Context, type Future, type Inspection, type KvEntry, type KvIterator, type Poll, type Seekable, type SeekFuture,
} from '../pollux.ts'

/** An entry of the database: the internal entry that it came from, seen without its trailer. Lent. */
export class UserEntry implements KvEntry {
  internal: InternalEntry

  constructor(internal: InternalEntry) {
    this.internal = internal
  }

  get key(): Uint8Array {
    return this.internal.userKey
  }

  get value(): Uint8Array {
    return this.internal.value
  }

  get keyLength(): number {
    return this.internal.keyLength - TRAILER
  }

  get valueLength(): number {
    return this.internal.valueLength
  }
}

/** An iterator over internal entries. */
export type InternalIterator = KvIterator<Future<KvEntry | null>> & Seekable

/** What a {@link VersionIterator} lends. */
export class VersionNext extends SeekableLoan {
  private readonly visibility: Visibility
  private entry: UserEntry | null
  private child: InternalIterator | null
  /** What the child has out from one poll to the next, an entry or a seek. */
  private inner: Future<unknown> | null
  private target: Uint8Array | null

  constructor(child: InternalIterator) {
    super()
    this.visibility = new Visibility()
    this.entry = null
    this.child = child
    this.inner = null
    this.target = null
  }

  poll(cx: Context): Poll<UserEntry | null> {
    if (this.phase !== Lent) refuseLoanPoll(this, this.phase)
    this.phase = LoanPolling
    try {
      if (this.target !== null && !this.sought(cx)) return Pending
      const child = this.child!
      for (;;) {
        const loan = this.inner ?? child.next()
        const entry = loan.poll(cx) as Poll<InternalEntry | null>
        if (entry === Pending) {
          this.inner = loan
          this.phase = Lent
          return Pending
        }
        this.inner = null
        if (entry === null) {
          this.phase = Free
          return null
        }
        if (!this.visibility.shows(entry)) continue
        this.phase = Free
        return this.show(entry)
      }
    } catch (error) {
      // Whatever threw is the child's, which has finished by it.
      this.inner = null
      this.child = null
      this.fail(error)
    }
  }

  private show(internal: InternalEntry): UserEntry {
    const entry = this.entry
    if (entry === null) return (this.entry = new UserEntry(internal))
    entry.internal = internal
    return entry
  }

  /** Takes the child to the target. False, and `Lent` again, if that has to wait. */
  private sought(cx: Context): boolean {
    this.inner ??= this.child!.seek(this.target!)
    if (this.inner.poll(cx) === Pending) {
      this.phase = Lent
      return false
    }
    this.inner = null
    this.target = null
    return true
  }

  /** See {@link VersionIterator.lastKey}. */
  get lastKey(): Uint8Array | null {
    return this.visibility.lastKey
  }

  /** For the iterator's `next()`. */
  lend(owner: object): this {
    if (this.phase === Free) this.phase = Lent
    else refuseLoan(owner, this.phase)
    return this
  }

  protected move(key: Uint8Array): void {
    this.recall()
    this.visibility.reset()
    this.target = seekKey(key)
  }

  /** The child loses no entry by it; a seek is asked for again. */
  protected recall(): void {
    const inner = this.inner
    this.inner = null
    drop(inner)
  }

  protected release(): unknown[] {
    const held = [this.inner, this.child]
    this.inner = null
    this.child = null
    this.entry = null
    return held
  }

  [inspect](): Inspection {
    return {
      name: 'VersionNext',
      state: loanPhaseName(this.phase),
      children: this.inner === null ? [] : [this.inner],
    }
  }
}

/**
 * The visible entries of `child`, which it owns and whose entries are {@link InternalEntry}s in the order of internal
 * keys. Its own entries are {@link UserEntry}s.
 */
export class VersionIterator implements KvIterator<VersionNext>, Seekable {
  private readonly loan: VersionNext

  constructor(child: InternalIterator) {
    this.loan = new VersionNext(child)
  }

  next(): VersionNext {
    return this.loan.lend(this)
  }

  /** @param key a user key. */
  seek(key: Uint8Array): SeekFuture {
    return this.loan.lendSeek(this, key)
  }

  /** The last user key that was seen or found deleted, a view; null before the first. Still there after a failure. */
  get lastKey(): Uint8Array | null {
    return this.loan.lastKey
  }

  [Symbol.dispose](): void {
    this.loan.close(this)
  }

  [inspect](): Inspection {
    return { name: 'VersionIterator', children: [this.loan] }
  }
}

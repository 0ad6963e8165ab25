/** A child of `FuturesUnordered` or `FuturesOrdered`, and the list of them in the order in which they are to be disposed. */
import { BorrowError } from '../future/errors.ts'
import type { Future } from '../future/future.ts'
import { nameOf } from '../future/inspect.ts'
import { Slot, type ReadySet } from '../future/ready-set.ts'
import { FEW } from '../future/require-futures.ts'
import type { Waker } from '../future/waker.ts'

/**
 * The child's slot, which is its waker and context, together with the child: one object a push. It serves one child only.
 * Who has kept the waker of a child that finished may call it at any time, and if the slot had been given to another child
 * since, that one would be polled without having been woken. Nobody can tell whether a waker is still kept somewhere.
 */
export class Member<T> extends Slot {
  /** Null once it has finished or failed, or was handed over to be disposed. */
  child: Future<T> | null
  /** What it gave, as long as that has not been handed on. */
  output: T | undefined
  /** Holds something that is not sendable, as far as is known; counted by the set. */
  offends: boolean
  /** The links of {@link Members}. */
  older: Member<T> | null
  newer: Member<T> | null

  constructor(ready: ReadySet, child: Future<T>) {
    super(ready, 0)
    this.child = child
    this.output = undefined
    this.offends = false
    this.older = null
    this.newer = null
  }

  /**
   * Two members with different wakers meet in a leaf that both have polled: a child that is there twice, or one that was lent
   * from one child to another, which is well.
   *
   * @throws BorrowError for a child that is there twice.
   */
  override willWake(other: Waker): boolean {
    if (other === this) return true
    if (other instanceof Member && other.child !== null && other.child === this.child) throw new TwinError(other.child as object, this)
    return false
  }

  /** What it owns: the child, or later its output. */
  get held(): unknown {
    return this.child ?? this.output
  }
}

/** A future was pushed that is in the set already. A `BorrowError` to everybody else. */
export class TwinError extends BorrowError {
  /** The other member, if this came out of a poll. */
  readonly twin: Member<unknown> | null

  constructor(child: object, twin: Member<unknown> | null) {
    super(
      `${nameOf(child)} was pushed while it is in a set already, and has not finished; ` +
        `a future has one owner: make two of them, or push the handles of shared(…)`,
    )
    this.twin = twin
  }
}

/** How many of many are looked at: one future is most often pushed twice in a row. */
const LAST = 4

/** A doubly linked list: every change is O(1), and the order is kept when one in the middle leaves. */
export class Members<T> {
  size: number
  oldest: Member<T> | null
  private newest: Member<T> | null

  constructor() {
    this.size = 0
    this.oldest = null
    this.newest = null
  }

  addLast(member: Member<T>): void {
    const newest = this.newest
    if (newest === null) {
      this.oldest = member
    } else {
      newest.newer = member
      member.older = newest
    }
    this.newest = member
    this.size += 1
  }

  addFirst(member: Member<T>): void {
    const oldest = this.oldest
    if (oldest === null) {
      this.newest = member
    } else {
      oldest.older = member
      member.newer = oldest
    }
    this.oldest = member
    this.size += 1
  }

  remove(member: Member<T>): void {
    const { older, newer } = member
    if (older === null) this.oldest = newer
    else older.newer = newer
    if (newer === null) this.newest = older
    else newer.older = older
    member.older = null
    member.newer = null
    this.size -= 1
  }

  /** Whether `child` is that of a member, as far as that costs little: one of few, or the first or one of the last of many. */
  hasLately(child: Future<T>): boolean {
    let member = this.newest
    for (let looks = this.size <= FEW ? FEW : LAST; member !== null && looks > 0; looks--) {
      if (member.child === child) return true
      member = member.older
    }
    return this.oldest !== null && this.oldest.child === child
  }

  /** Those that have not finished, oldest first. */
  children(): Future<T>[] {
    const children: Future<T>[] = []
    for (let member = this.oldest; member !== null; member = member.newer) if (member.child !== null) children.push(member.child)
    return children
  }

  /** All of them now, oldest first. */
  all(): Member<T>[] {
    const members: Member<T>[] = []
    for (let member = this.oldest; member !== null; member = member.newer) members.push(member)
    return members
  }

  /** Takes all of them out, retired, and gives what they held, oldest first. */
  drain(): unknown[] {
    const members = this.all()
    this.size = 0
    this.oldest = null
    this.newest = null
    return members.map(member => {
      const { held } = member
      member.retire()
      member.child = null
      member.output = undefined
      member.older = null
      member.newer = null
      return held
    })
  }
}

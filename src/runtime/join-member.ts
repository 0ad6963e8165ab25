/** A member of a `JoinSet`: the handle of a task, and the slot that is its waker. */
import { Slot, type ReadySet } from '../future/ready-set.ts'
import type { JoinHandle } from './join-handle.ts'

export class JoinMember<T> extends Slot {
  readonly handle: JoinHandle<T>
  /** The links of {@link JoinMembers}. */
  older: JoinMember<T> | null
  newer: JoinMember<T> | null

  constructor(ended: ReadySet, handle: JoinHandle<T>) {
    super(ended, 0)
    this.handle = handle
    this.older = null
    this.newer = null
  }

  /**
   * Becomes the task's joiner, for good: it is listed when the task has ended. A task of a runtime that has shut down
   * has ended already, and would throw its failure at who polls it.
   */
  join(): void {
    if (this.handle.isFinished()) this.wake()
    else this.handle.poll(this)
  }
}

/**
 * The members in the order of spawning; a doubly linked list, as `TaskList` is. (Not one class for both: the accesses of
 * the executor's list would meet two shapes of link, at every suspension and every end of a task.)
 */
export class JoinMembers<T> {
  size: number
  private oldest: JoinMember<T> | null
  private newest: JoinMember<T> | null

  constructor() {
    this.size = 0
    this.oldest = null
    this.newest = null
  }

  add(member: JoinMember<T>): void {
    const newest = this.newest
    if (newest === null) {
      this.oldest = member
    } else {
      newest.newer = member
      member.older = newest
    }
    this.newest = member
    this.size++
  }

  /** Takes `member` out; nothing reaches the set through it any more. */
  remove(member: JoinMember<T>): void {
    const { older, newer } = member
    if (older === null) this.oldest = newer
    else older.newer = newer
    if (newer === null) this.newest = older
    else newer.older = older
    member.older = null
    member.newer = null
    member.retire()
    this.size--
  }

  /** Takes all of them out. */
  drain(): JoinMember<T>[] {
    const members = this.all()
    for (const member of members) this.remove(member)
    return members
  }

  /** The first of them, `most` at most. */
  first(most: number): JoinMember<T>[] {
    const members: JoinMember<T>[] = []
    for (let member = this.oldest; member !== null && members.length < most; member = member.newer) members.push(member)
    return members
  }

  /** All of them now: a list of its own, since whoever walks it may run code that takes some out. */
  all(): JoinMember<T>[] {
    return this.first(Infinity)
  }
}

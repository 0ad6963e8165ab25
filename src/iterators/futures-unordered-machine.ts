/**
 * # The machine under `FuturesUnordered` and `FuturesOrdered`
 *
 * Two lists over the same members. `members` has each child from its push to its end, in order; it is what the set owns,
 * and what dispose walks. `ready` (see `ready-set.ts`) has those that were woken, or never polled, in the order of the
 * wakes; it is what a poll walks. A push puts a member on both, and so counts as a wake: the task that waits for the set
 * is told of it.
 *
 *     members   a ⇄ b ⇄ c ⇄ d        all four are in the set
 *     ready     c ▶ a                 a poll will look at these two
 *
 * **How far a poll goes.** Until a child has finished, since a stream gives one item a poll; else through what was listed
 * when the poll began. So it polls each child at most once and no more than `size` in all, and a child that wakes itself
 * lets the task's neighbours have a turn first. With the budget spent it stops at once: each further child would find no
 * budget, requeue itself and be polled for nothing, by each poll anew, which for a set of n busy children is n² polls.
 * What is still listed when it answers `Pending` comes first in the next poll, for which it has asked.
 *
 * **Who is to be woken.** The waker of a poll is kept only if the poll answered `Pending`; one that gave an item, or
 * failed, owes nobody a wake.
 *
 * **A future pushed twice** has two members and one waker: when that has been called for one of them, the other would wait for
 * ever. A push looks for it, in a small set everywhere, in a big one among the last and at the front. Elsewhere it is seen when the second
 * member is polled: what waits there compares the first one's waker with the second one's (`member.willWake`). (To know all the
 * children at each push takes a set of them, 75 ns a child; nothing here costs a poll anything.)
 *
 * **Failure.** A child's throw goes to whoever polls. The child is gone then, and everything else is as before.
 *
 * Rust: `futures::stream::FuturesUnordered`, without its atomics; its tasks are the members here.
 */
import { budget } from '../future/budget.ts'
import { drop, dropAll, dropAllSuppressed } from '../future/dispose.ts'
import { requireFuture, type Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, mayDispose, Polling, refuseDispose, Waiting, type Phase } from '../future/phase.ts'
import { Done as DoneSymbol, Pending as PendingSymbol, refuseAnswer } from '../future/poll.ts'
import { ReadySet } from '../future/ready-set.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { Member, Members, TwinError } from './futures-unordered-member.ts'

/** Constants of this module: V8 folds them, imported ones it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol
const Done: typeof DoneSymbol = DoneSymbol

/** What the two sets have in common; their `pollNext` is their own. */
export abstract class FuturesMachine<T> {
  /** Never Finished: a set that is empty can be filled again. */
  protected phase: Phase
  protected readonly ready: ReadySet
  protected readonly members: Members<T>
  /** Whether anybody has asked for the tag, and so will ask at suspensions. Others pay nothing for it. */
  private watched: boolean
  /** Members that hold something that is not sendable. */
  private offending: number
  private readonly name: string

  /** `name`: whose set it is, for messages. */
  constructor(name: string) {
    this.phase = Waiting
    this.ready = new ReadySet()
    this.members = new Members()
    this.watched = false
    this.offending = 0
    this.name = name
  }

  /** Children that have not finished, and outputs that wait for their turn. */
  get size(): number {
    return this.members.size
  }

  /** Takes `future` over as the last one, unpolled. A set that was disposed disposes it. */
  push(future: Future<T>): void {
    const member = this.admit(future)
    if (member === null) return
    this.members.addLast(member)
    member.wake()
  }

  /** As `push`, for an owner that is about to poll the set, and so need not be woken for that. */
  pushQuietly(future: Future<T>): void {
    const member = this.admit(future)
    if (member === null) return
    this.members.addLast(member)
    this.ready.enlist(member)
  }

  /** A member for `future`, on no list yet; null on a set that was disposed. */
  protected admit(future: Future<T>): Member<T> | null {
    requireFuture(future, this.name)
    if (this.phase === Disposed) {
      drop(future)
      return null
    }
    const offends = this.watched && !isSendable(future)
    if (this.members.hasLately(future)) throw new TwinError(future, null)
    const member = new Member(this.ready, future)
    if (offends) this.mark(member, true)
    return member
  }

  /**
   * Polls on until a child has finished, and gives its member with the output in it; null when this poll has done what it
   * may. To be called between `begin` and `end` of the ready-set, in the phase Polling.
   */
  protected step(): Member<T> | null {
    const { ready } = this
    while (budget.left !== 0) {
      const member = ready.take() as Member<T> | null
      if (member === null) return null
      const child = member.child!
      // What is still the set's, should the tag of it throw.
      let owned: unknown = null
      try {
        const output = child.poll(member)
        if (output === Pending) {
          owned = child
          if (this.watched) this.judge(member, child)
          continue
        }
        // To whoever polls, it would be the end of the set.
        if ((output as unknown) === Done) refuseAnswer(output, this.name)
        owned = output
        this.finish(member, output)
        return member
      } catch (error) {
        member.output = undefined
        this.remove(member)
        this.removeTwin(error)
        ready.leave()
        dropAllSuppressed([owned], error)
        throw error
      }
    }
    return null
  }

  private finish(member: Member<T>, output: T): void {
    member.retire()
    member.child = null
    member.output = output
    if (this.watched) this.mark(member, !isSendable(output))
  }

  /** Takes `member` out; its output, if it has one, is the caller's to hand on. */
  protected remove(member: Member<T>): void {
    member.retire()
    member.child = null
    this.members.remove(member)
    if (member.offends) this.mark(member, false)
  }

  /** The future that failed for being pushed twice is gone from its other place, too, if that is in this set. */
  private removeTwin(error: unknown): void {
    if (!(error instanceof TwinError) || error.twin === null) return
    if (error.twin.child !== null && error.twin.isOf(this.ready)) this.remove(error.twin as Member<T>)
  }

  /** Takes a finished member out and hands its output on. Whoever kept its waker must not keep that alive. */
  protected handOn(member: Member<T>): T {
    const output = member.output as T
    member.output = undefined
    this.remove(member)
    return output
  }

  /** After a `Pending`, and only then: whether the poll has called its waker, for what is still listed. */
  get isWoken(): boolean {
    return this.ready.first !== null
  }

  /** Nobody waits for an item any more. */
  leave(): void {
    this.ready.leave()
  }

  /** @throws BorrowError from inside a poll of the set, which `owner` stands for. */
  refuseInsidePoll(owner: object): void {
    if (this.phase === Polling) refuseDispose(owner)
  }

  /** Disposes, in order, the children and the outputs that nobody will get. */
  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    this.ready.close()
    dropAll(this.members.drain())
  }

  // ---- sendable ----

  /** What has no tag is looked into once, when it comes; a tag may change with every poll. */
  private judge(member: Member<T>, child: Future<T>): void {
    const offends = !sendableAtSuspension(child) || (member.offends && !isSendable(child))
    if (offends !== member.offends) this.mark(member, offends)
  }

  private mark(member: Member<T>, offends: boolean): void {
    if (offends === member.offends) return
    member.offends = offends
    this.offending += offends ? 1 : -1
  }

  /** As sendable as all that it holds. */
  get [sendable](): boolean {
    this.watched = true
    for (let member = this.members.oldest; member !== null; member = member.newer) this.mark(member, !isSendable(member.held))
    return this.offending === 0
  }

  /** The first to ask, where nobody has asked for the tag, looks at all; from then on it is known. */
  [atSuspension](): boolean {
    return this.watched ? this.offending === 0 : this[sendable]
  }

  [inspect](): Inspection {
    const children = this.members.children()
    const stored = this.size - children.length
    const state = this.phase === Disposed ? 'Disposed' : `${children.length} unfinished${stored === 0 ? '' : `, ${stored} waiting for their turn`}`
    return { name: this.name, state, children }
  }
}

/**
 * # The ready-set
 *
 * A combinator of many children must not poll all of them because one was woken. So each child is polled with a waker
 * of its own, a {@link Slot}, which puts itself on a list when woken and then wakes the combinator's task. The
 * combinator polls what is on the list.
 *
 *     slot.wake():   idle ──▶ listed, parent woken            (1)
 *     take():        listed ──▶ idle, handed to the combinator (2)
 *     retire():      anything ──▶ retired: wakes do nothing    (3)
 *
 * A poll of the combinator is one *drain*: `begin`, `take` until null, `end`. It hands out what was listed when it
 * began. A slot listed during the drain (its child yields, or a sibling wakes it) waits for the next one, which `end`
 * asks the parent for; otherwise a child that yields could keep its combinator in one poll for ever, and a yield would
 * let nobody else run. So `mark`, the last slot that this drain hands out:
 *
 *     head ──▶ a ──▶ b ──▶ c            begin(): mark = c
 *     head ──▶ c ──▶ a                  a and b were taken; a has woken itself meanwhile
 *     head ──▶ a                        c was taken: mark = null, and take() answers null
 *
 * The list is intrusive: a slot is its own link, so a wake allocates nothing. A slot is also its own `Context`, so a
 * poll allocates nothing either.
 *
 * One wake of the parent answers for all slots listed until the next drain: `notified` remembers it. It stays set
 * during the drain, when nobody needs waking because `end` sees what was listed; `end` forgets it.
 *
 * Rust: the ready-to-run queue of `FuturesUnordered`, without its atomics.
 */
import type { Context } from './context.ts'
import type { Waker } from './waker.ts'

const IDLE = 0
const LISTED = 1
const RETIRED = 2

/** One child's place: its waker, its context and its link in the list. `index` is the combinator's to use. */
export class Slot implements Waker, Context {
  private readonly set: ReadySet
  private state: 0 | 1 | 2
  index: number
  /** The list's link; {@link ReadySet} alone writes it. */
  next: Slot | null

  constructor(set: ReadySet, index: number) {
    this.set = set
    this.state = IDLE
    this.index = index
    this.next = null
  }

  get waker(): Waker {
    return this
  }

  wake(): void {
    if (this.state !== IDLE) return
    this.state = LISTED
    this.set.list(this)
  }

  willWake(other: Waker): boolean {
    return other === this
  }

  /** Taken off the list by {@link ReadySet.take}. */
  unlist(): void {
    if (this.state === LISTED) this.state = IDLE
  }

  /** The child is finished: from now on wakes do nothing, and `take` passes the slot over. */
  retire(): void {
    this.state = RETIRED
  }

  isOf(set: ReadySet): boolean {
    return this.set === set
  }

  get isRetired(): boolean {
    return this.state === RETIRED
  }
}

export class ReadySet {
  private head: Slot | null
  private tail: Slot | null
  private mark: Slot | null
  private parent: Waker | null
  private notified: boolean

  constructor() {
    this.head = null
    this.tail = null
    this.mark = null
    this.parent = null
    this.notified = false
  }

  /** A slot for a new child, listed already: it has never been polled. Does not wake the parent. */
  add(index: number): Slot {
    const slot = new Slot(this, index)
    this.enlist(slot)
    return slot
  }

  /** Lists a slot of this set as a wake does, without waking the parent: who calls this is about to drain, or tells it. */
  enlist(slot: Slot): void {
    const notified = this.notified
    this.notified = true
    slot.wake()
    this.notified = notified
  }

  /** Opens a drain. Wakes that come from here on are owed to `waker`. */
  begin(waker: Waker): void {
    if (this.parent === null || !this.parent.willWake(waker)) this.parent = waker
    this.notified = true
    this.mark = this.tail
  }

  /** The next slot of this drain, in the order of the wakes, or null. It may be woken again from now on. */
  take(): Slot | null {
    while (this.mark !== null) {
      const slot = this.head!
      this.head = slot.next
      if (this.head === null) this.tail = null
      slot.next = null
      if (slot === this.mark) this.mark = null
      if (slot.isRetired) continue
      slot.unlist()
      return slot
    }
    return null
  }

  /** Closes a drain, a whole one or one broken off, that answers `Pending`. Wakes the parent if slots are listed still. */
  end(): void {
    this.notified = false
    this.mark = null
    if (this.head !== null) this.notify()
  }

  /** The slot that was listed first, or null: whether there is anything to drain. */
  get first(): Slot | null {
    return this.head
  }

  /** Forgets the parent, and keeps what is listed: nobody waits now, somebody may later. */
  leave(): void {
    this.parent = null
  }

  /** Forgets what is listed and wakes the parent: its children are gone, which it wants to see. */
  dismiss(): void {
    this.head = this.tail = this.mark = null
    if (!this.notified) this.notify()
  }

  /** Forgets the parent: the combinator has finished. */
  close(): void {
    this.parent = null
    this.head = this.tail = this.mark = null
  }

  list(slot: Slot): void {
    if (this.tail === null) this.head = slot
    else this.tail.next = slot
    this.tail = slot
    if (!this.notified) this.notify()
  }

  private notify(): void {
    this.notified = true
    const parent = this.parent
    if (parent !== null) parent.wake()
  }
}

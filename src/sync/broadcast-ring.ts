/**
 * The buffer that the two sides of a broadcast share: the last `capacity` values, each kept until every receiver that
 * was there when it was sent has had it, or it is overwritten.
 *
 * Values are numbered from 0 in the order of sending, and number `n` is in slot `n % capacity`. A receiver is a number: of
 * the value that it gets next.
 *
 *     capacity 4           overwritten │ 6 7 8 9 │ sent next
 *                                        ▲     ▲   ▲
 *                         oldest ────────┘     │   └─ tail = 10: a receiver at 10 waits
 *                         a receiver at 8 ── 8 9    a receiver at 3 has lost 3, 4 and 5: it lags
 *
 * **Whose the values are.** Rust clones a value for each receiver; here all get the same one. So one that any receiver
 * got is the receivers', and the channel leaves it alone; one that nobody got and nobody can get any more (overwritten,
 * or its last receiver gone) is nobody's, and is dropped.
 */
import { DisposeErrors } from '../future/dispose.ts'
import { isSendable } from '../future/sendable.ts'
import { detachAll } from './detach-all.ts'
import { dropAndWake } from './drop-and-wake.ts'
import { Waiter, WaiterList } from './waiter-list.ts'
import { wakeAll } from './wake-all.ts'

/** Where a receiver waits. */
export class BroadcastPlace extends Waiter {
  private readonly receiver: object

  constructor(receiver: object) {
    super()
    this.receiver = receiver
  }

  override get waits(): object {
    return this.receiver
  }

  /** The receiver goes on. */
  protected override wakerFailed(error: unknown): never {
    this.waker = null
    this.list?.remove(this)
    throw error
  }
}

/** A value, and who has still to get it. With nobody `due` there is no value. */
interface Slot<T> {
  value: T | undefined
  /** Receivers that may still get it. */
  due: number
  /** At least one got it. */
  taken: boolean
}

export class BroadcastRing<T> {
  readonly capacity: number
  /** The number of the value that is sent next. */
  tail: number
  senders: number
  receivers: number
  private readonly slots: Slot<T>[]
  private readonly waiters: WaiterList<BroadcastPlace>

  constructor(capacity: number) {
    this.capacity = capacity
    this.tail = 0
    this.senders = 0
    this.receivers = 0
    this.slots = []
    this.waiters = new WaiterList()
  }

  /** The number of the oldest value that is kept. */
  get oldest(): number {
    return Math.max(0, this.tail - this.capacity)
  }

  /** Keeps `value` for all receivers, in place of the oldest if it is full, and wakes who waits. There is a receiver. */
  push(value: T): void {
    const at = this.tail % this.capacity
    const slot = this.slots[at]
    const lost = slot !== undefined && !slot.taken ? slot.value : undefined
    if (slot === undefined) this.slots.push({ value, due: this.receivers, taken: false })
    else {
      slot.value = value
      slot.due = this.receivers
      slot.taken = false
    }
    this.tail += 1
    dropAndWake(lost, detachAll(this.waiters))
  }

  /** Gives value `number`, which is kept, to a receiver that has not had it. */
  take(number: number): T {
    const slot = this.slots[number % this.capacity]!
    const value = slot.value as T
    slot.taken = true
    slot.due -= 1
    if (slot.due === 0) slot.value = undefined
    return value
  }

  /** The value that a receiver at `number` gets next, or undefined. */
  peek(number: number): T | undefined {
    return number >= this.oldest && number < this.tail ? this.slots[number % this.capacity]!.value : undefined
  }

  /** A receiver at `number` is gone: what it alone had still to get is dropped, in order. */
  leave(number: number): void {
    this.receivers -= 1
    const lost: T[] = []
    for (let at = Math.max(number, this.oldest); at < this.tail; at++) {
      const slot = this.slots[at % this.capacity]!
      slot.due -= 1
      if (slot.due > 0) continue
      if (!slot.taken) lost.push(slot.value as T)
      slot.value = undefined
    }
    if (lost.length === 0) return
    const errors = new DisposeErrors()
    for (const value of lost) errors.drop(value)
    errors.rethrow()
  }

  wait(place: BroadcastPlace): void {
    if (place.list === null) this.waiters.push(place)
  }

  forget(place: BroadcastPlace): void {
    place.waker = null
    this.waiters.remove(place)
  }

  /** A sender is gone; with the last, receivers are woken to see the end. */
  closeSender(): void {
    this.senders -= 1
    if (this.senders === 0) wakeAll(detachAll(this.waiters))
  }

  /** Of every value that is kept. */
  get isSendable(): boolean {
    return this.slots.every(({ value }) => isSendable(value))
  }
}

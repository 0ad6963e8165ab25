/**
 * # The timing wheel
 *
 * Every pending timer of a runtime, in the order in which they will fire, without ever sorting them. Setting and
 * cancelling one takes the same few steps whether there are ten or a million, and so does letting a year pass in which
 * nothing is due.
 *
 * **Levels.** The wheel stands at a tick, the *present*. Level 0 has 64 slots of one tick, level 1 slots of 64 ticks,
 * level 2 of 4,096, and so on: a near timer is placed exactly, a far one roughly (`place.ts`). When the present enters a
 * slot of a higher level, the timers there are placed again, now more exactly: they *cascade*. A timer cascades at most
 * once a level, and most timers are cancelled before they ever do.
 *
 * **The invariant.** Between any two calls every timer is where `slotOf(tick, present)` says: its tick agrees with the
 * present in all higher digits, and exceeds it in the digit of its level. Three things follow.
 *
 * 1. No slot is ever behind the present in its level, so nothing wraps around, and the first slot in use is the
 *    earliest of its level.
 * 2. What is in a level is earlier than what is in any higher one. So the next thing to happen is the start of the first
 *    slot in use of the lowest level in use: {@link Slots.first}. That is how an advance skips a long gap.
 * 3. *Equal deadlines fire in the order of registration.* At any moment equal ticks have equal slots; so two timers with
 *    the same tick are always in one list. Lists are appended to, and a cascade goes through its list from head to
 *    tail, so the two never change places. No sequence numbers are needed.
 *
 * The present may therefore move only across slots that are empty, or by way of `advance`, which stops at each slot in
 * use on the way.
 *
 * **User code.** Firing calls wakers, which may do anything: set timers, cancel those about to fire, even advance again.
 * So each timer is off the wheel, and the wheel in order, before its waker is called; and the next one is looked up
 * afterwards.
 *
 * Rejected: a binary heap (simpler; log n a timer, and cancelling needs an index in each timer or leaves garbage), and
 * rounding far deadlines to their slot as Linux does (no cascade, but a timer late by an eighth of its length).
 *
 * Rust: tokio's `runtime::time::wheel`; both go back to Varghese and Lauck, 1987.
 */
import { DisposeErrors } from '../future/dispose.ts'
import type { TimerQueue } from '../runtime/timers.ts'
import { FAR, FAR_SLOT, FarList } from './far-list.ts'
import { slotOf, slotOfPresent, SLOTS_A_LEVEL, startOf } from './place.ts'
import { Slots } from './slots.ts'
import type { Timer } from './timer.ts'

export class TimerWheel implements TimerQueue {
  /** How many timers are set. */
  size: number
  /** The tick at which the wheel stands; at most 2⁵³ − 1. What is not later has been fired, or is being fired. */
  present: number
  private readonly slots: Slots
  private readonly far: FarList
  /** What wakers threw during the present advance. */
  private errors: DisposeErrors | null

  /** @param now milliseconds on the clock that `advance` will be told, not negative. */
  constructor(now: number) {
    this.size = 0
    this.present = Math.min(Math.max(Math.floor(now), 0), FAR - 1)
    this.slots = new Slots()
    this.far = new FarList()
    this.errors = null
  }

  /** Sets a timer that is not set. One whose tick is not after the present fires at the next advance. */
  insert(timer: Timer): void {
    const tick = timer.tick
    this.size++
    if (tick >= FAR) this.far.insert(timer)
    else this.slots.append(timer, tick > this.present ? slotOf(tick, this.present) : slotOfPresent(this.present))
  }

  /** Cancels a timer that is set. */
  remove(timer: Timer): void {
    this.size--
    if (timer.slot === FAR_SLOT) this.far.remove(timer)
    else this.slots.remove(timer)
  }

  /**
   * The earliest deadline, or null. Where the earliest of hundreds of timers in one slot was cancelled it may be one
   * before: an advance to that moment fires nothing, cascades the slot and so finds the exact one.
   */
  nextDeadline(): number | null {
    const slot = this.slots.first()
    if (slot >= 0) return this.slots.earliest(slot)
    return this.far.head === null ? null : this.far.head.tick
  }

  /**
   * Fires what is due at `now`, in the order of deadlines and then of registration.
   *
   * @param now milliseconds; a moment before the present changes nothing.
   * @throws what wakers threw, after all of them were called: the first error, the later ones on `.suppressed`.
   */
  advance(now: number): void {
    const target = Math.min(Math.floor(now), FAR - 1)
    for (let slot = this.slots.first(); slot >= 0; slot = this.slots.first()) {
      const start = startOf(slot, this.present)
      if (start > target) break
      this.present = start
      if (slot < SLOTS_A_LEVEL) this.fireAll(slot)
      else this.cascade(slot)
    }
    if (target > this.present) this.present = target
    for (let timer = this.far.head; timer !== null && timer.tick <= now; timer = this.far.head) this.fire(timer)
    const errors = this.errors
    this.errors = null
    if (errors !== null) errors.rethrow()
  }

  /** Fires a slot of level 0. A waker that advances may let the slot come round again: what is later stays. */
  private fireAll(slot: number): void {
    for (;;) {
      const timer = this.slots.head(slot)
      if (timer === null || timer.tick > this.present) return
      this.fire(timer)
    }
  }

  private fire(timer: Timer): void {
    this.remove(timer)
    try {
      timer.fire()
    } catch (error) {
      this.errors ??= new DisposeErrors()
      this.errors.add(error)
    }
  }

  /** Places the timers of a slot again, now that the present has entered it. */
  private cascade(slot: number): void {
    let timer = this.slots.takeAll(slot)
    while (timer !== null) {
      const next: Timer | null = timer.next
      timer.next = null
      this.slots.append(timer, slotOf(timer.tick, this.present))
      timer = next
    }
  }
}

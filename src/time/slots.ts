/**
 * The wheel's slots: for each one a doubly linked list, for each level 64 bits that say which lists hold something, and
 * for the whole one bit a level. So the first slot in use is found with two counts of zeros, however many are empty.
 *
 *     heads[s] ─▶ ┌───────┐ next ┌───────┐ next ┌───────┐ ─▶ null
 *                 │ timer │ ───▶ │ timer │ ───▶ │ timer │
 *     null ◀───── └───────┘ ◀─── └───────┘ ◀─── └───────┘ ◀─ tails[s]
 *                            prev           prev
 *
 * Timers are appended at the tail and leave from anywhere.
 */
import { DIGIT, LEVELS, SLOTS_A_LEVEL } from './place.ts'
import { UNLINKED, type Timer } from './timer.ts'

/**
 * How many timers are looked at for the earliest of a slot that lost its earliest to a cancel. Bounds: below about 30 a
 * handful of cancelled timeouts would make the runtime wake up for nothing; above some thousand, looking costs more
 * than the wake-up would.
 */
const SEARCH_LIMIT = 256

export class Slots {
  private readonly heads: (Timer | null)[]
  private readonly tails: (Timer | null)[]
  /** Two words a level. */
  private readonly used: Int32Array
  private levels: number
  /** Of each slot in use, a tick that none of its timers is before. */
  private readonly floors: Float64Array
  /** 1 where the floor may be too low, since the timer that it came from was cancelled. */
  private readonly loose: Uint8Array

  constructor() {
    const count = LEVELS * SLOTS_A_LEVEL
    this.heads = Array.from({ length: count }, () => null)
    this.tails = Array.from({ length: count }, () => null)
    this.used = new Int32Array(LEVELS * 2)
    this.levels = 0
    this.floors = new Float64Array(count)
    this.loose = new Uint8Array(count)
  }

  /** The first timer of a slot, or null. */
  head(slot: number): Timer | null {
    return this.heads[slot]!
  }

  append(timer: Timer, slot: number): void {
    const tail = this.tails[slot]!
    timer.slot = slot
    timer.prev = tail
    this.tails[slot] = timer
    if (tail !== null) {
      tail.next = timer
      if (timer.tick > this.floors[slot]!) return
    } else {
      this.heads[slot] = timer
      this.used[slot >>> 5]! |= 1 << (slot & 31)
      this.levels |= 1 << (slot >>> DIGIT)
    }
    this.floors[slot] = timer.tick
    this.loose[slot] = 0
  }

  /**
   *     prev ⇄ timer ⇄ next   becomes   prev ⇄ next,   and null ◀─ timer ─▶ null
   */
  remove(timer: Timer): void {
    const { slot, prev, next } = timer
    if (prev === null) this.heads[slot] = next
    else prev.next = next
    if (next === null) this.tails[slot] = prev
    else next.prev = prev
    timer.slot = UNLINKED
    timer.prev = null
    timer.next = null
    if (prev === null && next === null) this.release(slot)
    else if (timer.tick === this.floors[slot]) this.loose[slot] = 1
  }

  /** Empties a slot and gives the head of what was its list, linked by `next` still. */
  takeAll(slot: number): Timer | null {
    const head = this.heads[slot]!
    this.heads[slot] = null
    this.tails[slot] = null
    this.release(slot)
    return head
  }

  /** The first slot in use of the lowest level that has one, or −1. */
  first(): number {
    if (this.levels === 0) return -1
    const word = lowestBit(this.levels) << 1
    const low = this.used[word]!
    return low !== 0 ? (word << 5) | lowestBit(low) : ((word + 1) << 5) | lowestBit(this.used[word + 1]!)
  }

  /**
   * The earliest tick in a slot that is in use. After a cancel in a crowded slot it may be one before that, never one
   * after.
   */
  earliest(slot: number): number {
    if (this.loose[slot] !== 0) this.search(slot)
    return this.floors[slot]!
  }

  private search(slot: number): void {
    let earliest = Infinity
    let timer: Timer | null = this.heads[slot]!
    for (let seen = 0; timer !== null && seen < SEARCH_LIMIT; seen++) {
      if (timer.tick < earliest) earliest = timer.tick
      timer = timer.next
    }
    if (timer !== null) return
    this.floors[slot] = earliest
    this.loose[slot] = 0
  }

  private release(slot: number): void {
    const word = slot >>> 5
    this.used[word]! &= ~(1 << (slot & 31))
    if (this.used[word] === 0 && this.used[word ^ 1] === 0) this.levels &= ~(1 << (slot >>> DIGIT))
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}

/**
 * Timers beyond 2⁵³ ms, where a double no longer counts in ones. Nobody lives to see one fire, a virtual clock may: so
 * they are not clamped but kept in one list, ordered by tick and then by registration. Inserting walks back from the
 * end, past the later ones.
 */
import { UNLINKED, type Timer } from './timer.ts'

/** The first tick that belongs here. */
export const FAR = 2 ** 53

/** The `slot` of a timer in this list. */
export const FAR_SLOT = 0x7fff

export class FarList {
  head: Timer | null
  private tail: Timer | null

  constructor() {
    this.head = null
    this.tail = null
  }

  insert(timer: Timer): void {
    let prev = this.tail
    while (prev !== null && prev.tick > timer.tick) prev = prev.prev
    const next = prev === null ? this.head : prev.next
    timer.slot = FAR_SLOT
    this.link(prev, timer)
    this.link(timer, next)
  }

  remove(timer: Timer): void {
    this.link(timer.prev, timer.next)
    timer.slot = UNLINKED
    timer.prev = null
    timer.next = null
  }

  /** Makes the two neighbours; null is the end of the list on that side. */
  private link(prev: Timer | null, next: Timer | null): void {
    if (prev === null) this.head = next
    else prev.next = next
    if (next === null) this.tail = prev
    else next.prev = prev
  }
}

/** Events that wait to be polled: how many may, and what becomes of those that are too many. */
import { Ring } from '../sync/ring.ts'

/** What is lost when one event more comes than may wait: the stream itself, the oldest event, or the one that comes. */
export type EventOverflow = 'error' | 'dropOldest' | 'dropNewest'

/** First in, first out; at most `highWaterMark` of them. */
export class EventQueue<T> {
  /** How many were let go so far. */
  missed: number
  readonly highWaterMark: number
  private readonly overflow: EventOverflow
  private readonly items: Ring<T>

  constructor(highWaterMark: number, overflow: EventOverflow) {
    this.missed = 0
    this.highWaterMark = highWaterMark
    this.overflow = overflow
    this.items = new Ring()
  }

  get length(): number {
    return this.items.length
  }

  /** Whether there is a gap after what is here, that its owner must not pass over in silence. */
  get isBroken(): boolean {
    return this.overflow === 'error' && this.missed > 0
  }

  /** Takes `item` in, and gives what had to go for it, `item` itself perhaps; null if nothing had to. */
  push(item: T): { lost: T } | null {
    const { items } = this
    // After a gap nothing is let in: what came later would pass for what came next.
    if (items.length < this.highWaterMark && !this.isBroken) {
      items.push(item)
      return null
    }
    this.missed++
    if (this.overflow !== 'dropOldest') return { lost: item }
    const lost = items.shift()
    items.push(item)
    return { lost }
  }

  /** The first; there must be one. */
  shift(): T {
    return this.items.shift()
  }

  drain(): T[] {
    return this.items.drain()
  }
}

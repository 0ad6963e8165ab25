/**
 * What a runtime knows of timers. The `time` room fills a runtime's `timers` slot with its wheel when the first timer
 * is set there; a runtime that never sets one pays a null check.
 */
export interface TimerQueue {
  /** How many timers are set. */
  readonly size: number
  /** The earliest deadline in milliseconds on the runtime's clock, or null. Infinity counts as none. */
  nextDeadline(): number | null
  /** Wakes what is due at `now`, in the order of deadlines and then of registration. */
  advance(now: number): void
}

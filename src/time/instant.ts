/** `Instant`: a moment, on the clock of the runtime that it was taken in. */
import { sendable } from '../future/symbols.ts'
import { currentClock, offset, type Clock } from './clock.ts'
import { requireDuration } from './duration.ts'

/**
 * A moment. Means something only beside another: how long since, how long until.
 *
 * It is read from the current runtime's clock, which may be paused or simulated; outside any runtime from the
 * process's. It keeps to the clock that it came from.
 *
 * Rust: `tokio::time::Instant`. There, what would be negative is 0; here it is negative.
 *
 * @example
 * const start = Instant.now()
 * yield* wait(sleep(20))
 * start.elapsed() // 20, or a little more
 */
export class Instant {
  /** Whose moment it is, and in milliseconds there: for this room; a program compares instants. */
  readonly clock: Clock
  readonly at: number

  /** A program calls {@link Instant.now}. */
  constructor(clock: Clock, at: number) {
    this.clock = clock
    this.at = at
  }

  /** The present moment. */
  static now(): Instant {
    const clock = currentClock()
    return new Instant(clock, clock.now())
  }

  /** Milliseconds from this moment until now; negative if it is still to come. */
  elapsed(): number {
    return this.clock.now() - this.at
  }

  /**
   * The moment `ms` milliseconds later, or earlier for a negative number.
   *
   * @throws RangeError for NaN.
   */
  plus(ms: number): Instant {
    return new Instant(this.clock, this.at + requireDuration(ms, 'Instant.plus'))
  }

  /** Milliseconds from `other` to this moment; negative if this is the earlier one. */
  since(other: Instant): number {
    const then = other.at + offset(other.clock, this.clock)
    return this.at === then ? 0 : this.at - then
  }

  get [sendable](): boolean {
    return true
  }
}

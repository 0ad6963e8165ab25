/** `countingWaker()`: a waker that counts its wakes, for tests that assert how often somebody was woken. */
import type { Waker } from '../future/waker.ts'

/** See {@link countingWaker}. */
export class CountingWaker implements Waker {
  /** Wakes so far. */
  count: number

  constructor() {
    this.count = 0
  }

  wake(): void {
    this.count += 1
  }

  /** Each counts for itself, so no other one will do. */
  willWake(other: Waker): boolean {
    return other === this
  }

  /** The wakes since the last `take`, or so far; counting starts again at 0. */
  take(): number {
    const count = this.count
    this.count = 0
    return count
  }
}

/**
 * A waker that only counts.
 *
 * Rust: `futures_test::task::new_count_waker`.
 *
 * @example
 * const waker = countingWaker()
 * future.poll(contextFrom(waker))
 * sender.send(1)
 * waker.count // 1
 */
export function countingWaker(): CountingWaker {
  return new CountingWaker()
}

/**
 * `manualClock()`: a driver that never waits. Its clock stands still and moves in two ways: the test moves it, or the
 * runtime, with nothing left to do, parks until a timer, and the clock jumps there.
 *
 * What a park comes to, first match:
 *
 *     unpark() was called since the last park    returns at once
 *     until a deadline that has passed           returns at once
 *     another thread may wake a task             refused: nobody waits for threads here
 *     until a deadline to come                   the clock jumps to it; with `auto: false` refused
 *     without a deadline                         refused
 *
 * A runtime asks `parkRefusal` first, and so throws `HostParkError` with the tasks that are stuck, or `DeadlockError`
 * where nothing could wake them on any driver. Whoever parks without asking gets a `ClockError`. Nothing hangs.
 *
 * The alternative, a runtime with `startPaused`, has a clock of its own over the real driver. That one can wait for
 * threads; this one belongs to the test: it starts at 0, is moved from outside, and may be shared by several runtimes.
 */
import type { Driver, ParkRefusal } from '../runtime/driver.ts'
import { ClockError } from '../time/clock-error.ts'
import { requireOptions, shownValue } from './wrong-use.ts'

export interface ManualClockOptions {
  /** Where the clock starts, in milliseconds. Default: 0. */
  start?: number
  /** Whether a park until a deadline moves the clock there. With false, only `advance` moves it. Default: true. */
  auto?: boolean
}

const THREADS: ParkRefusal = {
  because: 'may be woken by another thread, and a manual clock waits for none',
  remedy: 'use new Runtime({ startPaused: true }), whose clock stands still and which does wait for threads',
}

const BY_HAND: ParkRefusal = {
  because: 'would have to be waited for, and this manual clock is moved by advance(ms) alone',
  remedy: 'spawn the future and take turns with runUntilStalled() between calls of advance(ms), or leave out auto: false',
}

/** See {@link manualClock}. */
export class ManualClock implements Driver {
  private present: number
  private readonly auto: boolean
  /** `unpark` was called since the last park. */
  private token: boolean
  /** Sources on other threads, of all runtimes that share this. */
  private threads: number

  constructor(options: ManualClockOptions) {
    this.present = options.start ?? 0
    this.auto = options.auto ?? true
    this.token = false
    this.threads = 0
  }

  /** Milliseconds. */
  now(): number {
    return this.present
  }

  /**
   * Moves the clock `ms` milliseconds on. Nobody is woken by that: timers fire when their runtime looks, which it does
   * at its next turn, in the order of deadlines. To see each at its own moment, move and run in steps.
   *
   * @throws RangeError unless `ms` is a finite number, 0 or above.
   */
  advance(ms: number): void {
    if (!(Number.isFinite(ms) && ms >= 0)) throw new RangeError(`ManualClock.advance: expected milliseconds, 0 or above and finite, and got ${shownValue(ms)}`)
    this.present += ms
  }

  /** @throws ClockError for a park that would not end, unless `parkRefusal` has said so before. */
  park(deadline: number | null): void {
    if (this.token) {
      this.token = false
      return
    }
    if (deadline !== null && deadline <= this.present) return
    if (deadline === null || !this.auto) {
      throw new ClockError(
        `manualClock: parked ${deadline === null ? 'without a deadline' : `until ${deadline} at ${this.present}`}, and nothing would ever end that; ` +
          `call advance(ms)${deadline === null ? ' or unpark()' : ', or leave out auto: false,'} instead of parking`,
      )
    }
    this.present = deadline
  }

  unpark(): void {
    this.token = true
  }

  parkRefusal(): ParkRefusal | null {
    if (this.token) return null
    if (this.threads > 0) return THREADS
    return this.auto ? null : BY_HAND
  }

  /** The host's event loop does not turn during a park, here as elsewhere, so what it may still do ends none. */
  external(delta: 1 | -1, kind: 'thread' | 'host'): void {
    if (kind === 'thread') this.threads += delta
  }
}

/**
 * A clock that the test moves, and a driver: `new Runtime({ driver: clock })`. A program of sleeps and timeouts runs at
 * once and always alike; hours cost nothing, and moments are exact.
 *
 * `blockOn` on such a runtime jumps from timer to timer whenever nothing is ready. With `auto: false` it throws
 * `HostParkError` there: time is then the test's alone, which takes turns with `runUntilStalled` and moves the clock in
 * between. It cannot be woken from other threads: `remoteWaker` throws a `TypeError`.
 *
 * Rust: embassy-time's `MockDriver`; `tokio::time::pause` and `advance`.
 *
 * @throws RangeError if `start` is not a finite number.
 * @example
 * const clock = manualClock()
 * const runtime = new Runtime({ driver: clock })
 * runtime.blockOn(sleep(3_600_000)) // at once
 * clock.now() // 3_600_000
 */
export function manualClock(options: ManualClockOptions = {}): ManualClock {
  requireOptions(options, 'manualClock')
  const { start } = options
  if (start !== undefined && !Number.isFinite(start)) throw new RangeError(`manualClock: start must be milliseconds, finite, and is ${shownValue(start)}`)
  return new ManualClock(options)
}

/** `interval(ms)`: ticks on a schedule. */
import type { Context } from '../future/context.ts'
import { BorrowError, PolledAfterCompletionError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { currentRuntime, requireRuntime } from '../runtime/current.ts'
import { currentClock, offset, type Clock } from './clock.ts'
import { requireDuration } from './duration.ts'
import { Instant } from './instant.ts'
import { nextTick, requireBehavior, type MissedTickBehavior } from './missed-tick.ts'
import { Sleep } from './sleep.ts'
import { Tick } from './tick.ts'

/** How an {@link interval} ticks. */
export interface IntervalOptions {
  /** What becomes of ticks that nobody asked for in time. Default: `burst`. */
  missedTickBehavior?: MissedTickBehavior
}

/**
 * See {@link interval}. The schedule is kept exactly, in fractions of a millisecond, and only each wait is rounded up: so an interval does
 * not drift. One timer serves all ticks.
 *
 * Rust: `tokio::time::Interval`.
 */
export class Interval implements Disposable {
  readonly period: number
  readonly missedTickBehavior: MissedTickBehavior
  /** Waits for the next tick. For the tick's inspection; this class alone polls it. */
  readonly timer: Sleep
  /** The schedule's clock; null until the first poll where the interval was made outside any runtime. */
  private clock: Clock | null
  /** The next tick, on that clock. */
  private due: number
  private loan: Tick | null
  private disposed: boolean

  constructor(period: number, missedTickBehavior: MissedTickBehavior, clock: Clock | null) {
    this.period = period
    this.missedTickBehavior = missedTickBehavior
    this.timer = new Sleep(0, null, 0)
    this.clock = clock
    this.due = clock === null ? 0 : clock.now()
    this.loan = null
    this.disposed = false
  }

  /**
   * Waits for the next tick and gives the moment for which it was scheduled. The first one is ready at once. One tick is
   * on loan at a time; disposing it unfinished loses nothing.
   *
   * Rust: `Interval::tick`.
   *
   * @throws PolledAfterCompletionError once the interval is disposed.
   * @throws BorrowError while the tick of an earlier call is neither finished nor disposed.
   * @throws NoRuntimeError, from its `poll`, outside any runtime.
   */
  tick(): Tick {
    if (this.disposed) throw new PolledAfterCompletionError(this.name(), 'disposed')
    if (this.loan !== null) {
      throw new BorrowError(
        `${this.name()}: tick() was called while the tick of an earlier call is still out; poll that one to its end, or dispose it`,
      )
    }
    const tick = new Tick(this)
    this.loan = tick
    return tick
  }

  /** Begins the schedule anew: the next tick comes a period from now. Rust: `Interval::reset`. */
  reset(): void {
    if (this.disposed) return
    const clock = (this.clock ??= currentClock())
    const now = clock.now()
    this.due = now + this.period
    this.timer.restart(clock, now, this.due)
  }

  // ---- for Tick ----

  pollTick(cx: Context): Poll<Instant> {
    const runtime = currentRuntime() ?? requireRuntime(`${this.name()}.tick()`)
    this.follow(runtime)
    if (this.timer.poll(cx) === Pending) return Pending
    const due = this.due
    const now = runtime.now()
    this.due = nextTick(due, now, this.period, this.missedTickBehavior)
    this.timer.restart(runtime, now, this.due)
    return new Instant(runtime, due)
  }

  /** The loan has ended. */
  takeBack(): void {
    this.loan = null
    this.timer.leave()
  }

  /** Moves the schedule to another clock, or starts it. The timer moves by itself when it is polled. */
  private follow(clock: Clock): void {
    if (this.clock === null) this.due = clock.now()
    else if (this.clock !== clock) this.due += offset(this.clock, clock)
    this.clock = clock
  }

  [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    this.loan?.end(Disposed)
    this.timer[Symbol.dispose]()
  }

  get [sendable](): boolean {
    return true
  }

  private name(): string {
    return `interval(${this.period})`
  }

  [inspect](): Inspection {
    return { name: this.name(), fields: { missedTickBehavior: this.missedTickBehavior } }
  }
}

/**
 * Ticks every `ms` milliseconds, the first time at once. The schedule starts with this call inside a runtime, and
 * otherwise with the first poll. A tick more than 5 ms late is missed; see {@link MissedTickBehavior}.
 *
 * Rust: `tokio::time::interval`.
 *
 * @throws RangeError if `ms` is not above 0.
 * @example
 * using seconds = interval(1000)
 * for (;;) {
 *   const at = yield* wait(seconds.tick())
 * }
 */
export function interval(ms: number, options: IntervalOptions = {}): Interval {
  requireDuration(ms, 'interval')
  if (ms <= 0) throw new RangeError(`interval: the period must be above 0 milliseconds, and is ${ms}`)
  return new Interval(ms, requireBehavior(options?.missedTickBehavior ?? 'burst'), currentRuntime())
}

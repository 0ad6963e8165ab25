/**
 * `sleep(ms)` and `sleepUntil(instant)`: the one leaf that waits for time. Everything else in this room is built on it.
 *
 * A sleep is its own node in the timing wheel. From making it to dropping it, one object is allocated and the clock is
 * read once: when it is made inside a runtime, and otherwise at its first poll.
 *
 *     made in a runtime, or at an instant ──▶ SET (tick known)                   (1) constructor
 *     made outside any ──▶ UNSET ──first poll──▶ SET                            (2) `join`
 *     SET ──poll──▶ LINKED into the wheel of the runtime that polls             (3) `join`
 *     LINKED ──polled by another runtime──▶ LINKED into that one's              (4) `join`
 *     LINKED ──due──▶ FIRED, waker called                                       (5) `fire`, by the wheel
 *     made with 0 or less ──▶ FIRED                                             (1)
 *     FIRED ──poll──▶ finished;  any ──dispose──▶ disposed, off the wheel       (6) `poll`, dispose
 *
 * UNSET means `clock === null`, LINKED `slot >= 0`, FIRED `slot === FIRED`. While it is linked, a poll asks the wheel's
 * state and not the clock: what is due is fired by the runtime, in the order of deadlines, and never by a poll that
 * happens to come by.
 */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { currentRuntime } from '../runtime/current.ts'
import { NoRuntimeError } from '../runtime/errors.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { offset, type Clock } from './clock.ts'
import { requireDuration } from './duration.ts'
import { Instant } from './instant.ts'
import { UNLINKED, type Timer } from './timer.ts'
import { wheelOf } from './wheel-of.ts'

/** The `slot` of a sleep whose time has come. */
const FIRED = -2

/** See {@link sleep}. */
export class Sleep implements Future<void>, Timer {
  private phase: Phase
  private readonly ms: number
  /** On what clock `tick` counts: of the runtime whose wheel it is in; before that, of whoever made it; null if UNSET. */
  private clock: Clock | null
  private waker: Waker | null
  tick: number
  slot: number
  prev: Timer | null
  next: Timer | null

  /** @param ms from now; @param deadline that moment on `clock`, or anything where `clock` is null. */
  constructor(ms: number, clock: Clock | null, deadline: number) {
    this.phase = Waiting
    this.ms = ms
    this.clock = clock
    this.waker = null
    this.tick = Math.ceil(deadline)
    this.slot = ms > 0 ? UNLINKED : FIRED
    this.prev = null
    this.next = null
  }

  poll(cx: Context): Poll<void> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    if (this.slot === FIRED) return this.finish()
    const runtime = currentRuntime()
    if (runtime === null) this.refuse()
    if ((this.slot === UNLINKED || runtime !== this.clock) && this.join(runtime)) return this.finish()
    const waker = this.waker
    if (waker === null || !waker.willWake(cx.waker)) this.waker = cx.waker
    return Pending
  }

  private finish(): void {
    this.phase = Finished
    this.leave()
    this.clock = null
  }

  /** A throw from poll finishes a future. */
  private refuse(): never {
    this.finish()
    throw new NoRuntimeError(this.name())
  }

  /** Registers with `runtime`. True if the time has come already; a sleep without end counts as no timer. */
  private join(runtime: Runtime): boolean {
    const from = this.clock
    if (from === null) {
      this.tick = Math.ceil(runtime.now() + this.ms)
    } else if (from !== runtime) {
      this.unlink()
      this.tick = Math.ceil(this.tick + offset(from, runtime))
    }
    this.clock = runtime
    return this.link(runtime)
  }

  private link(runtime: Runtime): boolean {
    if (this.tick === Infinity) return false
    const wheel = wheelOf(runtime)
    if (this.tick <= wheel.present) return true
    wheel.insert(this)
    const { observer } = runtime.executor
    if (observer !== null) observer.timerSet(this, this.tick)
    runtime.timersChanged()
    return false
  }

  private unlink(): void {
    if (this.slot < 0) return
    const runtime = this.clock as Runtime
    wheelOf(runtime).remove(this)
    const { observer } = runtime.executor
    if (observer !== null) observer.timerCancelled(this)
    runtime.timersChanged()
  }

  fire(): void {
    this.slot = FIRED
    const { observer } = (this.clock as Runtime).executor
    if (observer !== null) observer.timerFired(this)
    const waker = this.waker
    this.waker = null
    if (waker !== null) waker.wake()
  }

  /** Off the wheel, and forgets who waits. What has fired stays so: for owners that lend a sleep. */
  leave(): void {
    this.unlink()
    this.waker = null
  }

  /**
   * Starts over with another deadline on `clock`, where it is `now`; finished or not. If it was linked, then in the wheel
   * of `clock`, and whoever waits goes on waiting.
   */
  restart(clock: Clock, now: number, deadline: number): void {
    const linked = this.slot >= 0
    this.unlink()
    this.phase = Waiting
    this.clock = clock
    this.tick = Math.ceil(deadline)
    this.slot = this.tick > now ? UNLINKED : FIRED
    if (linked && (this.slot === FIRED || this.link(clock as Runtime))) this.fire()
  }

  [Symbol.dispose](): void {
    if (this.phase !== Waiting) return
    this.phase = Disposed
    this.leave()
    this.clock = null
  }

  get [sendable](): boolean {
    return true
  }

  private name(): string {
    return `sleep(${this.ms})`
  }

  [inspect](): Inspection {
    if (this.phase !== Waiting) return { name: this.name(), state: this.phase === Finished ? 'finished' : 'disposed' }
    const state = this.slot === FIRED ? 'due' : this.waker === null ? 'unpolled' : 'waiting'
    return { name: this.name(), state, waitsOn: this.dueIn() }
  }

  private dueIn(): string {
    if (this.slot === FIRED) return 'a timer (due)'
    if (this.clock === null) return 'a timer (starts when polled)'
    const left = Math.ceil(this.tick - this.clock.now())
    if (left === Infinity) return 'a timer (that never fires)'
    return left > 0 ? `a timer (due in ${left} ms)` : 'a timer (due)'
  }
}

/**
 * Waits `ms` milliseconds, rounded up to a whole tick: never less. The time counts from this call inside a runtime, and
 * otherwise from the first poll. 0 or less is ready at the first poll; `Infinity` never is, and counts as no timer, so
 * that waiting for nothing else is reported as a deadlock.
 *
 * Rust: `tokio::time::sleep`.
 *
 * @throws RangeError for NaN.
 * @throws NoRuntimeError, from `poll`, outside any runtime.
 * @example
 * blockOn(sleep(20))
 */
export function sleep(ms: number): Sleep {
  requireDuration(ms, 'sleep')
  const runtime = ms > 0 ? currentRuntime() : null
  return runtime === null ? new Sleep(ms, null, 0) : new Sleep(ms, runtime, runtime.now() + ms)
}

/**
 * Waits until `instant`, rounded up to a whole tick. Ready at the first poll if it has passed.
 *
 * Rust: `tokio::time::sleep_until`.
 *
 * @throws TypeError for what is no `Instant`; NoRuntimeError, from `poll`, outside any runtime.
 * @example
 * const deadline = Instant.now().plus(100)
 * yield* wait(sleepUntil(deadline))
 */
export function sleepUntil(instant: Instant): Sleep {
  if (!(instant instanceof Instant)) throw new TypeError('sleepUntil: expected an Instant; for a number of milliseconds use sleep(ms)')
  const { clock, at } = instant
  return new Sleep(at - clock.now(), clock, at)
}

/**
 * `pause`, `advance`, `resume`: the current runtime's clock, held in hand. What sleeps sleeps on that clock, so a test of
 * an hour takes no time and gives the same trace each time.
 *
 * A paused clock goes on by itself, to the earliest timer, when nothing else can happen: nothing is ready, and no other
 * thread and no source of the host is outstanding. The clock is the runtime's; it stays paused across its `blockOn`s.
 */
import { requireRuntime } from '../runtime/current.ts'
import { ClockError } from './clock-error.ts'

/**
 * Stops the current runtime's clock where it is.
 *
 * Rust: `tokio::time::pause`.
 *
 * @throws ClockError if it is paused already; NoRuntimeError outside a runtime.
 * @example
 * using runtime = new Runtime({ startPaused: true }) // the same, from the beginning
 * runtime.blockOn(sleep(3_600_000))                  // at once
 */
export function pause(): void {
  const runtime = requireRuntime('pause')
  if (runtime.clock.isPaused) throw new ClockError('pause: the clock is paused already; resume() it first')
  runtime.clock.pause()
  runtime.timersChanged()
}

/**
 * Moves the paused clock `ms` milliseconds on, then wakes what has become due, in the order of deadlines, before it
 * returns. The woken tasks have their turns afterwards.
 *
 * Rust: `tokio::time::advance`.
 *
 * @throws RangeError unless `ms` is a finite number, 0 or above.
 * @throws ClockError if the clock is not paused; NoRuntimeError outside a runtime.
 * @example
 * using _ = runtime.enter()
 * advance(60_000) // what was due within the minute is woken
 */
export function advance(ms: number): void {
  if (!(Number.isFinite(ms) && ms >= 0)) throw new RangeError(`advance: expected milliseconds, 0 or above and finite, and got ${String(ms)}`)
  const runtime = requireRuntime('advance')
  const { clock } = runtime
  if (!clock.isPaused) throw new ClockError('advance: the clock is not paused; call pause() first, or make the runtime with startPaused')
  clock.moveTo(clock.now() + ms)
  runtime.advanceTimers()
}

/**
 * Lets the clock run on from where it stands.
 *
 * Rust: `tokio::time::resume`.
 *
 * @throws ClockError if it is not paused; NoRuntimeError outside a runtime.
 * @example
 * pause(); advance(1000); resume() // a second ahead of where it would be
 */
export function resume(): void {
  const runtime = requireRuntime('resume')
  if (!runtime.clock.isPaused) throw new ClockError('resume: the clock is not paused; pause() comes first')
  runtime.clock.resume()
  runtime.timersChanged()
}

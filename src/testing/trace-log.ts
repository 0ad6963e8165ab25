/**
 * `traceLog()`: what happened, as a list of lines. Order is the half of asynchronous behaviour that counting does not
 * show, and a list that is compared whole shows it all: what is missing, what is too much, what comes too early.
 */
import { requireFuture, type Future } from '../future/future.ts'
import { sendable } from '../future/symbols.ts'
import { noopWaker, type Waker } from '../future/waker.ts'
import type { Observer } from '../runtime/observer.ts'
import type { Clock } from '../time/clock.ts'
import { TracedTasks } from './traced-tasks.ts'
import { Traced } from './traced.ts'
import { TracedWaker } from './traced-waker.ts'
import { nounOf, requireOptions } from './wrong-use.ts'

export interface TraceLogOptions {
  /** Puts the time behind each line, ` at 20`: a `manualClock()`, or a runtime. Default: no times. */
  clock?: Clock
}

/** See {@link traceLog}. */
export class TraceLog {
  /** The lines since the last `take`. */
  readonly lines: readonly string[]
  /**
   * For `new Runtime({ observer: log.observer })`: writes what happens to tasks, a line an event.
   *
   *     task 1 (Sleep): spawned · task 1: woken · task 1: woken by task 2 · task 1: woken by itself
   *     task 1: polled · task 1: suspended · task 1: completed · task 1: failed · task 1: cancelled
   *
   * The main future is called that, and one of a `LocalSet` is `local task 1`.
   */
  readonly observer: Observer
  private readonly clock: Clock | null

  constructor(options: TraceLogOptions) {
    this.lines = []
    this.observer = new TracedTasks(this)
    this.clock = options.clock ?? null
  }

  /** Writes a line of the test's own. */
  note(line: string): void {
    ;(this.lines as string[]).push(this.clock === null ? line : `${line} at ${this.clock.now()}`)
  }

  /** The lines since the last `take`, or so far; the log is empty then. */
  take(): string[] {
    return (this.lines as string[]).splice(0)
  }

  /**
   * `future` itself, with a line for each thing done to it or by it: `name: pending`, `name: ready` or `name: throw` as
   * a poll returns, `name: wake` when it calls its waker, `name: dispose`. Errors and dumps call it `name`.
   *
   * @throws TypeError if `future` is none.
   * @example
   * const slow = log.future('slow', sleep(20))
   * const fast = log.future('fast', sleep(10))
   * blockOn(race(slow, fast))
   * log.take() // [..., 'fast: wake', ..., 'fast: ready', 'slow: dispose']
   */
  future<T>(name: string, future: Future<T>): Traced<T> {
    requireFuture(future, 'TraceLog.future')
    return new Traced(this, name, future)
  }

  /** A waker that writes `name: wake`, then wakes `inner`. Default for `inner`: a waker that does nothing. @throws TypeError if `inner` is none. */
  waker(name: string, inner: Waker = noopWaker()): TracedWaker {
    if (typeof (inner as Partial<Waker> | null)?.wake !== 'function') throw new TypeError(`TraceLog.waker: expected a waker, and got ${nounOf(inner)}`)
    return new TracedWaker(this, name, inner)
  }

  /** The test's, wherever it is held. */
  get [sendable](): true {
    return true
  }
}

/**
 * A list of what happened, to be compared whole.
 *
 * Rust: the `trace` of embassy-executor's tests; `tracing-test`, roughly.
 *
 * @throws TypeError if `clock` has no `now`.
 * @example
 * const log = traceLog()
 * const runtime = new Runtime({ observer: log.observer })
 * runtime.spawn(yieldNow())
 * runtime.runUntilStalled()
 * expect(log.take()).toEqual([
 *   'task 1 (YieldNow): spawned',
 *   'task 1: polled', 'task 1: woken by itself', 'task 1: suspended',
 *   'task 1: polled', 'task 1: completed',
 * ])
 */
export function traceLog(options: TraceLogOptions = {}): TraceLog {
  requireOptions(options, 'traceLog')
  const { clock } = options
  if (clock !== undefined && typeof clock?.now !== 'function') {
    throw new TypeError('traceLog: clock must have a method now; give it a manualClock() or a runtime')
  }
  return new TraceLog(options)
}

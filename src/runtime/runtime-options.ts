/** What a runtime is made with, and whether it is that: a wrong option is refused at once, not where it is first used. */
import type { Driver } from './driver.ts'
import type { Observer } from './observer.ts'
import type { UnhandledErrorHandler } from './unhandled.ts'

/**
 * What `new Runtime(options)` takes; each has a default.
 *
 * Rust: `tokio::runtime::Builder`.
 *
 * @example
 * const options: RuntimeOptions = { name: 'jobs', seed: 7, startPaused: true }
 */
export interface RuntimeOptions {
  /** What the runtime stands on. Default: `parkThread()`. */
  driver?: Driver
  /** Begin with the clock paused, as after `pause()`. Default: false. */
  startPaused?: boolean
  /** What errors and dumps call it. Default: `runtime`. */
  name?: string
  /** Seeds every random choice that the runtime makes. Default: 0, so that runs repeat. */
  seed?: number
  /** Leaf operations that a task may make in one poll. Default: 128. */
  budget?: number
  /** Told of everything that happens to tasks. Default: nobody. */
  observer?: Observer
  /** Given each failure of a task that nobody joined. Default: prints it. */
  onUnhandledError?: UnhandledErrorHandler
}

/** @throws as the constructor of `Runtime`. */
export function checkOptions({ budget: limit, seed, driver, observer, onUnhandledError }: RuntimeOptions): void {
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError(`Runtime: budget must be a whole number above 0, and is ${limit}`)
  }
  if (seed !== undefined && Number.isNaN(Number(seed))) throw new RangeError('Runtime: seed must be a number')
  if (driver !== undefined && !['park', 'unpark', 'now', 'external'].every(name => typeof driver[name as 'park'] === 'function')) {
    throw new TypeError('Runtime: driver must have the methods park, unpark, now and external; make one with parkThread() or hostLoop()')
  }
  if (observer !== undefined && (typeof observer !== 'object' || observer === null)) {
    throw new TypeError('Runtime: observer must be an object with some of the methods of Observer')
  }
  if (onUnhandledError !== undefined && typeof onUnhandledError !== 'function') {
    throw new TypeError('Runtime: onUnhandledError must be a function')
  }
}

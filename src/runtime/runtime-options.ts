/** What a runtime is made with, and whether it is that: a wrong option is refused at once, not where it is first used. */
import type { Future } from '../future/future.ts'
import type { Driver } from './driver.ts'
import type { Observer } from './observer.ts'
import type { UnhandledErrorHandler } from './unhandled.ts'

/**
 * Gives what is to be the task for each future that is spawned. Its answer owns the future, and must be as sendable.
 *
 * Rust: the nearest are `Builder::on_task_spawn` of tokio and `Instrument` of the crate `tracing`.
 */
export type WrapSpawned = <T>(future: Future<T>) => Future<T>

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
  /** Told of everything that happens to tasks. Default: nobody. Later ones come by `runtime.observe`. */
  observer?: Observer
  /**
   * Put around each future that becomes a task, when it is spawned: by `spawn`, `spawnLocal` and `start`, in a `JoinSet`, in a
   * `LocalSet` of this runtime. Not around main futures, which are polled by who calls `blockOn`, nor blocking jobs. With
   * `inAsyncContext` of `pollux/watch` every task keeps the `AsyncLocalStorage` context of its spawn. What it throws, `spawn`
   * throws, and the future is left with the caller. Default: nothing.
   */
  wrapSpawned?: WrapSpawned
  /** Given each failure of a task that nobody joined. Default: prints it. */
  onUnhandledError?: UnhandledErrorHandler
}

/** @throws as the constructor of `Runtime`. */
export function checkOptions({ budget: limit, seed, driver, observer, wrapSpawned, onUnhandledError }: RuntimeOptions): void {
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError(`Runtime: budget must be a whole number above 0, and is ${limit}`)
  }
  if (seed !== undefined && Number.isNaN(Number(seed))) throw new RangeError('Runtime: seed must be a number')
  if (driver !== undefined && !['park', 'unpark', 'now', 'external'].every(name => typeof driver[name as 'park'] === 'function')) {
    throw new TypeError('Runtime: driver must have the methods park, unpark, now and external; make one with parkThread() or hostLoop()')
  }
  if (observer !== undefined) requireObserver(observer, 'Runtime')
  if (wrapSpawned !== undefined && typeof wrapSpawned !== 'function') {
    throw new TypeError('Runtime: wrapSpawned must be a function that gives a future for a future, such as inAsyncContext')
  }
  if (onUnhandledError !== undefined && typeof onUnhandledError !== 'function') {
    throw new TypeError('Runtime: onUnhandledError must be a function')
  }
}

/** @throws TypeError for what is no object. */
export function requireObserver(observer: unknown, what: string): asserts observer is Observer {
  if (typeof observer !== 'object' || observer === null) throw new TypeError(`${what}: observer must be an object with some of the methods of Observer`)
}

/** `spawn`, `spawnLocal` and `spawnBlocking` onto the current runtime. */
import type { Future } from '../future/future.ts'
import type { Answer, AnyArguments, BlockingFunction, BlockingTarget } from './blocking/job-target.ts'
import { currentLocalSet, requireRuntime } from './current.ts'
import type { JoinHandle } from './join-handle.ts'

/**
 * Gives `future` to the current runtime as a task of its own, which runs beside the others. It is never polled before
 * `spawn` returns. The future must be sendable, now and at each of its suspensions.
 *
 * Rust: `tokio::spawn`.
 *
 * @throws NotSendableError, with nothing queued and the future untouched, if it is not sendable.
 * @throws NoRuntimeError outside any runtime; the future is left with the caller.
 * @example
 * blockOn(lazy(() => { spawn(background()); … }))
 */
export function spawn<T>(future: Future<T>): JoinHandle<T> {
  return requireRuntime('spawn').spawn(future)
}

/**
 * As {@link spawn}, for a future that need not be sendable. Inside a `LocalSet` (in its tasks, and in what its `runUntil`
 * polls) the task becomes one of the set.
 *
 * Rust: `tokio::task::spawn_local`.
 *
 * @throws NoRuntimeError outside any runtime and any set; the future is left with the caller.
 * @example
 * blockOn(lazy(() => { spawnLocal(logger(new Rc(sink))); … }))
 */
export function spawnLocal<T>(future: Future<T>): JoinHandle<T> {
  return (currentLocalSet() ?? requireRuntime('spawnLocal')).spawnLocal(future)
}

/**
 * Calls a function on a thread of its own, out of a pool, and gives the task that waits for it: for what would keep this
 * thread from everything else. The function is a module's export, which is the recommended form; or one that stands by
 * itself, since it is sent as text: it captures no variable, and uses no `this`. Either may be async.
 *
 * It begins at once if a worker is free, else in its turn. Arguments and result are copied, or handed over by
 * `transfer(value, list)`. What it throws is the task's failure, with the stack that it had there. Aborting the task takes a
 * job out of the queue; one that has begun runs on, and its result is dropped.
 *
 * Rust: `tokio::task::spawn_blocking`.
 *
 * @throws NotSendableError, with nothing queued, if an argument is not sendable or cannot be cloned.
 * @throws TypeError for what is neither form: methods, classes, generators, native and bound functions.
 * @throws NoRuntimeError outside any runtime.
 * @example
 * const sum = spawnBlocking({ module: new URL('./jobs.ts', import.meta.url), export: 'sum' }, numbers)
 * const product = spawnBlocking((a: number, b: number) => a * b, 6, 7)
 */
export function spawnBlocking<T>(target: BlockingTarget, ...args: unknown[]): JoinHandle<T>
export function spawnBlocking<T, A extends unknown[] = AnyArguments>(fn: (...args: A) => T, ...args: A): JoinHandle<Answer<T>>
export function spawnBlocking(given: BlockingFunction, ...args: unknown[]): JoinHandle<unknown> {
  return requireRuntime('spawnBlocking').spawnBlocking(given as BlockingTarget, ...args)
}

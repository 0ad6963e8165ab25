/** `spawn` and `spawnLocal` onto the current runtime. */
import type { Future } from '../future/future.ts'
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

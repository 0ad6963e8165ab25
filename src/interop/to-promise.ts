/**
 * # The border
 *
 * On one side futures: lazy, polled, disposed by their owner. On the other the host's promises: started, pushed at
 * whoever listens, never cancelled. This room translates, and is the only one that names a promise.
 *
 * **Outwards** (`toPromise`, `toAsyncIterable`): a future becomes a task on a runtime that the host's event loop runs, and
 * the task settles the promise. It starts at once, as functions of the host do: its first poll is over when the call
 * returns. A promise cannot be disposed, so what cancels is a signal, or `return()`; either disposes the future at once,
 * or, if its poll is on the stack, as soon as that returns.
 *
 * **Inwards** (`fromPromise`, `fromAsyncIterable`, `fromAbortSignal`): a leaf that keeps the waker and hands it to the
 * host's callback. While it waits it is a *host source* of its runtime: the process stays alive for it, and a `blockOn`
 * that could only wait for it in vain says so. Disposing it lets go of everything here; what goes on over there cannot be
 * stopped, only no longer listened to.
 *
 * **No failure is lost, and none is doubled.** Outwards a failure is the promise's rejection, the original error, and
 * whoever holds the promise handles it. Inwards a rejection is thrown from the poll. One that has nobody left to be thrown
 * at goes to the runtime's `onUnhandledError`. Neither way makes an unhandled rejection that the program did not make.
 */
import { requireFuture, type Future } from '../future/future.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { requireSignal, type AbortSignalLike } from './abort-signal.ts'
import { pickRuntime } from './pick-runtime.ts'
import { PromiseRoot } from './promise-root.ts'

export interface ToPromiseOptions {
  /** Aborting it disposes the future and rejects the promise with its reason. */
  signal?: AbortSignalLike | null | undefined
  /**
   * Where the future runs. Default: the current runtime if its driver is `hostLoop()`, else the process's default one.
   *
   * Nobody runs a runtime on `parkThread()`, the default driver, but its own `blockOn` or `runUntilStalled`: there the
   * future has its first poll, and the promise settles only as far as the program runs that runtime by hand.
   */
  runtime?: Runtime | null | undefined
}

/**
 * Runs `future` as a task, which has its first poll before this returns, and gives the promise of its output. The
 * promise takes over the future. A failure rejects it with the original error, a shutdown of the runtime with a cancelled
 * `JoinError`. The future need not be sendable.
 *
 * With a `signal`: one listener, removed when the promise settles. Aborted before the call, the future is disposed
 * unpolled; aborted during one of its polls, it is disposed if that poll answers `Pending`, and its output wins otherwise.
 *
 * An output that is itself a promise is awaited, as promises do.
 *
 * Rust: `wasm_bindgen_futures::future_to_promise`.
 *
 * @throws TypeError at the call if `future` is no future, `signal` no signal or `runtime` no runtime.
 * @example
 * const text = await toPromise(timeout(1000, readAll(file)), { signal })
 */
export function toPromise<T>(future: Future<T>, options?: ToPromiseOptions | null): Promise<T> {
  requireFuture(future, 'toPromise')
  const signal = options?.signal ?? null
  if (signal !== null) requireSignal(signal, 'toPromise')
  const runtime = pickRuntime(options?.runtime, 'toPromise')
  return new Promise((resolve, reject) => new PromiseRoot(future, runtime, { resolve, reject }, signal).begin())
}

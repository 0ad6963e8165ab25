/** `inAsyncContext`: the host's `AsyncLocalStorage`, OpenTelemetry's context for one, across suspensions. */
import { requireFuture, type Future } from '../future/future.ts'
import { builtinModule } from './builtin-module.ts'
import { Inside, type RunInside } from '../runtime/inside.ts'

interface AsyncHooks {
  AsyncLocalStorage: { snapshot?(): RunInside }
}

/**
 * `future`, polled and disposed in the `AsyncLocalStorage` context of this call: what `storage.getStore()` gives here it gives
 * in there, whoever wakes the task and from wherever. A promise keeps its context by itself; a task's polls come from a
 * run loop that has another one, or none. OpenTelemetry finds the active span this way.
 *
 * A spawn inside such a poll captures nothing by itself: wrap what is spawned, too. On a host without `AsyncLocalStorage`
 * the future is polled as it is. Each of its polls costs what entering a context costs;
 * other futures pay nothing.
 *
 * Rust: `Instrument::in_current_span` of the crate `tracing`; `FutureExt::with_current_context` of `opentelemetry`.
 *
 * @throws TypeError for what is no future.
 * @example
 * storage.run(request, () => runtime.spawn(inAsyncContext(handle(request))))
 */
export function inAsyncContext<T>(future: Future<T>): Inside<T> {
  requireFuture(future, 'inAsyncContext')
  const { snapshot } = builtinModule<AsyncHooks>('node:async_hooks')?.AsyncLocalStorage ?? {}
  return new Inside(future, 'InAsyncContext', snapshot === undefined ? body => body() : snapshot())
}

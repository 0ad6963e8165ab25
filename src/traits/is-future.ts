/** What a trait's method gave: a future, or something else that is passed on as it is. */
import type { Future } from '../future/future.ts'

/** Whether `value` can be polled. A method that answers at once (`pollReady`, `isEmpty`) gives what cannot. */
export function isFuture(value: unknown): value is Future<unknown> {
  return typeof (value as { poll?: unknown } | null | undefined)?.poll === 'function'
}

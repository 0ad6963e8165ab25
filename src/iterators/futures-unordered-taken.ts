/** What the constructors of the two sets are given. */
import type { Future } from '../future/future.ts'
import { requireEachFuture } from '../future/require-futures.ts'

/**
 * The futures of an iterable, each looked at before any is the set's.
 *
 * @throws TypeError if it is not iterable, or for what is in it and is no future; `where` names the class.
 */
export function takeFutures<T>(futures: Iterable<Future<T>>, where: string): Future<T>[] {
  if (typeof (futures as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] !== 'function') {
    throw new TypeError(`${where} takes one iterable of futures, or nothing; a single future is given to push(…)`)
  }
  const taken = [...futures]
  requireEachFuture(taken, where)
  return taken
}

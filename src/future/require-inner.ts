/** What `flatten` and `andThen` ask of what is to be polled next. */
import { dropAllSuppressed } from './dispose.ts'
import { requireFuture, type Future } from './future.ts'

/**
 * Throws unless `inner` is a future that may be taken over. What is no future is dropped, since nobody will get it; one that
 * is pinned is its pin's.
 *
 * @throws TypeError, BorrowError that say who gave it: `where`.
 */
export function requireInner(inner: unknown, where: string): asserts inner is Future<unknown> {
  try {
    requireFuture(inner, where)
  } catch (error) {
    if (error instanceof TypeError) dropAllSuppressed([inner], error)
    throw error
  }
}

/** What a send may leave to be done once all is in order: a value that nobody will get, and those who waited. */
import { drop, DisposeErrors } from '../future/dispose.ts'
import type { Waker } from '../future/waker.ts'
import { wakeAll } from './wake-all.ts'

/** Drops `lost`, then wakes, all of them even if one fails. @throws the first error, later ones on `.suppressed`. */
export function dropAndWake(lost: unknown, wakers: readonly Waker[]): void {
  if (wakers.length === 0) return drop(lost)
  const errors = new DisposeErrors()
  errors.drop(lost)
  try {
    wakeAll(wakers)
  } catch (error) {
    errors.add(error)
  }
  errors.rethrow()
}

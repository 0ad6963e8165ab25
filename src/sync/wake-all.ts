/**
 * Waking many. By contract the state is settled and the wakers are off their lists before the first is called, for it may
 * poll, drop or use the same primitive; and one that throws does not keep the others from being woken.
 */
import { DisposeErrors } from '../future/dispose.ts'
import type { Waker } from '../future/waker.ts'

/** Wakes each, in order. @throws the first error of a waker, after all were called, later ones on `.suppressed`. */
export function wakeAll(wakers: readonly Waker[]): void {
  const errors = new DisposeErrors()
  for (const waker of wakers) {
    try {
      waker.wake()
    } catch (error) {
      errors.add(error)
    }
  }
  errors.rethrow()
}

/** `catchUnwind(future)`: a failure as a value. */
import type { Context } from './context.ts'
import { requireFuture, type Future } from './future.ts'
import { Polling, refusePoll, Waiting } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { Err, Ok, type Result } from './result.ts'
import { Wrapper } from './wrapper.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See {@link catchUnwind}. */
export class CatchUnwind<T> extends Wrapper<T, Result<T>> {
  protected get type(): string {
    return 'CatchUnwind'
  }

  poll(cx: Context): Poll<Result<T>> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const output = this.inner!.poll(cx)
      if (output === Pending) {
        this.phase = Waiting
        return Pending
      }
      this.finish()
      return Ok(output)
    } catch (error) {
      this.finish()
      return Err(error)
    }
  }
}

/**
 * A future that gives `Ok(output)`, or `Err(thrown)` where `future` fails. What a *dispose* throws is not caught.
 *
 * Chains: some 3,000 deep, 2,000 if spawned; see “How deep” in `future.ts`.
 *
 * Rust: `FutureExt::catch_unwind`, a panic being a throw here.
 *
 * @throws TypeError at the call if `future` is none.
 * @example
 * const result = blockOn(catchUnwind(fetchOne()))
 * if (!result.ok) console.error(result.error)
 */
export function catchUnwind<T>(future: Future<T>): CatchUnwind<T> {
  requireFuture(future, 'catchUnwind')
  return new CatchUnwind(future)
}

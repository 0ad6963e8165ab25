/** `boxed(future)`: one type for futures of many types. */
import type { Context } from './context.ts'
import { requireFuture, type Future } from './future.ts'
import { Polling, refusePoll, Waiting } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { Wrapper } from './wrapper.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See {@link boxed}. */
export class Boxed<T> extends Wrapper<T> {
  protected get type(): string {
    return 'Boxed'
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const output = this.inner!.poll(cx)
      if (output === Pending) this.phase = Waiting
      else this.finish()
      return output
    } catch (error) {
      this.finish()
      throw error
    }
  }
}

/**
 * A future that hides the type of `future` and is otherwise the same. One allocation. A call site that polls boxes
 * always meets one shape of object, whatever is inside.
 *
 * Chains: some 3,000 deep, 2,000 if spawned; see “How deep” in `future.ts`.
 *
 * Rust: `Box::pin(future) as Pin<Box<dyn Future<Output = T>>>`, `FutureExt::boxed`.
 *
 * @throws TypeError at the call if `future` is none; from the poll, whatever it throws.
 * @example
 * const step: Boxed<number> = cached ? boxed(ready(1)) : boxed(fetchOne())
 */
export function boxed<T>(future: Future<T>): Boxed<T> {
  requireFuture(future, 'boxed')
  return new Boxed(future)
}

/** `interleavePending(future)`: the same future, but never ready at the poll where it could have been. */
import type { Context } from '../future/context.ts'
import { dropAllSuppressed } from '../future/dispose.ts'
import { requireFuture, type Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Polling, refusePoll, Waiting } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { inspect } from '../future/symbols.ts'
import { Wrapper } from '../future/wrapper.ts'

/** See {@link interleavePending}. */
export class InterleavePending<T> extends Wrapper<T> {
  /** Whether the latest poll was one in between: the next one is the inner future's. */
  private between: boolean

  constructor(inner: Future<T>) {
    super(inner)
    this.between = false
  }

  protected get type(): string {
    return 'InterleavePending'
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.between = !this.between
    this.phase = Polling
    return this.between ? this.pend(cx) : this.pollInner(cx)
  }

  private pend(cx: Context): Pending {
    try {
      cx.waker.wake()
    } catch (error) {
      const inner = this.inner
      this.finish()
      dropAllSuppressed([inner], error)
      throw error
    }
    this.phase = Waiting
    return Pending
  }

  private pollInner(cx: Context): Poll<T> {
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

  override [inspect](): Inspection {
    const inspection = super[inspect]()
    return this.between && this.inner !== null ? { ...inspection, state: 'in between', waitsOn: 'its own wake, already made' } : inspection
  }
}

/**
 * A future that answers `Pending` once more before each poll of `future`, with its task woken: the first poll, the third
 * and so on are such, the others are `future`'s own. Output, failure and dispose pass through.
 *
 * Whatever owns it is polled twice as often and finds its children ready at other moments. A combinator or a task that
 * is right gives the same output as with `future` itself.
 *
 * Rust: `interleave_pending` of futures-test, which makes the extra answer once for a future, and before each item of a
 * stream.
 *
 * @throws TypeError at the call if `future` is none; from the poll, whatever it throws.
 * @example
 * blockOn(join(interleavePending(fetchUser()), fetchGroups())) // as without it
 */
export function interleavePending<T>(future: Future<T>): InterleavePending<T> {
  requireFuture(future, 'interleavePending')
  return new InterleavePending(future)
}

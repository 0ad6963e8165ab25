/** The response of an `Either`: that of the side that it is. */
import type { Context } from '../future/context.ts'
import type { Future, Output } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Polling, refusePoll, Waiting } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { inspect } from '../future/symbols.ts'
import { Wrapper } from '../future/wrapper.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * Polls the one future that it holds, an `A` or a `B`.
 *
 * Rust: `tower::util::either::EitherResponseFuture`, whose `Kind::Left` and `Kind::Right` are `isLeft`.
 */
export class EitherResponseFuture<A extends Future<unknown>, B extends Future<unknown>> extends Wrapper<Output<A> | Output<B>> {
  readonly isLeft: boolean

  constructor(isLeft: boolean, inner: Future<unknown>) {
    super(inner as Future<Output<A> | Output<B>>)
    this.isLeft = isLeft
  }

  protected get type(): string {
    return 'EitherResponseFuture'
  }

  poll(cx: Context): Poll<Output<A> | Output<B>> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      // Two call sites, so that each sees one kind of future.
      const output = this.isLeft ? this.inner!.poll(cx) : this.inner!.poll(cx)
      if (output === Pending) this.phase = Waiting
      else this.finish()
      return output
    } catch (error) {
      this.finish()
      throw error
    }
  }

  override [inspect](): Inspection {
    return { ...super[inspect](), state: this.isLeft ? 'left' : 'right' }
  }
}

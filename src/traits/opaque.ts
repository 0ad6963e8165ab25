/** `opaque(future)`: a future of which nothing is known but its output, as generic code knows that of a trait's method. */
import type { Context } from '../future/context.ts'
import { requireFuture, type Future, type Output } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Finished, Polling, refusePoll, Waiting } from '../future/phase.ts'
import { refusePinned } from '../future/pinned-set.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { Wrapper } from '../future/wrapper.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

const BOUND =
  "it is the future of a trait's method, and opaque: declare on the trait that it is Send, with returnsSendable(impl, method) or " +
  'variant(impl, { send: true }), or use spawnLocal, which does not ask'

/**
 * See {@link opaque}. `F` is the type that it hides, remembered for whoever declares the bound.
 *
 * Rust: `impl Future<Output = T>` in return position.
 */
export class Opaque<T, F extends Future<unknown> = Future<T>> extends Wrapper<T> {
  /** Only a type: what {@link reveal} gives back. */
  declare readonly hides?: F

  protected get type(): string {
    return 'Opaque'
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

  /** Not known is no. What has ended holds nothing, known or not. */
  override get [sendable](): boolean {
    return this.inner === null
  }

  override [atSuspension](): boolean {
    return this.inner === null
  }

  override [inspect](): Inspection {
    const { name, children = [] } = super[inspect]()
    return { name, children, fields: { remedy: BOUND } }
  }

  /** The hidden future, left where it is; what is not opaque is given back. */
  static peek(future: Future<unknown>): Future<unknown> {
    return future instanceof Opaque && future.inner !== null ? Opaque.peek(future.inner) : future
  }

  /**
   * Takes the hidden future out, and ends `future`; what is not opaque, or has ended, is given back as it is.
   *
   * @throws BorrowError that names `where`, if it is pinned: its pin polls it.
   */
  static reveal(future: Future<unknown>, where: string): Future<unknown> {
    if (!(future instanceof Opaque) || future.phase !== Waiting) return future
    refusePinned(future, where)
    const { inner } = future
    future.phase = Finished
    future.inner = null
    return Opaque.reveal(inner!, where)
  }
}

/**
 * `future`, with its type and its tag hidden: not sendable, whatever it is, until somebody declares that it is.
 *
 * The future of an `async fn` in a trait is another type in each implementation. Code that knows the implementation
 * sees through to the type and can judge it; code that knows only the trait cannot. Give what a trait's method
 * returns through `opaque`, and generic code is refused where rustc would refuse it. `returnsSendable`, `variant` and
 * `asyncTrait` declare the bound: they look at what is hidden.
 *
 * Rust: `fn method(&self) -> impl Future<Output = T>` in a trait, seen from `fn generic<S: Trait>(…)`.
 *
 * @throws TypeError at the call if `future` is none; from the poll, whatever it throws.
 * @example
 * class Countdown {
 *   next() { return opaque(new NextFuture(this)) }
 * }
 * isSendable(new Countdown().next())                                // false
 * isSendable(returnsSendable(new Countdown(), 'next').next())       // true
 */
export function opaque<F extends Future<unknown>>(future: F): Opaque<Output<F>, F> {
  requireFuture(future, 'opaque')
  return new Opaque<Output<F>, F>(future as Future<unknown> as Future<Output<F>>)
}

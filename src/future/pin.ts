/** `pin(future)`: a future that stays where it is, and is lent from there. */
import { ByRef } from './by-ref.ts'
import type { Context } from './context.ts'
import { BorrowError } from './errors.ts'
import { requireFuture, type Future } from './future.ts'
import { nameOf } from './inspect.ts'
import { mayDispose, Polling, refusePoll, Waiting } from './phase.ts'
import { holdInPlace, letMove } from './pinned-set.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import './symbols.ts'
import { Wrapper } from './wrapper.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * See {@link pin}. It is a future itself, so it can be run to its end, spawned or given to a combinator as a whole: the
 * pin moves then, and what it points to does not.
 *
 * Rust: `Pin<Box<F>>`.
 */
export class Pinned<T> extends Wrapper<T> {
  /** The loan made last: the only one that may poll. */
  private loan: PinMut<T> | null

  constructor(inner: Future<T>) {
    super(inner)
    this.loan = null
    holdInPlace(inner)
  }

  protected get type(): string {
    return 'Pinned'
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

  protected override finish(): void {
    letMove(this.inner!)
    this.loan = null
    super.finish()
  }

  /**
   * A loan of the future, to be polled in its place; disposing the loan does nothing to the future. A new loan ends the
   * one before, as a new `&mut` may be made when the old one is not used any more: the old one's poll throws then.
   *
   * Rust: `Pin::as_mut`.
   *
   * @throws from the loan's poll: BorrowError if a later loan was made; what the pin's own poll throws.
   */
  asMut(): Future<T> {
    return (this.loan = new PinMut(this))
  }

  /** Whether `loan` is the one made last. */
  lendsTo(loan: PinMut<T>): boolean {
    return this.loan === loan || this.phase !== Waiting
  }

  override [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    letMove(this.inner!)
    this.loan = null
    super[Symbol.dispose]()
  }
}

/** A loan from {@link Pinned.asMut}. Rust: `Pin<&mut F>`. */
export class PinMut<T> extends ByRef<T> {
  protected override get type(): string {
    return 'PinMut'
  }

  override poll(cx: Context): Poll<T> {
    if (this.phase === Waiting) this.refuseOutdated(this.inner as Pinned<T>)
    return super.poll(cx)
  }

  private refuseOutdated(pinned: Pinned<T>): void {
    if (pinned.lendsTo(this)) return
    this.finish()
    throw new BorrowError(
      `a loan of ${nameOf(pinned)} was polled after asMut() had been called again, which ended it; use one loan at a time`,
    )
  }
}

/**
 * Takes `future` over for good and fixes it in place: from now on nobody else can own it. Its pin polls it, lends it with
 * `asMut()`, and disposes it. Whoever gives the bare future to `spawn`, `blockOn`, a combinator or another `pin` gets a
 * `BorrowError`, until it has ended.
 *
 * Nothing moves in memory here; what is kept is the rule that a future under way has one place from which it is polled.
 * It is what lets a loop select over one operation again and again without losing it.
 *
 * Chains: some 3,000 deep, 2,000 if spawned; see “How deep” in `future.ts`.
 *
 * Rust: `std::pin::pin!`, `Box::pin`.
 *
 * @throws TypeError if `future` is none; BorrowError if it is pinned already.
 * @example
 * const operation = pin(action(input))
 * for (;;) {
 *   const first = blockOn(select(operation.asMut(), inbox.recv()))
 *   if (first.index === 0) break // otherwise the operation goes on in the next round
 * }
 */
export function pin<T>(future: Future<T>): Pinned<T> {
  requireFuture(future, 'pin')
  return new Pinned(future)
}

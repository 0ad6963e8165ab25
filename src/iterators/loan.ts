/**
 * What all lent futures share off the hot path: the dispose of the loan, the close of the iterator, the failure. The
 * phases and their transitions are in `loan-phase.ts`.
 */
import type { Context } from '../future/context.ts'
import { dropAll, dropAllSuppressed } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { Disposed, Failed, Free, Lent, mayClose, mayEndLoan, Polling, type LoanPhase } from './loan-phase.ts'

/**
 * The base of lent futures. A subclass writes `poll` and a `lend` for its iterator's `next()`, on its hot path and so
 * neither inherited, and `recall` and `release`; its iterator's dispose calls `close`.
 *
 * Rust: the future behind `type NextFuture<'a>`, which borrows the iterator for `'a`.
 *
 * @example
 * class OnceNext extends Loan<KvEntry | null> {
 *   private entry: KvEntry | null = { key: new Uint8Array(1), value: new Uint8Array(1) }
 *   poll(): Poll<KvEntry | null> {
 *     if (this.phase !== Lent) refusePoll(this, this.phase)
 *     const { entry } = this
 *     this.phase = Free
 *     this.entry = null
 *     return entry
 *   }
 *   lend(owner: object): this {
 *     if (this.phase === Free) this.phase = Lent
 *     else refuseLoan(owner, this.phase)
 *     return this
 *   }
 *   protected recall(): void {}
 *   protected release(): unknown[] { return [] }
 * }
 */
export abstract class Loan<T> implements Future<T> {
  protected phase: LoanPhase

  constructor() {
    this.phase = Free
  }

  abstract poll(cx: Context): Poll<T>

  /** Takes back what the loan has out further down, so that no waiter is left behind and no entry is lost. */
  protected abstract recall(): void

  /** Forgets everything that the iterator owns, and gives it, in the order in which it is to be disposed. */
  protected abstract release(): unknown[]

  /** Ends the loan: the iterator can be asked again. Does nothing once the loan has come back by itself. */
  [Symbol.dispose](): void {
    if (!mayEndLoan(this, this.phase)) return
    this.phase = Free
    this.recall()
  }

  /** Whether somebody holds it: unpolled, waiting, or inside its poll. */
  isOut(): boolean {
    return this.phase === Lent || this.phase === Polling
  }

  /** For the iterator's dispose. */
  close(owner: object): void {
    if (!mayClose(owner, this.phase)) return
    this.phase = Disposed
    dropAll(this.release())
  }

  /** Finishes the iterator because of `error`: all that it owns is disposed before the error is out. */
  protected fail(error: unknown): never {
    this.phase = Failed
    dropAllSuppressed(this.release(), error)
    throw error
  }
}

/** `byRef(future)`: lends a future to somebody who wants to own one. */
import type { Context } from './context.ts'
import { requireFuture, type Future } from './future.ts'
import { Disposed, mayDispose, Polling, refusePoll, Waiting } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import './symbols.ts'
import { Wrapper } from './wrapper.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See {@link byRef}. */
export class ByRef<T> extends Wrapper<T> {
  protected get type(): string {
    return 'ByRef'
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

  /** The future that is lent; null once the loan has ended. */
  get lent(): object | null {
    return this.inner
  }

  /** Gives the loan back; the future itself is its owner's to dispose. */
  override [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    this.inner = null
  }
}

/**
 * A future that polls `future` without owning it: disposing the loan leaves the future as it is, to be polled on by
 * its owner, who also remains the one to dispose it. The loan gives the output, and is then finished like any other.
 *
 * One loan at a time: of two that wait, only the one polled last is woken. `join`, `select` and their kin refuse two
 * loans of one future, and a loan beside the future itself, where they are given the loans themselves: what is inside
 * another future, as in `map(byRef(f), fn)`, nobody can see, and one of two such waits for ever. `shared` is for several
 * who wait.
 *
 * Chains: some 3,000 deep, 2,000 if spawned; see “How deep” in `future.ts`.
 *
 * Rust: `&mut future`, `Future::by_ref`.
 *
 * @throws TypeError at the call if `future` is none; from the poll, whatever it throws.
 * @example
 * const reading = file.readAt(buffer, 0)
 * const first = blockOn(select(byRef(reading), sleep(50)))
 * if (first.index === 1) blockOn(reading) // the timer came first; the read goes on
 */
export function byRef<T>(future: Future<T>): ByRef<T> {
  requireFuture(future, 'byRef')
  return new ByRef(future)
}

/** `ReusableBox`: one `dyn*` for one future after the other, where a box for each would be garbage. */
import { BorrowError } from '../future/errors.ts'
import { requireFuture, type Future } from '../future/future.ts'
import { nameOf } from '../future/inspect.ts'
import { Polling, Waiting } from '../future/phase.ts'
import '../future/symbols.ts'
import { DynStar } from './dyn-star-future.ts'
import { vtableOf, type FutureVtable } from './future-vtable.ts'
import { canBeWord, wordVtableOf } from './into-dyn.ts'

/** A `dyn*` that is filled again. */
class Reused<T> extends DynStar<T> {
  get isBusy(): boolean {
    return this.phase === Waiting || this.phase === Polling
  }

  override refill(data: unknown, inline: boolean, table: FutureVtable): void {
    super.refill(data, inline, table)
  }
}

/**
 * A place for one future at a time. `set` gives the same `DynStar` each time, so nothing is allocated; the one before
 * must have ended. Forget a loan that is over: the same object may be the next caller's (it is lent as a lending
 * iterator lends its `next`).
 *
 * Rust: `tokio_util::sync::ReusableBoxFuture`, `StackFuture`.
 *
 * @example
 * const box = new ReusableBox<number>()
 * blockOn(box.set(ready(1))) // 1
 * blockOn(box.set(ready(2))) // 2, by the same object
 */
export class ReusableBox<T> implements Disposable {
  private star: Reused<T> | null

  constructor() {
    this.star = null
  }

  /**
   * `future`, as the loan of this box; the box owns it.
   *
   * @throws TypeError if `future` is none, BorrowError if the loan before has not ended.
   */
  set(future: Future<T>): DynStar<T> {
    requireFuture(future, 'ReusableBox.set')
    const { star } = this
    if (star !== null && star.isBusy) {
      throw new BorrowError(
        `ReusableBox.set: ${nameOf(star)} is in it and has not ended; poll it to its end or dispose it first, or box each future with dynStar(future)`,
      )
    }
    const inline = canBeWord(future)
    const table = inline ? wordVtableOf(future) : vtableOf(future)
    const data = inline ? future.intoDyn() : future
    if (star === null) return (this.star = new Reused(data, inline, table))
    star.refill(data, inline, table)
    return star
  }

  /** Drops what is in it. */
  [Symbol.dispose](): void {
    this.star?.[Symbol.dispose]()
  }
}

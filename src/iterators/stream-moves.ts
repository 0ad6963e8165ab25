/** How a stream changes hands: what every stream keeps to know whose it is. */
import type { Context } from '../future/context.ts'
import { BorrowError } from '../future/errors.ts'
import { nameOf } from '../future/inspect.ts'
import type { Done, Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import type { Stage } from './operators/stage.ts'
import { Source } from './sources/source.ts'
import { StreamOperators } from './stream-operators.ts'

/**
 * A stream that an operator or a consumer took over is *moved*: it belongs to the chain that took it. Whoever had it may not
 * ask it for anything any more, and its dispose does nothing for him: he may have said `using`, and his scope ends while
 * the chain goes on. (`using` takes the method when the stream is declared, so the check stands in each class's dispose.)
 */
export abstract class StreamMoves<T> extends StreamOperators<T> implements Disposable {
  /** The method that took it over, or ''. */
  private movedInto: string
  /** It was not moved, or it is its new owner who disposes it now. */
  private isHome: boolean

  constructor() {
    super()
    this.movedInto = ''
    this.isHome = true
  }

  abstract pollNext(cx: Context): Poll<T | Done>

  abstract [Symbol.dispose](): void

  /** @throws BorrowError for a `method` that the loans exclude which are neither finished nor disposed. */
  protected abstract refuseWhileLent(method: string): void

  moveOut(where: string): Stage<T> {
    this.markMoved(where)
    return new Source<T>(this, true)
  }

  /** The dispose of its new owner: for the source that took it over. */
  disposeMoved(): void {
    this.isHome = true
    try {
      this[Symbol.dispose]()
    } finally {
      this.isHome = false
    }
  }

  mayMove(where: string): void {
    if (this.movedInto !== '') this.refuseMoved(`${where}(…)`)
    this.refuseWhileLent(`${where}(…)`)
  }

  protected markMoved(where: string): void {
    this.mayMove(where)
    this.movedInto = where
    this.isHome = false
  }

  /** Rust: E0382, use of moved value. */
  protected refuseMoved(method: string): never {
    throw new BorrowError(
      `${nameOf(this)}: ${method} was called after the stream was moved into ${this.movedInto}(…); ` +
        `a stream has one owner: use what ${this.movedInto}(…) returned instead`,
    )
  }

  protected get wasMoved(): boolean {
    return this.movedInto !== ''
  }

  /**
   * For a subclass's dispose, which begins with `if (this.isAnothers) return`: it was moved, and this is not its new owner's dispose
   * but that of whoever had it, most often by `using`.
   */
  protected get isAnothers(): boolean {
    return !this.isHome
  }
}

/** `fuse(future)`: a future that may be polled after its end. */
import type { Context } from './context.ts'
import { requireFuture, type Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { phaseName, Polling, refusePoll, Waiting } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { inspect } from './symbols.ts'
import { unwoken } from './unwoken.ts'
import { Wrapper } from './wrapper.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See {@link fuse}. */
export class Fuse<T> extends Wrapper<T> {
  protected get type(): string {
    return 'Fuse'
  }

  poll(cx: Context): Poll<T> {
    if (this.phase === Polling) refusePoll(this, this.phase)
    if (this.phase !== Waiting) {
      unwoken.answers++
      return Pending
    }
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

  /**
   * Whether nothing will come any more: the output has been given, the failure thrown, or the future disposed.
   *
   * Rust: `FusedFuture::is_terminated`.
   */
  isTerminated(): boolean {
    return this.inner === null
  }

  override [inspect](): Inspection {
    if (this.inner !== null) return super[inspect]()
    return { name: this.type, state: phaseName(this.phase), waitsOn: 'nothing: its future has ended' }
  }
}

/**
 * A future that, once it gave its output, failed or was disposed, answers `Pending` for ever instead of throwing. It
 * wakes nobody then: whoever polls on must have something else to wait for.
 *
 * Chains: some 3,000 deep, 2,000 if spawned; see “How deep” in `future.ts`.
 *
 * Rust: `FutureExt::fuse`.
 *
 * @throws TypeError at the call if `future` is none; from the poll, whatever it throws, once.
 * @example
 * const first = fuse(connect())
 * // a loop may go on selecting over `first` and others after it has finished
 */
export function fuse<T>(future: Future<T>): Fuse<T> {
  requireFuture(future, 'fuse')
  return new Fuse(future)
}

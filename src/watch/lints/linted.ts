/** `linted(future, lints)`: one future, looked at closely. */
import type { Context } from '../../future/context.ts'
import { requireFuture, type Future } from '../../future/future.ts'
import { nameOf } from '../../future/inspect.ts'
import { refusePoll, Polling, Waiting } from '../../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../../future/poll.ts'
import '../../future/symbols.ts'
import { Wrapper } from '../../future/wrapper.ts'
import type { Lints } from './lints.ts'
import type { Record } from './record.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See {@link linted}. */
export class Linted<T> extends Wrapper<T> {
  private readonly lints: Lints
  /** Null before the first poll and after the end. */
  private record: Record | null

  constructor(future: Future<T>, lints: Lints) {
    super(future)
    this.lints = lints
    this.record = null
  }

  protected get type(): string {
    return 'Linted'
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    const inner = this.inner!
    const record = (this.record ??= this.lints.recordOf(inner, nameOf(inner)))
    record.begin()
    try {
      const output = inner.poll(this.lints.contextOf(record, cx.waker))
      if (output !== Pending) {
        this.finish()
        return output
      }
      this.phase = Waiting
      this.lints.suspended(record)
      return Pending
    } catch (error) {
      this.finish()
      throw error
    }
  }

  protected override finish(): void {
    super.finish()
    this.forget()
  }

  private forget(): void {
    this.record?.end()
    this.record = null
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]()
    this.forget()
  }
}

/**
 * `future`, and `lints` told of all it does with its wakers: also below a `joinAll` or in another executor, where lints of
 * a runtime do not see it. Stricter than those, since nothing stands between: each use of an older poll's waker is found.
 *
 * Rust: no counterpart; `tokio_test::task` shows as much to whoever polls by hand.
 *
 * @throws TypeError at the call if `future` is none; from the poll, what it throws.
 * @example
 * const all = joinAll(connections.map(connection => linted(connection, lints)))
 */
export function linted<T>(future: Future<T>, lints: Lints): Linted<T> {
  requireFuture(future, 'linted')
  return new Linted(future, lints)
}

/** The response of a `ConcurrencyLimit`: the inner one, and the permit that it runs under. */
import type { Context } from '../future/context.ts'
import { dropAll, dropAllSuppressed } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import { Disposed, mayDispose, Polling, refusePoll, Waiting } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { Wrapper } from '../future/wrapper.ts'
import type { Permit } from '../sync/permit.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** Gives its permit back before its output is handed on, or when it fails or is disposed; a permit is sendable. */
export class ConcurrencyLimitResponse<T> extends Wrapper<T> {
  private readonly permit: Permit

  /** Owns both. */
  constructor(inner: Future<T>, permit: Permit) {
    super(inner)
    this.permit = permit
  }

  protected get type(): string {
    return 'ConcurrencyLimitResponse'
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    let output: Poll<T>
    try {
      output = this.inner!.poll(cx)
    } catch (error) {
      this.finish()
      dropAllSuppressed([this.permit], error)
      throw error
    }
    if (output === Pending) {
      this.phase = Waiting
      return Pending
    }
    this.finish()
    this.release(output)
    return output
  }

  /** It wakes whoever waits for a permit, and a waker may throw: then nobody gets the output. */
  private release(output: T): void {
    try {
      this.permit[Symbol.dispose]()
    } catch (error) {
      dropAllSuppressed([output], error)
      throw error
    }
  }

  override [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    const { inner } = this
    this.inner = null
    dropAll([inner, this.permit])
  }
}

/** `inspectOutput(future, fn)`: a look at the output as it passes. */
import type { Context } from './context.ts'
import { dropAllSuppressed } from './dispose.ts'
import { requireFuture, type Future } from './future.ts'
import { Polling, refusePoll, Waiting } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { refusePromise } from './refuse-promise.ts'
import { isSendable } from './sendable.ts'
import { sendable } from './symbols.ts'
import { Wrapper } from './wrapper.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** See {@link inspectOutput}. */
export class InspectOutput<T> extends Wrapper<T> {
  private fn: ((output: T) => void) | null

  constructor(inner: Future<T>, fn: (output: T) => void) {
    super(inner)
    this.fn = fn
  }

  protected get type(): string {
    return 'InspectOutput'
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const output = this.inner!.poll(cx)
      if (output === Pending) {
        this.phase = Waiting
        return Pending
      }
      this.show(output)
      this.finish()
      return output
    } catch (error) {
      this.finish()
      throw error
    }
  }

  /** The function only borrows the output: if it fails, nobody gets that. */
  private show(output: T): void {
    const fn = this.fn!
    try {
      const answer: unknown = fn(output)
      if (answer !== undefined) refusePromise(answer, 'inspectOutput', 'andThen(future, fn) waits for the future that its function returns')
    } catch (error) {
      dropAllSuppressed([output], error)
      throw error
    }
  }

  protected override finish(): void {
    super.finish()
    this.fn = null
  }

  override [Symbol.dispose](): void {
    if (this.phase === Waiting) this.fn = null
    super[Symbol.dispose]()
  }

  override get [sendable](): boolean {
    return isSendable(this.inner) && isSendable(this.fn)
  }
}

/**
 * A future that shows the output of `future` to `fn`, in the same poll, and hands it on as it is. What `fn` returns does
 * not matter, unless it is a promise, for which nobody would wait; what it throws fails the future, and the output is dropped.
 *
 * Chains: some 3,000 deep, 2,000 if spawned; see “How deep” in `future.ts`.
 *
 * Rust: `FutureExt::inspect`.
 *
 * @throws TypeError at the call if `fn` is no function; from the poll, whatever `future` or `fn` throws,
 *   TypeError if `fn` returns a promise.
 * @example
 * blockOn(inspectOutput(fetchUser(7), user => console.log(user.name)))
 */
export function inspectOutput<T>(future: Future<T>, fn: (output: T) => void): InspectOutput<T> {
  requireFuture(future, 'inspectOutput')
  if (typeof fn !== 'function') throw new TypeError('inspectOutput: expected a function to show the output to')
  return new InspectOutput(future, fn)
}

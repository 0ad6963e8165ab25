/**
 * A future whose polls and dispose happen inside something of the host's: a context of `AsyncLocalStorage`, an async stack of the
 * debugger. What that is has one method, `run`, which calls a function and gives what it returns.
 */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import { Disposed, mayDispose, Polling, refusePoll, Waiting } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { Wrapper } from '../future/wrapper.ts'

/** Calls `body` inside, and gives what it returns or throws. */
export type RunInside = <R>(body: () => R) => R

/** See {@link inAsyncContext} and {@link inDebuggerTask}. */
export class Inside<T> extends Wrapper<T> {
  private readonly run: RunInside
  private readonly what: string

  /** @param what its name, for errors and dumps. */
  constructor(inner: Future<T>, what: string, run: RunInside) {
    super(inner)
    this.run = run
    this.what = what
  }

  protected get type(): string {
    return this.what
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const inner = this.inner!
    this.phase = Polling
    let output: Poll<T>
    try {
      output = this.run(() => inner.poll(cx))
    } catch (error) {
      this.finish()
      throw error
    }
    if (output === Pending) this.phase = Waiting
    else this.finish()
    return output
  }

  override [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const { inner } = this
    this.phase = Disposed
    this.inner = null
    this.run(() => drop(inner))
  }
}

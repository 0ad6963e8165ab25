/**
 * A future whose polls and dispose happen inside something of the host's: a context of `AsyncLocalStorage`, an async stack of the
 * debugger. What that is has one method, `run`, which calls a function and gives what it returns. A runtime may have one
 * around each of its tasks (`wrapSpawned`), so it goes by the name of what is in it, and dumps pass it over.
 */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import { inspectionOf, nameOf, type Inspection } from '../future/inspect.ts'
import { Disposed, mayDispose, phaseName, Polling, refusePoll, Waiting } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { inspect } from '../future/symbols.ts'
import { Wrapper } from '../future/wrapper.ts'

/** Calls `body` inside, and gives what it returns or throws. */
export type RunInside = <R>(body: () => R) => R

/** See `inAsyncContext` and `inDebuggerTask` of `pollux/watch`. */
export class Inside<T> extends Wrapper<T> {
  private readonly run: RunInside
  private readonly what: string
  /** The name of what has ended in here by a throw, for the error that tells of it. */
  private failed: string | null

  /** @param what its name, for errors of misuse. */
  constructor(inner: Future<T>, what: string, run: RunInside) {
    super(inner)
    this.run = run
    this.what = what
    this.failed = null
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
      this.failed = nameOf(inner)
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
    try {
      this.run(() => drop(inner))
    } catch (error) {
      this.failed = nameOf(inner)
      throw error
    }
  }

  /** Null after its end. */
  get within(): Future<T> | null {
    return this.inner
  }

  override [inspect](): Inspection {
    const { inner } = this
    if (inner === null) return { name: this.failed ?? this.what, state: phaseName(this.phase) }
    const { name, state } = inspectionOf(inner)
    return { name, ...(state === undefined ? {} : { state }), children: [inner] }
  }
}

/** What the program spawned, where the runtime has put something of the host's around it. */
export function unwrapped(future: unknown): unknown {
  let inner = future
  while (inner instanceof Inside && inner.within !== null) inner = inner.within
  return inner
}

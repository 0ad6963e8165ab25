/** `abortable(future)`: a future that somebody else can end. */
import { AbortHandle, type AbortTarget } from './abort-handle.ts'
import type { Context } from './context.ts'
import { drop, dropAllSuppressed } from './dispose.ts'
import { AbortedError } from './errors.ts'
import { requireFuture, type Future } from './future.ts'
import { nameOf } from './inspect.ts'
import { Polling, refusePoll, Waiting } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { Err, Ok, type Result } from './result.ts'
import './symbols.ts'
import type { Waker } from './waker.ts'
import { Wrapper } from './wrapper.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** The number of the `Abortable` made last. */
let lastId = 0

/**
 * See {@link abortable}.
 *
 * An abort only sets a flag and wakes: it may come from anywhere, also from inside the future's own poll, which must not
 * dispose it. The flag is looked at before each poll of the future, and after one that answered `Pending`.
 */
export class Abortable<T> extends Wrapper<T, Result<T, AbortedError>> implements AbortTarget {
  readonly id: number
  private aborted: boolean
  private waker: Waker | null

  constructor(inner: Future<T>) {
    super(inner)
    this.id = ++lastId
    this.aborted = false
    this.waker = null
  }

  protected get type(): string {
    return 'Abortable'
  }

  poll(cx: Context): Poll<Result<T, AbortedError>> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    if (this.aborted) return this.giveUp()
    let output: Poll<T>
    try {
      output = this.inner!.poll(cx)
    } catch (error) {
      this.finish()
      throw error
    }
    if (output === Pending) return this.isAborted() ? this.giveUp() : this.wait(cx)
    this.finish()
    return Ok(output)
  }

  /** Keeps the waker, for an abort. One that throws fails this, and the future with it. */
  private wait(cx: Context): typeof PendingSymbol {
    try {
      if (this.waker === null || !this.waker.willWake(cx.waker)) this.waker = cx.waker
    } catch (error) {
      dropAllSuppressed([this.inner], error)
      this.finish()
      throw error
    }
    this.phase = Waiting
    return Pending
  }

  /** Disposes the future, then says so. */
  private giveUp(): Result<T, AbortedError> {
    const inner = this.inner
    try {
      const error = new AbortedError(nameOf(inner))
      drop(inner)
      return Err(error)
    } finally {
      this.finish()
    }
  }

  protected override finish(): void {
    super.finish()
    this.waker = null
  }

  override [Symbol.dispose](): void {
    if (this.phase === Waiting) this.waker = null
    super[Symbol.dispose]()
  }

  /** As its handle's `abort`. */
  abort(): void {
    if (this.aborted || this.isFinished()) return
    this.aborted = true
    // From inside its own poll nobody need be woken: that poll looks at the flag before it returns.
    if (this.phase === Polling) return
    const waker = this.waker
    this.waker = null
    waker?.wake()
  }

  /** Whether an abort was asked for in time. Rust: `Abortable::is_aborted`. */
  isAborted(): boolean {
    return this.aborted
  }

  /** Whether it has given its result, failed, or been disposed. */
  isFinished(): boolean {
    return this.phase !== Waiting && this.phase !== Polling
  }
}

/**
 * A future that gives `Ok(output)`, or `Err(AbortedError)` once its handle was told to abort; and that handle. An abort
 * wakes whoever polls the future; its next poll disposes what is inside, without polling it again, and gives the `Err`.
 * Completing wins: an output that comes in the very poll during which the abort was asked for is given.
 *
 * Chains: some 3,000 deep, 2,000 if spawned; see “How deep” in `future.ts`.
 *
 * Rust: `futures::future::abortable`.
 *
 * @throws TypeError at the call if `future` is none; from the poll, whatever `future` throws from its poll or, aborted,
 *   from its dispose.
 * @example
 * const [download, handle] = abortable(fetchPage(url))
 * button.onclick = () => handle.abort()
 * const page = blockOn(download)
 * if (!page.ok) console.log('stopped')
 */
export function abortable<T>(future: Future<T>): [Abortable<T>, AbortHandle] {
  requireFuture(future, 'abortable')
  const whole = new Abortable(future)
  return [whole, new AbortHandle(whole)]
}

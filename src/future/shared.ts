/** `shared(future)`: one future, awaited by several. */
import type { Context } from './context.ts'
import { dropAllSuppressed } from './dispose.ts'
import { BorrowError } from './errors.ts'
import { requireFuture, type Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, phaseName, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { SharedCore, type SharedWaiter } from './shared-core.ts'
import { atSuspension, inspect, sendable } from './symbols.ts'
import type { Waker } from './waker.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** One handle of a shared future, which gives the outcome once. See {@link shared}; how it works is in `shared-core.ts`. */
export class Shared<T> implements Future<T>, SharedWaiter {
  private phase: Phase
  /** Null once this handle has ended. */
  private core: SharedCore<T> | null
  /** Whom to wake; null while it does not wait. */
  private waker: Waker | null
  /** Whom a wake under way is about to reach. */
  private prepared: Waker | null
  /** It was disposed from inside the source's poll that it drives, and will be when that returns. */
  private leaving: boolean

  constructor(core: SharedCore<T>) {
    core.handles++
    this.phase = Waiting
    this.core = core
    this.waker = null
    this.prepared = null
    this.leaving = false
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const core = this.core!
    this.prepared = null
    if (core.isOver) return this.take(core)
    try {
      if (this.waker === null || !this.waker.willWake(cx.waker)) this.waker = cx.waker
      core.wait(this)
      if (!core.isDue) return Pending
      this.phase = Polling
      core.drive(this)
    } catch (error) {
      this.close(Finished)
      dropAllSuppressed([{ [Symbol.dispose]: () => core.release() }], error)
      throw error
    }
    if (core.isOver) return this.take(core)
    this.phase = Waiting
    if (this.leaving) this[Symbol.dispose]()
    return Pending
  }

  private take(core: SharedCore<T>): T {
    this.close(Finished)
    return core.give()
  }

  private close(phase: Phase): void {
    this.phase = phase
    this.core!.leave(this)
    this.core = null
    this.waker = null
    this.prepared = null
  }

  /**
   * One more handle, which gives the same outcome, also when that is there already.
   *
   * Rust: `Shared::clone`.
   *
   * @throws BorrowError once this handle has given the outcome or was disposed.
   */
  clone(): Shared<T> {
    if (this.core === null) {
      throw new BorrowError(`clone() was called on a Shared that was ${phaseName(this.phase).toLowerCase()}; clone it before it gives its output`)
    }
    return new Shared(this.core)
  }

  /** Called by the core. */
  prepare(): void {
    this.prepared = this.waker
    this.waker = null
  }

  /** Called by the core. */
  wakePrepared(): void {
    const waker = this.prepared
    this.prepared = null
    waker?.wake()
  }

  /** Lets go; the last handle disposes the source. From inside the source's poll, as soon as that has returned `Pending`. */
  [Symbol.dispose](): void {
    if (this.phase === Polling) this.leaving = true
    if (this.phase !== Waiting) return
    const core = this.core!
    this.close(Disposed)
    core.release()
  }

  /** As sendable as the source, later as the output. */
  get [sendable](): boolean {
    return this.core === null || this.core[sendable]
  }

  [atSuspension](): boolean {
    return this.core === null || this.core.isSendableNow()
  }

  [inspect](): Inspection {
    const name = 'Shared'
    if (this.core === null) return { name, state: phaseName(this.phase) }
    const { source, handles } = this.core
    return { name, state: handles === 1 ? '1 handle' : `${handles} handles`, children: source === null ? [] : [source] }
  }
}

/**
 * A future that several may await: `clone()` it for each. The source is polled once for each of its wakes, by whichever
 * handle is polled first; its output goes to every handle, by reference, and a failure is thrown by every handle, the same
 * object. Each handle gives it once.
 *
 * Disposing a handle leaves the others as they are; the last one disposes the source. An output that is disposable is the
 * same for all: who disposes it disposes it for everybody.
 *
 * Chains: some 3,000 deep, 1,000 if spawned; see “How deep” in `future.ts`.
 *
 * Rust: `FutureExt::shared`, whose output must be `Clone`.
 *
 * @throws TypeError at the call if `future` is none; from the poll, whatever it throws.
 * @example
 * const config = shared(fetchConfig())
 * spawn(andThen(config.clone(), startServer))
 * spawn(andThen(config, startClient))
 */
export function shared<T>(future: Future<T>): Shared<T> {
  requireFuture(future, 'shared')
  return new Shared(new SharedCore(future))
}

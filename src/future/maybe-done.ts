/** `maybeDone(future)`: a future that keeps its output until somebody comes for it. */
import type { Context } from './context.ts'
import { drop } from './dispose.ts'
import { requireFuture, type Future } from './future.ts'
import type { Inspection } from './inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from './phase.ts'
import { Pending as PendingSymbol, type Poll } from './poll.ts'
import { isSendable, sendableAtSuspension } from './sendable.ts'
import { atSuspension, inspect, sendable } from './symbols.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * See {@link maybeDone}.
 *
 *     inner set, Waiting ──Ready──▶ done, Waiting ──takeOutput──▶ Finished
 *             └──throw──▶ Finished      └──dispose──▶ Disposed, the output dropped
 */
export class MaybeDone<T> implements Future<void> {
  private phase: Phase
  private inner: Future<T> | null
  private done: boolean
  private output: T | undefined

  constructor(inner: Future<T>) {
    this.phase = Waiting
    this.inner = inner
    this.done = false
    this.output = undefined
  }

  poll(cx: Context): Poll<void> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    if (this.done) return undefined
    this.phase = Polling
    try {
      const output = this.inner!.poll(cx)
      this.phase = Waiting
      if (output === Pending) return Pending
      this.inner = null
      this.done = true
      this.output = output
      return undefined
    } catch (error) {
      this.phase = Finished
      this.inner = null
      throw error
    }
  }

  /**
   * The output, whose owner is the caller from then on; undefined before there is one, and once it was taken. After the
   * taking, a poll throws.
   *
   * Rust: `MaybeDone::take_output`.
   */
  takeOutput(): T | undefined {
    if (!this.done || this.phase !== Waiting) return undefined
    this.phase = Finished
    return this.release()
  }

  private release(): T | undefined {
    const output = this.output
    this.output = undefined
    return output
  }

  /** Disposes the future; of one that is done, drops the output that nobody took. */
  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    const inner = this.inner
    this.inner = null
    drop(this.done ? this.release() : inner)
  }

  get [sendable](): boolean {
    return isSendable(this.inner) && isSendable(this.output)
  }

  /** Its output is the one thing that it holds and nobody saw before. */
  [atSuspension](): boolean {
    return this.inner === null ? isSendable(this.output) : sendableAtSuspension(this.inner)
  }

  [inspect](): Inspection {
    if (this.inner !== null) return { name: 'MaybeDone', state: 'future', children: [this.inner] }
    return { name: 'MaybeDone', state: this.phase === Waiting ? 'done' : phaseName(this.phase) }
  }
}

/**
 * A future without an output of its own: it gives `undefined` as soon as `future` is ready, and again at each further
 * poll, until `takeOutput()` fetches what `future` gave. With it one can wait for several futures and collect afterwards,
 * as `join` does. An output that nobody took is dropped with it.
 *
 * Chains: some 3,000 deep, 2,000 if spawned; see “How deep” in `future.ts`.
 *
 * Rust: `futures::future::maybe_done`.
 *
 * @throws TypeError at the call if `future` is none; from the poll, whatever it throws.
 * @example
 * const user = maybeDone(fetchUser(7))
 * blockOn(select(byRef(user), sleep(50)))
 * user.takeOutput() // the user, or undefined if 50 ms were not enough
 */
export function maybeDone<T>(future: Future<T>): MaybeDone<T> {
  requireFuture(future, 'maybeDone')
  return new MaybeDone(future)
}

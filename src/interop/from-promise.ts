/** `fromPromise(promise)`: a future of what a promise settles to. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { kindOf } from '../future/kind-of.ts'
import { Disposed, Finished, mayDispose, phaseName, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, refuseAnswer, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { report } from './errand.ts'
import { ExternalSource } from '../runtime/external-source.ts'
import { Rejected, Settlement, Settling } from './settlement.ts'

/**
 * What {@link fromPromise} returns. Waiting, it is a host source of its runtime; disposed, it no longer listens, and a
 * rejection goes to the runtime's `onUnhandledError`.
 *
 * Rust: `wasm_bindgen_futures::JsFuture`.
 *
 * @example
 * const user: FromPromise<User> = fromPromise(loadUser(id))
 * spawnLocal(map(user, ({ name }) => console.log(name)))
 */
export class FromPromise<T> implements Future<T>, Disposable {
  private phase: Phase
  /** A thenable that has not been asked yet; null once it was. */
  private unasked: PromiseLike<T> | null
  private readonly settlement: Settlement

  constructor(promise: PromiseLike<T>) {
    this.phase = Waiting
    this.unasked = null
    this.settlement = new Settlement(this, 'fromPromise', new ExternalSource())
    if (isNative(promise)) this.settlement.listen(promise)
    else this.unasked = promise
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const { settlement } = this
    if (settlement.state === Settling) {
      this.ask()
      settlement.wait(cx)
      return Pending
    }
    this.phase = Finished
    const outcome = settlement.take()
    if (settlement.state === Rejected) throw outcome
    refuseAnswer(outcome, 'fromPromise')
    return outcome as T
  }

  private ask(): void {
    const promise = this.unasked
    if (promise === null) return
    this.unasked = null
    this.settlement.listen(promise)
  }

  /** The promise itself cannot be stopped. Its value is left alone: others may hold the promise too. */
  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    this.unasked = null
    this.settlement.abandon(reportRejection)
  }

  /** A promise belongs to the thread that made it. */
  get [sendable](): boolean {
    return false
  }

  [inspect](): Inspection {
    if (this.phase !== Waiting) return { name: 'FromPromise', state: phaseName(this.phase) }
    return { name: 'FromPromise', waitsOn: 'a promise' }
  }
}

function reportRejection(state: number, outcome: unknown, home: Runtime | null): void {
  if (state === Rejected) report(home, 'a promise whose future was disposed', outcome)
}

/** A promise of the language, of this realm or another, as opposed to an object that merely has a `then`. */
function isNative(promise: PromiseLike<unknown>): boolean {
  return promise instanceof Promise || Object.prototype.toString.call(promise) === '[object Promise]'
}

/**
 * A future of what `promise` settles to; a rejection is thrown from its poll, the very reason. A promise settles in a
 * microtask, so it takes a driver that lets the host's event loop turn: under `blockOn` waiting for one is a
 * `HostParkError`. Not sendable: spawn it with `spawnLocal`.
 *
 * The promise is listened to from this call on, so its rejection is never an unhandled one. If the future is disposed
 * first, a rejection, earlier or later, goes to the `onUnhandledError` of the runtime that polled it last (or was
 * current when it was made; else it is printed). Disposing does not stop what the promise stands for. Its value is not
 * dropped either, because whoever else holds the promise may use it.
 *
 * A thenable that is no native promise is asked, by a call of its `then`, only once the future was polled.
 *
 * Rust: `wasm_bindgen_futures::JsFuture`.
 *
 * @throws TypeError at the call unless `promise` has a `then` method; from the poll, if it settles to `Pending` or `Done`.
 * @example
 * const user = yield* wait(fromPromise(fetch(url).then(response => response.json())))
 */
export function fromPromise<T>(promise: PromiseLike<T>): FromPromise<T> {
  const { then } = Object(promise) as { then?: unknown }
  if (typeof then !== 'function') {
    throw new TypeError(`fromPromise: expected a promise, and got ${kindOf(promise)}`)
  }
  return new FromPromise(promise)
}

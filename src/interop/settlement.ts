/**
 * One promise, on behalf of one future: what became of it, and who is to be woken when that is known.
 *
 *     listen ──▶ PENDING ──▶ FULFILLED or REJECTED ──take──▶ the owner has it        (1)
 *                   │                  │
 *                abandon            abandon ──▶ `late` gets it now                   (2)
 *                   └──▶ FULFILLED or REJECTED ──▶ `late` gets it when it comes      (3)
 *
 * Both handlers are attached by `listen`, and neither throws, so a rejection is never left unhandled. Nor is it silent:
 * one that nobody takes reaches `late`, at (2) or (3), or, where the owner was forgotten without a dispose, the runtime's
 * `onUnhandledError` when the owner is collected.
 */
import type { Context } from '../future/context.ts'
import type { Waker } from '../future/waker.ts'
import { watch } from '../future/watch.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { report } from './errand.ts'
import type { ExternalSource } from '../runtime/external-source.ts'

export const Settling = 0
export const Fulfilled = 1
export const Rejected = 2

/** What an abandoned promise came to, and the runtime that polled for it last. */
export type Late = (state: typeof Fulfilled | typeof Rejected, outcome: unknown, home: Runtime | null) => void

interface Lost {
  home: Runtime | null
  what: string
  error: unknown
}

/** Made for the first rejection that waits to be taken. */
const lost: { registry: FinalizationRegistry<Lost> | null } = { registry: null }

export class Settlement {
  state: typeof Settling | typeof Fulfilled | typeof Rejected
  outcome: unknown
  private readonly owner: object
  /** What reports call it. */
  private readonly what: string
  private readonly source: ExternalSource
  private waker: Waker | null
  private late: Late | null

  constructor(owner: object, what: string, source: ExternalSource) {
    this.state = Settling
    this.outcome = undefined
    this.owner = owner
    this.what = what
    this.source = source
    this.waker = null
    this.late = null
  }

  /** Calls nobody: the `then` of a thenable that is no plain promise is called by the next microtask. */
  listen(promise: PromiseLike<unknown>): void {
    const fulfilled = (value: unknown): void => this.settle(Fulfilled, value)
    const rejected = (error: unknown): void => this.settle(Rejected, error)
    Promise.resolve(promise).then(fulfilled, rejected)
  }

  private settle(state: typeof Fulfilled | typeof Rejected, outcome: unknown): void {
    const { late, waker, source } = this
    if (late !== null) {
      late(state, outcome, source.home)
      return
    }
    this.state = state
    this.outcome = outcome
    if (state === Rejected) this.watch(outcome)
    if (watch.current !== null) watch.current.ready(this.owner)
    this.forget()
    try {
      waker?.wake()
    } catch (error) {
      report(source.home, `the waker of ${this.what}`, error)
    }
  }

  private watch(error: unknown): void {
    lost.registry ??= new FinalizationRegistry(({ home, what, error }) => report(home, what, error))
    lost.registry.register(this.owner, { home: this.source.home, what: this.what, error }, this)
  }

  /** The owner answers `Pending` to this poll. */
  wait(cx: Context): void {
    if (this.waker === null && watch.current !== null) watch.current.began(this.owner)
    if (this.waker === null || !this.waker.willWake(cx.waker)) this.waker = cx.waker
    this.source.hold()
  }

  /** Nobody waits any more: not for now, or not ever. */
  forget(): void {
    this.waker = null
    if (watch.current !== null) watch.current.released(this.owner)
    this.source.release()
  }

  /** The owner takes the outcome, and hands it on. */
  take(): unknown {
    const outcome = this.outcome
    this.outcome = undefined
    if (this.state === Rejected) lost.registry?.unregister(this)
    return outcome
  }

  /** The owner was disposed: what the promise came to, or will, goes to `late`, which throws nothing. */
  abandon(late: Late): void {
    this.forget()
    if (this.state === Settling) this.late = late
    else late(this.state, this.take(), this.source.home)
  }
}

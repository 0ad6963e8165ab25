/** `LoadShed`: what cannot be taken at once is refused at once. */
import { budget, spendBudget, UNLIMITED } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { Disposed, Finished, phaseName, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { cloneInner } from './clone.ts'
import { OverloadedError } from './errors.ts'
import { genericLayer, type GenericLayer, type InnerOf, type LayerKind } from './layer.ts'
import { Middleware } from './middleware.ts'
import type { AnyService, FutureOf, RequestOf } from './service.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * Always ready. Its `pollReady` asks the inner service, and remembers the answer; `call` passes the request on if that was
 * ready, and otherwise sheds it: the response fails with an `OverloadedError`. So does a call without a `pollReady` before
 * it. What is passed on has the inner service's own future.
 *
 * An instance that has shed keeps its place in the queue for a permit inside, and then the permit, until it is asked again or
 * disposed: dispose the clones that are not used any more, or let all share one through `oneshotCall`.
 *
 * Rust: `tower::load_shed::LoadShed`.
 *
 * @throws TypeError at the call if `inner` is no service.
 * @example
 * const service = new LoadShed(new ConcurrencyLimit(serviceFn(fetchPage), 8)) // the ninth at a time is refused
 */
export class LoadShed<S extends AnyService> extends Middleware<S> {
  private isReady: boolean

  constructor(inner: S) {
    super(inner, 'LoadShed')
    this.isReady = false
  }

  protected get type(): string {
    return 'LoadShed'
  }

  /** @throws what the inner service throws, and nothing else. Never `Pending`. */
  pollReady(cx: Context): Poll<void> {
    if (this.disposed) this.refuse()
    this.isReady = false
    // A task out of budget is no overload: the inner service is asked without one, and what that costs is spent here.
    const { left } = budget
    budget.left = UNLIMITED
    try {
      this.isReady = this.inner.pollReady(cx) !== Pending
    } finally {
      budget.left = left
    }
    spendBudget()
  }

  call(request: RequestOf<S>): FutureOf<S> | Shed {
    if (this.disposed) this.refuse()
    if (!this.isReady) return new Shed(nameOf(this.inner))
    this.isReady = false
    return this.inner.call(request as never) as FutureOf<S>
  }

  /** @throws TypeError if the inner service cannot be cloned. */
  clone(): LoadShed<S> {
    return new LoadShed(cloneInner(this.inner, 'LoadShed'))
  }
}

/** The response to a request that was shed: it fails when it is polled. */
export class Shed implements Future<never>, Disposable {
  private phase: Phase
  private readonly inner: string

  /** @param inner the name of the service that was not ready. */
  constructor(inner: string) {
    this.phase = Waiting
    this.inner = inner
  }

  poll(_cx: Context): Poll<never> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Finished
    throw new OverloadedError(this.inner)
  }

  [Symbol.dispose](): void {
    if (this.phase === Waiting) this.phase = Disposed
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    return { name: 'Shed', state: phaseName(this.phase) }
  }
}

interface LoadShedKind extends LayerKind {
  readonly made: LoadShed<InnerOf<this>>
}

/** The layer of {@link LoadShed}. */
export function loadShedLayer(): GenericLayer<LoadShedKind> {
  return genericLayer<LoadShedKind>(inner => new LoadShed(inner))
}

/** `ConcurrencyLimit`: so many requests at once, and no more. */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { dropAll, dropAllSuppressed } from '../future/dispose.ts'
import type { Inspection } from '../future/inspect.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { inspect } from '../future/symbols.ts'
import type { Acquire } from '../sync/acquire.ts'
import type { Permit } from '../sync/permit.ts'
import { requireCount } from '../sync/require-count.ts'
import { Semaphore } from '../sync/semaphore.ts'
import { cloneInner } from './clone.ts'
import { ConcurrencyLimitResponse } from './concurrency-limit-response.ts'
import { NotReadyError } from './errors.ts'
import { genericLayer, type GenericLayer, type InnerOf, type LayerKind } from './layer.ts'
import { Middleware } from './middleware.ts'
import { refuseResponse, type AnyService, type RequestOf, type ResponseOf, type Service } from './service.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * Lets `limit` requests be under way at once, over all its clones. `pollReady` takes a permit, waiting for it in turn with
 * the clones; the response has it from `call` on, and gives it back when it has finished or is disposed.
 *
 * An instance that is ready and neither called nor disposed keeps a permit from everybody else.
 *
 * Rust: `tower::limit::ConcurrencyLimit`.
 *
 * @param limit a whole number from 1; or a semaphore, which several services may share.
 * @throws RangeError at the call for another number; TypeError, if `inner` is no service.
 * @example
 * const service = new ConcurrencyLimit(serviceFn(fetchPage), 8)
 */
export class ConcurrencyLimit<S extends AnyService>
  extends Middleware<S>
  implements Service<RequestOf<S>, ResponseOf<S>, ConcurrencyLimitResponse<ResponseOf<S>>>
{
  private readonly semaphore: Semaphore
  /** Of this instance, for its next call. */
  private permit: Permit | null
  /** In the queue for it. */
  private acquiring: Acquire | null
  /** The permit is there, and the inner service was ready too. */
  private isReady: boolean

  constructor(inner: S, limit: number | Semaphore) {
    super(inner, 'ConcurrencyLimit')
    this.semaphore = limitOf(limit, 'ConcurrencyLimit')
    this.permit = null
    this.acquiring = null
    this.isReady = false
  }

  protected get type(): string {
    return 'ConcurrencyLimit'
  }

  /** @throws ClosedError if the semaphore is closed; what the inner service throws: then it has given its permit back. */
  pollReady(cx: Context): Poll<void> {
    if (this.disposed) this.refuse()
    this.isReady = false
    if (this.permit === null && this.pollPermit(cx) === Pending) return Pending
    try {
      if (this.inner.pollReady(cx) === Pending) return Pending
    } catch (error) {
      dropAllSuppressed([this.takePermit()], error)
      throw error
    }
    this.isReady = true
  }

  /** Without a queue there is no need for a future. */
  private pollPermit(cx: Context): Poll<void> {
    if (this.acquiring === null) {
      this.permit = this.semaphore.tryAcquire()
      if (this.permit !== null) {
        if (!hasBudget(cx)) return Pending
        return spendBudget()
      }
      this.acquiring = this.semaphore.acquire()
    }
    const permit = this.pollAcquiring(cx, this.acquiring)
    if (permit === Pending) return Pending
    this.acquiring = null
    this.permit = permit
  }

  private pollAcquiring(cx: Context, acquiring: Acquire): Poll<Permit> {
    try {
      return acquiring.poll(cx)
    } catch (error) {
      this.acquiring = null
      throw error
    }
  }

  private takePermit(): Permit | null {
    const { permit } = this
    this.permit = null
    this.isReady = false
    return permit
  }

  /** @throws NotReadyError unless `pollReady` was ready since the last call. */
  call(request: RequestOf<S>): ConcurrencyLimitResponse<ResponseOf<S>> {
    if (this.disposed) this.refuse()
    if (!this.isReady) throw new NotReadyError('ConcurrencyLimit')
    const permit = this.takePermit()!
    try {
      const response = this.inner.call(request as never)
      if (typeof response?.poll !== 'function') refuseResponse(response, 'ConcurrencyLimit')
      return new ConcurrencyLimitResponse(response, permit) as ConcurrencyLimitResponse<ResponseOf<S>>
    } catch (error) {
      dropAllSuppressed([permit], error)
      throw error
    }
  }

  /** Shares the limit, and has no permit. @throws TypeError if the inner service cannot be cloned. */
  clone(): ConcurrencyLimit<S> {
    return new ConcurrencyLimit(cloneInner(this.inner, 'ConcurrencyLimit'), this.semaphore)
  }

  /** Gives back its permit, or its place in the queue, then disposes the inner service. */
  override [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    const { acquiring } = this
    this.acquiring = null
    dropAll([acquiring, this.takePermit(), this.inner])
  }

  override [inspect](): Inspection {
    const name = 'ConcurrencyLimit'
    if (this.disposed) return { name, state: 'disposed' }
    const state = this.isReady ? 'ready' : this.permit !== null ? 'has a permit' : this.acquiring !== null ? 'waiting for a permit' : 'idle'
    return { name, state, children: this.acquiring === null ? [this.inner] : [this.acquiring, this.inner] }
  }
}

function limitOf(limit: number | Semaphore, where: string): Semaphore {
  if (limit instanceof Semaphore) return limit
  requireCount(limit, 1, where)
  return new Semaphore(limit)
}

interface ConcurrencyLimitKind extends LayerKind {
  readonly made: ConcurrencyLimit<InnerOf<this>>
}

/**
 * The layer of {@link ConcurrencyLimit}. Given a number, each service that it makes has a limit of its own; given a
 * semaphore, they share it.
 *
 * Rust: `ConcurrencyLimitLayer`; `GlobalConcurrencyLimitLayer`.
 *
 * @throws RangeError as the service.
 */
export function concurrencyLimitLayer(limit: number | Semaphore): GenericLayer<ConcurrencyLimitKind> {
  if (!(limit instanceof Semaphore)) requireCount(limit, 1, 'concurrencyLimitLayer')
  return genericLayer<ConcurrencyLimitKind>(inner => new ConcurrencyLimit(inner, limit))
}

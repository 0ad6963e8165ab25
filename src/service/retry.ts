/** `Retry`: a request that failed is made again, if a policy says so. */
import type { Context } from '../future/context.ts'
import { dropAll } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Poll } from '../future/poll.ts'
import type { Result } from '../future/result.ts'
import { isSendable } from '../future/sendable.ts'
import { sendable } from '../future/symbols.ts'
import { cloneInner, isCloneable, type CloneService } from './clone.ts'
import { genericLayer, type GenericLayer, type InnerOf, type LayerKind } from './layer.ts'
import { Middleware } from './middleware.ts'
import { RetryResponse } from './retry-response.ts'
import { refuseResponse, type AnyService, type RequestOf, type ResponseOf, type Service } from './service.ts'
import { Spare } from './spare.ts'
import { Turn } from './turn.ts'

/**
 * Which requests are made again, and when.
 *
 * Rust: `tower::retry::Policy`.
 */
export interface RetryPolicy<Req, Res> {
  /**
   * Looks at what came of `request`, an output or what was thrown. Null: that is the answer. A future: once it is ready,
   * `sleep(100)` say, the request is made again, and what came of it is dropped.
   */
  retry(request: Req, result: Result<Res>): Future<unknown> | null
  /** The request once more, for a retry; null if there can be none. Asked before each call. */
  cloneRequest(request: Req): Req | null
  /** The policy for one request and its retries, if it counts them. Default: all requests share this one. */
  clone?(): RetryPolicy<Req, Res>
}

/**
 * Makes a request again, as often as `policy` says; see `TpsBudget` for how to say no. The retries are part of the
 * response: whoever drops that drops them. Each waits for readiness as any call does, in an instance of its own: a clone of
 * the inner service; where there is none, the retries and this service's callers take turns at the one there is, and the last of them
 * disposes it.
 *
 * Rust: `tower::retry::Retry`.
 *
 * @throws TypeError at the call if `inner` is no service or `policy` none.
 * @example
 * const thrice = {
 *   left: 2,
 *   retry(_: Url, result: Result<Page>) { return result.ok || this.left-- === 0 ? null : sleep(100) },
 *   cloneRequest: (url: Url) => url,
 *   clone() { return { ...this } },
 * }
 * const service = new Retry(thrice, serviceFn(fetchPage))
 */
export class Retry<S extends AnyService> extends Middleware<S> implements Service<RequestOf<S>, ResponseOf<S>, RetryResponse<ResponseOf<S>>> {
  private readonly policy: RetryPolicy<RequestOf<S>, ResponseOf<S>>
  /** Where this service's own calls go: the inner one, or this caller's turn at it. */
  private readonly way: AnyService & CloneService
  /** Made by the first request that may be retried. */
  private spare: Spare | null

  constructor(policy: RetryPolicy<RequestOf<S>, ResponseOf<S>>, inner: S) {
    super(inner, 'Retry')
    requirePolicy(policy, 'Retry')
    this.policy = policy
    this.way = isCloneable(inner) ? inner : (new Turn(inner) as AnyService & CloneService)
    this.spare = null
  }

  protected get type(): string {
    return 'Retry'
  }

  /** The inner service cannot be cloned: one for this caller and all retries. */
  private get isShared(): boolean {
    return this.way !== (this.inner as AnyService)
  }

  pollReady(cx: Context): Poll<void> {
    if (this.disposed) this.refuse()
    return this.way.pollReady(cx)
  }

  /** @throws what the policy's `clone` and `cloneRequest` throw, and the inner service's `call` and `clone`. */
  call(request: RequestOf<S>): RetryResponse<ResponseOf<S>> {
    if (this.disposed) this.refuse()
    const policy = this.policy.clone === undefined ? this.policy : this.policy.clone()
    const again = policy.cloneRequest(request)
    const spare = again === null ? null : (this.spare ??= new Spare(this.way.clone() as AnyService & CloneService, this.isShared ? this.inner : null))
    const response = this.way.call(request as never)
    if (typeof response?.poll !== 'function') refuseResponse(response, 'Retry')
    const share = spare === null ? null : spare.share()
    return new RetryResponse(policy as RetryPolicy<unknown, unknown>, again, share, response) as RetryResponse<ResponseOf<S>>
  }

  /** Shares the policy. @throws TypeError if the inner service cannot be cloned. */
  clone(): Retry<S> {
    return new Retry(this.policy, cloneInner(this.inner, 'Retry'))
  }

  override [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    const { spare, way, inner } = this
    this.spare = null
    if (!this.isShared) return dropAll([spare, inner])
    // The retries still out have their turns at the inner service: it is theirs too, and the last of them disposes it.
    dropAll([way, spare ?? inner])
  }

  override get [sendable](): boolean {
    return super[sendable] && isSendable(this.policy)
  }
}

function requirePolicy(policy: unknown, where: string): void {
  const { retry, cloneRequest } = (policy ?? {}) as Partial<RetryPolicy<unknown, unknown>>
  if (typeof retry === 'function' && typeof cloneRequest === 'function') return
  throw new TypeError(`${where}: expected a policy, an object with the methods retry and cloneRequest, as the first argument`)
}

interface RetryKind extends LayerKind {
  readonly made: Retry<InnerOf<this>>
}

/** The layer of {@link Retry}: what it makes shares the policy. @throws TypeError if `policy` is none. */
export function retryLayer<Req, Res>(policy: RetryPolicy<Req, Res>): GenericLayer<RetryKind> {
  requirePolicy(policy, 'retryLayer')
  return genericLayer<RetryKind>(inner => new Retry(policy as RetryPolicy<never, never>, inner) as Retry<typeof inner>)
}

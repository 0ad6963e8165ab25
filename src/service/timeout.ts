/** `Timeout`: a response that takes too long fails. */
import type { Context } from '../future/context.ts'
import type { Poll } from '../future/poll.ts'
import { requireDuration } from '../time/duration.ts'
import { timeout, type Timeout as TimeoutFuture } from '../time/timeout.ts'
import { cloneInner } from './clone.ts'
import { genericLayer, type GenericLayer, type InnerOf, type LayerKind } from './layer.ts'
import { Middleware } from './middleware.ts'
import type { AnyService, RequestOf, ResponseOf, Service } from './service.ts'

/**
 * Gives each response `ms` milliseconds, counted from its call. The wait for readiness is not part of that: it is the
 * caller's, who puts `timeout(ms, oneshotCall(…))` around both if they are to be limited together.
 *
 * The response is the `timeout(ms, …)` of the time room, around the inner one: on time it gives that one's output, late it
 * has disposed it and throws `Elapsed`.
 *
 * Rust: `tower::timeout::Timeout`.
 *
 * @throws RangeError at the call for NaN; TypeError, if `inner` is no service.
 * @example
 * const service = new Timeout(serviceFn(fetchPage), 500)
 */
export class Timeout<S extends AnyService> extends Middleware<S> implements Service<RequestOf<S>, ResponseOf<S>, TimeoutFuture<ResponseOf<S>>> {
  private readonly ms: number

  constructor(inner: S, ms: number) {
    super(inner, 'Timeout')
    this.ms = requireDuration(ms, 'Timeout')
  }

  protected get type(): string {
    return 'Timeout'
  }

  pollReady(cx: Context): Poll<void> {
    if (this.disposed) this.refuse()
    return this.inner.pollReady(cx)
  }

  call(request: RequestOf<S>): TimeoutFuture<ResponseOf<S>> {
    if (this.disposed) this.refuse()
    return timeout(this.ms, this.inner.call(request as never)) as TimeoutFuture<ResponseOf<S>>
  }

  /** @throws TypeError if the inner service cannot be cloned. */
  clone(): Timeout<S> {
    return new Timeout(cloneInner(this.inner, 'Timeout'), this.ms)
  }
}

interface TimeoutKind extends LayerKind {
  readonly made: Timeout<InnerOf<this>>
}

/** The layer of {@link Timeout}. @throws RangeError for NaN. */
export function timeoutLayer(ms: number): GenericLayer<TimeoutKind> {
  requireDuration(ms, 'timeoutLayer')
  return genericLayer<TimeoutKind>(inner => new Timeout(inner, ms))
}

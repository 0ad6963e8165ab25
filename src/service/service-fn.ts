/** `serviceFn(f)`: a function that returns a future, as a service that is always ready. */
import { requireFuture, type Future, type Output } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import type { Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Service } from './service.ts'

/** See {@link serviceFn}. */
export class ServiceFn<Req, F extends Future<unknown>> implements Service<Req, Output<F>, F & Future<Output<F>>> {
  private readonly fn: (request: Req) => F

  constructor(fn: (request: Req) => F) {
    this.fn = fn
  }

  pollReady(): Poll<void> {}

  /** Calls the function, at once. @throws TypeError if that returns no future; what it throws. */
  call(request: Req): F & Future<Output<F>> {
    const { fn } = this
    const future = fn(request)
    if (typeof (future as Partial<F> | null | undefined)?.poll !== 'function') requireFuture(future, 'serviceFn')
    return future as F & Future<Output<F>>
  }

  clone(): ServiceFn<Req, F> {
    return new ServiceFn(this.fn)
  }

  get [sendable](): boolean {
    return isSendable(this.fn)
  }

  [inspect](): Inspection {
    return { name: 'ServiceFn', fields: { fn: this.fn.name } }
  }
}

/**
 * The service that answers a request with `fn(request)`. It is always ready, reserves nothing, and can be cloned.
 *
 * Rust: `tower::service_fn`.
 *
 * @throws TypeError at the call if `fn` is no function; from `call`, if it returns no future.
 * @example
 * const upper = serviceFn((text: string) => ready(text.toUpperCase()))
 * blockOn(oneshotCall(upper, 'hello')) // 'HELLO'
 */
export function serviceFn<Req, F extends Future<unknown>>(fn: (request: Req) => F): ServiceFn<Req, F> {
  if (typeof fn !== 'function') throw new TypeError('serviceFn: expected a function from the request to a future')
  return new ServiceFn(fn)
}

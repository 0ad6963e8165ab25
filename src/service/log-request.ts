/** `LogRequest`: each request is shown on its way in. */
import type { Context } from '../future/context.ts'
import type { Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { sendable } from '../future/symbols.ts'
import { cloneInner } from './clone.ts'
import { genericLayer, type GenericLayer, type InnerOf, type LayerKind } from './layer.ts'
import { Middleware } from './middleware.ts'
import type { AnyService, FutureOf, RequestOf } from './service.ts'

/** Where requests are shown. */
export type LogSink = (request: unknown) => void

/**
 * Gives each request to `sink` when it is called, and passes it on. The response is the inner service's own future, as it
 * is: to log costs no wrapper.
 *
 * Rust: the `LogRequest` of the articles on `async fn` in traits, whose `println!` is `sink`.
 *
 * @param sink by default the console's `log`.
 * @throws TypeError at the call if `inner` is no service or `sink` no function; from `call`, what `sink` throws.
 * @example
 * const service = new LogRequest(serviceFn(fetchPage))
 */
export class LogRequest<S extends AnyService> extends Middleware<S> {
  private readonly sink: LogSink

  constructor(inner: S, sink: LogSink = console.log) {
    super(inner, 'LogRequest')
    if (typeof sink !== 'function') throw new TypeError('LogRequest: expected a function that shows a request')
    this.sink = sink
  }

  protected get type(): string {
    return 'LogRequest'
  }

  pollReady(cx: Context): Poll<void> {
    if (this.disposed) this.refuse()
    return this.inner.pollReady(cx)
  }

  call(request: RequestOf<S>): FutureOf<S> {
    if (this.disposed) this.refuse()
    const { sink } = this
    sink(request)
    return this.inner.call(request as never) as FutureOf<S>
  }

  /** Shares the sink. @throws TypeError if the inner service cannot be cloned. */
  clone(): LogRequest<S> {
    return new LogRequest(cloneInner(this.inner, 'LogRequest'), this.sink)
  }

  override get [sendable](): boolean {
    return super[sendable] && isSendable(this.sink)
  }
}

interface LogRequestKind extends LayerKind {
  readonly made: LogRequest<InnerOf<this>>
}

/** The layer of {@link LogRequest}. */
export function logRequestLayer(sink: LogSink = console.log): GenericLayer<LogRequestKind> {
  return genericLayer<LogRequestKind>(inner => new LogRequest(inner, sink))
}

/** `RateLimit`: so many calls in a period, by the runtime's clock. */
import type { Context } from '../future/context.ts'
import { dropAll } from '../future/dispose.ts'
import type { Inspection } from '../future/inspect.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { inspect } from '../future/symbols.ts'
import { requireDuration } from '../time/duration.ts'
import { Instant } from '../time/instant.ts'
import { sleepUntil, type Sleep } from '../time/sleep.ts'
import { RateLimitedError } from './errors.ts'
import { genericLayer, type GenericLayer, type InnerOf, type LayerKind } from './layer.ts'
import { Middleware } from './middleware.ts'
import type { AnyService, FutureOf, RequestOf } from './service.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** What sums of clock readings are off by, at most, in milliseconds: no reason to round up by a whole one. */
const ROUNDING = 1e-6

/**
 * Lets `calls` calls through in each period of `ms` milliseconds. A period begins with the first call after the last one
 * was over; with its last call the service is *limited*, and `pollReady` waits until it ends, when the next begins. The response is the inner
 * service's own future.
 *
 * It counts, and reserves nothing: a call that was not announced is refused only while it is limited. It has no `clone()`,
 * since each would count for itself; to share one, put `bufferLayer(…)` around it.
 *
 * Rust: `tower::limit::RateLimit`.
 *
 * @param calls a whole number from 1. @param ms above 0.
 * @throws RangeError at the call for others; TypeError, if `inner` is no service.
 * @example
 * const service = new RateLimit(serviceFn(fetchPage), 5, 1000) // five a second
 */
export class RateLimit<S extends AnyService> extends Middleware<S> {
  private readonly calls: number
  private readonly ms: number
  /** Calls that the present period has left. */
  private left: number
  /** Its end; null before the first call. */
  private until: Instant | null
  /** Waits for that end while limited, else null. */
  private sleep: Sleep | null

  constructor(inner: S, calls: number, ms: number) {
    super(inner, 'RateLimit')
    requireRate(calls, ms, 'RateLimit')
    this.calls = calls
    this.ms = ms
    this.left = calls
    this.until = null
    this.sleep = null
  }

  protected get type(): string {
    return 'RateLimit'
  }

  /** @throws NoRuntimeError while limited, outside any runtime; what the inner service throws. */
  pollReady(cx: Context): Poll<void> {
    if (this.disposed) this.refuse()
    if (this.sleep !== null) {
      if (this.sleep.poll(cx) === Pending) return Pending
      this.sleep = null
      this.begin(Instant.now())
    }
    return this.inner.pollReady(cx)
  }

  private begin(now: Instant): Instant {
    this.left = this.calls
    return (this.until = now.plus(this.ms))
  }

  /** @throws RateLimitedError while limited. */
  call(request: RequestOf<S>): FutureOf<S> {
    if (this.disposed) this.refuse()
    if (this.sleep !== null) this.refuseCall(this.until!)
    const now = Instant.now()
    let { until } = this
    if (until === null || now.since(until) >= 0) until = this.begin(now)
    this.left -= 1
    if (this.left === 0) this.sleep = sleepUntil(until)
    return this.inner.call(request as never) as FutureOf<S>
  }

  private refuseCall(until: Instant): never {
    const left = until.since(Instant.now())
    throw new RateLimitedError(this.calls, this.ms, Math.max(0, Math.ceil(left - ROUNDING)))
  }

  override [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    const { sleep } = this
    this.sleep = null
    dropAll([sleep, this.inner])
  }

  /** There is none; see the class. */
  override get cloneable(): false {
    return false
  }

  override [inspect](): Inspection {
    const name = 'RateLimit'
    if (this.disposed) return { name, state: 'disposed' }
    if (this.sleep !== null) return { name, state: 'limited', children: [this.sleep, this.inner] }
    return { name, state: `${this.left} of ${this.calls} calls left`, children: [this.inner] }
  }
}

function requireRate(calls: number, ms: number, where: string): void {
  if (!(Number.isSafeInteger(calls) && calls >= 1)) {
    throw new RangeError(`${where}: the number of calls must be a whole number, 1 or more, and is ${String(calls)}`)
  }
  if (!(requireDuration(ms, where) > 0)) throw new RangeError(`${where}: the period must be above 0 ms, and is ${ms}`)
}

interface RateLimitKind extends LayerKind {
  readonly made: RateLimit<InnerOf<this>>
}

/** The layer of {@link RateLimit}: each service that it makes counts for itself. @throws RangeError as the service. */
export function rateLimitLayer(calls: number, ms: number): GenericLayer<RateLimitKind> {
  requireRate(calls, ms, 'rateLimitLayer')
  return genericLayer<RateLimitKind>(inner => new RateLimit(inner, calls, ms))
}

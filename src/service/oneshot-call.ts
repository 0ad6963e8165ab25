/** `oneshotCall(service, request)`: waits until the service is ready, calls it, and gives the response. */
import type { Context } from '../future/context.ts'
import { drop, dropAll, dropAllSuppressed } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { refuseResponse, requireService, type AnyService, type RequestOf, type ResponseOf } from './service.ts'
import { isTaken, Turn } from './turn.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * See {@link oneshotCall}. Two states, told apart by which field is not null:
 *
 *     NotReady { service, turn, request } ──ready──▶ Called { response }
 *
 * A turn is needed by those alone who wait: who finds the service ready calls it in the same poll, and nobody comes between.
 */
export class OneshotCall<S extends AnyService> implements Future<ResponseOf<S>>, Disposable {
  private phase: Phase
  /** Borrowed. */
  private service: S | null
  /** Null while it need not wait. */
  private turn: Turn<S> | null
  private request: RequestOf<S> | null
  private response: Future<unknown> | null

  constructor(service: S, request: RequestOf<S>) {
    this.phase = Waiting
    this.service = service
    this.turn = null
    this.request = request
    this.response = null
  }

  poll(cx: Context): Poll<ResponseOf<S>> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      if (this.response === null && !this.pollCall(cx)) {
        this.phase = Waiting
        return Pending
      }
      const output = this.response!.poll(cx)
      if (output === Pending) this.phase = Waiting
      else this.end(Finished)
      return output as Poll<ResponseOf<S>>
    } catch (error) {
      this.fail(error)
      throw error
    }
  }

  /** False while the service is not ready. */
  private pollCall(cx: Context): boolean {
    const service = this.service!
    if (this.turn === null && isTaken(service)) this.turn = new Turn(service)
    const { turn } = this
    if ((turn === null ? service.pollReady(cx) : turn.pollReady(cx)) === Pending) {
      if (turn === null) this.turn = new Turn(service).take()
      return false
    }
    const request = this.request as RequestOf<S>
    this.request = null
    const response = turn === null ? service.call(request as never) : turn.call(request)
    if (typeof response?.poll !== 'function') refuseResponse(response, 'oneshotCall')
    this.response = response
    this.service = null
    this.turn = null
    return true
  }

  /** Whatever threw has ended; what it did not reach is dropped. */
  private fail(error: unknown): void {
    const { service, turn, request } = this
    this.end(Finished)
    if (service !== null) dropAllSuppressed([turn, request], error)
  }

  private end(phase: Phase): void {
    this.phase = phase
    this.service = null
    this.turn = null
    this.request = null
    this.response = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const { turn, request, response } = this
    this.end(Disposed)
    if (response !== null) drop(response)
    else dropAll([turn, request])
  }

  get [sendable](): boolean {
    return isSendable(this.service) && isSendable(this.request) && isSendable(this.response)
  }

  [atSuspension](): boolean {
    if (this.response !== null) return sendableAtSuspension(this.response)
    return this.service === null || sendableAtSuspension(this.service)
  }

  [inspect](): Inspection {
    const name = 'OneshotCall'
    if (this.response !== null) return { name, state: 'Called', children: [this.response] }
    return this.service === null ? { name } : { name, state: 'NotReady', children: [this.turn ?? this.service] }
  }
}

/**
 * A future that polls `service` until it is ready, calls it with `request`, and gives the response. It borrows the service,
 * which can be used again and is not disposed; it owns the request until that is called.
 *
 * Several of them at one service take turns, in the order of their first polls: from its first poll to its call, the
 * service is one caller's. Dropped before that, it leaves the turn to the next.
 *
 * Rust: `tower::ServiceExt::oneshot`, on `&mut service`.
 *
 * @throws TypeError at the call if `service` is none; from the poll, what `pollReady`, `call` or the response throw.
 * @example
 * const service = new ConcurrencyLimit(serviceFn(fetchPage), 2)
 * const pages = blockOn(joinAll(urls.map(url => oneshotCall(service, url)))) // two at a time
 */
export function oneshotCall<S extends AnyService>(service: S, request: RequestOf<S>): OneshotCall<S> {
  requireService(service, 'oneshotCall')
  return new OneshotCall(service, request)
}

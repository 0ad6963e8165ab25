/** `fetchFuture(input, init)`: a request that begins when it is polled, and is aborted when it is dropped. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { report } from './errand.ts'
import type { FetchArguments, FetchResponse } from './fetch-types.ts'
import { ExternalSource } from '../runtime/external-source.ts'
import { Rejected, Settlement, Settling } from './settlement.ts'

type Fetch = (input: unknown, init: object) => PromiseLike<unknown>

/** Why a request is aborted. Nobody is there to see it, and an error made here would keep the stack, and so the future, alive. */
const DROPPED = 'the future of fetchFuture was disposed'

/**
 * What {@link fetchFuture} returns. Waiting, it is a host source of its runtime; disposed, it aborts the request.
 *
 * Rust: the future of `reqwest::Client::execute`.
 *
 * @example
 * const page: FetchFuture = fetchFuture('https://example.org')
 */
export class FetchFuture implements Future<FetchResponse>, Disposable {
  private phase: Phase
  /** Null once it was asked for. */
  private args: FetchArguments | null
  private controller: AbortController | null
  private readonly settlement: Settlement

  constructor(args: FetchArguments) {
    this.phase = Waiting
    this.args = args
    this.controller = null
    this.settlement = new Settlement(this, 'fetchFuture', new ExternalSource())
  }

  poll(cx: Context): Poll<FetchResponse> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      if (this.args !== null) this.ask(this.args)
      if (this.settlement.state === Settling) {
        this.settlement.wait(cx)
        this.phase = Waiting
        return Pending
      }
      return this.receive()
    } catch (error) {
      this.phase = Finished
      this.controller = null
      throw error
    }
  }

  private ask([input, init]: FetchArguments): void {
    const { fetch } = globalThis as { fetch?: Fetch }
    if (typeof fetch !== 'function') throw new TypeError('fetchFuture: this host has no fetch')
    this.args = null
    this.controller = new AbortController()
    const signal = withSignal(this.controller.signal, signalOf(input, init))
    this.settlement.listen(fetch(input, { ...(init as object | undefined), signal }))
  }

  private receive(): FetchResponse {
    const outcome = this.settlement.take()
    if (this.settlement.state === Rejected) throw outcome
    const controller = this.controller!
    this.phase = Finished
    this.controller = null
    return droppable(outcome as object, controller)
  }

  /** A failure after this is the abort's doing; one that came before it and was not taken is nobody else's to see. */
  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const { controller, settlement } = this
    this.phase = Disposed
    this.args = null
    this.controller = null
    settlement.abandon(settlement.state === Rejected ? reportFailure : () => {})
    controller?.abort(DROPPED)
  }

  /** A request belongs to the thread that made it. */
  get [sendable](): boolean {
    return false
  }

  [inspect](): Inspection {
    if (this.phase !== Waiting) return { name: 'FetchFuture', state: phaseName(this.phase) }
    return { name: 'FetchFuture', ...(this.controller === null ? {} : { waitsOn: 'a response' }) }
  }
}

function reportFailure(_: number, error: unknown, home: Runtime | null): void {
  report(home, 'a fetch whose future was disposed', error)
}

/** What the caller would have the request obey; the `signal` of `init` goes before that of a `Request`, as for `fetch`. */
function signalOf(input: unknown, init: unknown): AbortSignal | null {
  const given = (Object(init) as { signal?: AbortSignal | null }).signal
  return given === undefined ? ((Object(input) as { signal?: AbortSignal }).signal ?? null) : given
}

/** The host ties them together, for the body too, and holds the given one's listener only weakly. */
function withSignal(own: AbortSignal, given: AbortSignal | null): AbortSignal {
  if (given === null) return own
  if (typeof AbortSignal.any !== 'function') throw new TypeError('fetchFuture: a signal was given, and this host has no AbortSignal.any')
  return AbortSignal.any([own, given])
}

/** A response that nobody hands on (the loser of a `join`, a detached task's) is dropped, and so must let go. */
function droppable(response: object, controller: AbortController): FetchResponse {
  const value = (): void => controller.abort()
  return Object.defineProperty(response, Symbol.dispose, { value, configurable: true }) as FetchResponse
}

/**
 * A future of the response to a request, which is made, with the host's `fetch` and these arguments, at the first poll.
 * Disposing the future aborts the request. A failure is thrown from the poll; a status such as 404 is none. Its output is the
 * host's `Response`; for the body, `fromReadableStream(response.body)` or `fromPromise(response.text())`.
 *
 * The response is disposable: `using`, or a combinator that drops it, aborts what is still to come of the body. A
 * `signal` in `init`, or of a `Request`, aborts the request and the body as it does for `fetch`.
 *
 * While it waits, the host's event loop must be able to turn, as for `fromPromise`: under `blockOn` it is a `HostParkError`.
 * Not sendable: spawn it with `spawnLocal`.
 *
 * Rust: `reqwest::get`.
 *
 * @param args what `fetch` takes: a URL or a `Request`, and the options.
 * @throws nothing at the call; from the poll, what `fetch` rejects with, a TypeError for wrong arguments and for a network
 * that fails, or the signal's reason.
 * @example
 * using response = yield* wait(timeout(1000, fetchFuture('https://example.org')))
 * const text = yield* wait(fromPromise(response.text()))
 */
export function fetchFuture(...args: FetchArguments): FetchFuture {
  return new FetchFuture(args)
}

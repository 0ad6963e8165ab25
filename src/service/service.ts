/**
 * # Services
 *
 * A service is a function from a request to the future of its response, with one thing more: before it takes a request,
 * it says that it can. What stands between who asks and who answers (a time limit, a limit on how much goes on at once,
 * another try after a failure) is a service too, around the one that answers. A program is a stack of them.
 *
 *     pollReady ──Pending──▶ asked again when its waker was called
 *        │ ready: one call is reserved, as long as it takes
 *        ▼
 *     call(request) ──▶ the future of the response, which lives on its own
 *        │
 *        └──▶ not ready any more: the next call needs its own pollReady
 *
 * **Readiness comes first, so that waiting has a place.** A service that cannot keep up answers `Pending` to `pollReady`,
 * and whoever would call waits with the request in hand. So a limit deep in the stack holds back whoever is outermost, and
 * nothing piles up between. `call` never waits.
 *
 * **What is reserved belongs to the instance.** A permit taken by `pollReady` is that service's until it is called or
 * disposed; a `clone()` of it begins with nothing, and is asked for itself. So a service has one caller at a time: who waits
 * for its readiness, until he has called. Several callers take a clone each; `oneshotCall` lets them take turns at one.
 *
 * **Once for each.** A call uses the readiness up. What reserves nothing has nothing to check, and lets a call pass that
 * was not announced; what does reserve refuses it with a `NotReadyError`.
 *
 * **Failure is a throw.** From `pollReady`: the service is broken, and its owner lets go of it. From the response: that
 * request has failed, and the next may not.
 *
 * **Who owns what.** A middleware owns the service inside it, and disposes it. Disposed, a service gives back what it
 * had reserved; responses that are out go on, since they own what they need: `ConcurrencyLimit` frees its permit when the
 * *response* ends. So a service can be let go of as soon as it has been called.
 *
 * **Why `call` returns a future of a named type.** `F` is the associated type: `Timeout<ConcurrencyLimit<Db>>` is called, and
 * what comes back is exactly the machine that it is, unboxed. See `layer.ts` for how a stack keeps these types.
 *
 * Rust: the crate `tower`; this file is `tower-service`.
 */
import type { Context } from '../future/context.ts'
import { requireFuture, type Future, type Output } from '../future/future.ts'
import { kindOf } from '../future/kind-of.ts'
import type { Poll } from '../future/poll.ts'
import '../future/symbols.ts'

/**
 * Takes requests, one for each time that it said it was ready, and gives futures of responses.
 *
 * Rust: `tower::Service<Request>`, with the error thrown and not returned.
 *
 * @example
 * class Double implements Service<number, number, ReadyFuture<number>> {
 *   pollReady(): Poll<void> {}
 *   call(request: number): ReadyFuture<number> {
 *     return ready(request * 2)
 *   }
 * }
 */
export interface Service<Req, Res, F extends Future<Res> = Future<Res>> {
  /**
   * Ready when one request can be taken; it stays ready until that comes. On `Pending`, the waker of the latest poll is
   * called when it is worth asking again.
   *
   * @throws what it is broken by: it takes no more requests, and its owner disposes it.
   */
  pollReady(cx: Context): Poll<void>
  /**
   * Begins with `request`. Only after `pollReady` was ready, and once for each time that it was.
   *
   * @throws NotReadyError, where something would have had to be reserved.
   */
  call(request: Req): F
  /** Gives back what it has reserved, and disposes the services that it owns; responses that are out go on. */
  [Symbol.dispose]?(): void
}

/** Any service, for bounds: what it takes and gives is read off by {@link RequestOf} and {@link ResponseOf}. */
export type AnyService = Service<never, unknown>

/** What a service takes. Rust: the parameter of `Service<Request>`. */
export type RequestOf<S> = [S] extends [never] ? unknown : S extends { call(request: infer Req): unknown } ? Req : never

/** The type of a service's response futures. Rust: `S::Future`. */
export type FutureOf<S> = S extends { call(request: never): infer F extends Future<unknown> } ? F : never

/** What a service's response futures give. Rust: `S::Response`. */
export type ResponseOf<S> = Output<FutureOf<S>>

/** Throws a `TypeError` unless `value` has a service's two methods; `where` names who was given it. */
export function requireService(value: unknown, where: string): void {
  const { pollReady, call } = (value ?? {}) as { pollReady?: unknown; call?: unknown }
  if (typeof pollReady === 'function' && typeof call === 'function') return
  const got = kindOf(value)
  const what = got === 'function' ? 'a function; wrap it in serviceFn(…)' : got
  throw new TypeError(`${where}: expected a service, an object with the methods pollReady and call, and got ${what}`)
}

/**
 * For what `call` of the service in `where` gave and is no future, a promise above all: throws a `TypeError`. Whoever calls looks
 * at its `poll` himself, so that each such place sees one kind of future.
 */
export function refuseResponse(response: unknown, where: string): void {
  requireFuture(response, `${where}: call() of its service`)
}

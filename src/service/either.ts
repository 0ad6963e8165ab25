/** `Either`: one of two services, behind one type. */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import { BorrowError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import type { Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { cloneInner, isCloneable } from './clone.ts'
import { EitherResponseFuture } from './either-response-future.ts'
import { genericLayer, type GenericLayer, type InnerOf, type Layered, type LayerKind } from './layer.ts'
import { refuseResponse, requireService, type AnyService, type FutureOf, type RequestOf } from './service.ts'

type ResponseFutureOf<A, B> = EitherResponseFuture<FutureOf<A>, FutureOf<B>>

/**
 * A service that is an `A` or a `B`, decided when it is made: for a stack that differs by its configuration, without a box.
 *
 * Its response is an {@link EitherResponseFuture}, which has a name, so that other services can name theirs.
 *
 * Rust: `tower::util::Either`.
 *
 * @example
 * const service: Either<Timeout<Db>, Db> = limited ? Either.left(new Timeout(db, 50)) : Either.right(db)
 */
export class Either<A, B> implements Disposable {
  readonly isLeft: boolean
  /** Owned: the one that it is. */
  readonly inner: A | B
  private disposed: boolean

  private constructor(isLeft: boolean, inner: A | B) {
    this.isLeft = isLeft
    this.inner = inner
    this.disposed = false
  }

  /** `Either` as its left side. @throws TypeError if `service` is neither a service nor a layer. */
  static left<A, B = never>(service: A): Either<A, B> {
    requireSide(service, 'Either.left')
    return new Either<A, B>(true, service)
  }

  /** `Either` as its right side. @throws TypeError if `service` is neither a service nor a layer. */
  static right<B, A = never>(service: B): Either<A, B> {
    requireSide(service, 'Either.right')
    return new Either<A, B>(false, service)
  }

  pollReady(cx: Context): Poll<void> {
    if (this.disposed) refuse()
    return this.isLeft ? (this.inner as AnyService).pollReady(cx) : (this.inner as AnyService).pollReady(cx)
  }

  call(request: RequestOf<A> & RequestOf<B>): ResponseFutureOf<A, B> {
    if (this.disposed) refuse()
    const { isLeft } = this
    // Two call sites, so that each sees one kind of service.
    const response = isLeft ? (this.inner as AnyService).call(request as never) : (this.inner as AnyService).call(request as never)
    if (typeof response?.poll !== 'function') refuseResponse(response, 'Either')
    return new EitherResponseFuture(isLeft, response) as unknown as ResponseFutureOf<A, B>
  }

  /** @throws TypeError if the service that it is cannot be cloned. */
  clone(): Either<A, B> {
    return new Either<A, B>(this.isLeft, cloneInner(this.inner, 'Either'))
  }

  get cloneable(): boolean {
    return isCloneable(this.inner)
  }

  [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    drop(this.inner)
  }

  get [sendable](): boolean {
    return this.disposed || isSendable(this.inner)
  }

  [atSuspension](): boolean {
    return this.disposed || sendableAtSuspension(this.inner as object)
  }

  [inspect](): Inspection {
    if (this.disposed) return { name: 'Either', state: 'disposed' }
    return { name: 'Either', state: this.isLeft ? 'left' : 'right', children: [this.inner as object] }
  }
}

function refuse(): never {
  throw new BorrowError('Either was used after it was disposed; make another, or dispose it when its last request has been called')
}

function requireSide(side: unknown, where: string): void {
  if (typeof (side as { layer?: unknown } | null | undefined)?.layer !== 'function') requireService(side, where)
}

interface EitherKind<A, B> extends LayerKind {
  readonly made: Either<Layered<A, InnerOf<this>>, Layered<B, InnerOf<this>>>
}

/**
 * The layer that is one of two: what it makes is an {@link Either} of what they make.
 *
 * Rust: `impl Layer<S> for Either<A, B>`; `option_layer`, with `identityLayer()` for the right side.
 *
 * @example
 * const limit: Either<ReturnType<typeof timeoutLayer>, ReturnType<typeof identityLayer>> =
 *   ms > 0 ? Either.left(timeoutLayer(ms)) : Either.right(identityLayer())
 * new ServiceBuilder().layer(eitherLayer(limit)).service(db)
 */
export function eitherLayer<A, B>(which: Either<A, B>): GenericLayer<EitherKind<A, B>> {
  const { isLeft, inner } = which
  const layer = inner as unknown as { layer?(service: unknown): unknown }
  if (typeof layer.layer !== 'function') throw new TypeError('eitherLayer: expected an Either of layers')
  return genericLayer<EitherKind<A, B>>(service => (isLeft ? Either.left(layer.layer!(service)) : Either.right(layer.layer!(service))) as never)
}

/** The types of a trait's methods, and of what the adapters make of them. */
import type { Boxed } from '../future/boxed.ts'
import type { Future, Output } from '../future/future.ts'
import type { DynStar } from './dyn-star-future.ts'
import type { Opaque } from './opaque.ts'

/** Any function: `never` takes every list of arguments. */
type AnyMethod = (...args: never[]) => unknown

/** The names of the methods of `I`. Fields are no part of a trait, and symbols (`Symbol.dispose`) are the adapters' own. */
export type MethodName<I> = { [K in keyof I & string]: I[K] extends AnyMethod ? K : never }[keyof I & string]

/** The names of those that give futures. */
export type AsyncMethodName<I> = { [K in MethodName<I>]: Returned<I[K]> extends Future<unknown> ? K : never }[MethodName<I>]

/** What a method gives; `never` for what is no method. */
export type Returned<M> = M extends (...args: never[]) => infer R ? R : never

/** `M`, giving `R` instead. */
type Giving<M, R> = M extends (...args: infer A) => unknown ? (...args: A) => R : never

/** A future as its own type, out of an {@link Opaque} if it is in one. */
export type Revealed<F> = F extends Opaque<infer T, infer Hidden> ? (Hidden extends Future<T> ? Hidden : Future<T>) : F

type Boxing<R> = [R] extends [Future<unknown>] ? Boxed<Output<R>> : R
type Starring<R> = [R] extends [Future<unknown>] ? DynStar<Output<R>> : R
type Hiding<R> = [R] extends [Future<unknown>] ? (R extends Opaque<unknown, Future<unknown>> ? R : Opaque<Output<R>, R>) : R
type Erasing<R> = [R] extends [Future<unknown>] ? Future<Output<R>> : R

/** What `asyncTrait(impl)` has: each method's future in a box. */
export type BoxedMethods<I> = { readonly [K in MethodName<I>]: Giving<I[K], Boxing<Returned<I[K]>>> }

/** What `dynStar(impl)` has: each method's future as data and vtable. */
export type DynStarMethods<I> = { readonly [K in MethodName<I>]: Giving<I[K], Starring<Returned<I[K]>>> }

/** What `variant(impl, { send: true })` has: each method's future itself. */
export type SendMethods<I> = { readonly [K in MethodName<I>]: Giving<I[K], Revealed<Returned<I[K]>>> }

/** What `variant(impl, { send: false })` has: each method's future as generic code knows it. */
export type LocalMethods<I> = { readonly [K in MethodName<I>]: Giving<I[K], Hiding<Returned<I[K]>>> }

/** What `returnsSendable(impl, name)` has: the methods of `impl`, those named with their futures revealed. */
export type RevealedMethods<I, Name> = {
  readonly [K in MethodName<I>]: K extends Name ? Giving<I[K], Revealed<Returned<I[K]>>> : I[K]
}

/** What a handle of `dynTrait` has: outputs are known, types of futures are not. */
export type ErasedMethods<I> = { readonly [K in MethodName<I>]: Giving<I[K], Erasing<Returned<I[K]>>> }

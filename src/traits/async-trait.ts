/**
 * # Async methods in traits
 *
 * A trait with `async fn get(&self) -> i32` is a trait with a method that gives *some* future. Which one, how large, and
 * whether it may leave its thread differs with each implementation; that one fact is behind everything in this room.
 *
 * **Static.** Who knows the implementation knows the future: `impl.get()` is called, and its future polled, with nothing
 * in between. Here as in Rust that is the form without a price, and needs no function of this room.
 *
 * **Generic.** Who knows only the trait knows of the future only its output. In Rust its type is *opaque*, and no bound
 * can be put on it from outside; `opaque(future)` is that: a future without a tag of its own, so `spawn` refuses it. A
 * trait can declare the bound: for one method (`returnsSendable`, Rust's return-type notation), or for all of them in a
 * second trait of the same methods (`variant`, the `trait-variant` crate).
 *
 * **Dynamic.** Behind `dyn Trait` not even the size is known, and a caller has to put the future somewhere. So it comes
 * behind a pointer, two words whatever it points to:
 *
 *     asyncTrait(impl)     every future in a box, and sendable unless opted out      the async-trait crate
 *     dynStar(impl)        data and vtable; boxed, in the word itself, or reused      dyn*
 *     dynTrait(adapter)    one handle type for all of these                           dyn Trait, dynosaur
 *
 * `dynTrait` accepts only what one of those made; anything else is not dyn compatible, and it says why (E0038).
 *
 * **Who owns what.** An adapter owns its implementation, a box its future, a handle its adapter: each is dropped with its
 * owner, once. An adapter holds no state of its own between calls, so it may be shared wherever the implementation may.
 * (`dynStar(impl, 'reuse')` is the exception: it lends one future a method.)
 *
 * **What it costs.** An adapter is a class, built once for each class of implementations; a call through it is a call
 * and an object. `docs/guides/traits.md` has the figures. `sizeOfFuture` tells what Rust would have to put somewhere.
 */
import { Boxed, boxed } from '../future/boxed.ts'
import { requireFuture } from '../future/future.ts'
import { AdapterMaker } from './adapter-maker.ts'
import { isFuture } from './is-future.ts'
import { LocalBoxed } from './local-boxed.ts'
import type { BoxedMethods } from './method-types.ts'
import { Opaque } from './opaque.ts'
import { requireSend } from './require-send.ts'

/** What `asyncTrait` takes besides the implementation. */
export interface AsyncTraitOptions {
  /** Whether each method's future must be sendable. Default: true. Rust: false is `#[async_trait(?Send)]`. */
  readonly send?: boolean
}

/** An implementation behind `asyncTrait`. */
export type AsyncTrait<I> = BoxedMethods<I> & Disposable

const OTHERWISE = 'opt out with asyncTrait(impl, { send: false })'

/** `future` in a box that says `Send`. What is in one already stays there. */
function boxSend(given: unknown, _: null, name: string, impl: object): unknown {
  if (!isFuture(given)) return given
  const future = Opaque.reveal(given, 'asyncTrait')
  requireSend(future, impl, name, 'asyncTrait', OTHERWISE)
  return future instanceof Boxed ? future : boxed(future)
}

function boxLocal(given: unknown): unknown {
  if (!isFuture(given) || given instanceof LocalBoxed) return given
  const future = Opaque.reveal(given, 'asyncTrait')
  requireFuture(future, 'asyncTrait')
  return new LocalBoxed(future)
}

const sending = /* @__PURE__ */ new AdapterMaker<null>('asyncTrait', boxSend)
const local = /* @__PURE__ */ new AdapterMaker<null>('asyncTrait', boxLocal)

/**
 * `impl` with each method's future in a box: one type, two words, whatever the method made. Methods that give no future
 * are passed on. The adapter owns `impl`.
 *
 * A future must be sendable, now and (its box is judged by what is in it) at each suspension of a task that holds it;
 * with `send: false` nobody asks, and the boxes are never sendable. Untagged futures are judged by a walk over their
 * fields at each call, which costs microseconds: tag those of hot methods.
 *
 * Rust: `#[async_trait]`, `#[async_trait(?Send)]`.
 *
 * @throws TypeError if `impl` is no object with methods; from a method, what it throws, and NotSendableError, with the
 * future dropped, if that is not sendable.
 * @example
 * const reader = asyncTrait(new FileReader('hosts'))
 * blockOn(reader.read(buffer)) // a Boxed<number>
 */
export function asyncTrait<I extends object>(impl: I, options: AsyncTraitOptions = {}): AsyncTrait<I> {
  return (options.send === false ? local : sending).make(impl, null) as unknown as AsyncTrait<I>
}

/** `returnsSendable(impl, method)`: the bound on one method's future, declared by who uses the trait. */
import { className } from '../future/inspect.ts'
import { AdapterMaker } from './adapter-maker.ts'
import { isFuture } from './is-future.ts'
import type { AsyncMethodName, RevealedMethods } from './method-types.ts'
import { methodNames } from './methods.ts'
import { Opaque } from './opaque.ts'

/** An implementation of which `Name`'s futures take their own tag. */
export type ReturnsSendable<I, Name extends string> = RevealedMethods<I, Name> & Disposable

function reveal(given: unknown, bound: string, name: string): unknown {
  return name === bound && isFuture(given) ? Opaque.reveal(given, 'returnsSendable') : given
}

const maker = /* @__PURE__ */ new AdapterMaker<string>('returnsSendable', reveal)

/**
 * A view of `impl` whose `method` gives futures that are as sendable as they are: what was opaque is looked into. Its
 * other methods are as before. One that is not sendable is refused where it is spawned, with the path to what it holds.
 *
 * For several methods, take a view of a view. The view owns `impl`.
 *
 * Rust: return-type notation, `where H: HealthCheck, H::check(..): Send`.
 *
 * @throws TypeError if `impl` has no such method.
 * @example
 * function startHealthCheck(check: HealthCheck): void {
 *   spawn(new CheckLoop(returnsSendable(check, 'check')))
 * }
 */
export function returnsSendable<I extends object, Name extends AsyncMethodName<I>>(impl: I, method: Name): ReturnsSendable<I, Name> {
  const view = maker.make(impl, method)
  const names = methodNames(impl)
  if (names.includes(method)) return view as unknown as ReturnsSendable<I, Name>
  throw new TypeError(`returnsSendable: ${className(impl)} has no method ${method}; it has ${names.join(', ')}`)
}

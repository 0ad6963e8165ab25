/** `variant(impl, { send })`: one declaration, two traits, of which one requires that futures are sendable. */
import { AdapterMaker } from './adapter-maker.ts'
import { isFuture } from './is-future.ts'
import type { LocalMethods, SendMethods } from './method-types.ts'
import { Opaque, opaque } from './opaque.ts'
import { requireSend } from './require-send.ts'

/** What `variant` takes besides the implementation. */
export interface VariantOptions<Send extends boolean = boolean> {
  /** Whether each method's future must be sendable. Default: false. */
  readonly send?: Send
}

/** An implementation behind `variant`: the trait with the bound, or the one without it. */
export type Variant<I, Send extends boolean> = (Send extends true ? SendMethods<I> : LocalMethods<I>) & Disposable

const OTHERWISE = 'use the variant without the bound: variant(impl, { send: false })'

function bounded(given: unknown, _: null, name: string, impl: object): unknown {
  if (!isFuture(given)) return given
  const future = Opaque.reveal(given, 'variant')
  requireSend(future, impl, name, 'variant, send: true', OTHERWISE)
  return future
}

function unbounded(given: unknown): unknown {
  return !isFuture(given) || given instanceof Opaque ? given : opaque(given)
}

const sending = /* @__PURE__ */ new AdapterMaker<null>('variant', bounded)
const local = /* @__PURE__ */ new AdapterMaker<null>('variant', unbounded)

/**
 * `impl` as the trait that declares `Send` for all its futures, or as the one that does not. The adapter owns `impl`.
 *
 * With `send: true` a method gives its future itself, unwrapped and unboxed, and throws if that is not sendable. Without
 * it, futures are opaque: they run anywhere on this thread, and `spawn` refuses them.
 *
 * Rust: `#[trait_variant::make(HttpService: Send)] trait LocalHttpService { … }`.
 *
 * @throws TypeError if `impl` is no object with methods; from a method, what it throws, and with `send: true`
 * NotSendableError, the future dropped, if that is not sendable.
 * @example
 * const http = variant(new Client(), { send: true }) // HttpService
 * spawn(http.fetch('/'))
 * const localHttp = variant(new Client())            // LocalHttpService
 * spawnLocal(localHttp.fetch('/'))
 */
export function variant<I extends object, Send extends boolean = false>(impl: I, options: VariantOptions<Send> = {}): Variant<I, Send> {
  return (options.send === true ? sending : local).make(impl, null) as unknown as Variant<I, Send>
}

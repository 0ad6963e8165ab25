/** `dynTrait(adapter)`: one type for every implementation of a trait. */
import { Boxed, boxed } from '../future/boxed.ts'
import { className } from '../future/inspect.ts'
import { isObject } from '../future/is-object.ts'
import { kindOf } from '../future/kind-of.ts'
import { Adapter } from './adapter.ts'
import { AdapterMaker } from './adapter-maker.ts'
import { DynStar } from './dyn-star-future.ts'
import { NotDynCompatibleError } from './errors.ts'
import { isFuture } from './is-future.ts'
import type { ErasedMethods } from './method-types.ts'
import { methodNames } from './methods.ts'

/** A handle to some implementation of the trait whose methods those of `I` are. */
export type DynTrait<I> = ErasedMethods<I> & Disposable

const REMEDY = 'put its futures behind pointers first: dynTrait(asyncTrait(impl)), or dynStar(impl), or variant(impl, { send: true })'

/** Futures of a variant are not behind a pointer yet. */
function erase(given: unknown): unknown {
  if (!isFuture(given) || given instanceof Boxed || given instanceof DynStar) return given
  return boxed(given)
}

const maker = /* @__PURE__ */ new AdapterMaker<null>('dynTrait', erase)

/**
 * A handle through which a trait is used without knowing the implementation: its methods are found in a table, and their
 * futures are two words. It takes what `asyncTrait`, `dynStar` or `variant` made; a variant's futures are boxed at each
 * call. The handle owns the adapter. It may be held by several, as an `Arc` may.
 *
 * Rust: `Arc<dyn Trait>` with the `async-trait` crate, or `#[dynosaur]`.
 *
 * @throws NotDynCompatibleError for anything else, with its methods and the remedy; TypeError for what is no object.
 * @example
 * const sources: DynTrait<Source>[] = [dynTrait(asyncTrait(new FileSource())), dynTrait(asyncTrait(new MemorySource()))]
 */
export function dynTrait<I extends object>(adapter: I): DynTrait<I> {
  requireDynCompatible(adapter)
  return maker.make(adapter, null) as unknown as DynTrait<I>
}

function requireDynCompatible(adapter: unknown): void {
  if (!isObject(adapter)) throw new TypeError(`dynTrait: expected an adapter, and got ${kindOf(adapter)}`)
  const kind = adapter instanceof Adapter ? Adapter.kindOf(adapter) : null
  if (kind === 'asyncTrait' || kind === 'dynStar' || kind === 'variant') return
  if (kind === 'dynTrait') throw new TypeError('dynTrait: it is a handle already; use it as it is')
  throw new NotDynCompatibleError(className(kind === null ? adapter : Adapter.implOf(adapter as Adapter)), methodNames(adapter), REMEDY)
}

/** `dynStar(future)`: data and vtable, two words for any future; `dynStar(impl)`: a trait whose methods give those. */
import { dropAllSuppressed } from '../future/dispose.ts'
import { requireFuture, type Future, type Output } from '../future/future.ts'
import { className } from '../future/inspect.ts'
import { refusePinned } from '../future/pinned-set.ts'
import { AdapterMaker } from './adapter-maker.ts'
import { DynStar } from './dyn-star-future.ts'
import { vtableOf } from './future-vtable.ts'
import { canBeWord, wordVtableOf } from './into-dyn.ts'
import { isFuture } from './is-future.ts'
import type { DynStarMethods } from './method-types.ts'
import { Opaque } from './opaque.ts'
import { ReusableBox } from './reusable-box.ts'

/**
 * Where the future of a `dyn*` is kept. `box`: on the heap, behind a pointer. `inline`: in the word itself, which its class
 * must allow (`IntoDynPointer`). `auto`: inline if it is allowed, else boxed.
 */
export type DynStrategy = 'auto' | 'box' | 'inline'

/** An implementation behind `dynStar`. */
export type DynStarTrait<I> = DynStarMethods<I> & Disposable

/** What an adapter keeps: how to store, or, with `reuse`, a box for each method that was called. */
type Storage = DynStrategy | Map<string, ReusableBox<unknown>>

function star(given: unknown, storage: Storage, name: string): unknown {
  if (!isFuture(given) || (given instanceof DynStar && typeof storage === 'string')) return given
  const future = Opaque.reveal(given, 'dynStar')
  try {
    return typeof storage === 'string' ? store(future, storage) : boxOf(name, storage).set(future)
  } catch (error) {
    // There is no place for it. If it is pinned, its pin owns it; else nobody does but this call.
    refusePinned(future, 'dynStar')
    dropAllSuppressed([future], error)
    throw error
  }
}

function boxOf(name: string, boxes: Map<string, ReusableBox<unknown>>): ReusableBox<unknown> {
  let box = boxes.get(name)
  if (box === undefined) boxes.set(name, (box = new ReusableBox()))
  return box
}

const maker = /* @__PURE__ */ new AdapterMaker<Storage>('dynStar', star)

function store(future: Future<unknown>, strategy: DynStrategy): DynStar<unknown> {
  requireFuture(future, 'dynStar')
  if (strategy !== 'box' && canBeWord(future)) {
    const table = wordVtableOf(future)
    return new DynStar(future.intoDyn(), true, table)
  }
  if (strategy === 'inline') {
    throw new TypeError(`dynStar: a ${className(future)} does not fit a word: it has no intoDyn(); use 'box', or see IntoDynPointer`)
  }
  return new DynStar(future, false, vtableOf(future))
}

/**
 * A future as two words: its data, and a table `{ poll, drop, size, align }` for its type. It owns the future and drops it
 * once; polled after its end or its dispose, it says so.
 *
 * Given an implementation instead, gives an adapter whose methods give such futures, for `dynTrait`. With `'reuse'` each
 * method lends one and the same `DynStar`, and a second call before the first has ended throws `BorrowError`.
 *
 * It is as sendable as the future. (Opaque futures are looked into: the implementation is known here.)
 *
 * Rust: `future as dyn* Future<Output = T>`, the experiment behind `dyn async` traits.
 *
 * @throws TypeError for what is neither a future nor has methods, or cannot be stored so; RangeError if the class says
 * `intoDyn` and its state is more than a word.
 * @example
 * const star = dynStar(sleep(10))
 * star.vtable.size        // bytes of a Sleep
 * blockOn(star)
 */
export function dynStar<F extends Future<unknown>>(future: F, strategy?: DynStrategy): DynStar<Output<F>>
export function dynStar<I extends object>(impl: I, strategy?: DynStrategy | 'reuse'): DynStarTrait<I>
export function dynStar(what: object, strategy: DynStrategy | 'reuse' = 'auto'): unknown {
  if (!isFuture(what)) return maker.make(what, strategy === 'reuse' ? new Map() : strategy)
  if (strategy === 'reuse') throw new TypeError('dynStar: a single future has nothing to be reused; new ReusableBox().set(future) does that')
  return store(what, strategy)
}

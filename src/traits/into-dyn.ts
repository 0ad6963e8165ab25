/** Futures that fit a word, and the tables by which such words are polled and dropped. */
import { drop } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import { className } from '../future/inspect.ts'
import { Pending as PendingSymbol } from '../future/poll.ts'
import type { FutureVtable } from './future-vtable.ts'
import { layoutOf, type Layout } from './layout.ts'
import { WORD } from './type-layout.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * A future that can be turned into one word and back. Without a phase, without children: whatever it is, is in the word.
 *
 * Rust: `IntoDynPointer`, of the `dyn*` design.
 *
 * @example
 * class GetNumber implements Future<number> {
 *   constructor(readonly of: Holder) {}
 *   poll() { return this.of.number }
 *   intoDyn() { return this.of }
 *   static fromDyn(of: Holder) { return new GetNumber(of) }
 * }
 */
export interface IntoDynPointer<T, Raw = unknown> extends Future<T> {
  /** The word. The future is moved into it, and is not used any more. */
  intoDyn(): Raw
}

interface FromDyn {
  readonly prototype: object
  fromDyn(raw: unknown): IntoDynPointer<unknown>
}

const words = /* @__PURE__ */ new WeakMap<object, FutureVtable>()

/** Whether `future` says how it becomes a word. */
export function canBeWord(future: object): future is IntoDynPointer<unknown> {
  return typeof (future as Partial<IntoDynPointer<unknown>>).intoDyn === 'function'
}

/**
 * The table by which a word that was `future` is polled and dropped.
 *
 * @throws TypeError if its class cannot make it of a word again, RangeError if its state is more than a word.
 */
export function wordVtableOf(future: IntoDynPointer<unknown>): FutureVtable {
  const prototype = Object.getPrototypeOf(future) as object
  let table = words.get(prototype)
  if (table === undefined) words.set(prototype, (table = makeWordTable(future, layoutOf(future))))
  return table
}

function makeWordTable(future: IntoDynPointer<unknown>, { bytes, align }: Layout): FutureVtable {
  const type = className(future)
  const from = future.constructor as unknown as FromDyn
  if (bytes > WORD) throw new RangeError(`dynStar: the state of ${type} is ${bytes} bytes, more than the ${WORD} of a word; leave out intoDyn(), and it is boxed`)
  // One that is inherited makes futures of the class above.
  if (!Object.hasOwn(from, 'fromDyn') || typeof from.fromDyn !== 'function') {
    throw new TypeError(`dynStar: ${type} has intoDyn() and no static fromDyn(raw) of its own, so a word does not become a ${type} again`)
  }
  return {
    type,
    // What the poll changed goes back into the word.
    poll(at, cx) {
      const future = from.fromDyn(at.data)
      const output = future.poll(cx)
      if (output === Pending) at.data = future.intoDyn()
      return output
    },
    drop: at => drop(from.fromDyn(at.data)),
    borrow: at => from.fromDyn(at.data),
    size: bytes,
    align,
  }
}

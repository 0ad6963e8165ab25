/**
 * What stands beside the data of a `dyn*`: how to poll it, how to drop it, and how large it is.
 *
 * One table for each class of futures, found by its prototype and made from the first future of the class that comes. In
 * Rust a type has one size; a JavaScript class may have futures of many (a buffer of any length, a child of any type). So a
 * class whose size varies has further tables, with the same functions, which are made when somebody looks at them.
 */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import { className } from '../future/inspect.ts'
import type { Poll } from '../future/poll.ts'
import { layoutOf } from './layout.ts'

/** Where a word of data is kept. Rust: the `data` field of the fat pointer, as a place. */
export interface DataSlot {
  data: unknown
}

/**
 * The functions for one type of future, and its size.
 *
 * Rust: the vtable of `dyn Future`: `drop_in_place`, size, align, `poll`.
 */
export interface FutureVtable {
  /** The type that it is for. */
  readonly type: string
  poll(at: DataSlot, cx: Context): Poll<unknown>
  drop(at: DataSlot): void
  /** The future that the data is, or points to. */
  borrow(at: DataSlot): Future<unknown>
  /** Bytes of its state, by the model of `sizeOfFuture`. */
  readonly size: number
  readonly align: number
}

/** The tables of one class. */
interface Tables {
  readonly first: FutureVtable
  /** Whether another future of the class may have another size. */
  readonly varies: boolean
  /** For other sizes, by size and alignment. */
  readonly others: Map<string, FutureVtable>
}

const boxes = /* @__PURE__ */ new WeakMap<object, Tables>()

/** The data is the future: a pointer to it. */
const POINTER = {
  poll: (at: DataSlot, cx: Context) => (at.data as Future<unknown>).poll(cx),
  drop: (at: DataSlot) => drop(at.data),
  borrow: (at: DataSlot) => at.data as Future<unknown>,
} as const

/** The table by which a pointer to `future` is polled and dropped. Its size is that of the first future of the class. */
export function vtableOf(future: Future<unknown>): FutureVtable {
  return tablesOf(future).first
}

/** The table whose size is that of `future` as well. */
export function exactVtableOf(future: Future<unknown>): FutureVtable {
  const { first, varies, others } = tablesOf(future)
  if (!varies) return first
  const { bytes, align } = layoutOf(future)
  if (bytes === first.size && align === first.align) return first
  const key = `${bytes}/${align}`
  let found = others.get(key)
  if (found === undefined) others.set(key, (found = { ...first, size: bytes, align }))
  return found
}

function tablesOf(future: Future<unknown>): Tables {
  const prototype = (Object.getPrototypeOf(future) ?? Object.prototype) as object
  let tables = boxes.get(prototype)
  if (tables === undefined) {
    const layout = layoutOf(future)
    const { bytes, align } = layout
    // Objects without a class have this table in common, and nothing else.
    const varies = layout.varies || prototype === Object.prototype
    tables = { first: { type: className(future), ...POINTER, size: bytes, align }, varies, others: new Map() }
    boxes.set(prototype, tables)
  }
  return tables
}

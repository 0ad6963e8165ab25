/**
 * Bytes of V8's heap behind a future: an estimate, because no engine tells the size of one object. The figures are those of
 * Node 20, measured as the growth of the heap by 200,000 of each.
 *
 *     object             24, and 8 a field            (map, properties, elements; words of 8, as in Node)
 *     number in a field  16 more, unless an integer of 31 bits
 *     typed array       184, and its bytes            (the view, its buffer, the book about it)
 *     array              48, and 8 an element; 32 if there is none
 *     Map, Set          184, and 32 an entry
 *     text, function, anything else: not counted; who else holds it cannot be told
 *
 * Counted is what the future has for itself: its fields, those of the object that is its state, the futures in them, their
 * buffers. Chrome, with compressed pointers, takes about half.
 */
import type { Future } from '../future/future.ts'
import { isPlain } from './future-parts.ts'
import { isFuture } from './is-future.ts'

const OBJECT = 24
const NUMBER = 16
const TYPED_ARRAY = 184
const ARRAY = 48
const EMPTY_ARRAY = 32
const MAP = 184
const ENTRY = 32
const WORD = 8

/** Futures that are counted, at most; beyond, the sum stands for the first of them. */
const MOST = 10_000

/** The estimate for `future`, the futures that it holds included. Runs none of its code. */
export function heapBytesOf(future: Future<unknown>): number {
  const seen = new Set<object>([future])
  let bytes = 0
  for (const object of seen) {
    if (seen.size > MOST) break
    bytes += OBJECT
    for (const key of Reflect.ownKeys(object)) {
      const value: unknown = Object.getOwnPropertyDescriptor(object, key)?.value
      bytes += WORD + bytesBehind(value, seen)
      if (key === 'state' && isPlain(value)) seen.add(value)
    }
  }
  return bytes
}

/** What a field refers to, and is the future's own; futures are put into `due`, to be counted themselves. */
function bytesBehind(value: unknown, due: Set<object>): number {
  if (typeof value === 'number') return isSmall(value) ? 0 : NUMBER
  if (typeof value !== 'object' || value === null || due.has(value)) return 0
  if (isFuture(value)) {
    // A task is its runtime's, whoever holds the handle.
    if (!('abortHandle' in value)) due.add(value)
    return 0
  }
  if (ArrayBuffer.isView(value)) return TYPED_ARRAY + (value.byteLength === value.buffer.byteLength ? value.byteLength : 0)
  if (Array.isArray(value)) {
    for (const item of value) if (isFuture(item)) due.add(item)
    return value.length === 0 ? EMPTY_ARRAY : ARRAY + WORD * value.length
  }
  return value instanceof Map || value instanceof Set ? MAP + ENTRY * value.size : 0
}

/** Whether V8 keeps the number in the field itself. (Node's small integers have 32 bits; 31 hold everywhere.) */
function isSmall(value: number): boolean {
  return (value | 0) === value && value >= -(2 ** 30) && value < 2 ** 30 && !Object.is(value, -0)
}

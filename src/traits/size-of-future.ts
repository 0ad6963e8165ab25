/** `sizeOfFuture(future)`: what its state would take in Rust, field by field, and what it takes here. */
import { requireFuture, type Future } from '../future/future.ts'
import { nameOf } from '../future/inspect.ts'
import type { Field } from './arrange.ts'
import { heapBytesOf } from './heap-estimate.ts'
import { layoutOf, type Layout } from './layout.ts'

/** A field of the present state, in its place. */
export interface FieldSize {
  readonly name: string
  /** In Rust's words: `[u8; 72]`, `&Runtime`, `Sleep`. */
  readonly type: string
  readonly bytes: number
  readonly align: number
  /** Bytes from the beginning. */
  readonly offset: number
}

/**
 * What a future holds. A plain object; `toString()` gives it as a table.
 *
 * Rust: `size_of_val(&future)`, and what `-Zprint-type-sizes` prints.
 */
export interface SizeReport {
  /** What the future calls itself. */
  readonly name: string
  /** The state it is in, where it tells. */
  readonly state: string | undefined
  /** Bytes of the present state. */
  readonly bytes: number
  /** Bytes of the largest state known: what Rust would reserve. */
  readonly maxBytes: number
  readonly align: number
  /** The present state's fields, in the order of their places. */
  readonly fields: readonly FieldSize[]
  /** Every known state's size. */
  readonly states: Readonly<Record<string, number>>
  /** Whether the future told its states (`[states]`); else `maxBytes` is what it holds now. */
  readonly declared: boolean
  /** Bytes of V8's heap, estimated: its objects and buffers, and those of the futures in it. */
  readonly heapBytes: number
  toString(): string
}

/**
 * Measures `future` without polling it: bytes of state now and at most, by a model of Rust's layout (the largest state, not
 * the sum; fields aligned; a byte for the state), beside an estimate of what it takes on the JavaScript heap. The model is
 * told in `type-layout.ts`, `arrange.ts` and `heap-estimate.ts`.
 *
 * A buffer that is the future's own counts in full; behind a reference it is a word. A future in a box is two words.
 *
 * Rust: `std::mem::size_of_val(&future)`.
 *
 * @throws TypeError if `future` is none, or declares a type that the model does not know.
 * @example
 * sizeOfFuture(bar()).bytes - sizeOfFuture(foo()).bytes // 72, the bytes of bar's buffer
 * console.log(String(sizeOfFuture(bar())))
 */
export function sizeOfFuture(future: Future<unknown>): SizeReport {
  requireFuture(future, 'sizeOfFuture')
  const layout = layoutOf(future)
  const { state, now, bytes, align, declared } = layout
  const fields = presentFields(layout)
  const states = Object.fromEntries(layout.arranged.states.map(({ name, bytes }) => [name, bytes]))
  const report = { name: nameOf(future), state, bytes: now, maxBytes: bytes, align, fields, states, declared, heapBytes: heapBytesOf(future) }
  return Object.defineProperty(report, 'toString', { value: () => tableOf(report) })
}

/** Those of the prefix and of the present state; where that is not known, of the largest. */
function presentFields({ state, arranged }: Layout): FieldSize[] {
  const { prefix, states, bytes } = arranged
  const present = states.find(({ name }) => name === state) ?? states.find(one => one.bytes === bytes)
  const fields: Field[] = [...prefix, ...(present?.fields ?? [])]
  return fields.sort((a, b) => a.offset - b.offset).map(({ name, type, bytes, align, offset }) => ({ name, type, bytes, align, offset }))
}

function tableOf({ name, state, bytes, maxBytes, fields, heapBytes }: Omit<SizeReport, 'toString'>): string {
  const width = Math.max(0, ...fields.map(field => field.name.length))
  return [
    `${name}${state === undefined ? '' : ` (${state})`}: ${bytes} bytes, ${maxBytes} at most; JavaScript heap: about ${heapBytes}`,
    ...fields.map(field => `  ${String(field.offset).padStart(5)}  ${field.name.padEnd(width)}  ${field.bytes} bytes  ${field.type}`),
  ].join('\n')
}

/**
 * How many bytes a value would take in Rust, on a machine with words of eight bytes.
 *
 *     boolean            bool             1        typed array           [u8; n] …      its own bytes
 *     number             f64              8        part of a buffer      &[u8] …       16
 *     bigint             i128            16        array                 Vec            24
 *     string             String          24        Map, Set              HashMap        48
 *     function           fn               8        waker                 Waker          16
 *     symbol             &'static         8        any other object      a reference     8
 *     null, undefined    nothing is held  0        a future              see `layout.ts`
 *
 * A typed array of one's own is an array in the state: it moves with the future, as `let a = [0u8; 72]` does. One behind an
 * object is behind a reference.
 */
import { className } from '../future/inspect.ts'

/** Bytes of a pointer. */
export const WORD = 8

/** Size, alignment, and the type in words. */
export interface TypeLayout {
  readonly bytes: number
  readonly align: number
  readonly type: string
}

/** The types that a declared state may name. */
export type ScalarName = keyof typeof SCALARS

const SCALARS = {
  '()': [0, 1],
  bool: [1, 1],
  u8: [1, 1],
  i8: [1, 1],
  u16: [2, 2],
  i16: [2, 2],
  u32: [4, 4],
  i32: [4, 4],
  f32: [4, 4],
  u64: [8, 8],
  i64: [8, 8],
  f64: [8, 8],
  usize: [8, 8],
  u128: [16, 16],
  i128: [16, 16],
  fn: [8, 8],
  '&': [8, 8],
  Box: [8, 8],
  Rc: [8, 8],
  Arc: [8, 8],
  '&dyn': [16, 8],
  'Box<dyn>': [16, 8],
  '&str': [16, 8],
  Waker: [16, 8],
  String: [24, 8],
  Vec: [24, 8],
  HashMap: [48, 8],
} as const satisfies Record<string, readonly [bytes: number, align: number]>

/** The layout of a type by name. @throws TypeError if the model does not know it. */
export function scalar(name: ScalarName, type: string = name): TypeLayout {
  // By `hasOwn`: `toString` is a member of every object.
  if (!Object.hasOwn(SCALARS, name)) throw new TypeError(`sizeOfFuture: ${name} is no type that is known; name one of ${Object.keys(SCALARS).join(', ')}, or give bytes and align`)
  const [bytes, align] = SCALARS[name]
  return { bytes, align, type }
}

/** `[u8; bytes]`. */
export function byteArray(bytes: number): TypeLayout {
  return { bytes, align: 1, type: `[u8; ${bytes}]` }
}

/** The layout of a value that is no future. */
export function layoutOfValue(value: unknown): TypeLayout {
  switch (typeof value) {
    case 'boolean':
      return scalar('bool')
    case 'number':
      return scalar('f64')
    case 'bigint':
      return scalar('i128')
    case 'string':
      return scalar('String')
    case 'function':
      return scalar('fn')
    case 'symbol':
      return scalar('&', "&'static")
    case 'undefined':
      return scalar('()')
    case 'object':
      return value === null ? scalar('()') : layoutOfObject(value)
  }
}

function layoutOfObject(value: object): TypeLayout {
  if (ArrayBuffer.isView(value)) return layoutOfView(value)
  if (Array.isArray(value)) return scalar('Vec')
  if (value instanceof Map || value instanceof Set) return scalar('HashMap', className(value))
  if (isWaker(value)) return scalar('Waker')
  return scalar('&', `&${className(value)}`)
}

const ELEMENT: Readonly<Record<string, string>> = {
  Int8Array: 'i8', Uint8Array: 'u8', Uint8ClampedArray: 'u8', Int16Array: 'i16', Uint16Array: 'u16', Int32Array: 'i32', Uint32Array: 'u32',
  Float32Array: 'f32', Float64Array: 'f64', BigInt64Array: 'i64', BigUint64Array: 'u64',
}

/** An array in place if it has all of its buffer, else a slice of somebody's. */
function layoutOfView(view: ArrayBufferView): TypeLayout {
  const { [Symbol.toStringTag]: kind, BYTES_PER_ELEMENT: align = 1 } = view as unknown as { [Symbol.toStringTag]: string; BYTES_PER_ELEMENT?: number }
  const element = ELEMENT[kind] ?? 'u8'
  if (view.byteLength !== view.buffer.byteLength) return scalar('&dyn', `&[${element}]`)
  return { bytes: view.byteLength, align, type: `[${element}; ${view.byteLength / align}]` }
}

function isWaker(value: object): boolean {
  const { wake, willWake } = value as { wake?: unknown; willWake?: unknown }
  return typeof wake === 'function' && typeof willWake === 'function'
}

/** What a future may say of its own states, so that the largest is known before it is reached. */
import type { Future } from '../future/future.ts'
import { isObject } from '../future/is-object.ts'
import { kindOf } from '../future/kind-of.ts'
import { isFuture } from './is-future.ts'
import type { ScalarName } from './type-layout.ts'

/**
 * The method by which a future tells its states and what each holds. The names are those that `[inspect]` gives as
 * `state`; a field of several states is named in each.
 *
 * Rust: what `-Zprint-type-sizes` prints of an `async fn`.
 *
 * @example
 * [states]() {
 *   return {
 *     Start: { x: 'i32' },
 *     Reading: { x: 'i32', buffer: 4096, read: this.read ?? { bytes: 32, align: 8 } },
 *     Done: {},
 *   }
 * }
 */
export const states: unique symbol = Symbol.for('pollux.states')

/** The type of a field: by name; so many bytes; a future, as it is laid out now; or size and alignment. */
export type FieldType = ScalarName | number | Future<unknown> | { readonly bytes: number; readonly align: number }

/** States by name, each with its fields. */
export type DeclaredStates = Readonly<Record<string, Readonly<Record<string, FieldType>>>>

/** @throws TypeError unless `told`, which the `[states]` of a `type` gave, are states with fields whose sizes can be had. */
export function requireStates(told: unknown, type: string): asserts told is DeclaredStates {
  if (!isObject(told)) refuse(type, `[states]() gives ${kindOf(told)}; give an object: states by name, each with its fields`)
  for (const [state, fields] of Object.entries(told)) {
    if (!isObject(fields)) refuse(type, `[states]() gives ${kindOf(fields)} for ${state}; give an object: its fields by name, {} if it has none`)
    for (const [name, field] of Object.entries(fields)) requireField(field, type, `${state}.${name}`)
  }
}

function requireField(field: unknown, type: string, place: string): void {
  if (typeof field === 'string' || isFuture(field)) return
  if (typeof field === 'number') return requireSize(field, 1, type, place)
  if (isObject(field)) return requireSize((field as { bytes?: unknown }).bytes, (field as { align?: unknown }).align, type, place)
  refuse(type, `${place} is ${kindOf(field)}, and no type; name one, give bytes, { bytes, align }, or a future: this.read ?? { bytes: 32, align: 8 }`)
}

function requireSize(bytes: unknown, align: unknown, type: string, place: string): void {
  const isSize = Number.isSafeInteger(bytes) && (bytes as number) >= 0
  if (isSize && Number.isSafeInteger(Math.log2(align as number)) && (align as number) >= 1) return
  refuse(type, `${place} is of ${String(bytes)} bytes, aligned to ${String(align)}; bytes are a whole number, an alignment is 1, 2, 4, 8 …`)
}

function refuse(type: string, what: string): never {
  throw new TypeError(`sizeOfFuture: ${type}: ${what}`)
}

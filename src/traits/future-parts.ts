/** Which of a future's fields are in every state, which in the present one, and which is the tag. */
import type { Future } from '../future/future.ts'
import { isFuture } from './is-future.ts'
import { insideOf } from './known-layouts.ts'

/** A field, by its name and what it holds now. */
export type Held = [name: string, value: unknown]

/** Fields by the part that they have in a future. */
export interface Parts {
  /** In every state. */
  readonly common: readonly Held[]
  /** In the present one alone. */
  readonly present: readonly Held[]
  /** Whether something tells the states apart. */
  readonly tagged: boolean
  /** Whether another future of the class may have other sizes. */
  readonly varies: boolean
}

/** How TypeScript programs call what tells the members of a union apart. */
const TAGS: readonly string[] = ['kind', 'tag', 'type', 'at', 'phase', 'state']

/** The fields of `future`, sorted. Runs no getter. */
export function partsOf(future: Future<unknown>): Parts {
  const inside = insideOf(future)
  if (inside !== null) return { common: inside, present: [], tagged: true, varies: true }
  const fields = ownData(future)
  const state = fields.find(([name, value]) => name === 'state' && isPlain(value))?.[1]
  const common = fields.filter(([name, value]) => !isTag(name, value) && !(name === 'state' && value === state))
  const present = state === undefined ? [] : fieldsOfState(ownData(state as object))
  const tagged = state !== undefined || fields.some(([name, value]) => isTag(name, value))
  return { common, present, tagged, varies: state !== undefined || common.some(([, value]) => maySize(value)) }
}

/** All but what tells the state, the first of its names that is there: another may be a field. */
function fieldsOfState(fields: readonly Held[]): Held[] {
  const tag = TAGS.find(name => fields.some(([field, value]) => field === name && isLabel(value)))
  return fields.filter(([name, value]) => !isEmpty(value) && name !== tag)
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined
}

/** Whether in another future of the class there may be something of another size in its place. */
function maySize(value: unknown): boolean {
  return isEmpty(value) || isFuture(value) || ArrayBuffer.isView(value)
}

function isTag(name: string, value: unknown): boolean {
  return (name === 'phase' || name === 'state') && isLabel(value)
}

function isLabel(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string'
}

/** Whether it is an object without a class: in a field `state`, the present state. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Own data, by name; getters are not run. */
function ownData(value: object): Held[] {
  return Reflect.ownKeys(value).flatMap(key => {
    const field = Object.getOwnPropertyDescriptor(value, key)
    return field !== undefined && 'value' in field ? [[String(key), field.value] as Held] : []
  })
}

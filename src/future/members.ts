/** What a value holds, as an auto trait sees it: own data fields, elements, entries; never what a getter would give. */

import { isObject } from './is-object.ts'

/** An object in another one, and the step that leads there as it would be written: `.inner`, `[3]`, `.get(key)`. */
export interface Member {
  value: object
  step: string
}

/**
 * Longest array whose every own key is asked for. A key of a longer one is looked at as an index, since to list them is
 * to make a string each, which takes longer than the look; what such an array holds under a *name* is not seen.
 */
const LISTED = 1024

/** Most holes of an array that are looked into one by one; beyond, it is sparse, and its keys are few. */
const HOLES = 1024

/** The objects directly in `value`, in order. Runs no code of the value's, unless it is a proxy. */
export function* membersOf(value: object): Generator<Member> {
  if (ArrayBuffer.isView(value)) return
  if (value instanceof Map) yield* entriesOf(value)
  else if (value instanceof Set) yield* itemsOf(value)
  if (isLongArray(value) && (yield* elementsOf(value))) return
  for (const key of Reflect.ownKeys(value)) {
    const member = dataOf(value, key)
    if (member !== null) yield { value: member, step: stepTo(key) }
  }
}

/** The object that `holder` has under `key` as data, or null. */
function dataOf(holder: object, key: PropertyKey): object | null {
  const member: unknown = Object.getOwnPropertyDescriptor(holder, key)?.value
  return isObject(member) ? member : null
}

function stepTo(key: string | symbol): string {
  return typeof key === 'symbol' || /^\d+$/.test(key) ? `[${String(key)}]` : `.${key}`
}

/** A subclass of `Array` may have fields, which only a list of its keys shows. */
function isLongArray(value: object): value is unknown[] {
  return Array.isArray(value) && value.length > LISTED && Object.getPrototypeOf(value) === Array.prototype
}

/** The elements of a long array. Returns false if it turns out to be sparse. */
function* elementsOf(array: unknown[]): Generator<Member, boolean> {
  let holes = 0
  for (let i = 0; i < array.length; i++) {
    const field = Object.getOwnPropertyDescriptor(array, i)
    if (field === undefined && ++holes > HOLES) return false
    const member: unknown = field?.value
    if (isObject(member)) yield { value: member, step: `[${i}]` }
  }
  return true
}

/** Called as Map's and Set's own methods: a subclass may have others of those names. */
function* entriesOf(map: Map<unknown, unknown>): Generator<Member> {
  for (const [key, item] of iteratorOf(Map.prototype.entries, map)) {
    if (isObject(key)) yield { value: key, step: '.keys()' }
    if (isObject(item)) yield { value: item, step: `.get(${isObject(key) ? '…' : String(key)})` }
  }
}

function* itemsOf(set: Set<unknown>): Generator<Member> {
  for (const item of iteratorOf(Set.prototype.values, set)) {
    if (isObject(item)) yield { value: item, step: '.values()' }
  }
}

/** The iterator that `method` makes of `collection`; an empty one if it only inherits from `Map` or `Set`. */
function iteratorOf<T>(method: () => Iterable<T>, collection: object): Iterable<T> {
  try {
    return method.call(collection)
  } catch {
    return []
  }
}

/**
 * What keeps a value from going to another thread: something that is not sendable, or that no clone can be made of; and
 * the way to it. Plain JavaScript, because both sides ask: the main thread for arguments, the worker for results, and a
 * worker loads no TypeScript by itself.
 */

const sendable = Symbol.for('pollux.sendable')

/** By `Symbol.toStringTag`: what belongs to the thread that made it. See `future/host-handle.ts`. */
const BOUND = new Set([
  'EventTarget',
  'Promise',
  'WeakRef',
  'WeakMap',
  'WeakSet',
  'FinalizationRegistry',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'MessagePort',
  'Generator',
  'AsyncGenerator',
])

/**
 * The nearest part of `root` that cannot go to another thread, or null. Looks at all of it, breadth-first, as the clone
 * will; reads data only, calls no getter but that of the `sendable` tag.
 *
 * @param {unknown} root
 * @param {ReadonlySet<unknown>} transferred parts that are handed over, and so need not be cloned.
 * @returns {{ path: string, type: string } | null} the path as it would be written after the root's name.
 */
export function findUnfit(root, transferred) {
  if (isPlain(root)) return null
  const queue = [{ value: root, path: '' }]
  const seen = new Set([root])
  for (const { value, path } of queue) {
    if (transferred.has(value)) continue
    if (isUnfit(value)) return { path, type: typeOf(value) }
    for (const [member, step] of partsOf(value)) {
      if (isPlain(member) || seen.has(member)) continue
      seen.add(member)
      queue.push({ value: member, path: path + step })
    }
  }
  return null
}

function isPlain(value) {
  return value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
}

function isUnfit(value) {
  if (typeof value !== 'object' || value[sendable] === false) return true
  for (let at = value; at !== null; at = Object.getPrototypeOf(at)) {
    if (BOUND.has(Object.getOwnPropertyDescriptor(at, Symbol.toStringTag)?.value)) return true
  }
  return (hasMethod(value, 'emit') && hasMethod(value, 'on')) || (hasMethod(value, 'hasRef') && hasMethod(value, 'unref'))
}

/** As data: a getter of that name is somebody's code. */
function hasMethod(value, name) {
  for (let at = value; at !== null; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name)
    if (found !== undefined) return typeof found.value === 'function'
  }
  return false
}

/** What a clone would go on to: entries, and own enumerable data under names. Of an error it takes the text. */
function* partsOf(value) {
  if (ArrayBuffer.isView(value) || value instanceof Error) return
  if (value instanceof Map) {
    for (const [key, item] of Map.prototype.entries.call(value)) {
      yield [key, '.keys()']
      yield [item, `.get(${isPlain(key) ? String(key) : '…'})`]
    }
  } else if (value instanceof Set) {
    for (const item of Set.prototype.values.call(value)) yield [item, '.values()']
  } else {
    const keys = Object.keys(value)
    if (keys.length === value.length && isFlat(value)) return
    for (const key of keys) {
      const { value: part } = Object.getOwnPropertyDescriptor(value, key) ?? {}
      if (!isPlain(part)) yield [part, /^\d+$/.test(key) ? `[${key}]` : `.${key}`]
    }
  }
}

/** Numbers by the million, say: to describe each would take ten times as long as to clone it. */
function isFlat(array) {
  try {
    return Array.isArray(array) && array.every(isPlain)
  } catch {
    return false
  }
}

function typeOf(value) {
  if (typeof value !== 'object') return typeof value
  const name = value.constructor?.name
  return typeof name === 'string' && name !== '' ? name : 'Object'
}

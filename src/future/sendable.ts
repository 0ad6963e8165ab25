/**
 * # Send, at run time
 *
 * rustc proves that what a task holds across a suspension may move to another thread. Nothing moves here, but the rule
 * is kept, because it is half of what the documents teach, and because a value that passes it can go to a worker. The
 * compiler's proof becomes a *tag*: `value[sendable]`, data or a getter over the present state.
 *
 * A tag decides, whatever the fields hold. What has no tag is judged as an auto trait judges: by its own data fields,
 * breadth-first. That walk costs microseconds, on a big graph milliseconds, so it looks at no more than
 * {@link WALK_LIMIT} objects and then answers no, asking for a tag; and futures of this library carry tags throughout.
 *
 * What cannot be seen (private fields, closures, a generator's frame) counts as nothing held: tag such a future.
 *
 * A task whose future's tag can change is asked again at each suspension. A combinator of ten thousand children cannot
 * answer that by asking them all; it has an `[atSuspension]` method, which looks at the child just polled.
 */
import { className, inspectionOf, nameOf } from './inspect.ts'
import { NotSendableError } from './not-sendable-error.ts'
import { atSuspension, sendable } from './symbols.ts'

/**
 * Most objects that one structural walk visits. Bounds: below about 30, ordinary plain data fails; above about 100, a
 * spawn would cost more than the task it makes.
 */
export const WALK_LIMIT = 64

/** Most objects looked at to explain a `false` tag: the judgement stands, only the message wants the offender. */
const EXPLAIN_LIMIT = 4096

/**
 * Whether a task may hold `value` across a suspension: primitives, plain data and functions are sendable; `Rc`, `Cell`,
 * host handles and what is tagged `false` are not, nor what holds one of them.
 *
 * Rust: whether `T: Send`.
 *
 * @example
 * isSendable({ id: 7, name: 'ada' })   // true
 * isSendable({ id: new Rc(7) })        // false
 */
export function isSendable(value: unknown): boolean {
  const tag = tagOf(value)
  return tag !== undefined ? tag : findOffender(value, WALK_LIMIT) === null
}

/**
 * Throws unless `value` is sendable. `what` opens the message; by default it says that the value is not sendable.
 *
 * @throws NotSendableError with the path to the offender, its type, and the remedies.
 */
export function assertSendable(value: unknown, what?: string): void {
  if (isSendable(value)) return
  throw notSendable(value, what)
}

/** The error for a `value` that is known not to be sendable. */
export function notSendable(value: unknown, what?: string): NotSendableError {
  const root = className(Object(value))
  const limit = tagOf(value) === false ? EXPLAIN_LIMIT : WALK_LIMIT
  const offender = findOffender(value, limit) ?? { path: '', value, owner: null, tooBig: false }
  return new NotSendableError({
    what: what ?? `${nameOf(value)} is not sendable`,
    path: root + offender.path,
    type: className(Object(offender.value)),
    suspension: suspensionOf(offender),
    tooBig: offender.tooBig ? WALK_LIMIT : 0,
  })
}

/** What a task asks at each suspension, in O(1): does the future now hold something that it must not. */
export function sendableAtSuspension(future: object): boolean {
  const ask = (future as { [atSuspension]?: () => boolean })[atSuspension]
  if (ask !== undefined) return ask.call(future)
  return (future as { readonly [sendable]?: boolean })[sendable] !== false
}

/** The tag of a value, or undefined where only a walk can tell. */
function tagOf(value: unknown): boolean | undefined {
  if (value === null || value === undefined) return true
  if (typeof value === 'function') return (value as { [sendable]?: boolean })[sendable] !== false
  if (typeof value !== 'object') return true
  const tag = (value as { [sendable]?: unknown })[sendable]
  return typeof tag === 'boolean' ? tag : undefined
}

interface Visit {
  value: object
  /** As it would be written after the root's name: `.inner.rc`, `[3]`. */
  path: string
  /** In what it was found. */
  owner: Visit | null
}

interface Offender extends Omit<Visit, 'value'> {
  value: unknown
  tooBig: boolean
}

/** The state of the innermost future that holds the offender: where it stays while the task is suspended. */
function suspensionOf(offender: Offender): string | undefined {
  for (let at: Omit<Visit, 'value'> & { value: unknown } | null = offender; at !== null; at = at.owner) {
    const { state } = inspectionOf(at.value)
    if (state !== undefined) return state
  }
  return undefined
}

/**
 * The value that makes `root` not sendable, or null. Below what is tagged `false` it goes on looking, because the
 * reader wants the `Rc` that made the future's tag answer no, not the future; finding nothing there, the tagged value
 * itself is the offender.
 */
function findOffender(root: unknown, limit: number): Offender | null {
  if (tagOf(root) === true) return null
  const queue: Visit[] = [{ value: root as object, path: '', owner: null }]
  const seen = new Set<object>([root as object])
  let tagged: Visit | null = null
  for (let at = 0; at < queue.length; at++) {
    const visit = queue[at]!
    if (at === limit) break
    if (isFinal(visit.value)) return { ...visit, tooBig: false }
    // Of nested tagged values the innermost explains most; of neighbours the nearer one stands.
    if (tagOf(visit.value) === false && (tagged === null || visit.path.startsWith(tagged.path))) tagged = visit
    for (const field of fieldsOf(visit)) {
      if (seen.has(field.value) || tagOf(field.value) === true) continue
      seen.add(field.value)
      queue.push(field)
    }
  }
  if (tagged !== null) return { ...tagged, tooBig: false }
  return queue.length > limit ? { value: root, path: '', owner: null, tooBig: true } : null
}

/** Whether `value` is an offender by its own type, so that its fields explain nothing: tagged data, or a host handle. */
function isFinal(value: object): boolean {
  if (isHostHandle(value)) return true
  const own = Object.getOwnPropertyDescriptor(value, sendable) ?? Object.getOwnPropertyDescriptor(Object.getPrototypeOf(value) ?? {}, sendable)
  return own !== undefined && 'value' in own && own.value === false
}

/** The objects directly in `visit`: own data fields, never getters; elements; the entries of maps and sets. */
function* fieldsOf(owner: Visit): Generator<Visit> {
  const { value, path } = owner
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return
  if (value instanceof Map) {
    for (const [key, item] of value) {
      if (isObject(key)) yield { value: key, path: `${path}.keys()`, owner }
      if (isObject(item)) yield { value: item, path: `${path}.get(${isObject(key) ? '…' : String(key)})`, owner }
    }
  } else if (value instanceof Set) {
    for (const item of value) if (isObject(item)) yield { value: item, path: `${path}.values()`, owner }
  }
  for (const key of Reflect.ownKeys(value)) {
    const field: PropertyDescriptor | undefined = Object.getOwnPropertyDescriptor(value, key)
    if (field === undefined || !('value' in field) || !isObject(field.value)) continue
    yield { value: field.value, path: path + step(value, key), owner }
  }
}

function step(owner: object, key: string | symbol): string {
  if (typeof key === 'symbol') return `[${String(key)}]`
  return Array.isArray(owner) ? `[${key}]` : `.${key}`
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/**
 * Things of the host's event loop, which belong to the thread that made them: event targets (ports, signals, sockets of
 * a page), promises, web streams, and Node's emitters and timers, known by their methods since no host module is
 * imported here.
 */
function isHostHandle(value: object): boolean {
  if (typeof value === 'function') return false
  for (const name of HOST_CLASSES) {
    const host: unknown = (globalThis as Record<string, unknown>)[name]
    if (typeof host === 'function' && value instanceof host) return true
  }
  const { on, emit, unref, hasRef } = value as Record<string, unknown>
  return (typeof on === 'function' && typeof emit === 'function') || (typeof unref === 'function' && typeof hasRef === 'function')
}

const HOST_CLASSES = ['EventTarget', 'Promise', 'WeakRef', 'ReadableStream', 'WritableStream', 'TransformStream', 'MessagePort']

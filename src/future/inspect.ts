/** How a future describes itself to errors, dumps and tools; see the `[inspect]` symbol. */
import { isObject } from './is-object.ts'
import { inspect } from './symbols.ts'

/**
 * What a future's `[inspect]` answers. Made anew for whoever asks, and read at once: it shows the moment.
 *
 * Rust: what a `Debug` implementation would print, as data.
 *
 * @example
 * [inspect](): Inspection {
 *   return { name: 'recv', state: 'waiting', waitsOn: 'an item from any of its senders' }
 * }
 */
export interface Inspection {
  /** The type, as a reader would call it: `Join`, `sleep(20)`. */
  name: string
  /** The state that the machine is in. */
  state?: string
  /** For a leaf: what would have to happen for its waker to be called. */
  waitsOn?: string
  /** The futures that it would poll next. */
  children?: object[]
  fields?: Record<string, unknown>
}

/**
 * What `value` says of itself, or its class's name where it says nothing. Never throws: errors and dumps ask, and a
 * description that fails must not hide what they are about. So what a future answers is taken field by field, and what
 * is not of the type that {@link Inspection} promises is left out.
 */
export function inspectionOf(value: unknown): Inspection {
  if (!isObject(value)) return { name: String(value) }
  try {
    const method = (value as { [inspect]?: unknown })[inspect]
    if (typeof method === 'function') return copyOf(method.call(value)) ?? { name: className(value) }
  } catch {
    // A method that fails, or a proxy that refuses: it has said nothing.
  }
  return { name: className(value) }
}

/** The fields of `told` that are as promised; null without a name. */
function copyOf(told: unknown): Inspection | null {
  if (!isObject(told)) return null
  const { name, state, waitsOn, children, fields } = told as Record<keyof Inspection, unknown>
  if (typeof name !== 'string' || name === '') return null
  const copy: Inspection = { name }
  if (typeof state === 'string') copy.state = state
  if (typeof waitsOn === 'string') copy.waitsOn = waitsOn
  if (Array.isArray(children)) copy.children = children.filter(isObject)
  if (isObject(fields)) copy.fields = fields as Record<string, unknown>
  return copy
}

/** The name that `value` goes by in messages. Never throws. */
export function nameOf(value: unknown): string {
  return inspectionOf(value).name
}

/** The class's name, as the compiler wrote it; `Object` for plain objects. Never throws. */
export function className(value: object): string {
  try {
    const constructor: unknown = (value as { constructor?: unknown }).constructor
    const name: unknown = typeof constructor === 'function' ? constructor.name : ''
    return typeof name === 'string' && name !== '' ? name : 'Object'
  } catch {
    return 'Object'
  }
}

/** Of futures side by side: ten thousand joined ones stay readable. */
const MOST_BRANCHES = 64

/** Of futures within each other: the one at the bottom of a deep chain is what its reader looks for. */
const MOST_LEVELS = 100_000

/**
 * What the leaves below `value` wait on, each once: "`sleep(20)` waits on a timer". Walks `children`, safe against
 * cycles: at most 64 objects, where an only child is not counted.
 */
export function waitsOn(value: unknown): string {
  const found = new Set<string>()
  const queue: unknown[] = [value]
  const seen = new Set<unknown>(queue)
  let left = MOST_BRANCHES
  for (let at = 0; at < queue.length && at < MOST_LEVELS && left > 0; at++) {
    const { waitsOn, children = [] } = inspectionOf(queue[at])
    if (waitsOn !== undefined && waitsOn !== '') found.add(waitsOn)
    if (children.length !== 1) left--
    for (const child of children) {
      if (seen.has(child)) continue
      seen.add(child)
      queue.push(child)
    }
  }
  return [...found].join(', ')
}

/** How a future describes itself to errors, dumps and tools; see the `[inspect]` symbol. */
import { inspect } from './symbols.ts'

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

/** What `value` says of itself, or its class's name where it says nothing. Never throws. */
export function inspectionOf(value: unknown): Inspection {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return { name: String(value) }
  try {
    const method = (value as { [inspect]?: () => Inspection })[inspect]
    if (typeof method === 'function') return method.call(value)
  } catch {
    // An inspection that fails must not hide the error that it was asked for.
  }
  return { name: className(value) }
}

/** The name that `value` goes by in messages. */
export function nameOf(value: unknown): string {
  return inspectionOf(value).name
}

/** The class's name, as the compiler wrote it; `Object` for plain objects. */
export function className(value: object): string {
  const constructor: unknown = (value as { constructor?: unknown }).constructor
  const name = typeof constructor === 'function' ? constructor.name : ''
  return name === '' ? 'Object' : name
}

/**
 * What the leaves below `value` wait on, each once: "`sleep(20)` waits on a timer". Walks `children`, at most 64
 * objects, so that a cycle or ten thousand joined futures stay readable.
 */
export function waitsOn(value: unknown): string {
  const found = new Set<string>()
  const queue: unknown[] = [value]
  const seen = new Set<unknown>(queue)
  for (let at = 0; at < queue.length && at < 64; at++) {
    const inspection = inspectionOf(queue[at])
    if (inspection.waitsOn !== undefined && inspection.waitsOn !== '') found.add(inspection.waitsOn)
    for (const child of inspection.children ?? []) {
      if (seen.has(child)) continue
      seen.add(child)
      queue.push(child)
    }
  }
  return [...found].join(', ')
}

/** `transfer`: a value whose memory, or port, is handed over to the other thread rather than copied. */

/** Where notes are kept: on the global, since a worker's bootstrap shares no module with the program. */
const NOTES = Symbol.for('pollux.transfers')

interface Noted {
  [NOTES]?: WeakMap<object, readonly unknown[]>
}

/**
 * Marks `value`, an argument or the result of a blocking job, to be sent with `list` handed over: array buffers, message
 * ports, streams. Where they came from they are empty afterwards. Gives `value` back.
 *
 * In a function that is sent as text, `transfer` is there without an import. A result's parts may be marked, if the result
 * is an array or a plain object.
 *
 * Rust: moving a value into a closure.
 *
 * @throws TypeError if `value` is no object, or `list` no array.
 * @example
 * const pixels = new Uint8Array(1 << 24)
 * spawnBlocking({ module, export: 'blur' }, transfer(pixels, [pixels.buffer]), 3)
 */
export function transfer<T extends object>(value: T, list: readonly unknown[]): T {
  if (typeof value !== 'object' || value === null) throw new TypeError('transfer: expected an object that holds what is handed over')
  if (!Array.isArray(list)) throw new TypeError('transfer: expected an array of what is handed over, such as [bytes.buffer]')
  const scope = globalThis as Noted
  const notes = (scope[NOTES] ??= new WeakMap())
  notes.set(value, list)
  return value
}

/** Everything noted for one of `values`, once each. */
export function transfersOf(values: readonly unknown[]): unknown[] {
  const notes = (globalThis as Noted)[NOTES]
  if (notes === undefined) return []
  return [...new Set(values.flatMap(value => (typeof value === 'object' && value !== null ? (notes.get(value) ?? []) : [])))]
}

/** Which objects are handles of the host's event loop; found without running anybody's code. */

/**
 * The `Symbol.toStringTag`s of the host's own things. Their standards make it plain data of the class's prototype, so
 * it is inherited by what extends them, it tells a stream of another realm too, and reading it loads nothing: to ask
 * for the global `ReadableStream` makes Node load its streams.
 */
const HOST_TAGS: ReadonlySet<unknown> = new Set([
  'EventTarget',
  'Promise',
  'WeakRef',
  'ReadableStream',
  'WritableStream',
  'TransformStream',
  'MessagePort',
])

/**
 * Things of the host's event loop, which belong to the thread that made them: event targets (ports, signals, sockets of
 * a page), promises, web streams, and Node's emitters and timers, known by their methods since no host module is
 * imported here. A `WeakRef` counts as one: what it gives depends on that thread's garbage collector.
 */
export function isHostHandle(value: object): boolean {
  if (typeof value === 'function') return false
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (HOST_TAGS.has(Object.getOwnPropertyDescriptor(at, Symbol.toStringTag)?.value)) return true
  }
  return (hasMethod(value, 'emit') && hasMethod(value, 'on')) || (hasMethod(value, 'hasRef') && hasMethod(value, 'unref'))
}

/** Whether `value[name]` is a function, as data: a getter of that name is somebody's code, and is not called. */
function hasMethod(value: object, name: string): boolean {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const found = Object.getOwnPropertyDescriptor(at, name)
    if (found !== undefined) return typeof found.value === 'function'
  }
  return false
}

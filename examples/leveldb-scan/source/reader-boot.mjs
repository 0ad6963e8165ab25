/**
 * Where the reader thread begins. In plain JavaScript, because a worker cannot load TypeScript by itself: it registers
 * the loader first, unless the engine strips types. What goes wrong on the way is written into shared memory, since a
 * main thread that is parked hears no event of its worker.
 */
import { workerData } from 'node:worker_threads'

try {
  if (!process.features.typescript) (await import('tsx/esm/api')).register()
  const { serve } = await import('./reader-thread.ts')
  serve(workerData)
} catch (error) {
  // The layout is that of `reader-control.ts`, which may be what cannot be loaded.
  const { control } = workerData
  const text = new TextEncoder().encode(String(error?.stack ?? error)).subarray(0, control.byteLength - 8)
  new Uint8Array(control, 8).set(text)
  const words = new Int32Array(control, 0, 2)
  words[1] = text.length
  Atomics.store(words, 0, 2)
  Atomics.notify(words, 0)
}

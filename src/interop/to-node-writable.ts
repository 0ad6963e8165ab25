/** `toNodeWritable(sender, Writable)`: the sending end of a channel, as a `Writable` of Node's. */
import { kindOf } from '../future/kind-of.ts'
import { pickRuntime } from './pick-runtime.ts'
import { SinkRoot, type ItemSender } from './sink-root.ts'
import { requireMark } from './to-readable-stream.ts'
import { requireSender, type ToWritableStreamOptions } from './to-writable-stream.ts'

type Callback = (error?: Error | null) => void

/** What `new Writable(options)` is called with. */
export interface NodeWritableOptions {
  objectMode: boolean
  highWaterMark: number
  write(chunk: unknown, encoding: unknown, callback: Callback): void
  final(callback: Callback): void
  destroy(error: Error | null, callback: Callback): void
}

export interface ToNodeWritableOptions extends ToWritableStreamOptions {
  /** Whether each chunk is an item, whatever it is. Default true. With false, chunks are bytes, and `highWaterMark` counts them. */
  objectMode?: boolean | undefined
}

/**
 * A `Writable` whose chunks are sent to `sender`, which it takes over: for `pipe` and `pipeline`. The class is handed in, so that this
 * loads nothing of Node's. One chunk is sent after the other, each awaited, so a full channel holds the writer back.
 *
 * Ended, it disposes the sender when all is sent, and the receiver comes to its end. Destroyed, it does so at once, and drops what was not
 * sent. Once the receiver is gone, a write destroys it with the `SendError`; so does a cancelled `JoinError`, if the runtime shuts down.
 *
 * Rust: `tokio_util::sync::PollSender` under a `Sink`.
 *
 * @param Writable the class, of `node:stream` or of the package `readable-stream`.
 * @throws TypeError at the call if `sender` has no `send` and dispose, `Writable` is no class, or `runtime` no runtime; RangeError for a
 * `highWaterMark` that is negative or NaN.
 * @example
 * import { Writable } from 'node:stream'
 * const [sender, receiver] = mpsc<Buffer>(4)
 * request.pipe(toNodeWritable(sender, Writable))
 */
export function toNodeWritable<T, W extends object>(sender: ItemSender<T>, Writable: new (options: NodeWritableOptions) => W, options?: ToNodeWritableOptions | null): W {
  requireSender(sender, 'toNodeWritable')
  if (typeof Writable !== 'function') throw new TypeError(`toNodeWritable: expected the class Writable of node:stream, and got ${kindOf(Writable)}`)
  const root = new SinkRoot(sender, pickRuntime(options?.runtime, 'toNodeWritable'))
  return new Writable({
    objectMode: options?.objectMode ?? true,
    highWaterMark: requireMark(options?.highWaterMark ?? 1, 'toNodeWritable'),
    write: (chunk, _, callback) => answer(() => root.write(chunk as T), callback),
    final: callback => answer(() => root.close(), callback),
    destroy: (error, callback) => {
      root.cut(error)
      callback(error)
    },
  })
}

/** Calls back outside the promise's jobs: a throw from a listener is the listener's, an uncaught exception. */
function answer(work: () => Promise<void> | void, callback: Callback): void {
  const tell = (error: Error | null): void => queueMicrotask(() => callback(error))
  // What it throws at once rejects, too.
  new Promise<void>(resolve => resolve(work())).then(() => tell(null), (error: unknown) => tell(asError(error)))
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(`toNodeWritable: the sender threw ${String(error)}`, { cause: error })
}

/** `toWritableStream(sender)`: the sending end of a channel, as a web stream to write to. */
import { kindOf } from '../future/kind-of.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { hasMethods } from './listeners.ts'
import { pickRuntime } from './pick-runtime.ts'
import { SinkRoot, type ItemSender } from './sink-root.ts'
import { requireMark } from './to-readable-stream.ts'
import type { HostWritableStream } from './web-stream-types.ts'

export interface ToWritableStreamOptions {
  /** Where sends are polled. Default: the current runtime if its driver is `hostLoop()`, else the process's default one. */
  runtime?: Runtime | null | undefined
  /** How many items the web stream takes before it asks its writer to wait. Default 1, and no less: with 0 it would never ask for one. */
  highWaterMark?: number | undefined
}

interface WebStreams {
  WritableStream?: new (sink: object, strategy: { highWaterMark: number }) => unknown
}

/**
 * A web stream whose chunks are sent to `sender`, which it takes over: for `pipeTo` and `pipeThrough`. One is sent after the other, each
 * awaited, so a full channel holds the writer back: what is on the way is the channel's capacity and `highWaterMark` of the web stream.
 *
 * Closed, it disposes the sender when all is sent, and the receiver comes to its end. Aborted, it does so at once, and drops what was not
 * sent; the reason is not passed on: a receiver has nowhere to put one. Once the receiver is gone, a write rejects with the `SendError`
 * and the web stream has failed: `pipeTo` cancels its source then. A shutdown of the runtime fails it too, with a cancelled `JoinError`.
 *
 * There is no such thing for `AsyncWrite`: a task that receives the chunks and writes them is three lines.
 *
 * Rust: `wasm_streams::WritableStream::from_sink`.
 *
 * @throws TypeError at the call if `sender` has no `send` and dispose, `runtime` is no runtime, or the host has no web streams; RangeError
 * for a `highWaterMark` below 1 or NaN.
 * @example
 * const [sender, receiver] = mpsc<Uint8Array>(4)
 * void response.body.pipeTo(toWritableStream(sender))
 * const size = yield* wait(receiver.reduce((sum, chunk) => sum + chunk.length, 0))
 */
export function toWritableStream<T>(sender: ItemSender<T>, options?: ToWritableStreamOptions | null): HostWritableStream<T> {
  requireSender(sender, 'toWritableStream')
  const { WritableStream } = globalThis as WebStreams
  if (typeof WritableStream !== 'function') throw new TypeError('toWritableStream: this host has no WritableStream')
  const highWaterMark = requireMark(options?.highWaterMark ?? 1, 'toWritableStream')
  if (highWaterMark < 1) throw new RangeError(`toWritableStream: highWaterMark must be 1 or more, and is ${highWaterMark}; below, the web stream would never ask for a chunk`)
  const root = new SinkRoot(sender, pickRuntime(options?.runtime, 'toWritableStream'))
  const sink = {
    // Aborting waits for the write that is under way, which so must end first.
    start: ({ signal }: { signal?: AbortSignal }) => signal?.addEventListener('abort', () => root.cut(signal.reason), { once: true }),
    write: (chunk: T) => root.write(chunk),
    close: () => root.close(),
    abort: (reason: unknown) => root.cut(reason),
  }
  return new WritableStream(sink, { highWaterMark }) as HostWritableStream<T>
}

/** @throws TypeError */
export function requireSender(value: unknown, where: string): void {
  if (hasMethods(value, 'send') && typeof (value as Partial<Disposable>)[Symbol.dispose] === 'function') return
  throw new TypeError(`${where}: expected a sender, an object with a send method and a dispose, such as mpsc() gives, and got ${kindOf(value)}`)
}

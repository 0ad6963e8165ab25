/** `toNodeReadable(stream, Readable)`: a stream, as a `Readable` of Node's. */
import { kindOf } from '../future/kind-of.ts'
import type { PollNext } from '../iterators/stream.ts'
import { hasMethods } from './listeners.ts'
import { pickRuntime } from './pick-runtime.ts'
import { StreamPump } from './stream-pump.ts'
import { requireMark, type ToReadableStreamOptions } from './to-readable-stream.ts'

/** What `new Readable(options)` is called with. */
export interface NodeReadableOptions {
  objectMode: boolean
  highWaterMark: number
  read(): void
  destroy(error: Error | null, callback: (error?: Error | null) => void): void
}

/** What is asked of what that makes. */
export interface NodeReadableSink {
  push(chunk: unknown): boolean
  destroy(error?: Error): unknown
}

export interface ToNodeReadableOptions extends ToReadableStreamOptions {
  /**
   * Whether each item is a chunk, whatever it is. Default true. With false, items are bytes or text, `highWaterMark` counts
   * bytes, and `read()` joins what has come together.
   */
  objectMode?: boolean | undefined
}

/** What the `Readable` reads from. It asks for the next item only when it was given the last. */
class PumpReader<T> {
  private readonly pump: StreamPump<T>

  constructor(pump: StreamPump<T>) {
    this.pump = pump
  }

  read(to: NodeReadableSink): void {
    this.pump.request().then(
      ({ done, value }) => push(to, done === true ? null : value, done === true),
      (error: unknown) => to.destroy(asError(error)),
    )
  }

  /** What the dispose throws is the `Readable`'s error, unless it was destroyed with one. */
  destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    // Called outside the promise's jobs: a throw from a listener of `close` is the listener's, an uncaught exception.
    const answer = (failure: Error | null): void => queueMicrotask(() => callback(failure))
    this.pump.close().then(
      () => answer(error),
      (thrown: unknown) => answer(error ?? asError(thrown)),
    )
  }
}

/** An item `null` would be taken for the end. */
function push(to: NodeReadableSink, chunk: unknown, isEnd: boolean): void {
  if (chunk === null && !isEnd) to.destroy(new TypeError('toNodeReadable: an item is null, which to a Readable is its end; wrap it if it must travel'))
  else to.push(chunk)
}

/** A `Readable` fails with errors only. */
function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(`toNodeReadable: the stream threw ${String(error)}`, { cause: error })
}

/**
 * The items of `stream`, which it takes over, as a `Readable`: for `pipeline`, for a response of `node:http`. The class is handed
 * in, so that this loads nothing of Node's. The stream is polled only when somebody reads (or, with a `highWaterMark`, while
 * less than that waits to be read), on a runtime that is chosen here as `toPromise` chooses.
 *
 * Destroying the `Readable` disposes the stream at once; from inside the stream's own poll, as soon as that returns. A throw from
 * the stream destroys the `Readable` with it, the original if it is an `Error`; so does a cancelled `JoinError`, if the
 * runtime shuts down. Whoever stops reading early destroys it, as `for await` and `pipeline` do.
 *
 * Rust: `tokio_util::io::StreamReader`.
 *
 * @param Readable the class, of `node:stream` or of the package `readable-stream`.
 * @throws TypeError at the call if `stream` has no `pollNext` method, `Readable` is no class, or `runtime` no runtime; RangeError
 * for a `highWaterMark` that is negative or NaN.
 * @example
 * import { Readable } from 'node:stream'
 * toNodeReadable(lines.map(line => `${line}\n`), Readable).pipe(response)
 */
export function toNodeReadable<T, R extends NodeReadableSink>(
  stream: PollNext<T>,
  Readable: new (options: NodeReadableOptions) => R,
  options?: ToNodeReadableOptions | null,
): R {
  if (!hasMethods(stream, 'pollNext')) {
    throw new TypeError(`toNodeReadable: expected a stream, an object with a pollNext method, and got ${kindOf(stream)}`)
  }
  if (typeof Readable !== 'function') throw new TypeError(`toNodeReadable: expected the class Readable of node:stream, and got ${kindOf(Readable)}`)
  const reader = new PumpReader(new StreamPump(stream, pickRuntime(options?.runtime, 'toNodeReadable')))
  const readable: R = new Readable({
    objectMode: options?.objectMode ?? true,
    highWaterMark: requireMark(options?.highWaterMark ?? 0, 'toNodeReadable'),
    read: () => reader.read(readable),
    destroy: (error, callback) => reader.destroy(error, callback),
  })
  return readable
}

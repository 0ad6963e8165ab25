/** `toReadableStream(stream)`: a stream, as a web stream. */
import { kindOf } from '../future/kind-of.ts'
import type { PollNext } from '../iterators/stream.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { hasMethods } from './listeners.ts'
import { pickRuntime } from './pick-runtime.ts'
import { StreamPump } from './stream-pump.ts'
import type { HostReadableStream } from './web-stream-types.ts'

export interface ToReadableStreamOptions {
  /** Where the stream is polled. Default: the current runtime if its driver is `hostLoop()`, else the process's default one. */
  runtime?: Runtime | null | undefined
  /** How many items may be made before anybody reads them. Default 0: the stream is polled only for a read. */
  highWaterMark?: number | undefined
}

/** What a web stream calls its source with. */
interface Controller {
  enqueue(chunk: unknown): void
  close(): void
}

interface WebStreams {
  ReadableStream?: new (source: object, strategy: { highWaterMark: number }) => unknown
}

/** What the web stream pulls from. It is asked for the next item only when it has answered for the last. */
class PumpSource<T> {
  private readonly pump: StreamPump<T>
  private cancelled: boolean

  constructor(pump: StreamPump<T>) {
    this.pump = pump
    this.cancelled = false
  }

  async pull(controller: Controller): Promise<void> {
    const { done, value } = await this.pump.request()
    if (this.cancelled) return
    if (done === true) controller.close()
    else controller.enqueue(value)
  }

  cancel(): Promise<void> {
    this.cancelled = true
    return this.pump.close()
  }
}

/**
 * The items of `stream`, which it takes over, as a web stream of the host: for a `Response`, for `pipeTo`, for `postMessage`.
 * The stream is polled only while somebody reads (or, with a `highWaterMark`, while fewer items than that wait to be read),
 * on a runtime that is chosen here as `toPromise` chooses; a read polls it at once.
 *
 * Cancelling the web stream disposes the stream at once; from inside the stream's own poll, as soon as that returns. The
 * reason is not passed on: a drop has none. What the dispose throws rejects the promise of `cancel()`. A throw from the stream
 * is the web stream's error, the original one; so is a cancelled `JoinError`, if the runtime shuts down.
 *
 * While nobody reads, the stream belongs to the web stream and is in no task of the runtime's; whoever stops reading early
 * cancels, as `for await` and a broken `pipeTo` do.
 *
 * Rust: `wasm_streams::ReadableStream::from_stream`.
 *
 * @throws TypeError at the call if `stream` has no `pollNext` method, `runtime` is no runtime, or the host has no web
 * streams; RangeError for a `highWaterMark` that is negative or NaN.
 * @example
 * server.respond(new Response(toReadableStream(lines.map(line => encoder.encode(line)))))
 */
export function toReadableStream<T>(stream: PollNext<T>, options?: ToReadableStreamOptions | null): HostReadableStream<T> {
  if (!hasMethods(stream, 'pollNext')) {
    throw new TypeError(`toReadableStream: expected a stream, an object with a pollNext method, and got ${kindOf(stream)}`)
  }
  const { ReadableStream } = globalThis as WebStreams
  if (typeof ReadableStream !== 'function') throw new TypeError('toReadableStream: this host has no ReadableStream')
  const highWaterMark = requireMark(options?.highWaterMark ?? 0, 'toReadableStream')
  const source = new PumpSource(new StreamPump(stream, pickRuntime(options?.runtime, 'toReadableStream')))
  return new ReadableStream({ pull: (to: Controller) => source.pull(to), cancel: () => source.cancel() }, { highWaterMark }) as HostReadableStream<T>
}

/** @throws RangeError unless `mark` is a number, 0 or more. */
export function requireMark(mark: number, where: string): number {
  if (typeof mark === 'number' && mark >= 0) return mark
  throw new RangeError(`${where}: highWaterMark must be a number, 0 or more, and is ${String(mark)}`)
}

/** `toAsyncIterable(stream)`: a stream, for `for await`. */
import { kindOf } from '../future/kind-of.ts'
import { sendable } from '../future/symbols.ts'
import type { PollNext } from '../iterators/stream.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { pickRuntime } from './pick-runtime.ts'
import { StreamPump } from './stream-pump.ts'

export interface ToAsyncIterableOptions {
  /**
   * Where the stream is polled. Default: the current runtime if its driver is `hostLoop()`, else the process's default one.
   *
   * Nobody runs a runtime on `parkThread()`, the default driver, but its own `blockOn` or `runUntilStalled`: an item that
   * is not there at once comes only as far as the program runs that runtime by hand.
   */
  runtime?: Runtime | null | undefined
}

/**
 * What {@link toAsyncIterable} returns: an iterator, and iterable once.
 *
 * Rust: nothing quite; roughly the `ReadableStream` of `wasm_streams`, seen from the host.
 *
 * @example
 * const items = toAsyncIterable(lines)
 * const { value: title } = await items.next()
 * await items.return() // disposes `lines`
 */
export class StreamItems<T> implements AsyncIterableIterator<T> {
  private readonly pump: StreamPump<T>

  constructor(stream: PollNext<T>, runtime: Runtime) {
    this.pump = new StreamPump(stream, runtime)
  }

  /** The next item; the stream has been polled for it when this returns. Calls may overlap, and are served in order. */
  next(): Promise<IteratorResult<T>> {
    return this.pump.request()
  }

  /** Disposes the stream at once. Items still asked for do not come: those calls learn that it is done. */
  async return(value?: unknown): Promise<IteratorResult<T>> {
    await this.pump.close()
    return { value: await value, done: true }
  }

  /** As `return`, and rejects with `error`: there is no generator here that could catch it. */
  async throw(error?: unknown): Promise<IteratorResult<T>> {
    await this.pump.close()
    throw error
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** What it gives are promises, which belong to the thread that made them. */
  get [sendable](): boolean {
    return false
  }
}

/**
 * The items of `stream`, which it takes over, as an async iterator of the host. The stream is polled only while somebody
 * waits for an item; each `next()` polls it at once, on a runtime that is chosen here as `toPromise` chooses.
 *
 * `break`, or `return()`, disposes the stream at once, even while a `next()` is pending, and even if nothing was asked
 * for yet; from inside the stream's own poll, as soon as that returns. A throw from the stream rejects the `next()` that it
 * meets, and ends the iteration; so does a shutdown of the runtime, with a cancelled `JoinError`.
 *
 * While nobody waits for an item, the stream belongs to this iterator and is in no task of the runtime's: a shutdown then
 * leaves it alone, and it is disposed by the next `next()`, which rejects, or by `return()`. Whoever takes items by hand
 * calls `return()` when he stops, as `for await` does.
 *
 * Rust: `wasm_streams::ReadableStream::from_stream`, roughly.
 *
 * @throws TypeError at the call if `stream` has no `pollNext` method, or `runtime` is no runtime.
 * @example
 * for await (const line of toAsyncIterable(lines)) {
 *   if (line === '') break // disposes `lines`
 * }
 */
export function toAsyncIterable<T>(stream: PollNext<T>, options?: ToAsyncIterableOptions | null): StreamItems<T> {
  if (typeof (stream as { pollNext?: unknown } | null | undefined)?.pollNext !== 'function') {
    throw new TypeError(`toAsyncIterable: expected a stream, an object with a pollNext method, and got ${kindOf(stream)}`)
  }
  return new StreamItems(stream, pickRuntime(options?.runtime, 'toAsyncIterable'))
}

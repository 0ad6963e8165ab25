/** `fromReadableStream(readable)`: a stream of the chunks of a web stream. */
import type { Inspection } from '../future/inspect.ts'
import { kindOf } from '../future/kind-of.ts'
import { Disposed, Finished, mayDispose, phaseName, Waiting, type Phase } from '../future/phase.ts'
import { Done, Pending, refuseAnswer } from '../future/poll.ts'
import { inspect } from '../future/symbols.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { ClosedError } from '../sync/errors.ts'
import { AskingStream } from './asking-stream.ts'
import { disposeSilentlyIn, report } from './errand.ts'
import { hasMethods } from './listeners.ts'
import { Fulfilled, Rejected, Settlement } from './settlement.ts'
import type { HostReadableStream, ReadableStreamLike, ReadableStreamReaderLike } from './web-stream-types.ts'

const NAME = 'fromReadableStream'

interface Chunk<T> {
  readonly done: boolean
  readonly value?: T | undefined
}

/**
 * What {@link fromReadableStream} returns. It holds the web stream's lock until it ends, fails or is disposed.
 *
 * Rust: `wasm_streams::readable::IntoStream`.
 *
 * @example
 * const chunks: FromReadableStream<Uint8Array> = fromReadableStream(response.body!)
 * const bytes = yield* wait(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
 */
export class FromReadableStream<T> extends AskingStream<T> {
  /** Null once the lock was released. */
  private reader: ReadableStreamReaderLike<T> | null

  constructor(reader: ReadableStreamReaderLike<T>) {
    super()
    this.reader = reader
  }

  protected ask(): Settlement {
    const request = new Settlement(this, NAME, this.source)
    request.listen(this.reader!.read())
    return request
  }

  protected receive(request: Settlement): T | Done {
    const outcome = request.take()
    if (request.state === Rejected) throw outcome
    const { done, value } = outcome as Chunk<T>
    if (done) {
      this.ended = true
      this.end(Finished)!.releaseLock()
      return Done
    }
    if (value === (Pending as unknown) || value === (Done as unknown)) this.refuse(value)
    this.phase = Waiting
    return value as T
  }

  /** The fault is the chunk's, and the web stream still open: it is told. */
  private refuse(chunk: unknown): void {
    cancel(this.end(Finished)!, null, this.source.home)
    refuseAnswer(chunk, NAME)
  }

  private end(phase: Phase): ReadableStreamReaderLike<T> | null {
    const { reader } = this
    this.phase = phase
    this.reader = null
    this.request = null
    return reader
  }

  protected finish(): void {
    this.end(Finished)?.releaseLock()
  }

  override [Symbol.dispose](): void {
    if (this.isAnothers) return
    const open = mayDispose(this, this.phase)
    super[Symbol.dispose]()
    if (!open) return
    const { request } = this
    cancel(this.end(Disposed)!, request, this.source.home)
  }

  [inspect](): Inspection {
    if (this.phase !== Waiting) return { name: 'FromReadableStream', state: phaseName(this.phase) }
    return { name: 'FromReadableStream', ...(this.request === null ? {} : { waitsOn: 'a web stream' }) }
  }
}

/**
 * No more is wanted. A chunk that nobody will take is dropped. A web stream that has failed rejects both the `read()` and the
 * `cancel()`, with one error, which is reported once.
 */
function cancel(reader: ReadableStreamReaderLike<unknown>, request: Settlement | null, home: Runtime | null): void {
  const told = new Set<unknown>()
  const tell = (what: string, error: unknown): void => {
    if (!told.has(error)) report(home, what, error)
    told.add(error)
  }
  request?.abandon((state, outcome) => {
    if (state === Rejected) tell('read() of a web stream whose stream was disposed', outcome)
    if (state !== Fulfilled || (outcome as Chunk<unknown>).done) return
    disposeSilentlyIn(home, (outcome as Chunk<unknown>).value, 'the drop of a chunk of a web stream')
  })
  const cancelled = reader.cancel(new ClosedError('the stream of fromReadableStream was disposed before its end'))
  reader.releaseLock()
  Promise.resolve(cancelled).then(undefined, (error: unknown) => tell('cancel() of a web stream', error))
}

/**
 * A stream of the chunks of `readable`, a web stream, which it takes over: locked from this call on, the lock released when
 * the stream has ended, failed, or is disposed. It is asked for a chunk only when this is polled for one, one at a time, so a
 * slow consumer holds it back; one made with `highWaterMark: 0` is pulled exactly as often as chunks were asked for. While a
 * chunk is awaited, the host's event loop must be able to turn; see `fromPromise`. Not sendable.
 *
 * Disposed before its end, polled or not, it cancels the web stream, with a `ClosedError` as the reason. A failure of that, or
 * of a `read()` that is still under way, goes to the runtime's `onUnhandledError`, and a chunk that arrives too late is
 * dropped. An error of the web stream is thrown from the poll, and finishes the stream.
 *
 * Rust: `wasm_streams::ReadableStream::into_stream`.
 *
 * @throws TypeError at the call unless `readable` is a web stream that nobody has locked; from the poll, for a chunk that is
 * `Pending` or `Done`.
 * @example
 * const response = yield* wait(fetchFuture(url))
 * const bytes = yield* wait(fromReadableStream(response.body!).reduce((sum, chunk) => sum + chunk.length, 0))
 */
export function fromReadableStream<T>(readable: HostReadableStream<T>): FromReadableStream<T>
export function fromReadableStream<T>(readable: ReadableStreamLike<T>): FromReadableStream<T>
export function fromReadableStream<T>(readable: unknown): FromReadableStream<T> {
  if (!hasMethods(readable, 'getReader')) {
    throw new TypeError(`${NAME}: expected a ReadableStream, such as the body of a Response, and got ${kindOf(readable)}`)
  }
  const { locked } = readable as ReadableStreamLike<T>
  if (locked) throw new TypeError(`${NAME}: the ReadableStream is locked: somebody else reads it; give it to one reader, or tee() it first`)
  return new FromReadableStream((readable as ReadableStreamLike<T>).getReader())
}

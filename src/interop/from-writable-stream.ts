/** `fromWritableStream(writable)`: a web stream that is written to, as something to send items to. */
import { kindOf } from '../future/kind-of.ts'
import type { ClosedError } from '../sync/errors.ts'
import { report } from './errand.ts'
import { HostSink } from './host-sink.ts'
import { hasMethods } from './listeners.ts'
import type { HostWritableStream, WritableStreamLike, WritableStreamWriterLike } from './web-stream-types.ts'

const NAME = 'fromWritableStream'

/** What {@link fromWritableStream} returns. It holds the web stream's lock until it is closed, fails or is disposed. */
export class FromWritableStream<T> extends HostSink<T> {
  private readonly writer: WritableStreamWriterLike<T>
  /** The promise that is listened to already. */
  private ready: PromiseLike<unknown> | null
  private wasCut: boolean

  constructor(writer: WritableStreamWriterLike<T>) {
    super('FromWritableStream')
    this.writer = writer
    this.ready = null
    this.wasCut = false
    Promise.resolve(writer.closed).then(() => this.over(), (error: unknown) => this.failed(error))
  }

  private over(): void {
    this.writer.releaseLock()
    this.hasEnded()
  }

  /** After a cut of ours, what rejects is the lock that was let go. */
  private failed(error: unknown): void {
    if (this.wasCut) return
    this.writer.releaseLock()
    this.hasFailed(error)
  }

  protected hasRoom(): boolean {
    const { writer } = this
    const { desiredSize } = writer
    // Null: it has failed, and `closed` is about to say why.
    if (desiredSize !== null && desiredSize > 0) return true
    if (this.ready !== writer.ready) {
      this.ready = writer.ready
      Promise.resolve(writer.ready).then(() => this.roomMayBe(), () => {})
    }
    return false
  }

  /** What it fails with, `closed` tells. */
  protected put(item: T): void {
    Promise.resolve(this.writer.write(item)).then(undefined, () => {})
  }

  protected finish(): void {
    Promise.resolve(this.writer.close()).then(undefined, () => {})
  }

  protected cut(reason: ClosedError): void {
    const { home } = this.wait
    this.wasCut = true
    Promise.resolve(this.writer.abort(reason)).then(undefined, (error: unknown) => report(home, 'abort() of a web stream', error))
    this.writer.releaseLock()
  }
}

/**
 * `writable`, a web stream, which it takes over: locked from this call on, the lock released when it is closed or disposed. An item is
 * handed over when the web stream wants one (`desiredSize` above 0), so a slow one holds the sender back; one with `highWaterMark: 0`
 * never wants any. While a send waits, the host's event loop must be able to turn; see `fromPromise`. Not sendable.
 *
 * Disposed before it was closed, it aborts the web stream, with a `ClosedError` as the reason.
 *
 * Rust: `wasm_streams::WritableStream::into_sink`.
 *
 * @throws TypeError at the call unless `writable` is a web stream that nobody has locked.
 * @example
 * using sink = fromWritableStream(compressing.writable)
 * yield* wait(chunks.forEach(chunk => sink.send(chunk)))
 * yield* wait(sink.close())
 */
export function fromWritableStream<T>(writable: HostWritableStream<T>): FromWritableStream<T>
export function fromWritableStream<T>(writable: WritableStreamLike<T>): FromWritableStream<T>
export function fromWritableStream<T>(writable: unknown): FromWritableStream<T> {
  if (!hasMethods(writable, 'getWriter')) throw new TypeError(`${NAME}: expected a WritableStream, and got ${kindOf(writable)}`)
  const { locked } = writable as WritableStreamLike<T>
  if (locked) throw new TypeError(`${NAME}: the WritableStream is locked: somebody else writes to it; a web stream has one writer`)
  return new FromWritableStream((writable as WritableStreamLike<T>).getWriter())
}

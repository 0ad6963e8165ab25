/** `fromNodeReadable(readable)`: a stream of the chunks of a `Readable` of Node's. */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import type { Inspection } from '../future/inspect.ts'
import { kindOf } from '../future/kind-of.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Done, Pending, refuseAnswer, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { Stream } from '../iterators/stream.ts'
import { ClosedError } from '../sync/errors.ts'
import { disposeSilentlyIn, report } from './errand.ts'
import { HostWait } from './host-wait.ts'
import { hasMethods, Listeners, type EventEmitterLike } from './listeners.ts'

const NAME = 'fromNodeReadable'

/** What is asked of a `Readable`: of `node:stream`, or of the package `readable-stream`. A socket, `process.stdin` and a request are such. */
export interface NodeReadableLike extends EventEmitterLike {
  read(): unknown
  destroy(error?: Error): unknown
  readonly destroyed: boolean
  readonly readableEnded: boolean
  /** Whether it has emitted `close`; undefined counts as not. */
  readonly closed?: boolean
  /** What it was destroyed with. */
  readonly errored?: Error | null
  /** Of a `Duplex`: its other side is still open. */
  readonly writable?: boolean
}

/**
 * What {@link fromNodeReadable} returns. It reads what the `Readable` has buffered, and waits for its events where that is
 * nothing: no promise is made.
 *
 * Rust: `tokio_util::io::ReaderStream`.
 *
 * @example
 * using chunks: FromNodeReadable<Uint8Array> = fromNodeReadable(createReadStream(path))
 * for (let chunk = yield* wait(chunks.next()); chunk !== Done; chunk = yield* wait(chunks.next())) hash.update(chunk)
 */
export class FromNodeReadable<T> extends Stream<T> {
  private phase: Phase
  /** It ended, as opposed to failed. */
  private ended: boolean
  /** It listens for what there is to read, which makes the `Readable` read ahead. */
  private reads: boolean
  /** A chunk that was read when the budget was spent. */
  private held: { chunk: unknown } | null
  /** What it emitted as an `error`, until that is thrown. */
  private failure: { error: unknown } | null
  private readonly readable: NodeReadableLike
  private readonly listeners: Listeners
  private readonly wait: HostWait

  constructor(readable: NodeReadableLike) {
    super()
    this.phase = Waiting
    this.ended = false
    this.reads = false
    this.held = null
    this.failure = null
    this.readable = readable
    this.listeners = new Listeners(readable)
    this.wait = new HostWait(this, NAME)
    this.listen()
  }

  /** From the start: a `Readable` that fails while nobody listens is an uncaught exception. None of these makes it flow. */
  private listen(): void {
    const { listeners, wait } = this
    listeners.add('end', () => wait.wake())
    listeners.add('error', error => this.failed(error))
    listeners.add('close', () => this.closed())
  }

  private failed(error: unknown): void {
    if (this.phase === Finished || this.phase === Disposed) {
      report(this.wait.home, 'a Readable whose stream was over', error)
      return
    }
    this.failure ??= { error }
    this.wait.wake()
  }

  private closed(): void {
    this.listeners.stop()
    this.reads = false
    this.wait.wake()
  }

  pollNext(cx: Context): Poll<T | Done> {
    if (this.ended) return Done
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      const chunk = this.readChunk()
      if (chunk !== null) return this.give(chunk, cx)
      if (this.readable.readableEnded) return this.finish()
      this.readOn()
      this.wait.wait(cx)
      this.phase = Waiting
      return Pending
    } catch (error) {
      this.fail()
      throw error
    }
  }

  /** Null where there is nothing now. @throws what the `Readable` failed with. */
  private readChunk(): unknown {
    const { held, failure, readable } = this
    this.held = null
    if (held !== null) return held.chunk
    this.failure = null
    if (failure !== null) throw failure.error
    if (readable.readableEnded) return null
    if (!readable.destroyed) return readable.read()
    throw readable.errored ?? new ClosedError('the Readable of fromNodeReadable was closed before its end')
  }

  private give(chunk: unknown, cx: Context): Poll<T> {
    refuseAnswer(chunk, NAME)
    this.phase = Waiting
    if (hasBudget(cx)) {
      spendBudget()
      return chunk as T
    }
    this.held = { chunk }
    return Pending
  }

  private readOn(): void {
    if (this.reads) return
    this.reads = true
    this.listeners.add('readable', () => this.wait.wake())
  }

  /** A `Readable` closes by itself after its end, and may fail in that. The other side of a `Duplex` is its owner's. */
  private finish(): Done {
    this.ended = true
    this.phase = Finished
    this.wait.forget()
    if (this.readable.writable === true || this.readable.closed === true) this.listeners.stop()
    return Done
  }

  private fail(): void {
    this.phase = Finished
    this.wait.forget()
    this.destroy()
  }

  /** The listeners stay until it has closed: an error on the way has nobody else to go to. */
  private destroy(): void {
    const { readable } = this
    if (!readable.destroyed) readable.destroy()
    if (readable.closed === true) this.listeners.stop()
  }

  /** Nobody waits for the chunk any more; it is kept for who asks next. */
  protected override recall(): void {
    this.wait.forget()
  }

  override [Symbol.dispose](): void {
    if (this.isAnothers) return
    const open = mayDispose(this, this.phase)
    super[Symbol.dispose]()
    if (!open) return
    const { failure, held } = this
    this.phase = Disposed
    this.failure = null
    this.held = null
    this.wait.forget()
    this.destroy()
    if (failure !== null) report(this.wait.home, 'a Readable whose stream was over', failure.error)
    if (held !== null) disposeSilentlyIn(this.wait.home, held.chunk, 'the drop of a chunk of a Readable')
  }

  /** A `Readable` belongs to the thread that made it. */
  get [sendable](): boolean {
    return false
  }

  [inspect](): Inspection {
    if (this.phase !== Waiting) return { name: 'FromNodeReadable', state: phaseName(this.phase) }
    return { name: 'FromNodeReadable', ...(this.wait.isWaiting ? { waitsOn: 'a Readable' } : {}) }
  }
}

/**
 * A stream of the chunks of `readable`, which it takes over: a file, a socket, a request, `process.stdin`. It reads only when it is
 * polled, so a slow consumer holds the source back, after as much as the `Readable`'s own `highWaterMark` lets it buffer. Chunks
 * are what its `read()` gives: a `Buffer` of all that was there, text if it has an encoding, an object in object mode. While
 * it waits it keeps a host loop's process alive. Not sendable.
 *
 * Disposed before its end, polled or not, it destroys the `Readable`. (At its end it leaves the writing side of a `Duplex` alone.) An
 * error is thrown from the poll; a `Readable` that closes before its end is a `ClosedError`; either finishes the stream. An
 * error that comes when the stream is over, of closing a file for one, goes to the runtime's `onUnhandledError`.
 *
 * Rust: `tokio_util::io::ReaderStream`.
 *
 * @throws TypeError at the call unless `readable` is a `Readable`; from the poll, for an object that is `Pending` or `Done`.
 * @example
 * using chunks = fromNodeReadable<Buffer>(createReadStream(path))
 */
export function fromNodeReadable<T = Uint8Array>(readable: NodeReadableLike): FromNodeReadable<T> {
  if (!hasMethods(readable, 'read', 'on', 'removeListener', 'destroy')) {
    throw new TypeError(`${NAME}: expected a Readable of node:stream, and got ${kindOf(readable)}`)
  }
  return new FromNodeReadable(readable)
}

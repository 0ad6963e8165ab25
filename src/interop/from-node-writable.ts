/** `fromNodeWritable(writable)`: a `Writable` of Node's, as something to send items to. */
import { kindOf } from '../future/kind-of.ts'
import { ClosedError } from '../sync/errors.ts'
import { HostSink } from './host-sink.ts'
import { hasMethods, Listeners, type EventEmitterLike } from './listeners.ts'

const NAME = 'fromNodeWritable'

/** What is asked of a `Writable`. */
export interface NodeWritableLike extends EventEmitterLike {
  write(chunk: unknown): boolean
  end(): unknown
  destroy(error?: Error): unknown
  readonly writableNeedDrain?: boolean
  readonly writableEnded?: boolean
  readonly writableFinished?: boolean
  readonly destroyed?: boolean
  readonly errored?: unknown
}

/** What {@link fromNodeWritable} returns. */
export class FromNodeWritable<T> extends HostSink<T> {
  private readonly writable: NodeWritableLike
  private readonly listeners: Listeners
  private wasCut: boolean

  constructor(writable: NodeWritableLike) {
    super('FromNodeWritable')
    this.writable = writable
    this.listeners = new Listeners(writable)
    this.wasCut = false
    this.listeners.add('drain', () => this.roomMayBe())
    this.listeners.add('error', error => this.hasFailed(error))
    this.listeners.add('finish', () => this.hasEnded())
    this.listeners.add('close', () => this.closed())
    if (writable.destroyed === true) this.hasFailed(writable.errored ?? closedEarly())
    else if (writable.writableEnded === true) this.hasEnded()
  }

  /** After a failure, or a cut of ours, this comes last and says nothing new. */
  private closed(): void {
    this.listeners.stop()
    if (this.writable.writableFinished !== true && !this.wasCut) this.hasFailed(this.writable.errored ?? closedEarly())
  }

  protected hasRoom(): boolean {
    return this.writable.writableNeedDrain !== true
  }

  protected put(item: T): void {
    this.writable.write(item)
  }

  protected finish(): void {
    this.writable.end()
  }

  /** The listeners stay until it has closed: an error on the way has nobody else to go to. */
  protected cut(): void {
    this.wasCut = true
    this.writable.destroy()
  }
}

function closedEarly(): ClosedError {
  return new ClosedError('the Writable of fromNodeWritable was closed before its end')
}

/**
 * `writable`, which it takes over: a file, a socket, a response, `process.stdout`. An item is handed over unless the `Writable` waits for
 * its `drain`, so a slow one holds the sender back, after as much as its own `highWaterMark` lets it buffer. Not sendable.
 *
 * Disposed before it was closed, it destroys the `Writable`. One that closes by itself is a `ClosedError`.
 *
 * Rust: `tokio_util::io::SinkWriter`, the other way round.
 *
 * @throws TypeError at the call unless `writable` is a `Writable`; from the poll, what `write` throws for an item that it cannot take.
 * @example
 * using sink = fromNodeWritable<string>(createWriteStream(path))
 * yield* wait(lines.forEach(line => sink.send(`${line}\n`)))
 * yield* wait(sink.close())
 */
export function fromNodeWritable<T = Uint8Array | string>(writable: NodeWritableLike): FromNodeWritable<T> {
  if (!hasMethods(writable, 'write', 'end', 'on', 'removeListener', 'destroy')) {
    throw new TypeError(`${NAME}: expected a Writable of node:stream, and got ${kindOf(writable)}`)
  }
  return new FromNodeWritable(writable)
}

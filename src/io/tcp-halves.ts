/** The two directions of a connection, for two tasks; see `TcpStream.split`. */
import type { Context } from '../future/context.ts'
import { PolledAfterCompletionError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import type { Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { requireBytes, type AsyncRead, type AsyncWrite } from './async-read.ts'
import { Read, ReadToEnd } from './reading.ts'
import type { TcpStream } from './tcp-stream.ts'
import { Flush, Shutdown, Write, WriteAll } from './writing.ts'

/** The stream that two halves own; the last to go closes it. */
export class Halves {
  readonly stream: TcpStream
  private left: number

  constructor(stream: TcpStream) {
    this.stream = stream
    this.left = 2
  }

  letGo(): void {
    this.left--
    if (this.left === 0) this.stream[Symbol.dispose]()
  }

  get [sendable](): boolean {
    return true
  }
}

abstract class Half implements Disposable {
  private whole: Halves | null

  constructor(whole: Halves) {
    this.whole = whole
  }

  protected abstract get type(): string

  /** @throws PolledAfterCompletionError once it is disposed. */
  protected get stream(): TcpStream {
    if (this.whole === null) throw new PolledAfterCompletionError(this.type, 'disposed')
    return this.whole.stream
  }

  protected isOpen(): boolean {
    return this.whole !== null
  }

  [Symbol.dispose](): void {
    const { whole } = this
    if (whole === null) return
    this.whole = null
    this.stop(whole.stream)
    whole.letGo()
  }

  protected abstract stop(stream: TcpStream): void

  get [sendable](): boolean {
    return true
  }

  [inspect](): Inspection {
    return { name: this.type, ...(this.whole === null ? { state: 'Disposed' } : {}) }
  }
}

/**
 * The half of a `TcpStream` that reads. Rust: `tokio::net::tcp::OwnedReadHalf`.
 *
 * @example
 * const [reader, writer] = stream.split()
 * spawn(copy(reader, stdout()))
 */
export class ReadHalf extends Half implements AsyncRead {
  protected get type(): string {
    return 'ReadHalf'
  }

  pollRead(cx: Context, into: Uint8Array): Poll<number> {
    return this.stream.pollRead(cx, into)
  }

  beginRead(reader: object): void {
    this.stream.beginRead(reader)
  }

  endRead(reader: object): void {
    if (this.isOpen()) this.stream.endRead(reader)
  }

  read(into: Uint8Array): Read {
    requireBytes(into, 'ReadHalf.read')
    return new Read(this, into)
  }

  readToEnd(): ReadToEnd {
    return new ReadToEnd(this)
  }

  protected override stop(stream: TcpStream): void {
    stream.stopReading()
  }
}

/**
 * The half of a `TcpStream` that writes. Disposed, it shuts the connection down: the other side reads to an end.
 *
 * Rust: `tokio::net::tcp::OwnedWriteHalf`.
 *
 * @example
 * const [reader, writer] = stream.split()
 * yield* wait(writer.writeAll(request))
 * writer[Symbol.dispose]() // that was all
 */
export class WriteHalf extends Half implements AsyncWrite {
  protected get type(): string {
    return 'WriteHalf'
  }

  pollWrite(cx: Context, from: Uint8Array): Poll<number> {
    return this.stream.pollWrite(cx, from)
  }

  pollFlush(cx: Context): Poll<void> {
    return this.stream.pollFlush(cx)
  }

  pollShutdown(cx: Context): Poll<void> {
    return this.stream.pollShutdown(cx)
  }

  beginWrite(writer: object): void {
    this.stream.beginWrite(writer)
  }

  endWrite(writer: object): void {
    if (this.isOpen()) this.stream.endWrite(writer)
  }

  write(from: Uint8Array): Write {
    requireBytes(from, 'WriteHalf.write')
    return new Write(this, from)
  }

  writeAll(from: Uint8Array): WriteAll {
    requireBytes(from, 'WriteHalf.writeAll')
    return new WriteAll(this, from)
  }

  flush(): Flush {
    return new Flush(this)
  }

  shutdown(): Shutdown {
    return new Shutdown(this)
  }

  protected override stop(stream: TcpStream): void {
    stream.stopWriting()
  }
}

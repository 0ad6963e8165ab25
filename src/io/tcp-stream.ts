/** A connection: bytes both ways, one loan a direction. */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { BorrowError, PolledAfterCompletionError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { requireBytes, type AsyncRead, type AsyncWrite } from './async-read.ts'
import { Interest } from './interest.ts'
import { addressText, IoError } from './io-error.ts'
import type { SocketAddress, SocketEvents, SocketPort } from './io-host.ts'
import { Read, ReadToEnd } from './reading.ts'
import { TcpConnect } from './tcp-connect.ts'
import { Halves, ReadHalf, WriteHalf } from './tcp-halves.ts'
import { requireEndpoint } from './tcp-endpoint.ts'
import { Flush, Shutdown, Write, WriteAll } from './writing.ts'

/**
 * A TCP connection. Disposing it closes it; what was written before is still delivered.
 *
 * Rust: `tokio::net::TcpStream`.
 *
 * @example
 * const stream = yield* wait(TcpStream.connect({ host: '127.0.0.1', port }))
 * yield* wait(stream.writeAll(request))
 * yield* wait(stream.shutdown())
 * const answer = yield* wait(stream.readToEnd())
 */
export class TcpStream implements AsyncRead, AsyncWrite, SocketEvents, Disposable {
  /** This side's address, and the other's. */
  readonly localAddress: SocketAddress
  readonly peerAddress: SocketAddress
  /** Null once it is disposed or split. */
  private port: SocketPort | null
  private wasSplit: boolean
  private readonly reading: Interest
  private readonly writing: Interest

  /** For the library: `connect` and `accept` give streams. */
  constructor(port: SocketPort, kind: 'host' | 'thread') {
    const peer = addressText(port.peer)
    this.localAddress = port.local
    this.peerAddress = port.peer
    this.port = port
    this.wasSplit = false
    this.reading = new Interest('TcpStream', `bytes from ${peer}`, kind)
    this.writing = new Interest('TcpStream', `room for a write to ${peer}`, kind)
    port.attach(this)
  }

  /**
   * Connects, once it is polled. `host` is a name or an address, 127.0.0.1 if absent; `port` from 1 to 65535.
   *
   * @throws TypeError, RangeError at the call; IoError from the poll: `ECONNREFUSED`, `ENOTFOUND`, `ETIMEDOUT` …
   */
  static connect(to: { readonly host?: string; readonly port: number }): TcpConnect {
    return new TcpConnect(requireEndpoint(to, 'TcpStream.connect', 1), streamOf)
  }

  pollRead(cx: Context, into: Uint8Array): Poll<number> {
    const port = this.live()
    if (into.length === 0) return 0
    if (!port.canRead()) return this.reading.wait(cx)
    if (!hasBudget(cx)) return Pending
    spendBudget()
    const count = port.read(into)
    if (count < 0) throw new IoError('TcpStream.read', port.failure!)
    return count
  }

  pollWrite(cx: Context, from: Uint8Array): Poll<number> {
    const port = this.live()
    if (from.length === 0) return 0
    if (!port.canWrite()) return this.writing.wait(cx)
    if (!hasBudget(cx)) return Pending
    spendBudget()
    const count = port.isShutting() && port.failure === null ? this.refuseWrite() : port.write(from)
    if (count < 0) throw new IoError('TcpStream.write', port.failure!)
    return count
  }

  private refuseWrite(): never {
    throw new IoError('TcpStream.write', { code: 'EPIPE', syscall: 'write', address: addressText(this.peerAddress), words: 'it was shut down on this side' })
  }

  pollFlush(cx: Context): Poll<void> {
    const port = this.live()
    if (!port.isFlushed()) return this.writing.wait(cx)
    if (port.failure !== null && !port.isShut()) throw new IoError('TcpStream.flush', port.failure)
  }

  pollShutdown(cx: Context): Poll<void> {
    const port = this.live()
    if (port.isShut()) return
    if (!port.isFlushed()) return this.writing.wait(cx)
    if (port.failure !== null) throw new IoError('TcpStream.shutdown', port.failure)
    port.shutdown()
    return port.isShut() ? undefined : this.writing.wait(cx)
  }

  /** Nobody will write any more: the other side is told as soon as what was written has gone. A write that waits is woken, to fail. */
  stopWriting(): void {
    this.port?.shutdown()
    this.writing.ready()
  }

  /** Nobody will read any more. A read that waits is woken, to fail. */
  stopReading(): void {
    this.port?.ignore()
    this.reading.ready()
  }

  /** @throws what a stream that is gone deserves. */
  private live(): SocketPort {
    if (this.port !== null) return this.port
    if (this.wasSplit) throw new BorrowError('TcpStream: it was used after split(); use its two halves instead')
    throw new PolledAfterCompletionError('TcpStream', 'disposed')
  }

  beginRead(reader: object): void {
    this.live()
    this.reading.borrow(reader)
  }

  endRead(reader: object): void {
    const waited = this.reading.isWaiting()
    this.reading.end(reader)
    if (waited && !this.reading.isWaiting()) this.port?.ignore()
  }

  beginWrite(writer: object): void {
    this.live()
    this.writing.borrow(writer)
  }

  endWrite(writer: object): void {
    this.writing.end(writer)
  }

  /** As the free function of that name: the number of bytes put into `into`, 0 at the end. */
  read(into: Uint8Array): Read {
    requireBytes(into, 'TcpStream.read')
    return new Read(this, into)
  }

  /** As the free function of that name: everything until the other side shuts down. */
  readToEnd(): ReadToEnd {
    return new ReadToEnd(this)
  }

  /** As the free function of that name: the number of bytes taken from `from`. */
  write(from: Uint8Array): Write {
    requireBytes(from, 'TcpStream.write')
    return new Write(this, from)
  }

  /** As the free function of that name: ready when all of `from` is taken. */
  writeAll(from: Uint8Array): WriteAll {
    requireBytes(from, 'TcpStream.writeAll')
    return new WriteAll(this, from)
  }

  /** As the free function of that name: ready when all is with the system. */
  flush(): Flush {
    return new Flush(this)
  }

  /** As the free function of that name: the other side reads to an end, and may go on writing. */
  shutdown(): Shutdown {
    return new Shutdown(this)
  }

  /** Whether small writes go out at once instead of being collected. Rust: `set_nodelay`. */
  setNoDelay(on = true): void {
    this.live().setNoDelay(on)
  }

  /**
   * Moves the stream into its two directions, for two tasks. Dropping the write half shuts the connection down for writing; once both are
   * dropped, it is closed. Rust: `TcpStream::into_split`.
   *
   * @throws BorrowError if it was split before.
   */
  split(): [ReadHalf, WriteHalf] {
    const port = this.live()
    this.port = null
    this.wasSplit = true
    const whole = new Halves(new TcpStream(port, this.reading.kind))
    return [new ReadHalf(whole), new WriteHalf(whole)]
  }

  opened(): void {}

  readable(): void {
    this.reading.ready()
  }

  writable(): void {
    this.writing.ready()
  }

  /** Closes the connection. Futures that wait for it are woken, and say that it was disposed. */
  [Symbol.dispose](): void {
    const { port } = this
    this.port = null
    port?.close()
    this.reading.ready()
    this.writing.ready()
  }

  get [sendable](): boolean {
    return true
  }

  [inspect](): Inspection {
    return { name: `TcpStream(${addressText(this.peerAddress)})`, ...(this.port === null ? { state: this.wasSplit ? 'Split' : 'Disposed' } : {}) }
  }
}

function streamOf(port: SocketPort, kind: 'host' | 'thread'): TcpStream {
  return new TcpStream(port, kind)
}

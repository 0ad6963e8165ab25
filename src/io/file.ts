/** Files. */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { PolledAfterCompletionError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { requireBytes, type AsyncRead, type AsyncWrite } from './async-read.ts'
import { FileClose, FileOpen, requirePath } from './file-open.ts'
import { FileSize, FileSync, ReadAt, requireOffset, WriteAt } from './file-calls.ts'
import { Interest } from './interest.ts'
import { STAGE, type Answer, type FilePort, type OpenMode } from './io-host.ts'
import { Operation } from './operation.ts'
import { Read, ReadToEnd } from './reading.ts'
import { Flush, Shutdown, Write, WriteAll } from './writing.ts'

const NOTHING = new Uint8Array(0)

/**
 * An open file. `readAt` and `writeAt` say where, and several may be under way; as an `AsyncRead` and `AsyncWrite` it goes from its start to
 * its end. What `write` took may fail later: `flush` tells. Disposing it closes it.
 *
 * Rust: `tokio::fs::File`, with the `read_at` of `std::os::unix::fs::FileExt`.
 *
 * @example
 * using file = yield* wait(File.open('data.bin'))
 * const count = yield* wait(file.readAt(buffer, 4096))
 */
export class File implements AsyncRead, AsyncWrite, Disposable {
  readonly path: string
  private readonly kind: 'host' | 'thread'
  /** Null once it is closed. */
  private port: FilePort | null
  private readonly reading: Interest
  private readonly writing: Interest
  /** Bytes read ahead, in `stage`, and the call that reads them. */
  private stage: Uint8Array
  private from: number
  private to: number
  private fetching: Operation<number> | null
  private putting: Operation<void> | null

  /** For the library: `open`, `create` and `append` give files. */
  constructor(path: string, port: FilePort, kind: 'host' | 'thread') {
    this.path = path
    this.kind = kind
    this.port = port
    this.reading = new Interest('File', `a read of ${path}`, kind)
    this.writing = new Interest('File', `a write to ${path}`, kind)
    this.stage = NOTHING
    this.from = 0
    this.to = 0
    this.fetching = null
    this.putting = null
  }

  /**
   * Opens a file to read it, or as `mode` says, once it is polled.
   *
   * @throws TypeError at the call; IoError from the poll: `ENOENT`, `EACCES`, `EMFILE` …
   */
  static open(path: string, mode: OpenMode = 'read'): FileOpen<File> {
    requirePath(path, 'File.open')
    return new FileOpen(path, mode, fileOf)
  }

  /** Opens a file to write it: a new one, or emptied. Rust: `File::create`. */
  static create(path: string): FileOpen<File> {
    return File.open(path, 'create')
  }

  /**
   * Reads into `into` from `offset`, in bytes: gives their number, at most 64 KiB at once, and 0 at the end. `into` is written when it is
   * ready and never after it is disposed.
   *
   * @throws TypeError, RangeError at the call; IoError from the poll.
   */
  readAt(into: Uint8Array, offset: number): ReadAt {
    requireBytes(into, 'File.readAt')
    requireOffset(offset, 'File.readAt')
    return new ReadAt(this.live(), this.kind, this.path, into, offset)
  }

  /** Writes `from` at `offset`, in bytes: gives their number, at most 64 KiB at once. Disposed, it may have written them or not. */
  writeAt(from: Uint8Array, offset: number): WriteAt {
    requireBytes(from, 'File.writeAt')
    requireOffset(offset, 'File.writeAt')
    return new WriteAt(this.live(), this.kind, this.path, from, offset)
  }

  /** How many bytes the file has. */
  size(): FileSize {
    return new FileSize(this.live(), this.kind, this.path)
  }

  /** Ready when what was flushed is on the disk. Rust: `sync_all`. */
  sync(): FileSync {
    return new FileSync(this.live(), this.kind, this.path)
  }

  /** Closes it, after what is under way, and says if that, or the last write, fails. From the call on nothing may be asked of it. */
  close(): FileClose {
    const port = this.live()
    const { putting } = this
    this.port = null
    this.letGo()
    return new FileClose(port, this.kind, this.path, putting)
  }

  pollRead(cx: Context, into: Uint8Array): Poll<number> {
    const port = this.live()
    if (into.length === 0) return 0
    if (this.from === this.to) {
      const fetched = this.fetch(port, into.length).pollAnswer(cx)
      if (fetched === Pending) return Pending
      if (!hasBudget(cx)) return Pending
      this.fetching = null
      this.from = 0
      this.to = fetched
    } else if (!hasBudget(cx)) return Pending
    spendBudget()
    const count = Math.min(into.length, this.to - this.from)
    into.set(this.stage.subarray(this.from, this.from + count))
    this.from += count
    return count
  }

  private fetch(port: FilePort, room: number): Operation<number> {
    if (this.fetching !== null) return this.fetching
    const size = Math.min(room, STAGE)
    if (this.stage.length < size) this.stage = new Uint8Array(size)
    const into = this.stage.subarray(0, size)
    return (this.fetching = new Operation('File.read', this.reading.what, this.kind, done => port.read(into, null, done)))
  }

  pollWrite(cx: Context, from: Uint8Array): Poll<number> {
    const port = this.live()
    if (from.length === 0) return 0
    if (this.pollFlush(cx) === Pending) return Pending
    if (!hasBudget(cx)) return Pending
    spendBudget()
    const bytes = from.slice(0, STAGE)
    this.putting = new Operation('File.write', this.writing.what, this.kind, done => writeOut(port, bytes, done))
    return bytes.length
  }

  pollFlush(cx: Context): Poll<void> {
    this.live()
    const { putting } = this
    if (putting === null) return
    if (putting.isAnswered()) this.putting = null
    return putting.pollAnswer(cx) === Pending ? Pending : undefined
  }

  pollShutdown(cx: Context): Poll<void> {
    return this.pollFlush(cx)
  }

  private live(): FilePort {
    if (this.port === null) throw new PolledAfterCompletionError('File', 'disposed')
    return this.port
  }

  beginRead(reader: object): void {
    this.live()
    this.reading.borrow(reader)
  }

  endRead(reader: object): void {
    this.reading.end(reader)
    this.fetching?.forget()
  }

  beginWrite(writer: object): void {
    this.live()
    this.writing.borrow(writer)
  }

  endWrite(writer: object): void {
    this.writing.end(writer)
    this.putting?.forget()
  }

  /** As the free function of that name. */
  read(into: Uint8Array): Read {
    requireBytes(into, 'File.read')
    return new Read(this, into)
  }

  /** As the free function of that name. */
  readToEnd(): ReadToEnd {
    return new ReadToEnd(this)
  }

  /** As the free function of that name. */
  write(from: Uint8Array): Write {
    requireBytes(from, 'File.write')
    return new Write(this, from)
  }

  /** As the free function of that name. */
  writeAll(from: Uint8Array): WriteAll {
    requireBytes(from, 'File.writeAll')
    return new WriteAll(this, from)
  }

  /** As the free function of that name: tells whether what was written could be. */
  flush(): Flush {
    return new Flush(this)
  }

  /** As the free function of that name. */
  shutdown(): Shutdown {
    return new Shutdown(this)
  }

  private letGo(): void {
    this.fetching?.forget()
    this.putting?.forget()
    this.stage = NOTHING
    this.from = 0
    this.to = 0
  }

  [Symbol.dispose](): void {
    const { port } = this
    this.port = null
    this.letGo()
    port?.close(() => {})
  }

  get [sendable](): boolean {
    return true
  }

  [inspect](): Inspection {
    return { name: `File(${this.path})`, ...(this.port === null ? { state: 'Disposed' } : {}) }
  }
}

function fileOf(path: string, port: FilePort, kind: 'host' | 'thread'): File {
  return new File(path, port, kind)
}

/** All of `bytes`: the system may take them in parts. */
function writeOut(port: FilePort, bytes: Uint8Array, done: Answer<void>): void {
  port.write(bytes, null, (failure, count) => {
    if (failure !== null || count === null || count >= bytes.length) done(failure, null)
    else writeOut(port, bytes.subarray(count), done)
  })
}

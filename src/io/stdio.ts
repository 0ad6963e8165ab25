/** The standard streams of the process. */
import { hasBudget, spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import type { Inspection } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { requireBytes, type AsyncRead, type AsyncWrite } from './async-read.ts'
import { ioHost } from './current-host.ts'
import { Interest } from './interest.ts'
import { IoError } from './io-error.ts'
import type { SinkPort, SourcePort } from './io-host.ts'
import { Read, ReadToEnd } from './reading.ts'
import { Flush, Shutdown, Write, WriteAll } from './writing.ts'

const WANTED = 'bytes from the standard input'
const ROOM = 'room in the standard output'

/** See {@link stdin}. */
export class Stdin implements AsyncRead {
  private use: { readonly interest: Interest; readonly port: SourcePort } | null

  constructor() {
    this.use = null
  }

  /** It belongs to the host of whoever reads first. */
  private used(): { readonly interest: Interest; readonly port: SourcePort } {
    if (this.use !== null) return this.use
    const host = ioHost()
    const interest = new Interest('Stdin', WANTED, host.kind)
    return (this.use = { interest, port: host.stdin(() => interest.ready()) })
  }

  pollRead(cx: Context, into: Uint8Array): Poll<number> {
    if (into.length === 0) return 0
    const { interest, port } = this.used()
    if (!port.canRead()) return interest.wait(cx)
    if (!hasBudget(cx)) return Pending
    spendBudget()
    const count = port.read(into)
    if (count < 0) throw new IoError('stdin', port.failure!)
    return count
  }

  beginRead(reader: object): void {
    this.used().interest.borrow(reader)
  }

  endRead(reader: object): void {
    const { interest, port } = this.used()
    const waited = interest.isWaiting()
    interest.end(reader)
    if (waited && !interest.isWaiting()) port.ignore()
  }

  read(into: Uint8Array): Read {
    requireBytes(into, 'stdin.read')
    return new Read(this, into)
  }

  readToEnd(): ReadToEnd {
    return new ReadToEnd(this)
  }

  get [sendable](): boolean {
    return true
  }

  [inspect](): Inspection {
    return { name: 'Stdin', waitsOn: WANTED }
  }
}

/** See {@link stdout}. */
export class Stdout implements AsyncWrite {
  private use: { readonly interest: Interest; readonly port: SinkPort } | null

  constructor() {
    this.use = null
  }

  /** It belongs to the host of whoever writes first. */
  private used(): { readonly interest: Interest; readonly port: SinkPort } {
    if (this.use !== null) return this.use
    const host = ioHost()
    const interest = new Interest('Stdout', ROOM, host.kind)
    return (this.use = { interest, port: host.stdout(() => interest.ready()) })
  }

  pollWrite(cx: Context, from: Uint8Array): Poll<number> {
    if (from.length === 0) return 0
    const { interest, port } = this.used()
    if (!port.canWrite()) return interest.wait(cx)
    if (!hasBudget(cx)) return Pending
    spendBudget()
    const count = port.write(from)
    if (count < 0) throw new IoError('stdout', port.failure!)
    return count
  }

  pollFlush(cx: Context): Poll<void> {
    const { interest, port } = this.used()
    if (!port.isFlushed()) return interest.wait(cx)
    if (port.failure !== null) throw new IoError('stdout', port.failure)
  }

  /** The standard output stays open for whoever else writes there. */
  pollShutdown(cx: Context): Poll<void> {
    return this.pollFlush(cx)
  }

  beginWrite(writer: object): void {
    this.used().interest.borrow(writer)
  }

  endWrite(writer: object): void {
    this.used().interest.end(writer)
  }

  write(from: Uint8Array): Write {
    requireBytes(from, 'stdout.write')
    return new Write(this, from)
  }

  writeAll(from: Uint8Array): WriteAll {
    requireBytes(from, 'stdout.writeAll')
    return new WriteAll(this, from)
  }

  flush(): Flush {
    return new Flush(this)
  }

  shutdown(): Shutdown {
    return new Shutdown(this)
  }

  get [sendable](): boolean {
    return true
  }

  [inspect](): Inspection {
    return { name: 'Stdout', waitsOn: ROOM }
  }
}

/**
 * The standard input. Use one at a time: the last that was made is told when bytes come. Nobody reads: nothing is fetched, and the process
 * may end.
 *
 * Rust: `tokio::io::stdin`, without its thread.
 *
 * @example
 * const line = yield* wait(new BufReader(stdin()).readLine())
 */
export function stdin(): Stdin {
  return new Stdin()
}

/** The standard output. Rust: `tokio::io::stdout`. */
export function stdout(): Stdout {
  return new Stdout()
}

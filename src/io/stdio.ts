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

/** See {@link stdin}. */
export class Stdin implements AsyncRead {
  private readonly interest: Interest
  private readonly port: SourcePort

  constructor() {
    const host = ioHost()
    this.interest = new Interest('Stdin', 'bytes from the standard input', host.kind)
    this.port = host.stdin(() => this.interest.ready())
  }

  pollRead(cx: Context, into: Uint8Array): Poll<number> {
    if (into.length === 0) return 0
    if (!this.port.canRead()) return this.interest.wait(cx)
    if (!hasBudget(cx)) return Pending
    spendBudget()
    const count = this.port.read(into)
    if (count < 0) throw new IoError('stdin', this.port.failure!)
    return count
  }

  beginRead(reader: object): void {
    this.interest.borrow(reader)
  }

  endRead(reader: object): void {
    const waited = this.interest.isWaiting()
    this.interest.end(reader)
    if (waited && !this.interest.isWaiting()) this.port.ignore()
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
    return { name: 'Stdin', waitsOn: this.interest.what }
  }
}

/** See {@link stdout}. */
export class Stdout implements AsyncWrite {
  private readonly interest: Interest
  private readonly port: SinkPort

  constructor() {
    const host = ioHost()
    this.interest = new Interest('Stdout', 'room in the standard output', host.kind)
    this.port = host.stdout(() => this.interest.ready())
  }

  pollWrite(cx: Context, from: Uint8Array): Poll<number> {
    if (from.length === 0) return 0
    if (!this.port.canWrite()) return this.interest.wait(cx)
    if (!hasBudget(cx)) return Pending
    spendBudget()
    const count = this.port.write(from)
    if (count < 0) throw new IoError('stdout', this.port.failure!)
    return count
  }

  pollFlush(cx: Context): Poll<void> {
    if (!this.port.canWrite()) return this.interest.wait(cx)
    if (this.port.failure !== null) throw new IoError('stdout', this.port.failure)
  }

  /** The standard output stays open for whoever else writes there. */
  pollShutdown(cx: Context): Poll<void> {
    return this.pollFlush(cx)
  }

  beginWrite(writer: object): void {
    this.interest.borrow(writer)
  }

  endWrite(writer: object): void {
    this.interest.end(writer)
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
    return { name: 'Stdout', waitsOn: this.interest.what }
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

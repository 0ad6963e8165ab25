/** What `File.open` and `file.close()` return. */
import type { Context } from '../future/context.ts'
import { kindOf } from '../future/kind-of.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { ioHost } from './current-host.ts'
import { IoFuture } from './io-future.ts'
import type { FilePort, OpenMode } from './io-host.ts'
import { Operation } from './operation.ts'

/** Opens at its first poll. Disposed while that is under way, it closes what is opened then. */
export class FileOpen<F> extends IoFuture<F> {
  private readonly path: string
  private readonly mode: OpenMode
  private readonly fileOf: (path: string, port: FilePort, kind: 'host' | 'thread') => F
  private operation: Operation<FilePort> | null
  /** Of who opens it, and so has it. */
  private kind: 'host' | 'thread'

  constructor(path: string, mode: OpenMode, fileOf: (path: string, port: FilePort, kind: 'host' | 'thread') => F) {
    super()
    this.path = path
    this.mode = mode
    this.fileOf = fileOf
    this.operation = null
    this.kind = 'host'
  }

  protected begin(): void {
    const host = ioHost()
    this.kind = host.kind
    this.operation = new Operation('File.open', this.waitsFor, host.kind, done => host.open(this.path, this.mode, done))
  }

  protected step(cx: Context): Poll<F> {
    const port = this.operation!.pollAnswer(cx)
    if (port === Pending) return Pending
    this.operation = null
    const { fileOf } = this
    return fileOf(this.path, port, this.kind)
  }

  protected release(): void {
    this.operation?.abandon(port => port.close(() => {}))
    this.operation = null
  }

  protected get label(): string {
    return `File.open(${this.path})`
  }

  protected get waitsFor(): string {
    return `the opening of ${this.path}`
  }
}

/** Closes at its first poll, and if it is disposed before. A write that nobody has flushed is waited for, and what it failed with is thrown. */
export class FileClose extends IoFuture<void> {
  private port: FilePort | null
  private readonly path: string
  private readonly kind: 'host' | 'thread'
  private readonly written: Operation<void> | null
  private operation: Operation<void> | null

  constructor(port: FilePort, kind: 'host' | 'thread', path: string, written: Operation<void> | null) {
    super()
    this.port = port
    this.path = path
    this.kind = kind
    this.written = written
    this.operation = null
  }

  protected begin(): void {
    const port = this.port!
    this.port = null
    this.operation = new Operation('File.close', this.waitsFor, this.kind, done => port.close(done))
  }

  protected step(cx: Context): Poll<void> {
    if (this.operation!.pollAnswer(cx) === Pending) return Pending
    return this.written?.pollAnswer(cx)
  }

  protected release(): void {
    this.operation?.abandon(() => {})
    this.written?.abandon(() => {})
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]()
    const { port } = this
    this.port = null
    port?.close(() => {})
  }

  protected get label(): string {
    return `File.close(${this.path})`
  }

  protected get waitsFor(): string {
    return `the closing of ${this.path}`
  }
}

/** @throws TypeError for what is no path. */
export function requirePath(path: unknown, where: string): asserts path is string {
  if (typeof path !== 'string' || path === '') throw new TypeError(`${where}: expected a path, and got ${path === '' ? "''" : kindOf(path)}`)
  if (path.includes('\0')) throw new TypeError(`${where}: expected a path, and got one with a zero byte`)
}

/** `read`, `readExact`, `readToEnd`: futures over anything that can be read. */
import type { Context } from '../future/context.ts'
import { nameOf } from '../future/inspect.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { sendable } from '../future/symbols.ts'
import { requireBytes, requireReader, type AsyncRead } from './async-read.ts'
import { IoError } from './io-error.ts'
import { IoFuture } from './io-future.ts'

/** A future that reads; the source is lent to it from its first poll to its end. */
export abstract class Reading<T> extends IoFuture<T> {
  protected readonly source: AsyncRead

  constructor(source: AsyncRead) {
    super()
    this.source = source
  }

  protected begin(): void {
    this.source.beginRead?.(this)
  }

  protected release(): void {
    this.source.endRead?.(this)
  }

  protected get waitsFor(): string {
    return `bytes from ${nameOf(this.source)}`
  }

  override get [sendable](): boolean {
    return isSendable(this.source)
  }
}

/** See {@link read}. */
export class Read extends Reading<number> {
  private readonly into: Uint8Array

  constructor(source: AsyncRead, into: Uint8Array) {
    super(source)
    this.into = into
  }

  protected step(cx: Context): Poll<number> {
    return this.source.pollRead(cx, this.into)
  }

  protected get label(): string {
    return 'read'
  }
}

/**
 * Reads once: gives the number of bytes that it put into `into`, 0 at the end. Disposed, it has lost no byte.
 *
 * Rust: `AsyncReadExt::read`.
 *
 * @throws TypeError at the call; from the poll IoError, and BorrowError while another future reads.
 * @example
 * const count = yield* wait(read(stream, buffer))
 */
export function read(source: AsyncRead, into: Uint8Array): Read {
  requireReader(source, 'read')
  requireBytes(into, 'read')
  return new Read(source, into)
}

/** See {@link readExact}. */
export class ReadExact extends Reading<void> {
  private readonly into: Uint8Array
  private filled: number

  constructor(source: AsyncRead, into: Uint8Array) {
    super(source)
    this.into = into
    this.filled = 0
  }

  protected step(cx: Context): Poll<void> {
    const { into, source } = this
    while (this.filled < into.length) {
      const count = source.pollRead(cx, into.subarray(this.filled))
      if (count === Pending) return Pending
      if (count === 0) throw this.tooShort()
      this.filled += count
    }
  }

  private tooShort(): IoError {
    return new IoError(`readExact: ${this.filled} of ${this.into.length} bytes came`, { code: 'ERR_POLLUX_UNEXPECTED_END', syscall: 'read' })
  }

  protected get label(): string {
    return 'readExact'
  }
}

/**
 * Reads until `into` is full. Disposed half-way, it has lost what it had read.
 *
 * Rust: `AsyncReadExt::read_exact`.
 *
 * @throws TypeError at the call; from the poll IoError, with the code `ERR_POLLUX_UNEXPECTED_END` if the bytes end before.
 * @example
 * yield* wait(readExact(stream, header))
 */
export function readExact(source: AsyncRead, into: Uint8Array): ReadExact {
  requireReader(source, 'readExact')
  requireBytes(into, 'readExact')
  return new ReadExact(source, into)
}

/** The room that `readToEnd` begins with, in bytes; it doubles. */
const FIRST = 8192

/** See {@link readToEnd}. */
export class ReadToEnd extends Reading<Uint8Array> {
  private bytes: Uint8Array
  private filled: number

  constructor(source: AsyncRead) {
    super(source)
    this.bytes = new Uint8Array(0)
    this.filled = 0
  }

  protected step(cx: Context): Poll<Uint8Array> {
    for (;;) {
      if (this.filled === this.bytes.length) this.grow()
      const count = this.source.pollRead(cx, this.bytes.subarray(this.filled))
      if (count === Pending) return Pending
      if (count === 0) return this.bytes.subarray(0, this.filled)
      this.filled += count
    }
  }

  private grow(): void {
    const grown = new Uint8Array(Math.max(FIRST, this.bytes.length * 2))
    grown.set(this.bytes)
    this.bytes = grown
  }

  protected override release(): void {
    super.release()
    this.bytes = new Uint8Array(0)
  }

  protected get label(): string {
    return 'readToEnd'
  }
}

/**
 * Everything up to the end. Disposed half-way, it has lost what it had read.
 *
 * Rust: `AsyncReadExt::read_to_end`.
 *
 * @throws TypeError at the call; IoError from the poll.
 * @example
 * const page = new TextDecoder().decode(yield* wait(readToEnd(stream)))
 */
export function readToEnd(source: AsyncRead): ReadToEnd {
  requireReader(source, 'readToEnd')
  return new ReadToEnd(source)
}

/** Lines, and other pieces up to a byte, out of anything that can be read. */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { kindOf } from '../future/kind-of.ts'
import { hasBudget, spendBudget } from '../future/budget.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { requireBytes, requireReader, type AsyncRead } from './async-read.ts'
import { IoError } from './io-error.ts'
import { Lines } from './lines.ts'
import { ReadLine, ReadUntil } from './read-line.ts'
import { Read, ReadToEnd } from './reading.ts'

/** See {@link BufReader}. */
export interface BufReaderOptions {
  /** Bytes that it asks for at once. Default 8192, as Rust's. */
  readonly capacity?: number
  /** Longest piece that `readLine` and `readUntil` take, in bytes. A longer one fails with the code `EMSGSIZE`. Default: no limit. */
  readonly limit?: number
}

const NOTHING = new Uint8Array(0)

/**
 * Owns what it reads from, and a buffer: what is there and not taken yet stays for the next operation, so a dropped `readLine` loses
 * nothing. Disposing it disposes what it reads from.
 *
 * Rust: `tokio::io::BufReader`.
 *
 * @example
 * const reader = new BufReader(stream, { limit: 8192 })
 * for (let line; (line = yield* wait(reader.readLine())) !== null; ) console.log(line)
 */
export class BufReader implements AsyncRead, Disposable {
  private readonly inner: AsyncRead
  private readonly capacity: number
  private readonly limit: number
  private bytes: Uint8Array
  private from: number
  private to: number
  /** Up to here the searched byte is known not to be. */
  private searched: number
  private searchedFor: number

  /** @throws TypeError for what cannot be read; RangeError for a capacity or limit below 1. */
  constructor(inner: AsyncRead, { capacity = 8192, limit = Infinity }: BufReaderOptions = {}) {
    requireReader(inner, 'BufReader')
    for (const [name, value] of Object.entries({ capacity, limit })) {
      if (!(value >= 1)) throw new RangeError(`BufReader: expected a ${name} of at least one byte, and got ${String(value)}`)
    }
    this.inner = inner
    this.capacity = Math.floor(capacity)
    this.limit = limit
    this.bytes = NOTHING
    this.from = 0
    this.to = 0
    this.searched = 0
    this.searchedFor = -1
  }

  pollRead(cx: Context, into: Uint8Array): Poll<number> {
    if (this.from === this.to && into.length >= this.capacity) return this.inner.pollRead(cx, into)
    if (this.from === this.to) {
      const count = this.pollMore(cx)
      if (count === Pending) return Pending
    } else {
      if (!hasBudget(cx)) return Pending
      spendBudget()
    }
    const count = Math.min(into.length, this.to - this.from)
    into.set(this.bytes.subarray(this.from, this.from + count))
    this.consume(count)
    return count
  }

  /** Fetches more, behind what is there. 0 at the end. */
  private pollMore(cx: Context): Poll<number> {
    this.makeRoom()
    const count = this.inner.pollRead(cx, this.bytes.subarray(this.to))
    if (count !== Pending) this.to += count
    return count
  }

  private makeRoom(): void {
    const held = this.to - this.from
    if (this.from > 0) {
      this.bytes.copyWithin(0, this.from, this.to)
      this.searched = Math.max(0, this.searched - this.from)
      this.from = 0
      this.to = held
    }
    if (held < this.bytes.length) return
    const grown = new Uint8Array(Math.max(this.capacity, held * 2))
    grown.set(this.bytes.subarray(0, held))
    this.bytes = grown
  }

  private consume(count: number): void {
    this.from += count
    this.searched = this.from
  }

  /**
   * The piece up to and including the next `byte`, or what is left before the end; empty at the end. The piece is a view of the buffer:
   * use it, or copy it, before the next operation.
   */
  pollPiece(cx: Context, byte: number): Poll<Uint8Array> {
    if (this.searchedFor !== byte) {
      this.searchedFor = byte
      this.searched = this.from
    }
    for (;;) {
      const at = this.bytes.subarray(0, this.to).indexOf(byte, this.searched)
      if (at !== -1) return this.pay(cx) ? this.take(at + 1) : Pending
      this.searched = this.to
      if (this.to - this.from > this.limit) this.refuse()
      const count = this.pollMore(cx)
      if (count === Pending) return Pending
      if (count === 0) return this.take(this.to)
    }
  }

  private pay(cx: Context): boolean {
    if (!hasBudget(cx)) return false
    spendBudget()
    return true
  }

  private take(end: number): Uint8Array {
    const { from } = this
    if (end - from > this.limit) this.refuse()
    this.consume(end - from)
    return this.bytes.subarray(from, end)
  }

  private refuse(): never {
    throw new IoError(`BufReader: a piece of more than ${this.limit} bytes`, { code: 'EMSGSIZE', syscall: 'read' })
  }

  beginRead(reader: object): void {
    this.inner.beginRead?.(reader)
  }

  endRead(reader: object): void {
    this.inner.endRead?.(reader)
  }

  /** The next line, as UTF-8, without its end (`\n` or `\r\n`); null after the last. Rust: `read_line`. */
  readLine(): ReadLine {
    return new ReadLine(this)
  }

  /**
   * The bytes up to and including the next `byte`, or what is left; empty at the end. Rust: `read_until`.
   *
   * @throws TypeError at the call unless `byte` is one.
   */
  readUntil(byte: number): ReadUntil {
    if (!Number.isInteger(byte) || byte < 0 || byte > 255) throw new TypeError(`BufReader.readUntil: expected a byte, 0 to 255, and got ${typeof byte === 'number' ? byte : kindOf(byte)}`)
    return new ReadUntil(this, byte)
  }

  /** The lines, as a stream, which owns the reader from now on. Rust: `AsyncBufReadExt::lines`. */
  lines(): Lines {
    return new Lines(this)
  }

  /** As the free function of that name. */
  read(into: Uint8Array): Read {
    requireBytes(into, 'BufReader.read')
    return new Read(this, into)
  }

  /** As the free function of that name. */
  readToEnd(): ReadToEnd {
    return new ReadToEnd(this)
  }

  [Symbol.dispose](): void {
    this.bytes = NOTHING
    this.from = 0
    this.to = 0
    drop(this.inner)
  }

  get [sendable](): boolean {
    return isSendable(this.inner)
  }

  [inspect](): Inspection {
    return { name: `BufReader(${nameOf(this.inner)})` }
  }
}

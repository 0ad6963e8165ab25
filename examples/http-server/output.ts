/**
 * What is to be sent: a buffer that is reused, and behind it at most one large body, which is sent from where it is.
 *
 * Responses to requests that came together are written together: nothing is sent until there is no whole request left, or enough.
 */
import { Pending, type Context, type Poll } from '../../src/future/index.ts'
import type { AsyncWrite } from '../../src/io/index.ts'

const ROOM = 1024
/** Enough to be sent, and bodies from here on are not copied. */
const ENOUGH = 16_384

export class Output {
  private bytes: Uint8Array
  private from: number
  private to: number
  private large: Uint8Array | null
  private largeFrom: number

  constructor() {
    this.bytes = new Uint8Array(ROOM)
    this.from = 0
    this.to = 0
    this.large = null
    this.largeFrom = 0
  }

  isEmpty(): boolean {
    return this.to === 0 && this.large === null
  }

  isFull(): boolean {
    return this.to >= ENOUGH || this.large !== null
  }

  /** Plain ASCII. */
  text(text: string): void {
    this.makeRoom(text.length)
    const { bytes, to } = this
    for (let at = 0; at < text.length; at++) bytes[to + at] = text.charCodeAt(at)
    this.to = to + text.length
  }

  put(from: Uint8Array): void {
    this.makeRoom(from.length)
    this.bytes.set(from, this.to)
    this.to += from.length
  }

  /** A body, which must not change until it was sent; nothing may be put behind a large one before it is. */
  body(from: Uint8Array): void {
    if (from.length < ENOUGH) this.put(from)
    else this.large = from
  }

  private makeRoom(count: number): void {
    const { bytes, to } = this
    if (bytes.length - to >= count) return
    const grown = new Uint8Array(Math.max(bytes.length * 2, to + count))
    grown.set(bytes.subarray(0, to))
    this.bytes = grown
  }

  /** Writes; ready when all went. `progress` is told of each part of it. */
  pollFlush(cx: Context, sink: AsyncWrite, progress: () => void): Poll<void> {
    while (this.from < this.to) {
      const count = sink.pollWrite(cx, this.from === 0 && this.to === this.bytes.length ? this.bytes : this.bytes.subarray(this.from, this.to))
      if (count === Pending) return Pending
      this.from += count
      progress()
    }
    const { large } = this
    while (large !== null && this.largeFrom < large.length) {
      const count = sink.pollWrite(cx, large.subarray(this.largeFrom))
      if (count === Pending) return Pending
      this.largeFrom += count
      progress()
    }
    this.clear()
  }

  private clear(): void {
    this.from = 0
    this.to = 0
    this.large = null
    this.largeFrom = 0
    if (this.bytes.length > ENOUGH * 2) this.bytes = new Uint8Array(ROOM)
  }
}

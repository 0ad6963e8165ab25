/**
 * The bytes of a stream of the host's that have come and were not taken. The stream stands still unless somebody has asked, and stands
 * still again after each piece: so at most one piece is held.
 *
 *     canRead() → false, resume ──▶ arrived(piece), pause ──▶ readable() ──▶ read(into) …
 */
import { FAILED, type Failure, type SourcePort } from '../io-host.ts'

const NOTHING = new Uint8Array(0)

/** The part of a stream that fetches bytes. */
export interface Tap {
  resume(): void
  pause(): void
}

export class HostIntake implements SourcePort {
  failure: Failure | null
  private readonly tap: Tap
  private readonly readable: () => void
  private held: Uint8Array
  private from: number
  private to: number
  private ended: boolean
  /** Somebody has asked and was not answered yet. */
  private asked: boolean

  constructor(tap: Tap, readable: () => void) {
    this.failure = null
    this.tap = tap
    this.readable = readable
    this.held = NOTHING
    this.from = 0
    this.to = 0
    this.ended = false
    this.asked = false
  }

  canRead(): boolean {
    if (this.from < this.to || this.ended || this.failure !== null) return true
    if (!this.asked) {
      this.asked = true
      this.tap.resume()
    }
    return false
  }

  /** What came before a failure is given before it. */
  read(into: Uint8Array): number {
    const left = this.to - this.from
    if (left === 0) return this.failure === null ? 0 : FAILED
    const count = Math.min(left, into.length)
    into.set(this.held.subarray(this.from, this.from + count))
    this.from += count
    return count
  }

  isAsked(): boolean {
    return this.asked
  }

  ignore(): void {
    if (!this.asked) return
    this.asked = false
    this.tap.pause()
  }

  /** The first `count` bytes of `piece`, which is somebody's scratch and is copied. */
  arrived(piece: Uint8Array, count: number): void {
    const left = this.to - this.from
    if (left + count > this.held.length) this.grow(left + count)
    else if (this.from > 0) this.held.copyWithin(0, this.from, this.to)
    this.held.set(piece.subarray(0, count), left)
    this.from = 0
    this.to = left + count
    this.answer()
  }

  /** To a power of two, so that a stream whose pieces are alike grows once. */
  private grow(size: number): void {
    const grown = new Uint8Array(Math.max(256, 2 ** Math.ceil(Math.log2(size))))
    grown.set(this.held.subarray(this.from, this.to))
    this.held = grown
  }

  end(): void {
    this.ended = true
    this.answer()
  }

  fail(failure: Failure): void {
    if (this.failure !== null || this.ended) return
    this.failure = failure
    this.answer()
  }

  private answer(): void {
    this.asked = false
    const readable = this.readable
    readable()
  }

  clear(): void {
    this.held = NOTHING
    this.from = 0
    this.to = 0
  }
}

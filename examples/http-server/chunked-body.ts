/**
 * A chunked body (RFC 9112, 7.1), byte by byte but for the data.
 *
 *     size ──;──▶ extension ──┐
 *      │ └──CR────────────────┴▶ size LF ──▶ data ──▶ data CR ──▶ data LF ──▶ size …
 *      └ after a size of 0: trailer line ──▶ … ──▶ the empty one ──▶ over
 *
 * Extensions and trailers are checked and thrown away.
 */
import type { Body } from './body.ts'
import { COLON, CR, LF, SEMICOLON, TOKEN, VALUE } from './characters.ts'
import { bad, HttpError } from './http-error.ts'
import type { Limits } from './limits.ts'

/** Digits of a size, leading zeros too. */
const MOST_DIGITS = 15
/** Bytes of all extensions together. */
const MOST_EXTENSION = 4096

const Size = 0
const Extension = 1
const SizeLf = 2
const Data = 3
const DataCr = 4
const DataLf = 5
const LineStart = 6
const LineName = 7
const LineValue = 8
const LineLf = 9
const LastLf = 10
const Over = 11
type State = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11

export class ChunkedBody {
  private readonly limits: Limits
  private state: State
  private digits: number
  /** Of the chunk: its size, and then what is left of it. */
  private left: number
  private extension: number
  private trailer: number
  private lines: number

  constructor(limits: Limits) {
    this.limits = limits
    this.state = Size
    this.digits = 0
    this.left = 0
    this.extension = 0
    this.trailer = 0
    this.lines = 0
  }

  reset(): void {
    this.state = Size
    this.digits = this.left = this.extension = this.trailer = this.lines = 0
  }

  isOver(): boolean {
    return this.state === Over
  }

  /** Uses up bytes until there are no more, or the body is over; gives where it stopped. @throws HttpError */
  decode(bytes: Uint8Array, from: number, to: number, body: Body): number {
    let at = from
    while (at < to && this.state !== Over) {
      if (this.state === Data) {
        const count = Math.min(this.left, to - at)
        body.add(bytes.subarray(at, at + count))
        at += count
        this.left -= count
        if (this.left === 0) this.state = DataCr
      } else if (this.state < LineStart) this.frame(bytes[at++]!, body.length)
      else this.trail(bytes[at++]!)
    }
    return at
  }

  private frame(byte: number, length: number): void {
    switch (this.state) {
      case Size:
        return this.size(byte, length)
      case Extension:
        if (byte === CR) this.state = SizeLf
        else if (VALUE[byte] === 0) bad('a chunk has a control character before its data')
        else if (++this.extension > MOST_EXTENSION) bad('the chunks have too many extensions')
        return
      case SizeLf:
        if (byte !== LF) bad('a line ends without LF')
        this.state = this.left === 0 ? LineStart : Data
        return
      case DataCr:
        if (byte !== CR) bad('a chunk is longer than its size')
        this.state = DataLf
        return
      default:
        if (byte !== LF) bad('a line ends without LF')
        this.state = Size
        this.digits = 0
    }
  }

  private size(byte: number, length: number): void {
    const digit = hexDigit(byte)
    if (digit >= 0) {
      if (++this.digits > MOST_DIGITS) bad('the size of a chunk has too many digits')
      this.left = (this.digits === 1 ? 0 : this.left * 16) + digit
      return
    }
    if (this.digits === 0) bad('a chunk has no size')
    if (byte !== CR && byte !== SEMICOLON) bad('the size of a chunk is no number')
    if (length + this.left > this.limits.body) throw new HttpError(413, `a body may have ${this.limits.body} bytes`)
    this.state = byte === CR ? SizeLf : Extension
  }

  private trail(byte: number): void {
    if (++this.trailer > this.limits.head) throw new HttpError(431, `the trailers may have ${this.limits.head} bytes`)
    switch (this.state) {
      case LineStart:
        if (byte === CR) this.state = LastLf
        else this.beginLine(byte)
        return
      case LineName:
        if (byte === COLON) this.state = LineValue
        else if (TOKEN[byte] === 0) bad('a trailer has no name')
        return
      case LineValue:
        if (byte === CR) this.state = LineLf
        else if (VALUE[byte] === 0) bad('a trailer has a control character')
        return
      default:
        if (byte !== LF) bad('a line ends without LF')
        this.state = this.state === LastLf ? Over : LineStart
    }
  }

  private beginLine(byte: number): void {
    if (TOKEN[byte] === 0) bad('a trailer has no name')
    if (++this.lines > this.limits.headers) throw new HttpError(431, `there may be ${this.limits.headers} trailers`)
    this.state = LineName
  }
}

/** -1 for what is none. */
function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const small = byte | 32
  return small >= 97 && small <= 102 ? small - 87 : -1
}

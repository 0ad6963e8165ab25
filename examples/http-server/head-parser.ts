/**
 * The head of a request, line by line as it comes. A line is looked at when it is whole, so how the bytes were cut on their way changes
 * nothing: neither what is understood nor which mistake is found first. Nothing is copied and no text is made: places are noted.
 *
 * Lines end with CR LF and with nothing else (RFC 9112, 2.2, would let a bare LF pass).
 */
import { COLON, CR, HOST, isText, LF, QUESTION, SLASH, SPACE, TAB, TARGET, TOKEN, VALUE } from './characters.ts'
import { Framing } from './framing.ts'
import { bad, HttpError } from './http-error.ts'
import type { Input } from './input.ts'
import type { Limits } from './limits.ts'

/** Others exist, and are answered with 501. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']

export class HeadParser {
  method: string
  /** Where the target is, from the start of the head. */
  targetFrom: number
  targetTo: number
  /** Where its path begins: further on, if it is a whole address. */
  pathFrom: number
  minor: number
  readonly framing: Framing
  /** Four places a header: of its name and of its value. */
  readonly places: number[]
  headers: number
  private readonly limits: Limits
  /** Where the line begins that is being looked for, and up to where there is no end of it. */
  private line: number
  private seen: number
  private hasRequestLine: boolean

  constructor(limits: Limits) {
    this.method = ''
    this.targetFrom = 0
    this.targetTo = 0
    this.pathFrom = 0
    this.minor = 1
    this.framing = new Framing()
    this.places = []
    this.headers = 0
    this.limits = limits
    this.line = 0
    this.seen = 0
    this.hasRequestLine = false
  }

  /** For the next head. */
  reset(): void {
    this.framing.reset()
    this.headers = 0
    this.line = 0
    this.seen = 0
    this.hasRequestLine = false
  }

  /** The length of the head once all of it is there, else 0. @throws HttpError */
  parse(input: Input): number {
    const { bytes, start, end } = input
    for (;;) {
      let at = start + this.seen
      while (at < end && bytes[at] !== LF) at++
      this.seen = at - start
      this.checkSize(this.seen)
      if (at === end) return 0
      const from = start + this.line
      if (at === from || bytes[at - 1] !== CR) bad('a line ends without CR')
      this.seen++
      this.line = this.seen
      if (this.take(bytes, start, from, at - 1)) return this.seen
    }
  }

  private checkSize(length: number): void {
    const { requestLine, head } = this.limits
    if (!this.hasRequestLine && length - this.line > requestLine) throw new HttpError(414, `the first line may have ${requestLine} bytes`)
    if (length > head) throw new HttpError(431, `a head may have ${head} bytes`)
  }

  /** One line, without its end. True if it was the last. */
  private take(bytes: Uint8Array, start: number, from: number, to: number): boolean {
    if (this.hasRequestLine) {
      if (from < to) this.header(bytes, start, from, to)
      else this.framing.finish(this.minor, this.limits.body)
      return from === to
    }
    // An empty line before a request is left over from the one before it, by clients of old; a second one is not.
    if (from === to && from === start) return false
    this.requestLine(bytes, start, from, to)
    this.hasRequestLine = true
    return false
  }

  private requestLine(bytes: Uint8Array, start: number, from: number, to: number): void {
    let at = from
    while (at < to && TOKEN[bytes[at]!] === 1) at++
    const methodTo = at
    if (at === from || bytes[at] !== SPACE) bad('the first line has no method')
    const target = ++at
    while (at < to && TARGET[bytes[at]!] === 1) at++
    if (at === target || bytes[at] !== SPACE) bad('the first line has no target')
    this.targetFrom = target - start
    this.targetTo = at - start
    this.version(bytes, at + 1, to)
    this.method = METHODS.find(method => isExactly(bytes, from, methodTo, method)) ?? refuseMethod()
    this.pathFrom = this.path(bytes, target, at) - start
  }

  private version(bytes: Uint8Array, from: number, to: number): void {
    const [major, minor] = [bytes[from + 5]! - 48, bytes[from + 7]! - 48]
    const wellFormed = to - from === 8 && isExactly(bytes, from, from + 5, 'HTTP/') && bytes[from + 6] === 46 && isDigit(major) && isDigit(minor)
    if (!wellFormed) bad('the first line has no version')
    if (major !== 1) throw new HttpError(505, 'HTTP/1.1 is spoken here')
    this.minor = Math.min(minor, 1)
  }

  /** Where the path begins in a target that is a path, a whole address, or the server itself. */
  private path(bytes: Uint8Array, from: number, to: number): number {
    if (bytes[from] === SLASH) return from
    if (this.method === 'OPTIONS' && isExactly(bytes, from, to, '*')) return from
    const host = ['http://', 'https://'].find(scheme => isText(bytes, from, Math.min(to, from + scheme.length), scheme))
    if (host === undefined) bad('the target is neither a path nor an address')
    let at = from + host.length
    const begin = at
    while (at < to && HOST[bytes[at]!] === 1) at++
    if (at === begin || bytes[begin] === COLON || (at < to && bytes[at] !== SLASH && bytes[at] !== QUESTION)) bad('the address has no host')
    return at
  }

  private header(bytes: Uint8Array, start: number, from: number, to: number): void {
    if (this.headers === this.limits.headers) throw new HttpError(431, `there may be ${this.limits.headers} headers`)
    let at = from
    while (at < to && TOKEN[bytes[at]!] === 1) at++
    // A space first would go on with the line before; one before the colon is read by some as part of the name.
    if (at === from || bytes[at] !== COLON) bad('a header has no name')
    const nameTo = at++
    while (at < to && (bytes[at] === SPACE || bytes[at] === TAB)) at++
    let valueTo = to
    while (valueTo > at && (bytes[valueTo - 1] === SPACE || bytes[valueTo - 1] === TAB)) valueTo--
    for (let i = at; i < valueTo; i++) if (VALUE[bytes[i]!] === 0) bad('a header has a control character')
    const { places, headers } = this
    places[headers * 4] = from - start
    places[headers * 4 + 1] = nameTo - start
    places[headers * 4 + 2] = at - start
    places[headers * 4 + 3] = valueTo - start
    this.headers++
    this.framing.header(bytes, from, nameTo, at, valueTo)
  }
}

function refuseMethod(): never {
  throw new HttpError(501, 'the method is not known')
}

function isDigit(value: number): boolean {
  return value >= 0 && value <= 9
}

function isExactly(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false
  for (let at = from; at < to; at++) if (bytes[at] !== text.charCodeAt(at - from)) return false
  return true
}

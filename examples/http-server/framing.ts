/**
 * The headers that say where a request ends and whether another may follow. Two programs that read them differently can be played
 * off against each other: what one takes for a body is a request to the other. So whatever can be read in two ways is refused, even
 * where the RFC would let it pass (RFC 9112, 6.3 and 11.2).
 */
import { COMMA, HOST, isText, SPACE, TAB } from './characters.ts'
import { bad, HttpError } from './http-error.ts'

/** What no body is as long as, whatever the limit. */
const MOST_DIGITS = 15

export class Framing {
  /** Bytes of the body; 0 if it is chunked, or there is none. */
  length: number
  chunked: boolean
  keepAlive: boolean
  expectsContinue: boolean
  private hosts: number
  private lengths: number
  private codings: number
  private chunkings: number
  private lastIsChunked: boolean
  private close: boolean
  private stay: boolean
  private expectation: 'none' | 'continue' | 'other'

  constructor() {
    this.length = 0
    this.chunked = false
    this.keepAlive = false
    this.expectsContinue = false
    this.hosts = 0
    this.lengths = 0
    this.codings = 0
    this.chunkings = 0
    this.lastIsChunked = false
    this.close = false
    this.stay = false
    this.expectation = 'none'
  }

  reset(): void {
    this.length = 0
    this.chunked = this.keepAlive = this.expectsContinue = false
    this.hosts = this.lengths = this.codings = this.chunkings = 0
    this.lastIsChunked = this.close = this.stay = false
    this.expectation = 'none'
  }

  /** Looks at one header. All places are absolute. */
  header(bytes: Uint8Array, name: number, nameEnd: number, from: number, to: number): void {
    switch (nameEnd - name) {
      case 4:
        if (isText(bytes, name, nameEnd, 'host')) this.host(bytes, from, to)
        return
      case 6:
        if (isText(bytes, name, nameEnd, 'expect')) this.expectation = isText(bytes, from, to, '100-continue') ? 'continue' : 'other'
        return
      case 10:
        if (isText(bytes, name, nameEnd, 'connection')) this.connection(bytes, from, to)
        return
      case 14:
        if (isText(bytes, name, nameEnd, 'content-length')) this.contentLength(bytes, from, to)
        return
      case 17:
        if (isText(bytes, name, nameEnd, 'transfer-encoding')) this.transferEncoding(bytes, from, to)
    }
  }

  private host(bytes: Uint8Array, from: number, to: number): void {
    this.hosts++
    for (let at = from; at < to; at++) if (HOST[bytes[at]!] === 0) bad('Host is not the name of a host')
  }

  private contentLength(bytes: Uint8Array, from: number, to: number): void {
    if (++this.lengths > 1) bad('Content-Length is given twice')
    if (from === to) bad('Content-Length is empty')
    let length = 0
    for (let at = from; at < to; at++) {
      const digit = bytes[at]! - 48
      if (digit < 0 || digit > 9) bad('Content-Length is no number')
      length = length * 10 + digit
    }
    this.length = length < 10 ** MOST_DIGITS ? length : Infinity
  }

  private transferEncoding(bytes: Uint8Array, from: number, to: number): void {
    eachOf(bytes, from, to, (word, wordEnd) => {
      this.codings++
      this.lastIsChunked = isText(bytes, word, wordEnd, 'chunked')
      if (this.lastIsChunked) this.chunkings++
    })
  }

  private connection(bytes: Uint8Array, from: number, to: number): void {
    eachOf(bytes, from, to, (word, wordEnd) => {
      if (isText(bytes, word, wordEnd, 'close')) this.close = true
      else if (isText(bytes, word, wordEnd, 'keep-alive')) this.stay = true
    })
  }

  /** The head is complete. `minor`: of HTTP/1. */
  finish(minor: number, longest: number): void {
    if (this.hosts > 1 || (minor > 0 && this.hosts === 0)) bad(`there must be one Host, and there are ${this.hosts}`)
    if (this.codings > 0) this.finishCodings(minor)
    if (this.length > longest) throw new HttpError(413, `a body may have ${longest} bytes`)
    if (minor > 0 && this.expectation === 'other') throw new HttpError(417, 'the only expectation known is 100-continue')
    this.expectsContinue = minor > 0 && this.expectation === 'continue' && (this.chunked || this.length > 0)
    this.keepAlive = !this.close && (minor > 0 || this.stay)
  }

  private finishCodings(minor: number): void {
    if (minor === 0) bad('HTTP/1.0 has no Transfer-Encoding')
    if (this.lengths > 0) bad('there are Content-Length and Transfer-Encoding')
    if (!this.lastIsChunked || this.chunkings > 1) bad('Transfer-Encoding does not end with chunked, or has it twice')
    if (this.codings > 1) throw new HttpError(501, 'the only Transfer-Encoding known is chunked')
    this.chunked = true
  }
}

/** Each part of a list with commas, without the space around it; empty ones too. */
function eachOf(bytes: Uint8Array, from: number, to: number, visit: (from: number, to: number) => void): void {
  for (let at = from; at <= to; at++) {
    const begin = at
    while (at < to && bytes[at] !== COMMA) at++
    visit(...trimmed(bytes, begin, at))
  }
}

/** The places without spaces and tabs at either end. */
export function trimmed(bytes: Uint8Array, from: number, to: number): [from: number, to: number] {
  while (from < to && (bytes[from] === SPACE || bytes[from] === TAB)) from++
  while (from < to && (bytes[to - 1] === SPACE || bytes[to - 1] === TAB)) to--
  return [from, to]
}

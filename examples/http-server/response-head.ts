/** Writes the head of a response. What a handler gives is checked: a line break in a value would be a second response. */
import { TOKEN, VALUE } from './characters.ts'
import { dateLine } from './date-line.ts'
import { REASONS } from './http-error.ts'
import type { Response } from './message.ts'
import type { Output } from './output.ts'

const encoder = new TextEncoder()
const statusLines: Uint8Array[] = []

/** They say where a response ends, or are the same for all. */
const RESERVED: ReadonlySet<string> = new Set(['connection', 'content-length', 'date', 'transfer-encoding'])

/** How the client learns where the body ends. `none`: there is none, and the client knows. */
export type Extent = { readonly length: number } | 'chunked' | 'until the end' | 'none'

export function writeHead(to: Output, response: Response, extent: Extent, now: number, connection: 'close' | 'keep-alive' | null): void {
  to.put(statusLine(response.status))
  to.put(dateLine(now))
  if (response.headers !== undefined) {
    for (const [name, value] of response.headers) {
      to.text(name)
      to.text(': ')
      to.text(value)
      to.text('\r\n')
    }
  }
  if (extent === 'chunked') to.text('Transfer-Encoding: chunked\r\n')
  else if (typeof extent === 'object') to.text(`Content-Length: ${extent.length}\r\n`)
  to.text(connection === null ? '\r\n' : connection === 'close' ? 'Connection: close\r\n\r\n' : 'Connection: keep-alive\r\n\r\n')
}

function statusLine(status: number): Uint8Array {
  return (statusLines[status] ??= encoder.encode(`HTTP/1.1 ${status} ${REASONS[status] ?? 'Unknown'}\r\n`))
}

/** @throws TypeError, RangeError for what is no response. */
export function requireResponse({ status, headers }: Response): void {
  if (!Number.isInteger(status) || status < 200 || status > 599) throw new RangeError(`a response has a status from 200 to 599, and this has ${status}`)
  if (headers === undefined) return
  for (const [name, value] of headers) {
    if (name === '' || !consistsOf(name, TOKEN)) throw new TypeError(`a header is named ${JSON.stringify(name)}`)
    if (!consistsOf(value, VALUE)) throw new TypeError(`the header ${name} has a control character, or one beyond Latin-1`)
    if (RESERVED.has(name.toLowerCase())) throw new TypeError(`the header ${name} is the connection's to send`)
  }
}

function consistsOf(text: string, table: Uint8Array): boolean {
  for (let at = 0; at < text.length; at++) if (table[text.charCodeAt(at)] !== 1) return false
  return true
}

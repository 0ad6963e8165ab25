/** One response on its way into the output: its head, and a body that is there, or that comes. */
import { Done, drop, Pending, type Context } from '../../src/future/index.ts'
import type { Stream } from '../../src/iterators/index.ts'
import type { Response } from './message.ts'
import type { Output } from './output.ts'
import { requireResponse, writeHead } from './response-head.ts'

const encoder = new TextEncoder()
const NOTHING = new Uint8Array(0)

/** What is known of the request that is answered. */
export interface Asked {
  readonly method: string
  readonly minor: number
  /** Whether another request may follow. */
  readonly keepAlive: boolean
}

export class Reply implements Disposable {
  private readonly output: Output
  private stream: Stream<Uint8Array> | null
  private chunked: boolean

  constructor(output: Output) {
    this.output = output
    this.stream = null
    this.chunked = false
  }

  /** Writes what there is of `response`. Gives whether another may follow. @throws what `requireResponse` throws; nothing is written then. */
  begin(response: Response, { method, minor, keepAlive }: Asked, now: number): boolean {
    const { body } = response
    try {
      requireResponse(response)
    } catch (error) {
      if (isStream(body)) drop(body)
      throw error
    }
    if (response.status === 204 || response.status === 304 || isStream(body)) return this.beginOther(response, method, minor, keepAlive, now)
    const bytes = body === undefined ? NOTHING : typeof body === 'string' ? encoder.encode(body) : body
    writeHead(this.output, response, bytes, now, connectionOf(minor, keepAlive))
    if (method !== 'HEAD') this.output.body(bytes)
    return keepAlive
  }

  /** No body at all, or a stream: of a length that nobody knows, which HTTP/1.0 can tell only by closing. */
  private beginOther(response: Response, method: string, minor: number, keepAlive: boolean, now: number): boolean {
    const { body } = response
    const isBare = response.status === 204 || response.status === 304
    const stays = keepAlive && (isBare || minor > 0)
    writeHead(this.output, response, isBare ? 'none' : minor > 0 ? 'chunked' : 'until the end', now, connectionOf(minor, stays))
    if (!isStream(body)) return stays
    this.chunked = minor > 0
    if (isBare || method === 'HEAD') drop(body)
    else this.stream = body
    return stays
  }

  isStreaming(): boolean {
    return this.stream !== null
  }

  /** Takes the next piece of the stream; false if there is none yet. @throws what the stream throws: the response cannot be finished then. */
  take(cx: Context): boolean {
    const { output } = this
    const piece = this.stream!.pollNext(cx)
    if (piece === Pending) return false
    if (piece === Done) {
      if (this.chunked) output.text('0\r\n\r\n')
      this.stream = null
    } else if (piece.length > 0) {
      if (this.chunked) output.text(`${piece.length.toString(16)}\r\n`)
      output.put(piece)
      if (this.chunked) output.text('\r\n')
    }
    return true
  }

  [Symbol.dispose](): void {
    const { stream } = this
    this.stream = null
    drop(stream)
  }
}

function isStream(body: Response['body']): body is Stream<Uint8Array> {
  return body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)
}

/** HTTP/1.0 closes unless it is told otherwise, HTTP/1.1 stays. */
function connectionOf(minor: number, keepAlive: boolean): 'close' | 'keep-alive' | null {
  if (!keepAlive) return 'close'
  return minor === 0 ? 'keep-alive' : null
}

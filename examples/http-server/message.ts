/** What a handler is given, and what it gives. */
import type { Future } from '../../src/future/index.ts'
import type { Stream } from '../../src/iterators/index.ts'
import { isText, latin1 } from './characters.ts'
import type { HeadParser } from './head-parser.ts'
import type { Input } from './input.ts'

/** Lent: valid until its response is there. What is to outlive that is taken out before; `body` is the handler's to keep. */
export interface Request {
  readonly method: string
  /** As it came: a path, a whole address, or `*`. */
  readonly target: string
  /** Of the target: without scheme and host, and without the query. */
  readonly path: string
  /** Of HTTP/1: 0 or 1. */
  readonly minor: number
  readonly body: Uint8Array
  /** The value, `lower` being the name in small letters; several are joined with commas. */
  header(lower: string): string | undefined
}

export interface Response {
  readonly status: number
  /** Without those that say where the response ends, and the date: these are the connection's. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
  /** A stream is sent as it comes, in chunks, and is disposed in any case. */
  readonly body?: Uint8Array | string | Stream<Uint8Array>
}

/** Makes the response, now or later. An `HttpError` that is thrown is the response; anything else is a 500. */
export type Handler = (request: Request) => Response | Future<Response>

/** The request of a connection: there is one at a time, so there is one object. */
export class HeadRequest implements Request {
  body: Uint8Array
  private readonly input: Input
  private readonly head: HeadParser

  constructor(input: Input, head: HeadParser) {
    this.body = new Uint8Array(0)
    this.input = input
    this.head = head
  }

  get method(): string {
    return this.head.method
  }

  get minor(): number {
    return this.head.minor
  }

  get target(): string {
    const { bytes, start } = this.input
    return latin1(bytes, start + this.head.targetFrom, start + this.head.targetTo)
  }

  get path(): string {
    const { bytes, start } = this.input
    const { pathFrom, targetTo } = this.head
    const path = latin1(bytes, start + pathFrom, start + targetTo)
    const query = path.indexOf('?')
    return (query < 0 ? path : path.slice(0, query)) || '/'
  }

  header(lower: string): string | undefined {
    const { bytes, start } = this.input
    const { places, headers } = this.head
    let found: string | undefined
    for (let at = 0; at < headers * 4; at += 4) {
      if (!isText(bytes, start + places[at]!, start + places[at + 1]!, lower)) continue
      const value = latin1(bytes, start + places[at + 2]!, start + places[at + 3]!)
      found = found === undefined ? value : `${found}, ${value}`
    }
    return found
  }
}

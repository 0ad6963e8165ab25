import { CancellationToken, Pending, Runtime, type Context, type Poll, type Waker } from '../../../../src/index.ts'
import { Connection, type Duplex, type Service } from '../../../../examples/http-server/connection.ts'
import { LIMITS, type Limits } from '../../../../examples/http-server/limits.ts'
import type { Handler } from '../../../../examples/http-server/message.ts'

export const bytes = (text: string): Uint8Array => Uint8Array.from(text, character => character.charCodeAt(0))

/** What a client does when all is said: it closes, or waits until the server does, or for ever. */
type Afterwards = 'closes' | 'waits' | 'stays'

/** A client's side of a connection, in memory: says what it has to say piece by piece, and notes what it hears. */
export class Wire implements Duplex {
  heard: string
  shut: boolean
  disposed: number
  /** Bytes that a write takes. */
  private readonly appetite: number
  /** Bytes that are taken at all. */
  private thirst: number
  private readonly pieces: Uint8Array[]
  private readonly afterwards: Afterwards
  private ready: boolean
  private waker: Waker | null
  private writer: Waker | null

  constructor(pieces: readonly Uint8Array[], afterwards: Afterwards, appetite = Infinity) {
    this.heard = ''
    this.shut = false
    this.disposed = 0
    this.appetite = appetite
    this.thirst = Infinity
    this.pieces = [...pieces]
    this.afterwards = afterwards
    this.ready = false
    this.waker = null
    this.writer = null
  }

  /** Says one more thing. */
  say(text: string): void {
    this.pieces.push(bytes(text))
    this.waker?.wake()
  }

  /** From now on it takes so many bytes. */
  takes(count: number): void {
    this.thirst = count
    this.writer?.wake()
  }

  pollRead(cx: Context, into: Uint8Array): Poll<number> {
    if (!this.turn(cx)) return Pending
    const piece = this.pieces.shift()
    if (piece === undefined) {
      // Who was told that no more comes leaves.
      if (this.afterwards === 'closes' || (this.afterwards === 'waits' && this.shut)) return 0
      this.waker = cx.waker
      return Pending
    }
    const count = Math.min(piece.length, into.length)
    into.set(piece.subarray(0, count))
    if (count < piece.length) this.pieces.unshift(piece.subarray(count))
    return count
  }

  pollWrite(cx: Context, from: Uint8Array): Poll<number> {
    if (this.thirst === 0) {
      this.writer = cx.waker
      return Pending
    }
    if (this.appetite < Infinity && !this.turn(cx)) return Pending
    const count = Math.min(this.appetite, this.thirst, from.length)
    this.thirst -= count
    this.heard += Buffer.from(from.subarray(0, count)).toString('latin1')
    return count
  }

  /** Every other time it is not its turn. */
  private turn(cx: Context): boolean {
    this.ready = !this.ready
    if (this.ready) cx.waker.wake()
    return !this.ready
  }

  pollFlush(): void {}

  pollShutdown(): void {
    this.shut = true
  }

  [Symbol.dispose](): void {
    this.disposed++
  }
}

export interface Said {
  readonly limits?: Partial<Limits>
  readonly handler?: Handler
  readonly afterwards?: Afterwards
  readonly appetite?: number
  readonly failures?: unknown[]
}

export function serviceOf({ limits = {}, handler = echo, failures = [] }: Said): Service {
  return {
    handler, limits: { ...LIMITS, ...limits }, stop: new CancellationToken(), now: () => 784_111_777_000, failed: error => void failures.push(error), requests: 0, refused: 0,
  }
}

/** Tells what was understood. */
export const echo: Handler = ({ method, target, minor, body, header }) => ({
  status: 200, body: `${method} ${target} 1.${minor} ${Buffer.from(body).toString('latin1')}${header === undefined ? '' : ''}`,
})

/** A whole conversation on a clock of its own, which goes to the next timer when nothing else is to be done. Gives what the client has heard. */
export function converse(pieces: readonly (string | Uint8Array)[], said: Said = {}): string {
  const wire = new Wire(pieces.map(piece => (typeof piece === 'string' ? bytes(piece) : piece)), said.afterwards ?? 'closes', said.appetite)
  using runtime = new Runtime({ startPaused: true })
  runtime.blockOn(new Connection(wire, serviceOf(said)))
  if (wire.disposed !== 1) throw new Error(`the connection was disposed ${wire.disposed} times`)
  return wire.heard
}

/** The responses in short: status, the headers but for the date, the body. */
export function responsesIn(heard: string): string[] {
  const found: string[] = []
  for (let rest = heard; rest !== '';) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) return [...found, `cut off: ${rest}`]
    const [status, ...headers] = rest.slice(0, end).split('\r\n')
    const length = Number(/^Content-Length: (\d+)$/m.exec(headers.join('\n'))?.[1] ?? 0)
    const close = headers.includes('Connection: close') ? ', close' : ''
    found.push(`${status!.slice('HTTP/1.1 '.length)}${close}: ${rest.slice(end + 4, end + 4 + length)}`.trimEnd())
    rest = rest.slice(end + 4 + length)
  }
  return found
}

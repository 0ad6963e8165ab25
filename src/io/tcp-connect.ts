/** What `TcpStream.connect` returns. */
import type { Context } from '../future/context.ts'
import type { Poll } from '../future/poll.ts'
import { ioHost } from './current-host.ts'
import { Interest } from './interest.ts'
import { addressText, IoError } from './io-error.ts'
import { IoFuture } from './io-future.ts'
import type { Endpoint, SocketPort } from './io-host.ts'
import type { TcpStream } from './tcp-stream.ts'

/** Looks the name up and connects from its first poll on; disposed, it closes what there is. */
export class TcpConnect extends IoFuture<TcpStream> {
  private readonly to: string
  private readonly endpoint: Endpoint
  private readonly streamOf: (port: SocketPort, kind: 'host' | 'thread') => TcpStream
  private port: SocketPort | null
  private interest: Interest | null

  constructor(endpoint: Endpoint, streamOf: (port: SocketPort, kind: 'host' | 'thread') => TcpStream) {
    super()
    this.to = addressText({ address: endpoint.host, port: endpoint.port })
    this.endpoint = endpoint
    this.streamOf = streamOf
    this.port = null
    this.interest = null
  }

  protected begin(): void {
    const host = ioHost()
    const interest = new Interest('TcpStream.connect', `a connection to ${this.to}`, host.kind)
    interest.borrow(this)
    const port = host.connect(this.endpoint)
    this.interest = interest
    this.port = port
    port.attach({ opened: () => interest.ready(), readable: () => {}, writable: () => {} })
  }

  protected step(cx: Context): Poll<TcpStream> {
    const port = this.port!
    if (port.failure !== null) throw new IoError('TcpStream.connect', port.failure)
    if (!port.isOpen()) return this.interest!.wait(cx)
    this.port = null
    const { streamOf } = this
    return streamOf(port, this.interest!.kind)
  }

  protected release(): void {
    this.interest?.forget()
    this.port?.close()
    this.port = null
  }

  protected get label(): string {
    return `TcpStream.connect(${this.to})`
  }

  protected get waitsFor(): string {
    return `a connection to ${this.to}`
  }
}

/** A server on `node:net`. Node accepts by itself; who comes waits here, unread, until somebody accepts. */
import { addressText } from '../io-error.ts'
import type { Endpoint, Failure, ListenerPort, SocketAddress } from '../io-host.ts'
import { acceptedSocket, type HostSocket } from './host-socket.ts'
import { failureOf, type NetModule, type NodeError, type NodeServer, type NodeSocket } from './node.ts'

export class HostListener implements ListenerPort {
  address: SocketAddress
  failure: Failure | null
  private readonly net: NetModule
  private readonly server: NodeServer
  private readonly about: string
  private readonly backlog: number
  private readonly waiting: (HostSocket | Failure)[]
  private readonly elsewhere: () => number
  private acceptable: (() => void) | null
  private open: boolean
  private closed: boolean

  /** @param elsewhere how many that were accepted here still wait with whoever took them, and count. */
  constructor(net: NetModule, { host, port }: Endpoint, backlog: number, elsewhere: () => number = () => 0) {
    this.address = { address: host, port, family: 'IPv4' }
    this.failure = null
    this.net = net
    this.about = addressText({ address: host, port })
    this.backlog = backlog
    this.waiting = []
    this.elsewhere = elsewhere
    this.acceptable = null
    this.open = false
    this.closed = false
    const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true })
    this.server = server
    server.on('listening', () => this.listening())
    server.on('error', (error: NodeError) => this.fail(error))
    server.on('connection', (socket: NodeSocket) => this.connected(socket))
    server.listen({ host, port, backlog })
    server.unref()
  }

  private listening(): void {
    if (this.closed) {
      // Closed while the name was looked up.
      this.server.close()
      return
    }
    const { address, port, family } = this.server.address() as { address: string; port: number; family: string | number }
    this.address = { address, port, family: family === 'IPv6' || family === 6 ? 'IPv6' : 'IPv4' }
    this.open = true
    this.tell()
  }

  /** Before it listens, the end of it; afterwards, one connection that could not be accepted. */
  private fail(error: NodeError): void {
    const failure = failureOf(error, { syscall: this.open ? 'accept' : 'listen', address: this.about })
    if (!this.open) this.failure = failure
    else if (!this.isFull()) this.waiting.push(failure)
    this.tell()
  }

  private connected(socket: NodeSocket): void {
    if (this.closed || this.isFull()) {
      socket.destroy()
      return
    }
    this.waiting.push(acceptedSocket(this.net, socket))
    this.tell()
  }

  private isFull(): boolean {
    const { elsewhere } = this
    return this.waiting.length + elsewhere() >= this.backlog
  }

  private tell(): void {
    const { acceptable } = this
    if (acceptable !== null) acceptable()
  }

  attach(acceptable: () => void): void {
    this.acceptable = acceptable
  }

  isOpen(): boolean {
    return this.open
  }

  accept(): HostSocket | Failure | null {
    return this.waiting.shift() ?? null
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.acceptable = null
    for (const socket of this.waiting.splice(0)) if ('close' in socket) socket.close()
    if (this.failure === null) this.server.close()
  }
}

/** A connection on `node:net`. Its reads land in one scratch of the process's, and go from there to whom they are for. */
import { addressText } from '../io-error.ts'
import { STAGE, type Endpoint, type Failure, type SocketAddress, type SocketEvents, type SocketPort } from '../io-host.ts'
import { HostIntake } from './host-intake.ts'
import { HostOutlet } from './host-outlet.ts'
import { failureOf, type NetModule, type NodeError, type NodeSocket } from './node.ts'

/** Made for the first socket. */
const scratch: { bytes: Uint8Array | null } = { bytes: null }

/**
 * Milliseconds that a closed socket delivers without a byte going. Systems allow such a one about as long; for ever would mean that whoever
 * connects and does not read has a file of this process.
 */
const DELIVERY = 60_000

const NOWHERE: SocketAddress = { address: '', port: 0, family: 'IPv4' }

export class HostSocket implements SocketPort {
  local: SocketAddress
  peer: SocketAddress
  private readonly socket: NodeSocket
  private readonly intake: HostIntake
  private readonly outlet: HostOutlet
  private events: SocketEvents | null
  /** Whom failures are about, before there is a peer. */
  private readonly about: string
  private open: boolean
  private shutting: boolean
  private shut: boolean
  private closed: boolean
  failure: Failure | null

  constructor(make: (onread: object) => NodeSocket, about: string, direct: boolean) {
    this.local = NOWHERE
    this.peer = NOWHERE
    this.events = null
    this.about = about
    this.open = false
    this.shutting = false
    this.shut = false
    this.closed = false
    this.failure = null
    const into = (scratch.bytes ??= new Uint8Array(STAGE))
    const socket = make({ buffer: () => into, callback: (count: number, bytes: Uint8Array) => this.arrived(bytes, count) })
    this.socket = socket
    this.intake = new HostIntake({ resume: () => void socket.resume(), pause: () => void socket.pause() }, () => this.events?.readable())
    this.outlet = new HostOutlet(socket, () => this.events?.writable())
    socket.pause()
    socket.unref?.()
    if (!direct) socket.on('data', (bytes: Uint8Array) => this.piece(bytes))
    socket.on('connect', () => this.opened())
    socket.on('end', () => this.intake.end())
    socket.on('error', (error: NodeError) => this.fail(error))
    socket.on('close', () => this.vanished())
    if (!socket.connecting && socket.remotePort !== undefined) this.opened()
  }

  private piece(bytes: Uint8Array): void {
    this.socket.pause()
    this.arrived(bytes, bytes.length)
  }

  /** False stops the socket, until somebody asks again; who is told of the bytes may do so at once. */
  private arrived(bytes: Uint8Array, count: number): boolean {
    if (this.closed) return false
    this.intake.arrived(bytes, count)
    return this.intake.isAsked()
  }

  private opened(): void {
    const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = this.socket
    this.local = addressOf(localAddress, localPort)
    this.peer = addressOf(remoteAddress, remotePort)
    this.open = true
    this.events?.opened()
  }

  private fail(error: NodeError): void {
    if (this.failure !== null || this.closed) return
    const address = this.open ? addressText(this.peer) : this.about
    const failure = failureOf(error, { syscall: this.open ? 'read' : 'connect', address })
    this.failure = failure
    this.intake.fail(failure)
    this.outlet.fail(failure)
    if (!this.open) this.events?.opened()
  }

  /** Closed below us. After an end on both sides, that is what is expected. */
  private vanished(): void {
    if (this.closed || this.failure !== null) return
    this.intake.end()
    if (!this.shut) this.fail(Object.assign(new Error('the socket is closed'), { code: 'EPIPE', syscall: 'write' }))
  }

  attach(events: SocketEvents): void {
    this.events = events
  }

  isOpen(): boolean {
    return this.open
  }

  canRead(): boolean {
    return this.intake.canRead()
  }

  read(into: Uint8Array): number {
    return this.intake.read(into)
  }

  ignore(): void {
    if (!this.closed) this.intake.ignore()
  }

  canWrite(): boolean {
    return this.outlet.canWrite()
  }

  write(from: Uint8Array): number {
    return this.outlet.write(from)
  }

  isFlushed(): boolean {
    return this.outlet.isFlushed()
  }

  shutdown(): void {
    if (this.shutting || this.failure !== null) return
    this.shutting = true
    this.socket.end(() => {
      this.shut = true
      this.events?.writable()
    })
  }

  isShutting(): boolean {
    return this.shutting
  }

  isShut(): boolean {
    return this.shut
  }

  setNoDelay(on: boolean): void {
    this.socket.setNoDelay(on)
  }

  /** Nobody will ask for anything any more, but there is something to deliver yet: fails after a minute in which nothing went. */
  deliver(): void {
    this.hasten(() => {
      this.fail(Object.assign(new Error('the other side has taken nothing for a minute'), { code: 'ETIMEDOUT', syscall: 'write' }))
      this.socket.destroy()
    })
  }

  private hasten(giveUp: () => void): void {
    this.socket.setTimeout?.(DELIVERY, giveUp)
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.events = null
    this.intake.clear()
    const { outlet, socket } = this
    const destroy = (): void => void socket.destroy()
    outlet.rest(destroy)
    if (!outlet.canWrite()) this.hasten(destroy)
  }
}

/** Connects to `to`; what stands in the way is in `failure`, later. */
export function connectSocket(net: NetModule, { host, port }: Endpoint): HostSocket {
  return new HostSocket(onread => net.connect({ host, port, allowHalfOpen: true, onread }), addressText({ address: host, port }), true)
}

/**
 * A connection that a server has accepted. Node asks nobody where such a socket is to read; so, where the host shows the handle below it,
 * that gets a new socket which was told. Elsewhere each read comes in memory of its own.
 */
export function acceptedSocket(net: NetModule, socket: NodeSocket): HostSocket {
  const handle = socket._handle
  if (typeof handle?.useUserBuffer !== 'function') return new HostSocket(() => socket, '', false)
  socket._handle = null
  return new HostSocket(onread => new net.Socket({ handle, allowHalfOpen: true, manualStart: true, onread }), '', true)
}

function addressOf(address: string, port: number): SocketAddress {
  return { address, port, family: address.includes(':') ? 'IPv6' : 'IPv4' }
}

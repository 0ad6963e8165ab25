/** A listener that the reactor owns. Connections come by mail, and wait here until somebody accepts. */
import type { Endpoint, Failure, ListenerPort, SocketAddress } from '../io-host.ts'
import { CLOSED, ListenerMemory, StreamMemory, TAKEN } from './memory.ts'
import type { Handle, Reactor } from './reactor.ts'
import { ReactorSocket } from './reactor-socket.ts'
import type { Mail } from './wire.ts'

export class ReactorListener implements ListenerPort, Handle {
  address: SocketAddress
  failure: Failure | null
  readonly words: Int32Array
  private readonly reactor: Reactor
  private readonly id: number
  private readonly waiting: (ReactorSocket | Failure)[]
  private acceptable: (() => void) | null
  private open: boolean
  private closed: boolean

  constructor(reactor: Reactor, at: Endpoint, backlog: number) {
    const memory = new ListenerMemory()
    this.address = { address: at.host, port: at.port, family: 'IPv4' }
    this.failure = null
    this.words = memory.words
    this.reactor = reactor
    this.waiting = []
    this.acceptable = null
    this.open = false
    this.closed = false
    this.id = reactor.add(this)
    reactor.send({ kind: 'listen', id: this.id, at, backlog, memory: memory.buffer })
  }

  mail(mail: Mail): void {
    if (mail.kind === 'accepted') this.come(new ReactorSocket(this.reactor, new StreamMemory(mail.memory), mail.socket).stand(mail.local, mail.peer))
    else if (mail.kind === 'refused') this.waiting.push(mail.failure)
    else if (mail.kind === 'failed') this.failure = mail.failure
    else if (mail.kind === 'closed') this.reactor.remove(this.id)
    else if (mail.kind === 'listening') {
      this.address = mail.address
      this.open = true
    }
    this.told()
  }

  /** One that comes late, to a listener that is closed, is cut; which is why that stays in the books. */
  private come(socket: ReactorSocket): void {
    if (this.closed) socket.close()
    else this.waiting.push(socket)
  }

  told(): void {
    const { acceptable } = this
    if (acceptable !== null) acceptable()
  }

  died(failure: Failure): void {
    this.failure ??= failure
    // Whoever waits to accept is told so, and again.
    this.waiting.push(failure)
    this.told()
  }

  attach(acceptable: () => void): void {
    this.acceptable = acceptable
  }

  isOpen(): boolean {
    return this.open
  }

  accept(): ReactorSocket | Failure | null {
    const next = this.waiting.shift()
    if (next === undefined) return this.failure
    Atomics.add(this.words, TAKEN, 1)
    return next
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.acceptable = null
    for (const waiting of this.waiting.splice(0)) if ('close' in waiting) waiting.close()
    Atomics.store(this.words, CLOSED, 1)
    this.reactor.ring(this.id, this.words)
  }

  isDelivering(): boolean {
    return false
  }
}

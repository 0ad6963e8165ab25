/** A connection that the reactor owns. */
import type { Endpoint, Failure, SocketAddress, SocketEvents, SocketPort } from '../io-host.ts'
import { CLOSED, END, ENDED, NO_DELAY, READABLE, SHUT, SHUT_ASKED, SHUT_DONE, WANT, WRITABLE, type StreamMemory } from './memory.ts'
import { leave, type MemoryPool } from './memory-pool.ts'
import type { Handle, Reactor } from './reactor.ts'
import { RingSink } from './ring-sink.ts'
import { RingSource } from './ring-source.ts'
import type { Mail } from './wire.ts'

const NOWHERE: SocketAddress = { address: '', port: 0, family: 'IPv4' }

export class ReactorSocket implements SocketPort, Handle {
  local: SocketAddress
  peer: SocketAddress
  failure: Failure | null
  readonly words: Int32Array
  private readonly reactor: Reactor
  private readonly id: number
  private readonly memory: StreamMemory
  /** Where its memory came from; null for one that was accepted, whose memory is the reactor's. */
  private readonly home: MemoryPool | null
  private readonly source: RingSource
  private readonly sink: RingSink
  private events: SocketEvents | null
  private open: boolean
  private closed: boolean

  /** @param id null for a new handle. */
  constructor(reactor: Reactor, memory: StreamMemory, id: number | null) {
    this.local = NOWHERE
    this.peer = NOWHERE
    this.failure = null
    this.words = memory.words
    this.reactor = reactor
    this.memory = memory
    this.home = id === null ? reactor.memories : null
    this.source = new RingSource(memory, true, () => this.ring())
    this.sink = new RingSink(memory, () => this.ring())
    this.events = null
    this.open = false
    this.closed = false
    this.id = id ?? reactor.add(this)
    if (id !== null) reactor.adopt(id, this)
  }

  connect(to: Endpoint): this {
    this.reactor.send({ kind: 'connect', id: this.id, to, memory: this.memory.buffer })
    return this
  }

  /** The connection stands. */
  stand(local: SocketAddress, peer: SocketAddress): this {
    this.local = local
    this.peer = peer
    this.open = true
    return this
  }

  private ring(): void {
    this.reactor.ring(this.id, this.words)
  }

  mail(mail: Mail): void {
    if (mail.kind === 'opened') this.stand(mail.local!, mail.peer!)
    else if (mail.kind === 'failed') this.fail(mail.failure)
    const { events } = this
    if (events === null) return this.settleClosed()
    events.opened()
    if (mail.kind === 'failed') this.told(READABLE | WRITABLE)
  }

  private fail(failure: Failure): void {
    this.failure = failure
    this.source.failure = failure
    this.sink.failure = failure
  }

  told(bits: number): void {
    const { events } = this
    if (events === null) return this.settleClosed()
    if ((bits & READABLE) !== 0) events.readable()
    if ((bits & ~READABLE) !== 0) events.writable()
  }

  private settleClosed(): void {
    if (this.closed && !this.sink.isDelivering()) this.forget()
  }

  /** It is out of the books, so nobody looks at its memory from here on. */
  private forget(): void {
    this.reactor.remove(this.id)
    leave(this.memory, this.home)
  }

  died(failure: Failure): void {
    // One that has ended well in both directions is none the worse for it.
    if (this.failure === null && !(this.isShut() && Atomics.load(this.words, END) === ENDED)) this.fail(failure)
    this.source.died(failure)
    this.events?.opened()
    this.told(READABLE | WRITABLE)
  }

  attach(events: SocketEvents): void {
    this.events = events
  }

  isOpen(): boolean {
    return this.open
  }

  canRead(): boolean {
    return this.source.canRead()
  }

  read(into: Uint8Array): number {
    return this.source.read(into)
  }

  ignore(): void {
    this.source.ignore()
  }

  canWrite(): boolean {
    return this.sink.canWrite()
  }

  write(from: Uint8Array): number {
    return this.sink.write(from)
  }

  isFlushed(): boolean {
    return this.sink.isFlushed()
  }

  shutdown(): void {
    if (this.failure !== null) return
    // Also if it was asked before: what was told since may have been something else.
    Atomics.or(this.words, WANT, WRITABLE)
    if (Atomics.compareExchange(this.words, SHUT, 0, SHUT_ASKED) === 0) this.ring()
  }

  isShutting(): boolean {
    return Atomics.load(this.words, SHUT) !== 0
  }

  isShut(): boolean {
    return Atomics.load(this.words, SHUT) === SHUT_DONE
  }

  setNoDelay(on: boolean): void {
    Atomics.store(this.words, NO_DELAY, on ? 2 : 1)
    this.ring()
  }

  /** Its bytes that are still to be delivered keep it in the books. */
  close(): void {
    if (this.closed) return
    this.closed = true
    this.events = null
    Atomics.store(this.words, CLOSED, 1)
    this.ring()
    if (this.sink.isFlushed()) this.forget()
  }

  isDelivering(): boolean {
    return this.sink.isDelivering()
  }
}

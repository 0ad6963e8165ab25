/** A connection of the reactor's: a socket of the host's, and the memory by which main uses it. */
import type { HostSocket } from '../../host/host-socket.ts'
import type { SocketEvents } from '../../io-host.ts'
import { CLOSED, NO_DELAY, READABLE, SHUT, SHUT_ASKED, SHUT_DONE, WRITABLE, type StreamMemory } from '../memory.ts'
import { leave, type MemoryPool } from '../memory-pool.ts'
import type { Bridge, Desk } from './desk.ts'
import { Inflow } from './inflow.ts'
import { Outflow } from './outflow.ts'
import { Teller } from './teller.ts'

export class SocketBridge implements Bridge, SocketEvents {
  readonly words: Int32Array
  private readonly id: number
  private readonly desk: Desk
  private readonly port: HostSocket
  private readonly memory: StreamMemory
  private readonly home: MemoryPool | null
  private readonly teller: Teller
  private readonly inflow: Inflow
  private readonly outflow: Outflow
  /** The shutdown was passed on. */
  private shutting: boolean
  private failed: boolean
  /** Main is through with it, and it delivers what is left. */
  private delivering: boolean
  private closed: boolean

  /** @param home where its memory came from; null if main has made it. */
  constructor(id: number, port: HostSocket, memory: StreamMemory, home: MemoryPool | null, desk: Desk) {
    const teller = new Teller(id, memory.words, desk)
    this.words = memory.words
    this.id = id
    this.desk = desk
    this.port = port
    this.memory = memory
    this.home = home
    this.teller = teller
    this.inflow = new Inflow(memory, port, teller, true)
    this.outflow = new Outflow(memory, port, teller)
    this.shutting = false
    this.failed = false
    this.delivering = false
    this.closed = false
    port.attach(this)
  }

  opened(): void {
    const { local, peer } = this.port
    if (this.port.isOpen()) this.desk.mail({ kind: 'opened', id: this.id, local, peer })
    this.pump()
    this.desk.settled()
  }

  readable(): void {
    this.pump()
    this.desk.settled()
  }

  writable(): void {
    this.pump()
    this.desk.settled()
  }

  /** Brings both sides to agree. To be called after any change on either. */
  pump(): void {
    if (this.closed) return
    this.reportFailure()
    if (!this.port.isOpen() && !this.failed && Atomics.load(this.words, CLOSED) === 0) return
    this.setNoDelay()
    this.outflow.pump()
    if (Atomics.load(this.words, CLOSED) === 1) return this.close()
    this.shutDown()
    this.inflow.pump()
  }

  /** To those who write at once; to those who read, behind what has come. */
  private reportFailure(): void {
    const { failure } = this.port
    if (failure === null || this.failed) return
    this.failed = true
    this.desk.mail({ kind: 'failed', id: this.id, failure })
    this.teller.tell(READABLE | WRITABLE)
  }

  private setNoDelay(): void {
    const asked = Atomics.exchange(this.words, NO_DELAY, 0)
    if (asked !== 0) this.port.setNoDelay(asked === 2)
  }

  private shutDown(): void {
    if (Atomics.load(this.words, SHUT) === SHUT_ASKED && !this.shutting && this.outflow.isAtRest()) {
      this.shutting = true
      this.port.shutdown()
    }
    if (this.shutting && this.port.isShut() && Atomics.exchange(this.words, SHUT, SHUT_DONE) !== SHUT_DONE) this.teller.tell(WRITABLE)
  }

  /** Once what was written has gone. One that never stood has nothing to deliver. */
  private close(): void {
    if (this.port.isOpen() && !this.failed && !this.outflow.isAtRest()) return this.deliver()
    this.closed = true
    this.desk.forget(this.id)
    this.port.close()
    leave(this.memory, this.home)
  }

  private deliver(): void {
    if (this.delivering) return
    this.delivering = true
    this.port.deliver()
  }

  isAtRest(): boolean {
    return this.failed || this.outflow.isAtRest()
  }
}

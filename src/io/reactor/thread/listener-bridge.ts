/** A listener of the reactor's. Whoever comes is told to main at once, with memory of his own; unread, until somebody reads. */
import { HostListener } from '../../host/host-listener.ts'
import type { NetModule } from '../../host/node.ts'
import type { Endpoint } from '../../io-host.ts'
import { CLOSED, TAKEN, type ListenerMemory } from '../memory.ts'
import type { Bridge, Desk } from './desk.ts'
import { SocketBridge } from './socket-bridge.ts'

export class ListenerBridge implements Bridge {
  readonly words: Int32Array
  private readonly id: number
  private readonly desk: Desk
  private readonly port: HostListener
  /** Connections and failures that main was told of. */
  private told: number
  private state: 'new' | 'open' | 'over'

  constructor(id: number, net: NetModule, at: Endpoint, backlog: number, memory: ListenerMemory, desk: Desk) {
    this.words = memory.words
    this.id = id
    this.desk = desk
    this.told = 0
    this.state = 'new'
    // Those that main was told of and has not taken wait as well.
    this.port = new HostListener(net, at, backlog, () => (this.told - Atomics.load(this.words, TAKEN)) | 0)
    this.port.attach(() => this.pump())
  }

  pump(): void {
    if (this.state === 'over') return
    if (Atomics.load(this.words, CLOSED) === 1) return this.close()
    if (this.state === 'new') this.open()
    if (this.state === 'open') this.tellAll()
  }

  private open(): void {
    const { failure, address } = this.port
    if (failure !== null) {
      this.desk.mail({ kind: 'failed', id: this.id, failure })
      this.close()
    } else if (this.port.isOpen()) {
      this.state = 'open'
      this.desk.mail({ kind: 'listening', id: this.id, address })
    }
  }

  private tellAll(): void {
    const { id, desk } = this
    for (let come; (come = this.port.accept()) !== null; ) {
      this.told = (this.told + 1) | 0
      if (!('close' in come)) {
        desk.mail({ kind: 'refused', id, failure: come })
        continue
      }
      const memory = desk.memories.take()
      const socket = desk.nextId()
      desk.add(socket, new SocketBridge(socket, come, memory, desk.memories, desk))
      desk.mail({ kind: 'accepted', id, socket, memory: memory.buffer, local: come.local, peer: come.peer })
    }
  }

  private close(): void {
    this.state = 'over'
    this.desk.forget(this.id)
    this.port.close()
    this.desk.mail({ kind: 'closed', id: this.id })
  }

  isAtRest(): boolean {
    return true
  }
}

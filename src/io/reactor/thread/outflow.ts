/** From a ring into a port of the host's. Bytes leave the ring once the system has them, so that an empty ring is all there is to a flush. */
import type { SinkPort } from '../../io-host.ts'
import { FLUSHED, WRITABLE, type StreamMemory } from '../memory.ts'
import type { Teller } from './teller.ts'

export class Outflow {
  private readonly memory: StreamMemory
  private readonly port: SinkPort
  private readonly teller: Teller
  /** Bytes at the front of the ring that the port has taken, and the system has not. */
  private inFlight: number

  constructor(memory: StreamMemory, port: SinkPort, teller: Teller) {
    this.memory = memory
    this.port = port
    this.teller = teller
    this.inFlight = 0
  }

  /** Moves what is there. To be called whenever the port is writable, and at each bell. */
  pump(): void {
    const { port } = this
    const { outgoing } = this.memory
    while (port.failure === null && port.canWrite()) {
      if (this.inFlight > 0) this.delivered(this.inFlight)
      this.inFlight = 0
      const front = outgoing.front()
      if (front.length === 0) return
      this.inFlight = Math.max(0, port.write(front))
    }
    // Nobody will take it.
    if (port.failure !== null) this.delivered(outgoing.held())
  }

  private delivered(count: number): void {
    const { outgoing } = this.memory
    outgoing.skip(count)
    this.teller.tell(outgoing.held() === 0 ? WRITABLE | FLUSHED : WRITABLE)
  }

  /** Nothing is left to deliver. */
  isAtRest(): boolean {
    return this.memory.outgoing.held() === 0
  }
}

/** The end of a ring into which main writes. */
import { FAILED, STAGE, type Failure, type SinkPort } from '../io-host.ts'
import { FLUSHED, WANT, WRITABLE, type StreamMemory } from './memory.ts'

export class RingSink implements SinkPort {
  failure: Failure | null
  private readonly memory: StreamMemory
  private readonly ring: () => void

  /** @param ring has the reactor look. */
  constructor(memory: StreamMemory, ring: () => void) {
    this.failure = null
    this.memory = memory
    this.ring = ring
  }

  canWrite(): boolean {
    return this.hasRoom() || this.want(WRITABLE, () => this.hasRoom())
  }

  isFlushed(): boolean {
    return this.isEmpty() || this.want(FLUSHED, () => this.isEmpty())
  }

  /** Says what it waits for, and looks once more. */
  private want(bit: number, came: () => boolean): boolean {
    Atomics.or(this.memory.words, WANT, bit)
    return came()
  }

  private hasRoom(): boolean {
    return this.failure !== null || this.memory.outgoing.room() > 0
  }

  private isEmpty(): boolean {
    return this.failure !== null || this.memory.outgoing.held() === 0
  }

  write(from: Uint8Array): number {
    if (this.failure !== null) return FAILED
    const { ring } = this
    const count = this.memory.outgoing.put(from.length > STAGE ? from.subarray(0, STAGE) : from)
    ring()
    return count
  }

  /** Something that was taken is not with the system yet. */
  isDelivering(): boolean {
    return !this.isEmpty()
  }
}

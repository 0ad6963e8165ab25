/**
 * From a port of the host's into a ring. It begins when main first wants bytes. A connection then goes on by itself, and rests while the
 * ring is full; a standard stream gives a piece each time that it is asked, since what nobody wants is for the next program to read.
 */
import { FAILED, type SourcePort } from '../../io-host.ts'
import { RING } from '../byte-ring.ts'
import { BROKEN, END, ENDED, PAUSED, READABLE, WANT, type StreamMemory } from '../memory.ts'
import type { Teller } from './teller.ts'

/** Room that is worth going on for. */
const ENOUGH = RING / 2

export class Inflow {
  private readonly memory: StreamMemory
  private readonly port: SourcePort
  private readonly teller: Teller
  private readonly eager: boolean
  private begun: boolean
  private ended: boolean

  constructor(memory: StreamMemory, port: SourcePort, teller: Teller, eager: boolean) {
    this.memory = memory
    this.port = port
    this.teller = teller
    this.eager = eager
    this.begun = false
    this.ended = false
  }

  /** Moves what is there. To be called whenever the port is readable, and at each bell. */
  pump(): void {
    const { memory, port } = this
    while (!this.ended && this.isWanted()) {
      if (memory.incoming.room() === 0 && !this.hasRoomAfterAll()) return
      if (!port.canRead()) return
      const count = port.read(memory.incoming.back())
      if (count > 0) memory.incoming.add(count)
      else this.end(count === FAILED ? BROKEN : ENDED)
      this.teller.tell(READABLE)
    }
    if (!this.eager && !this.ended) port.ignore()
  }

  private isWanted(): boolean {
    const wanted = (Atomics.load(this.memory.words, WANT) & READABLE) !== 0
    this.begun ||= wanted
    return this.eager ? this.begun : wanted
  }

  /** Says that it rests, and looks once more: main may have read in between. */
  private hasRoomAfterAll(): boolean {
    const { words, incoming } = this.memory
    Atomics.store(words, PAUSED, 1)
    if (incoming.room() < ENOUGH) return false
    Atomics.store(words, PAUSED, 0)
    return true
  }

  private end(how: number): void {
    this.ended = true
    Atomics.store(this.memory.words, END, how)
  }
}

/** The end of a ring from which main reads. */
import { FAILED, type Failure, type SourcePort } from '../io-host.ts'
import { RING } from './byte-ring.ts'
import { BROKEN, END, ENDED, PAUSED, READABLE, WANT, type StreamMemory } from './memory.ts'

/** Room at which a reactor that rests is told to go on. */
const ENOUGH = RING / 2

export class RingSource implements SourcePort {
  failure: Failure | null
  private readonly memory: StreamMemory
  private readonly ring: () => void
  /** Whether the reactor goes on by itself once it was asked. */
  private readonly eager: boolean
  private asked: boolean

  /** @param ring has the reactor look. */
  constructor(memory: StreamMemory, eager: boolean, ring: () => void) {
    this.failure = null
    this.memory = memory
    this.eager = eager
    this.ring = ring
    this.asked = false
  }

  canRead(): boolean {
    if (this.hasAnswer()) return true
    Atomics.or(this.memory.words, WANT, READABLE)
    if (this.hasAnswer()) return true
    if (!this.asked || !this.eager) this.askFor()
    return false
  }

  private hasAnswer(): boolean {
    const { incoming, words } = this.memory
    if (incoming.held() > 0) return true
    const end = Atomics.load(words, END)
    // A failure may be seen here before its mail has come.
    return end === ENDED || (end === BROKEN && this.failure !== null)
  }

  private askFor(): void {
    const { ring } = this
    this.asked = true
    ring()
  }

  /** What came before a failure is given before it. */
  read(into: Uint8Array): number {
    const { incoming, words } = this.memory
    const count = incoming.take(into)
    if (count === 0) return Atomics.load(words, END) === ENDED ? 0 : FAILED
    if (Atomics.load(words, PAUSED) === 1 && incoming.room() >= ENOUGH) {
      Atomics.store(words, PAUSED, 0)
      this.askFor()
    }
    return count
  }

  /** One that goes on by itself may not have seen yet that it was asked, and is not asked again: that stands. */
  ignore(): void {
    if (this.eager) return
    const wanted = Atomics.and(this.memory.words, WANT, ~READABLE) & READABLE
    if (wanted !== 0) this.askFor()
  }

  /** Nothing more will come. */
  died(failure: Failure): void {
    this.failure ??= failure
    if (Atomics.load(this.memory.words, END) === 0) Atomics.store(this.memory.words, END, BROKEN)
  }
}

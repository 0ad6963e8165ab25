/** What the reactor's handles ask of it; and it of them. */
import type { MemoryPool } from '../memory-pool.ts'
import type { Mail } from '../wire.ts'
import type { News } from './teller.ts'

/** A handle of the reactor's. */
export interface Bridge {
  /** Its memory: of the words that all have. */
  readonly words: Int32Array
  /** Main has changed something, or may have. */
  pump(): void
  /** Whether the system has all that main has written. */
  isAtRest(): boolean
}

export interface Desk extends News {
  /** For connections that are accepted. */
  readonly memories: MemoryPool
  mail(mail: Mail): void
  /** A handle of its own making: gives its number. */
  nextId(): number
  add(id: number, bridge: Bridge): void
  forget(id: number): void
  /** A bridge has come to rest that was closed before, or in another way than by a bell. */
  settled(): void
}

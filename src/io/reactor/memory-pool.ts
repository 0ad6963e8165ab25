/**
 * Memories of connections that are over, for the next ones: shared memory is heavy to make, and is collected late, since two threads have to
 * find that nobody has it.
 *
 * Both sides may touch a memory for a while after the connection is closed, each at its own time. So who made it keeps it here once he is
 * through with it himself, and uses it again when the other one has said, as the last thing that he does to it, that he is (`LEFT`).
 */
import { LEFT, StreamMemory } from './memory.ts'

/** Kept for the next ones: a burst leaves no more than 16 MiB behind on each side. */
const MOST_RESTING = 128

export class MemoryPool {
  private readonly resting: StreamMemory[]

  constructor() {
    this.resting = []
  }

  /** One that nobody uses, as good as new. Only the one that has rested longest is looked at: the others are hardly free before it. */
  take(): StreamMemory {
    const first = this.resting[0]
    if (first === undefined || Atomics.load(first.words, LEFT) === 0) return new StreamMemory()
    this.resting.shift()
    first.clear()
    return first
  }

  /** Its maker will not touch it any more. */
  rest(memory: StreamMemory): void {
    if (this.resting.length < MOST_RESTING) this.resting.push(memory)
  }
}

/** The last thing that a side does to a memory. `home` is where it came from, or null on the side that did not make it. */
export function leave(memory: StreamMemory, home: MemoryPool | null): void {
  if (home === null) Atomics.store(memory.words, LEFT, 1)
  else home.rest(memory)
}

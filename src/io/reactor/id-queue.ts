/**
 * Numbers of handles at which there is something to see, from one thread to the other. A handle is here once at most: a word of its own
 * memory says that it is. So a queue that is full loses nothing: it says so, and the other side looks at all of them.
 */

/** More handles than this have news at once: then all are looked at. */
const PLACES = 4096

const WRITTEN = 0
const TAKEN = 1
const FULL = 2
const FIRST = 3

export class IdQueue {
  readonly memory: SharedArrayBuffer
  private readonly words: Int32Array

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(4 * (FIRST + PLACES))) {
    this.memory = memory
    this.words = new Int32Array(memory)
  }

  push(id: number): void {
    const { words } = this
    const at = Atomics.load(words, WRITTEN)
    if (((at - Atomics.load(words, TAKEN)) | 0) === PLACES) {
      Atomics.store(words, FULL, 1)
      return
    }
    Atomics.store(words, FIRST + (at & (PLACES - 1)), id)
    Atomics.store(words, WRITTEN, (at + 1) | 0)
  }

  /** The number that has waited longest, or -1. */
  pop(): number {
    const { words } = this
    const at = Atomics.load(words, TAKEN)
    if (at === Atomics.load(words, WRITTEN)) return -1
    const id = Atomics.load(words, FIRST + (at & (PLACES - 1)))
    Atomics.store(words, TAKEN, (at + 1) | 0)
    return id
  }

  isEmpty(): boolean {
    return Atomics.load(this.words, TAKEN) === Atomics.load(this.words, WRITTEN) && Atomics.load(this.words, FULL) === 0
  }

  /** Whether numbers were left out since the last time that this was asked. */
  takeFull(): boolean {
    return Atomics.exchange(this.words, FULL, 0) === 1
  }
}

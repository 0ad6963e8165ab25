/**
 * Where decoded blocks lie: one after the other in one piece of memory, private or shared between threads.
 *
 *     words[0]       state       words[1]   count, or bytes needed      words[2 + 2i], [3 + 2i]   start and end of block i
 *     bytes          the blocks, then {@link SLACK}
 *
 * What the first word means is the business of whoever shares the memory; see `reader-source.ts`.
 */
import { SLACK } from './snappy.ts'

/** Most blocks in one memory. */
export const MOST_BLOCKS = 64

const WORDS = 2 + 2 * MOST_BLOCKS

export class BlockMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer
  readonly words: Int32Array
  readonly bytes: Uint8Array
  readonly view: DataView
  /** How many bytes of blocks fit. */
  readonly capacity: number

  constructor(buffer: ArrayBuffer | SharedArrayBuffer) {
    this.buffer = buffer
    this.words = new Int32Array(buffer, 0, WORDS)
    this.bytes = new Uint8Array(buffer, WORDS * 4)
    this.view = new DataView(buffer, WORDS * 4)
    this.capacity = this.bytes.length - SLACK
  }

  /** Memory for blocks of `capacity` bytes together, of this thread's own. */
  static private(capacity: number): BlockMemory {
    return new BlockMemory(new ArrayBuffer(BlockMemory.size(capacity)))
  }

  /** As `private`, to be shared with another thread. */
  static shared(capacity: number): BlockMemory {
    return new BlockMemory(new SharedArrayBuffer(BlockMemory.size(capacity)))
  }

  private static size(capacity: number): number {
    return WORDS * 4 + capacity + SLACK
  }

  get count(): number {
    return this.words[1]!
  }

  set count(count: number) {
    this.words[1] = count
  }

  start(block: number): number {
    return this.words[2 + 2 * block]!
  }

  end(block: number): number {
    return this.words[3 + 2 * block]!
  }

  place(block: number, start: number, end: number): void {
    this.words[2 + 2 * block] = start
    this.words[3 + 2 * block] = end
  }
}

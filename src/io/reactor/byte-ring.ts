/**
 * Bytes on their way from one thread to another, in shared memory: one writer, one reader, a fixed room.
 *
 *     written ──▶ held() ──▶ read            both only grow, modulo 2³²; their difference is what is held
 *
 * A position is stored after the bytes that it stands for were written or read, so whoever sees it may touch those bytes.
 */

/** Room of a ring, in bytes: a power of two, and what one operation moves. */
export const RING = 65_536

export class ByteRing {
  private readonly words: Int32Array
  private readonly written: number
  private readonly taken: number
  private readonly bytes: Uint8Array

  /** The positions are `words[at]` and `words[at + 1]`; `bytes` are {@link RING} of them. */
  constructor(words: Int32Array, at: number, bytes: Uint8Array) {
    this.words = words
    this.written = at
    this.taken = at + 1
    this.bytes = bytes
  }

  held(): number {
    return (Atomics.load(this.words, this.written) - Atomics.load(this.words, this.taken)) | 0
  }

  room(): number {
    return RING - this.held()
  }

  /** The writer's: the free bytes up to the seam, which it fills and reports by `add`. */
  back(): Uint8Array {
    const from = Atomics.load(this.words, this.written) & (RING - 1)
    return this.bytes.subarray(from, Math.min(RING, from + this.room()))
  }

  add(count: number): void {
    Atomics.add(this.words, this.written, count)
  }

  /** The reader's: the oldest bytes, up to the seam, which it uses and reports by `skip`. */
  front(): Uint8Array {
    const from = Atomics.load(this.words, this.taken) & (RING - 1)
    return this.bytes.subarray(from, Math.min(RING, from + this.held()))
  }

  skip(count: number): void {
    Atomics.add(this.words, this.taken, count)
  }

  /** Writes as much of `from` as there is room for: gives the number of bytes. */
  put(from: Uint8Array): number {
    let count = 0
    while (count < from.length) {
      const back = this.back()
      if (back.length === 0) break
      const piece = from.subarray(count, count + back.length)
      back.set(piece)
      this.add(piece.length)
      count += piece.length
    }
    return count
  }

  /** Reads into `into` what is held and fits: gives the number of bytes. */
  take(into: Uint8Array): number {
    let count = 0
    while (count < into.length) {
      const front = this.front()
      if (front.length === 0) break
      const piece = front.subarray(0, into.length - count)
      into.set(piece, count)
      this.skip(piece.length)
      count += piece.length
    }
    return count
  }
}

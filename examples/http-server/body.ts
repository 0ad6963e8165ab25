/** The bytes of a body, as they come. Room is made for what has come, not for what was promised: a promise costs the client nothing. */

const FIRST = 1024
const NOTHING = new Uint8Array(0)

export class Body {
  private bytes: Uint8Array
  private filled: number

  constructor() {
    this.bytes = NOTHING
    this.filled = 0
  }

  get length(): number {
    return this.filled
  }

  add(from: Uint8Array): void {
    const length = this.filled + from.length
    if (length > this.bytes.length) this.grow(length, Infinity)
    this.bytes.set(from, this.filled)
    this.filled = length
  }

  /** Where to read to, if the whole will be `length` bytes; tell `arrived` how much came. */
  room(length: number): Uint8Array {
    if (this.filled === this.bytes.length) this.grow(this.filled + 1, length)
    return this.bytes.subarray(this.filled, length)
  }

  arrived(count: number): void {
    this.filled += count
  }

  /** To at least `least`, else to twice what it was, but to no more than `most`. */
  private grow(least: number, most: number): void {
    const grown = new Uint8Array(Math.max(least, Math.min(most, Math.max(FIRST, this.bytes.length * 2))))
    grown.set(this.bytes.subarray(0, this.filled))
    this.bytes = grown
  }

  /** What there is; the next body begins. */
  take(): Uint8Array {
    const bytes = this.filled === 0 ? NOTHING : this.bytes.subarray(0, this.filled)
    this.bytes = NOTHING
    this.filled = 0
    return bytes
  }
}

/**
 * What has come and was not used up: one buffer a connection, for all its requests.
 *
 *     ┌──────────┬───────────────────────┬─────────────┐
 *     │ used up  │ from start: the head  │  room()     │
 *     └──────────┴───────────────────────┴─────────────┘
 *                ▲ start                 ▲ end
 *
 * A head stays where it is until its request is answered, so that headers become text only if somebody asks. Places in it are
 * counted from `start`: the bytes may move.
 */

/** Bytes at first; what nearly every head fits into. */
const ROOM = 4096
/** Less room than this is not worth a read. */
const LEAST = 512

export class Input {
  bytes: Uint8Array
  start: number
  end: number

  constructor() {
    this.bytes = new Uint8Array(ROOM)
    this.start = 0
    this.end = 0
  }

  get length(): number {
    return this.end - this.start
  }

  /** Where to read to; tell `arrived` how much came. */
  room(): Uint8Array {
    if (this.start === this.end) this.start = this.end = 0
    if (this.bytes.length - this.end < LEAST) this.makeRoom()
    return this.end === 0 ? this.bytes : this.bytes.subarray(this.end)
  }

  private makeRoom(): void {
    const { bytes, start, end } = this
    const roomy = end - start > bytes.length / 2 ? new Uint8Array(bytes.length * 2) : bytes
    if (roomy === bytes) bytes.copyWithin(0, start, end)
    else roomy.set(bytes.subarray(start, end))
    this.bytes = roomy
    this.start = 0
    this.end = end - start
  }

  arrived(count: number): void {
    this.end += count
  }

  /** The first `count` bytes are used up. */
  consume(count: number): void {
    this.start += count
    if (this.start < this.end) return
    this.start = this.end = 0
    if (this.bytes.length > ROOM) this.bytes = new Uint8Array(ROOM)
  }

  /** The bytes from place `from` to `to` are used up; what is before them stays. */
  cut(from: number, to: number): void {
    const { bytes, start } = this
    bytes.copyWithin(start + from, start + to, this.end)
    this.end -= to - from
  }
}

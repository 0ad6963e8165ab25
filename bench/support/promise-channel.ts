/**
 * A bounded channel over promises, for one sender and one receiver, in the least code: a ring, and the `resolve` of whoever
 * waits. Numbers only, no errors, no closing: −1 is the end.
 */
export class PromiseChannel {
  private readonly slots: number[]
  private readonly mask: number
  private head: number
  private length: number
  private readonly capacity: number
  private receiver: (() => void) | null
  private sender: (() => void) | null

  constructor(capacity: number) {
    let size = 1
    while (size < capacity) size *= 2
    this.slots = Array.from({ length: size }, () => 0)
    this.mask = size - 1
    this.head = 0
    this.length = 0
    this.capacity = capacity
    this.receiver = null
    this.sender = null
  }

  async send(value: number): Promise<void> {
    while (this.length === this.capacity) await this.room()
    this.push(value)
  }

  async recv(): Promise<number> {
    while (this.length === 0) await this.item()
    return this.shift()
  }

  /** Whether it was sent; if not, await `room()`. */
  trySend(value: number): boolean {
    if (this.length === this.capacity) return false
    this.push(value)
    return true
  }

  get isEmpty(): boolean {
    return this.length === 0
  }

  room(): Promise<void> {
    return new Promise(resolve => {
      this.sender = resolve
    })
  }

  item(): Promise<void> {
    return new Promise(resolve => {
      this.receiver = resolve
    })
  }

  private push(value: number): void {
    this.slots[(this.head + this.length) & this.mask] = value
    this.length += 1
    const { receiver } = this
    if (receiver === null) return
    this.receiver = null
    receiver()
  }

  /** There must be one. */
  shift(): number {
    const value = this.slots[this.head]!
    this.head = (this.head + 1) & this.mask
    this.length -= 1
    const { sender } = this
    if (sender !== null) {
      this.sender = null
      sender()
    }
    return value
  }
}

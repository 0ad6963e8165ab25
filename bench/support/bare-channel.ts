/** Channels in the least code, for the plain columns: steps in a bare queue, rings, and nobody who could be dropped. */
import type { BareQueue, BareStep } from './bare-queue.ts'

/** A ring of numbers, with a place for the step that waits for it to change. */
export class BareChannel {
  private readonly slots: number[]
  private readonly mask: number
  private head: number
  length: number
  readonly capacity: number
  waiting: BareStep | null

  /** `capacity`: a power of two. */
  constructor(capacity: number) {
    this.slots = Array.from({ length: capacity }, () => 0)
    this.mask = capacity - 1
    this.head = 0
    this.length = 0
    this.capacity = capacity
    this.waiting = null
  }

  push(value: number): void {
    this.slots[(this.head + this.length) & this.mask] = value
    this.length += 1
  }

  shift(): number {
    const value = this.slots[this.head]!
    this.head = (this.head + 1) & this.mask
    this.length -= 1
    return value
  }

  wake(queue: BareQueue): void {
    const { waiting } = this
    if (waiting === null) return
    this.waiting = null
    queue.push(waiting)
  }
}

/** Sends the numbers from 0, as many as there is room for. */
export class BareProducer implements BareStep {
  next: BareStep | null
  private readonly channel: BareChannel
  private readonly count: number
  private sent: number

  constructor(channel: BareChannel, count: number) {
    this.next = null
    this.channel = channel
    this.count = count
    this.sent = 0
  }

  step(queue: BareQueue): boolean {
    const { channel } = this
    while (this.sent < this.count) {
      if (channel.length === channel.capacity) {
        channel.waiting = this
        return false
      }
      channel.push(this.sent++)
      channel.wake(queue)
    }
    return false
  }
}

/** Adds up what it receives. */
export class BareConsumer implements BareStep {
  next: BareStep | null
  private readonly channel: BareChannel
  sum: number

  constructor(channel: BareChannel) {
    this.next = null
    this.channel = channel
    this.sum = 0
  }

  step(queue: BareQueue): boolean {
    const { channel } = this
    while (channel.length > 0) {
      this.sum += channel.shift()
      channel.wake(queue)
    }
    channel.waiting = this
    return false
  }
}

/** Sends what it got one further; the first of the two counts rounds. */
export class BarePlayer implements BareStep {
  next: BareStep | null
  private readonly from: BareChannel
  private readonly to: BareChannel
  /** Rounds still to be served; −1 for the one who only returns. */
  private left: number
  private served: number
  sum: number

  constructor(from: BareChannel, to: BareChannel, rounds: number) {
    this.next = null
    this.from = from
    this.to = to
    this.left = rounds
    this.served = 0
    this.sum = 0
  }

  step(queue: BareQueue): boolean {
    const { from, to } = this
    let item = -1
    if (from.length > 0) {
      item = from.shift()
      this.sum += item
    }
    from.waiting = this
    if (this.left === 0) return false
    if (this.left > 0) {
      this.left -= 1
      item = this.served++
    }
    if (item >= 0) {
      to.push(item)
      to.wake(queue)
    }
    return false
  }
}

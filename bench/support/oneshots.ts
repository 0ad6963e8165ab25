/** The future of the oneshot workload. */
import { Pending, type Context, type Future, type Poll } from '../../src/index.ts'
import { oneshot } from '../../src/sync/index.ts'

/** Makes a oneshot, sends, and receives, so many times; adds up what it got. */
export class Oneshots implements Future<number> {
  private readonly count: number

  constructor(count: number) {
    this.count = count
  }

  poll(cx: Context): Poll<number> {
    let sum = 0
    for (let i = 0; i < this.count; i++) {
      const [tx, rx] = oneshot<number>()
      tx.send(i)
      const value = rx.poll(cx)
      if (value === Pending) return Pending
      sum += value
    }
    return sum
  }
}

/** The same, with the receiver waiting before the value is sent, as it is where two tasks share one. */
export class WaitingOneshots implements Future<number> {
  private readonly count: number

  constructor(count: number) {
    this.count = count
  }

  poll(cx: Context): Poll<number> {
    let sum = 0
    for (let i = 0; i < this.count; i++) {
      const [tx, rx] = oneshot<number>()
      if (rx.poll(cx) !== Pending) return -1
      tx.send(i)
      const value = rx.poll(cx)
      if (value === Pending) return Pending
      sum += value
    }
    return sum
  }
}

/** A job that waits once: it wakes itself, and is ready with its number at the next poll. */
import { Pending, type Context, type Future, type Poll } from '../../src/index.ts'

export class OneTurn implements Future<number> {
  private readonly value: number
  private waited: boolean

  constructor(value: number) {
    this.value = value
    this.waited = false
  }

  poll(cx: Context): Poll<number> {
    if (this.waited) return this.value
    this.waited = true
    cx.waker.wake()
    return Pending
  }
}

/** The loop of `ready-await`, written by hand. */
import { Pending, ready, type Context, type Future, type Poll } from '../../src/index.ts'

export class ReadyLoop implements Future<number> {
  private left: number
  private sum: number
  private current: Future<number> | null

  constructor(awaits: number) {
    this.left = awaits
    this.sum = 0
    this.current = null
  }

  poll(cx: Context): Poll<number> {
    while (this.left > 0) {
      this.current ??= ready(1)
      const value = this.current.poll(cx)
      if (value === Pending) return Pending
      this.current = null
      this.sum += value
      this.left -= 1
    }
    return this.sum
  }
}

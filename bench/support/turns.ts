/** The future of the yielding workloads. */
import { Pending, type Context, type Future, type Poll } from '../../src/index.ts'

/** Wakes itself and is pending `turns` times; outputs how often that was. */
export class Turns implements Future<number> {
  private readonly turns: number
  private taken: number

  constructor(turns: number) {
    this.turns = turns
    this.taken = 0
  }

  poll(cx: Context): Poll<number> {
    if (this.taken === this.turns) return this.taken
    this.taken += 1
    cx.waker.wake()
    return Pending
  }
}

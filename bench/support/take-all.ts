/** A task that takes every item of a stream as it comes. */
import { Done, Pending, type Context, type Future, type Poll, type PollNext } from '../../src/index.ts'

/** Outputs the sum of the items. */
export class TakeAll implements Future<number> {
  private readonly stream: PollNext<number>
  private total: number

  constructor(stream: PollNext<number>) {
    this.stream = stream
    this.total = 0
  }

  poll(cx: Context): Poll<number> {
    for (;;) {
      const item = this.stream.pollNext(cx)
      if (item === Pending) return Pending
      if (item === Done) return this.total
      this.total += item
    }
  }
}

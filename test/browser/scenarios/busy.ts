import { Pending } from '../../../src/index.ts'
import type { Context, Future, Poll } from '../../../src/index.ts'

/** Wakes itself at every poll until it is told to stop; `each` runs in each of them. */
export class Busy implements Future<void> {
  polls = 0
  private readonly each: () => void
  private stopped = false

  constructor(each: () => void = () => {}) {
    this.each = each
  }

  poll(cx: Context): Poll<void> {
    this.polls++
    this.each()
    if (this.stopped) return
    cx.waker.wake()
    return Pending
  }

  stop(): void {
    this.stopped = true
  }
}

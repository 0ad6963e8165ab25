/** `interval.tick()`: the wait for one tick, on loan from the interval. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import { inspectionOf, nameOf, type Inspection } from '../future/inspect.ts'
import { Disposed, Finished, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Instant } from './instant.ts'
import type { Interval } from './interval.ts'

/**
 * The future that {@link Interval.tick} lends; its output is the moment at which the tick was due. Disposed, it gives
 * the loan back, and the tick is not lost.
 *
 * Rust: the future of `Interval::tick`.
 */
export class Tick implements Future<Instant> {
  private phase: Phase
  /** Null once the loan has ended. */
  private interval: Interval | null

  constructor(interval: Interval) {
    this.phase = Waiting
    this.interval = interval
  }

  poll(cx: Context): Poll<Instant> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    let unfinished = false
    try {
      const output = this.interval!.pollTick(cx)
      unfinished = output === Pending
      return output
    } finally {
      if (!unfinished) this.end(Finished)
    }
  }

  /** Gives the interval back. The interval calls it when it is itself disposed. */
  end(phase: Phase): void {
    if (this.phase !== Waiting) return
    this.phase = phase
    const interval = this.interval
    this.interval = null
    if (interval !== null) interval.takeBack()
  }

  [Symbol.dispose](): void {
    this.end(Disposed)
  }

  get [sendable](): boolean {
    return true
  }

  [inspect](): Inspection {
    const interval = this.interval
    if (interval === null) return { name: 'Tick', state: this.phase === Finished ? 'finished' : 'disposed' }
    const { state, waitsOn } = inspectionOf(interval.timer)
    return { name: `${nameOf(interval)}.tick()`, state: state!, waitsOn: waitsOn! }
  }
}

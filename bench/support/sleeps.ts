/** pollux's timers, on a clock that stands still until it is told. */
import { advance, Pending, pollFn, Runtime, sleep, type Context, type Future, type Poll, type Sleep } from '../../src/index.ts'
import { latest } from './delays.ts'
import { SumInOrder } from './numbered.ts'
import type { Timers } from './timers.ts'

export class Sleeps implements Timers {
  private readonly runtime: Runtime
  private readonly delays: Int32Array
  private readonly latest: number
  private sleeps: Sleep[]

  constructor(delays: Int32Array) {
    this.runtime = new Runtime({ startPaused: true })
    this.delays = delays
    this.latest = latest(delays)
    this.sleeps = []
  }

  /** Polled once, which registers them. */
  insert(): number {
    const sleeps: Sleep[] = []
    const all = pollFn(cx => {
      for (const ms of this.delays) {
        const one = sleep(ms)
        if (one.poll(cx) === Pending) sleeps.push(one)
      }
      return sleeps.length
    })
    this.sleeps = sleeps
    return this.runtime.blockOn(all)
  }

  cancel(): number {
    for (const one of this.sleeps) one[Symbol.dispose]()
    return this.sleeps.length
  }

  /** Each wakes whoever waits, and is polled to its end, in the order of making as promises are awaited. */
  fire(): number {
    const all = pollFn(cx => {
      // The clock stands between two ticks, and deadlines are rounded up.
      advance(this.latest + 1)
      let fired = 0
      for (const one of this.sleeps) if (one.poll(cx) !== Pending) fired += 1
      return fired
    })
    return this.runtime.blockOn(all)
  }

  /** What is set at once: for weighing. */
  get pending(): number {
    return this.sleeps.length
  }

  /** Cancels, and forgets them. */
  release(): void {
    this.cancel()
    this.sleeps = []
  }
}

/** Outputs 1 after `ms`. */
class OneAfter implements Future<number> {
  private readonly sleep: Sleep

  constructor(ms: number) {
    this.sleep = sleep(ms)
  }

  poll(cx: Context): Poll<number> {
    return this.sleep.poll(cx) === Pending ? Pending : 1
  }
}

/** Each timer in a task of its own, joined in order; the clock goes from one deadline to the next by itself. */
export function sleepingTasks(delays: Int32Array): () => number {
  const runtime = new Runtime({ startPaused: true })
  return () => {
    using _ = runtime.enter()
    const handles = []
    for (const ms of delays) handles.push(runtime.spawnLocal(new OneAfter(ms)))
    return runtime.blockOn(new SumInOrder(handles))
  }
}

/** What a pending timer weighs, with the place in an array where it is kept. */
import type { BytesWorkload, Held } from '../harness/workload.ts'
import { later } from '../support/delays.ts'

export const workload: BytesWorkload = {
  name: 'timers-bytes',
  title: 'memory of a pending timer',
  kind: 'bytes',
  per: 'timer',
  ops: 1_000_000,
  largest: 1_000_000,
  quickOps: 100_000,
  baselines: { promises: 'promises', plain: 'plain heap' },
  variants: {
    async pollux() {
      const { Sleeps } = await import('../support/sleeps.ts')
      return count => held(new Sleeps(later(count)))
    },

    /** Promise, handle, and the host's own. */
    async promises() {
      const { PromisedTimeouts } = await import('../support/timeouts.ts')
      return count => held(new PromisedTimeouts(later(count)))
    },

    /** With a place in the heap too. */
    async 'plain heap'() {
      const { HeapTimers } = await import('../support/timer-heap.ts')
      return count => held(new HeapTimers(later(count)))
    },
  },
}

function held(timers: { insert(): number; readonly pending: number; release(): void }): Held {
  timers.insert()
  return { count: () => timers.pending, release: () => timers.release() }
}

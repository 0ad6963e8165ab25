/** What it costs to set a timer while a million others are pending. */
import type { TimeWorkload } from '../harness/workload.ts'
import { soon } from '../support/delays.ts'
import { inserting } from '../support/timers.ts'

export const workload: TimeWorkload = {
  name: 'timers-insert',
  title: 'set a million timers',
  kind: 'time',
  per: 'timer',
  ops: 1_000_000,
  quickOps: 100_000,
  minSamples: 4,
  answer: timers => timers,
  baselines: { promises: 'promises', plain: 'plain heap' },
  variants: {
    async pollux(timers) {
      const { Sleeps } = await import('../support/sleeps.ts')
      return inserting(new Sleeps(soon(timers)))
    },

    /** `new Promise` around `setTimeout`. */
    async promises(timers) {
      const { PromisedTimeouts } = await import('../support/timeouts.ts')
      return inserting(new PromisedTimeouts(soon(timers)))
    },

    /** Callbacks, and nothing to await. */
    async setTimeout(timers) {
      const { CalledTimeouts } = await import('../support/timeouts.ts')
      return inserting(new CalledTimeouts(soon(timers)))
    },

    /** See `../support/timer-heap.ts`. */
    async 'plain heap'(timers) {
      const { HeapTimers } = await import('../support/timer-heap.ts')
      return inserting(new HeapTimers(soon(timers)))
    },
  },
}

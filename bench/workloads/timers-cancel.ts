/** What it costs to cancel a timer while a million are pending. */
import type { TimeWorkload } from '../harness/workload.ts'
import { soon } from '../support/delays.ts'
import { cancelling } from '../support/timers.ts'

export const workload: TimeWorkload = {
  name: 'timers-cancel',
  title: 'cancel a million timers',
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
      return cancelling(new Sleeps(soon(timers)))
    },

    /** `new Promise` around `setTimeout`. */
    async promises(timers) {
      const { PromisedTimeouts } = await import('../support/timeouts.ts')
      return cancelling(new PromisedTimeouts(soon(timers)))
    },

    /** Callbacks, and nothing to await. */
    async setTimeout(timers) {
      const { CalledTimeouts } = await import('../support/timeouts.ts')
      return cancelling(new CalledTimeouts(soon(timers)))
    },

    /** See `../support/timer-heap.ts`. */
    async 'plain heap'(timers) {
      const { HeapTimers } = await import('../support/timer-heap.ts')
      return cancelling(new HeapTimers(soon(timers)))
    },
  },
}

/** What it costs when a timer fires: off the queue, its waiter woken and told. */
import type { TimeWorkload } from '../harness/workload.ts'
import { soon, withinAnHour } from '../support/delays.ts'
import { firing } from '../support/timers.ts'

export const workload: TimeWorkload = {
  name: 'timers-fire',
  title: 'a million timers come due',
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
      return firing(new Sleeps(soon(timers)))
    },

    /** Due within an hour instead of a quarter of a second: further up in the wheel, and so moved more often. */
    async 'pollux hour'(timers) {
      const { Sleeps } = await import('../support/sleeps.ts')
      return firing(new Sleeps(withinAnHour(timers)))
    },

    /** `new Promise` around `setTimeout`. */
    async promises(timers) {
      const { PromisedTimeouts } = await import('../support/timeouts.ts')
      return firing(new PromisedTimeouts(soon(timers)))
    },

    /** Callbacks, and nothing to await. */
    async setTimeout(timers) {
      const { CalledTimeouts } = await import('../support/timeouts.ts')
      return firing(new CalledTimeouts(soon(timers)))
    },

    /** See `../support/timer-heap.ts`. */
    async 'plain heap'(timers) {
      const { HeapTimers } = await import('../support/timer-heap.ts')
      return firing(new HeapTimers(soon(timers)))
    },
  },
}

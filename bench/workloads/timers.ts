/**
 * What a timer costs that fires: made, set, fired, its waiter told; a million of them pending at once. The parts are in
 * `timers-insert` and `timers-fire`.
 */
import type { TimeWorkload } from '../harness/workload.ts'
import { soon, withinAnHour } from '../support/delays.ts'
import { wholeLife } from '../support/timers.ts'

export const workload: TimeWorkload = {
  name: 'timers',
  title: 'set a million timers, and let them fire',
  kind: 'time',
  per: 'timer',
  ops: 1_000_000,
  quickOps: 100_000,
  minSamples: 4,
  answer: timers => timers,
  baselines: { promises: 'promises', plain: 'plain heap' },
  variants: {
    /** Awaited by one task, as the promises are. */
    async pollux(timers) {
      const { Sleeps } = await import('../support/sleeps.ts')
      return wholeLife(new Sleeps(soon(timers)))
    },

    /** Due within an hour instead of a quarter of a second: further up in the wheel, and so moved more often. */
    async 'pollux hour'(timers) {
      const { Sleeps } = await import('../support/sleeps.ts')
      return wholeLife(new Sleeps(withinAnHour(timers)))
    },

    /** A task for each, spawned and joined. */
    async 'pollux tasks'(timers) {
      const { sleepingTasks } = await import('../support/sleeps.ts')
      return sleepingTasks(soon(timers))
    },

    /** `new Promise` around `setTimeout`, awaited in order. Real time: see `soon` in `../support/delays.ts`. */
    async promises(timers) {
      const { PromisedTimeouts } = await import('../support/timeouts.ts')
      return wholeLife(new PromisedTimeouts(soon(timers)))
    },

    /** Callbacks, and nothing to await. Real time. */
    async setTimeout(timers) {
      const { CalledTimeouts } = await import('../support/timeouts.ts')
      return wholeLife(new CalledTimeouts(soon(timers)))
    },

    /** See `../support/timer-heap.ts`. */
    async 'plain heap'(timers) {
      const { HeapTimers } = await import('../support/timer-heap.ts')
      return wholeLife(new HeapTimers(soon(timers)))
    },
  },
}

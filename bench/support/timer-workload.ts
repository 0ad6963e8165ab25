/** What the workloads about a million timers share: the size, and the rivals, each measured in the same part of its life. */
import type { TimeWorkload } from '../harness/workload.ts'
import { soon } from './delays.ts'
import type { Timers } from './timers.ts'

type Variants = TimeWorkload['variants']
type Variant = Variants[string]

/**
 * @param measure what of the timers' life is timed: one of those in `timers.ts`.
 * @param more further variants of pollux.
 */
export function timerWorkload(
  name: string,
  title: string,
  measure: (timers: Timers) => Awaited<ReturnType<Variant>>,
  more: Variants = {},
): TimeWorkload {
  return {
    name,
    title,
    kind: 'time',
    per: 'timer',
    ops: 1_000_000,
    quickOps: 100_000,
    minSamples: 4,
    largest: 1_000_000,
    answer: timers => timers,
    baselines: { promises: 'promises', plain: 'plain heap' },
    variants: {
      /** Awaited by one task, as the promises are. */
      async pollux(timers) {
        const { Sleeps } = await import('./sleeps.ts')
        return measure(new Sleeps(soon(timers)))
      },

      ...more,

      /** `new Promise` around `setTimeout`, awaited in order. Real time: see `soon` in `delays.ts`. */
      async promises(timers) {
        const { PromisedTimeouts } = await import('./timeouts.ts')
        return measure(new PromisedTimeouts(soon(timers)))
      },

      /** Callbacks, and nothing to await. Real time. */
      async setTimeout(timers) {
        const { CalledTimeouts } = await import('./timeouts.ts')
        return measure(new CalledTimeouts(soon(timers)))
      },

      /** See `timer-heap.ts`. */
      async 'plain heap'(timers) {
        const { HeapTimers } = await import('./timer-heap.ts')
        return measure(new HeapTimers(soon(timers)))
      },
    },
  }
}

/** Due within an hour instead of a quarter of a second: further up in the wheel, and so moved more often. */
export function withinAnHourOf(measure: (timers: Timers) => Awaited<ReturnType<Variant>>): Variant {
  return async timers => {
    const { withinAnHour } = await import('./delays.ts')
    const { Sleeps } = await import('./sleeps.ts')
    return measure(new Sleeps(withinAnHour(timers)))
  }
}

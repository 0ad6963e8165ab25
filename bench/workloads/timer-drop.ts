/** What a timer costs that never fires: made, set, dropped, and the next. So are nearly all timeouts. */
import type { TimeWorkload } from '../harness/workload.ts'

const TIMEOUT = 30_000

export const workload: TimeWorkload = {
  name: 'timer-drop',
  title: 'make a timer, set it, drop it, and again',
  kind: 'time',
  per: 'timer',
  ops: 100_000,
  answer: timers => timers,
  baselines: { promises: 'promises', plain: 'plain heap' },
  variants: {
    async pollux(timers) {
      const { Runtime } = await import('../../src/index.ts')
      const { dropSleeps } = await import('../support/dropped-sleeps.ts')
      const runtime = new Runtime({ startPaused: true })
      return () => dropSleeps(runtime, timers, TIMEOUT)
    },

    /** On the clock of the machine, which each new sleep reads. */
    async 'pollux real clock'(timers) {
      const { Runtime } = await import('../../src/index.ts')
      const { dropSleeps } = await import('../support/dropped-sleeps.ts')
      const runtime = new Runtime()
      return () => dropSleeps(runtime, timers, TIMEOUT)
    },

    /** The promise stays pending and is let go. */
    promises(timers) {
      return () => {
        let dropped = 0
        for (let i = 0; i < timers; i++) {
          let timeout: NodeJS.Timeout
          void new Promise(resolve => (timeout = setTimeout(resolve, TIMEOUT)))
          clearTimeout(timeout!)
          dropped += 1
        }
        return dropped
      }
    },

    /** Without a promise. */
    setTimeout(timers) {
      const called = () => {}
      return () => {
        let dropped = 0
        for (let i = 0; i < timers; i++) {
          clearTimeout(setTimeout(called, TIMEOUT))
          dropped += 1
        }
        return dropped
      }
    },

    /** A heap of one: see `../support/timer-heap.ts`. */
    async 'plain heap'(timers) {
      const { TimerHeap } = await import('../support/timer-heap.ts')
      const heap = new TimerHeap()
      return () => {
        let dropped = 0
        for (let i = 0; i < timers; i++) {
          heap.remove(heap.set(i + TIMEOUT))
          dropped += 1
        }
        return dropped
      }
    },
  },
}

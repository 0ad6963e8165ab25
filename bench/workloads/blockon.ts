/** What it costs to enter and leave the runtime: `blockOn` of a future that is ready. */
import type { TimeWorkload } from '../harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'blockon',
  title: 'blockOn a ready future',
  kind: 'time',
  per: 'call',
  ops: 10_000,
  answer: calls => calls,
  baselines: { promises: 'promises', plain: 'plain poll' },
  variants: {
    /** The free function, which makes a runtime and shuts it down. */
    async pollux(calls) {
      const { blockOn, ready } = await import('../../src/index.ts')
      return () => {
        let sum = 0
        for (let i = 0; i < calls; i++) sum += blockOn(ready(1))
        return sum
      }
    },

    async 'pollux Runtime'(calls) {
      const { ready, Runtime } = await import('../../src/index.ts')
      const runtime = new Runtime()
      return () => {
        let sum = 0
        for (let i = 0; i < calls; i++) sum += runtime.blockOn(ready(1))
        return sum
      }
    },

    /** Promises cannot block; the nearest is to await one that is resolved. */
    promises: calls => async () => {
      let sum = 0
      for (let i = 0; i < calls; i++) sum += await Promise.resolve(1)
      return sum
    },

    /** A coroutine run to its end by a scheduler by hand: see `../support/coroutines.ts`. */
    async generator(calls) {
      const { Scheduler } = await import('../support/coroutines.ts')
      const { numbered } = await import('../support/numbered-coroutines.ts')
      const scheduler = new Scheduler()
      return () => {
        let sum = 0
        for (let i = 0; i < calls; i++) sum += scheduler.run(numbered(1))
        return sum
      }
    },

    /** The same future, polled by a loop that knows no runtime: see `../support/plain-poll.ts`. */
    async 'plain poll'(calls) {
      const { pollReady } = await import('../support/plain-poll.ts')
      return () => pollReady(calls)
    },
  },
}

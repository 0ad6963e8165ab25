/** A job on another thread, while this one is parked: there and back. */
import type { TimeWorkload } from '../harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'blocking',
  title: 'a blocking job, awaited by a parked thread',
  kind: 'time',
  per: 'job',
  ops: 1000,
  answer: jobs => (jobs * (jobs + 1)) / 2,
  baselines: { promises: 'promises', plain: 'bare thread' },
  largest: 10_000,
  packages: { synckit: 'synckit' },
  variants: {
    async pollux(jobs) {
      const { Runtime } = await import('../../src/index.ts')
      const runtime = new Runtime()
      const target = { module: new URL('../support/adder.mjs', import.meta.url), export: 'add' }
      return () => {
        let sum = 0
        for (let i = 0; i < jobs; i++) sum += runtime.blockOn(runtime.spawnBlocking<number>(target, i, 1))
        return sum
      }
    },

    async 'pollux function'(jobs) {
      const { Runtime } = await import('../../src/index.ts')
      const runtime = new Runtime()
      return () => {
        let sum = 0
        for (let i = 0; i < jobs; i++) sum += runtime.blockOn(runtime.spawnBlocking((a: number, b: number) => a + b, i, 1))
        return sum
      }
    },

    /** The same idea, as a package. */
    async synckit(jobs) {
      const { createSyncFn } = await import('synckit')
      const add = createSyncFn<(a: number, b: number) => number>(new URL('../support/synckit-worker.mjs', import.meta.url))
      return () => {
        let sum = 0
        for (let i = 0; i < jobs; i++) sum += add(i, 1)
        return sum
      }
    },

    /** `Atomics.wait` and `receiveMessageOnPort`, and nothing else: see `../support/bare-worker.mjs`. */
    async 'bare thread'(jobs) {
      const { BareThread } = await import('../support/bare-thread.ts')
      const thread = new BareThread()
      return () => {
        let sum = 0
        for (let i = 0; i < jobs; i++) sum += thread.add(i, 1)
        return sum
      }
    },

    /** The same thread, whose answer is awaited as an event. */
    async promises(jobs) {
      const { BareThread } = await import('../support/bare-thread.ts')
      const thread = new BareThread()
      return async () => {
        let sum = 0
        for (let i = 0; i < jobs; i++) sum += await thread.addLater(i, 1)
        return sum
      }
    },
  },
}

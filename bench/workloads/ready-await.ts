/** What an await costs where nothing waits: a future that is ready at once, made and awaited. */
import type { TimeWorkload } from '../harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'ready-await',
  title: 'awaiting what is ready, in a loop',
  kind: 'time',
  per: 'await',
  ops: 100_000,
  answer: awaits => awaits,
  baselines: { promises: 'promises', plain: 'plain poll' },
  variants: {
    async pollux(awaits) {
      const { asyncBlock, blockOn, ready, wait } = await import('../../src/index.ts')
      return () =>
        blockOn(
          asyncBlock(function* () {
            let sum = 0
            for (let i = 0; i < awaits; i++) sum += yield* wait(ready(1))
            return sum
          }),
        )
    },

    /** A block that is ready at once: the generator is left, and another one is made, run and ended. */
    async 'pollux blocks'(awaits) {
      const { asyncBlock, blockOn, wait } = await import('../../src/index.ts')
      // oxlint-disable-next-line require-yield -- that it waits for nothing is the case
      const one = function* (): Generator<never, number> {
        return 1
      }
      return () =>
        blockOn(
          asyncBlock(function* () {
            let sum = 0
            for (let i = 0; i < awaits; i++) sum += yield* wait(asyncBlock(one))
            return sum
          }),
        )
    },

    /** The same loop as a class with a `poll`. */
    async 'pollux machine'(awaits) {
      const { blockOn } = await import('../../src/index.ts')
      const { ReadyLoop } = await import('../support/ready-loop.ts')
      return () => blockOn(new ReadyLoop(awaits))
    },

    promises: awaits => async () => {
      let sum = 0
      for (let i = 0; i < awaits; i++) sum += await Promise.resolve(1)
      return sum
    },

    /** As code is mostly written: a call of another async function. */
    'promises calls': awaits => async () => {
      const one = async (): Promise<number> => 1
      let sum = 0
      for (let i = 0; i < awaits; i++) sum += await one()
      return sum
    },

    /** A coroutine that polls by itself and leaves only where it must. */
    async 'plain poll'(awaits) {
      const { contextFrom, isPending, noopWaker, ready } = await import('../../src/index.ts')
      const cx = contextFrom(noopWaker())
      return () => {
        const body = (function* (): Generator<undefined, number> {
          let sum = 0
          for (let i = 0; i < awaits; i++) {
            const future = ready(1)
            let value = future.poll(cx)
            while (isPending(value)) {
              yield
              value = future.poll(cx)
            }
            sum += value
          }
          return sum
        })()
        for (;;) {
          const step = body.next()
          if (step.done) return step.value
        }
      }
    },
  },
}

/** What a call of a trait's async method costs, by who knows the implementation: the call, its future, its poll. */
import type { Run, TimeWorkload } from '../harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'dyn',
  title: "a trait's async method, called and awaited",
  kind: 'time',
  per: 'call',
  ops: 100_000,
  answer: calls => calls,
  baselines: { promises: 'promises', plain: 'plain call' },
  variants: {
    /** Static: the implementation is known, and its future polled as it is. */
    async pollux(calls) {
      const { Source } = await import('../support/source.ts')
      return looping(calls, () => new Source())
    },

    /** A box for each call, and the question whether it is sendable. */
    async 'pollux asyncTrait'(calls) {
      const { Source } = await import('../support/source.ts')
      const { asyncTrait } = await import('../../src/traits/index.ts')
      return looping(calls, () => asyncTrait(new Source()))
    },

    async 'pollux dynStar box'(calls) {
      const { Source } = await import('../support/source.ts')
      const { dynStar } = await import('../../src/traits/index.ts')
      return looping(calls, () => dynStar(new Source(), 'box'))
    },

    async 'pollux dynStar inline'(calls) {
      const { WordSource } = await import('../support/source.ts')
      const { dynStar } = await import('../../src/traits/index.ts')
      return looping(calls, () => dynStar(new WordSource(), 'inline'))
    },

    async 'pollux dynStar reuse'(calls) {
      const { Source } = await import('../support/source.ts')
      const { dynStar } = await import('../../src/traits/index.ts')
      return looping(calls, () => dynStar(new Source(), 'reuse'))
    },

    /** A handle over boxes: `Arc<dyn Trait>`. */
    async 'pollux dynTrait'(calls) {
      const { Source } = await import('../support/source.ts')
      const { asyncTrait, dynTrait } = await import('../../src/traits/index.ts')
      return looping(calls, () => dynTrait(asyncTrait(new Source())))
    },

    /** An async method, awaited. */
    async promises(calls) {
      const { Counter } = await import('../support/source.ts')
      return async () => {
        const counter = new Counter()
        const source = { next: async (): Promise<number> => counter.take() }
        let latest = 0
        for (let i = 0; i < calls; i++) latest = await source.next()
        return latest
      }
    },

    /** A method that answers at once. */
    async 'plain call'(calls) {
      const { Counter } = await import('../support/source.ts')
      return () => {
        const counter = new Counter()
        let latest = 0
        for (let i = 0; i < calls; i++) latest = counter.take()
        return latest
      }
    },
  },
}

async function looping(calls: number, make: () => { next(): import('../../src/index.ts').Future<number> }): Promise<Run> {
  const { blockOn } = await import('../../src/index.ts')
  const { CallLoop } = await import('../support/source.ts')
  return () => blockOn(new CallLoop(make(), calls))
}

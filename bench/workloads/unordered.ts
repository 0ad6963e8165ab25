/** `join-yields` through a set: ten thousand futures of ten yields, whose outputs are taken as they come. */
/* oxlint-disable unicorn/no-unnecessary-await -- to await nothing is the turn that is measured */
import type { Future, PollNext } from '../../src/index.ts'
import type { TimeWorkload } from '../harness/workload.ts'

const YIELDS = 10

export const workload: TimeWorkload = {
  name: 'unordered',
  title: '10,000 futures of 10 yields in a set, each output taken when it is there',
  kind: 'time',
  per: 'yield',
  ops: 100_000,
  answer: yields => yields,
  baselines: { promises: 'promises', plain: 'plain sweep' },
  variants: {
    async pollux(yields) {
      const { FuturesUnordered } = await import('../../src/index.ts')
      return summed(yields, futures => new FuturesUnordered(futures))
    },

    async 'pollux ordered'(yields) {
      const { FuturesOrdered } = await import('../../src/index.ts')
      return summed(yields, futures => new FuturesOrdered(futures))
    },

    /** All outputs at once, at the end. */
    async 'pollux joinAll'(yields) {
      const { joinAll, Runtime } = await import('../../src/index.ts')
      const { Turns } = await import('../support/turns.ts')
      const runtime = new Runtime()
      return () => {
        let total = 0
        for (const taken of runtime.blockOn(joinAll(Array.from({ length: yields / YIELDS }, () => new Turns(YIELDS))))) total += taken
        return total
      }
    },

    /**
     * Each promise tells when it is there, as the futures of a set do, and one more waits for the last of them. (There is no
     * set of promises in the language: `Promise.race` over what is left takes quadratic time.)
     */
    promises: yields => () => new Promise(resolve => {
      let total = 0
      let left = yields / YIELDS
      const take = (taken: number): void => {
        total += taken
        left -= 1
        if (left === 0) resolve(total)
      }
      for (let i = yields / YIELDS; i > 0; i--) void yielding().then(take)
    }),

    /** Awaited in order: what has finished first is not seen first. */
    'promises in order': yields => async () => {
      const promises = Array.from({ length: yields / YIELDS }, yielding)
      let total = 0
      for (const promise of promises) total += await promise
      return total
    },

    /** Objects in an array, each called ten times; nobody asks which of them are ready. */
    'plain sweep'(yields) {
      class Child {
        taken: number

        constructor() {
          this.taken = 0
        }

        step(): boolean {
          if (this.taken === YIELDS) return false
          this.taken += 1
          return true
        }
      }
      return () => {
        const children = Array.from({ length: yields / YIELDS }, () => new Child())
        let total = 0
        for (let left = children.length; left > 0; ) {
          // Those that have finished leave, and the others close up.
          let kept = 0
          for (let i = 0; i < left; i++) {
            const child = children[i]!
            if (child.step()) children[kept++] = child
            else total += child.taken
          }
          left = kept
        }
        return total
      }
    },
  },
}

/** Runs a set to its end in one task, which takes what is there and waits for the next. */
async function summed(yields: number, make: (futures: Future<number>[]) => PollNext<number>): Promise<() => number> {
  const { Runtime } = await import('../../src/index.ts')
  const { TakeAll } = await import('../support/take-all.ts')
  const { Turns } = await import('../support/turns.ts')
  const runtime = new Runtime()
  return () => runtime.blockOn(new TakeAll(make(Array.from({ length: yields / YIELDS }, () => new Turns(YIELDS)))))
}

async function yielding(): Promise<number> {
  let taken = 0
  while (taken < YIELDS) {
    await null
    taken += 1
  }
  return taken
}

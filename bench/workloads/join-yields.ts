/** What a turn costs below a combinator: ten thousand futures in one task, each yielding ten times, all joined. */
/* oxlint-disable unicorn/no-unnecessary-await -- to await nothing is the turn that is measured */
import type { TimeWorkload } from '../harness/workload.ts'

const YIELDS = 10

export const workload: TimeWorkload = {
  name: 'join-yields',
  title: '10,000 futures of 10 yields, joined in one task',
  kind: 'time',
  per: 'yield',
  ops: 100_000,
  answer: yields => yields,
  baselines: { promises: 'promises', plain: 'plain sweep' },
  variants: {
    async pollux(yields) {
      const { joinAll, Runtime } = await import('../../src/index.ts')
      const { Turns } = await import('../support/turns.ts')
      const runtime = new Runtime()
      return () => {
        const futures = Array.from({ length: yields / YIELDS }, () => new Turns(YIELDS))
        return sum(runtime.blockOn(joinAll(futures)))
      }
    },

    /** Awaited in order, which is a quarter quicker than `Promise.all`; a failure would be noticed late. */
    promises: yields => async () => {
      const promises = Array.from({ length: yields / YIELDS }, yielding)
      let total = 0
      for (const promise of promises) total += await promise
      return total
    },

    'promises all': yields => async () => sum(await Promise.all(Array.from({ length: yields / YIELDS }, yielding))),

    generator(yields) {
      function* child(): Generator<undefined, number> {
        let taken = 0
        while (taken < YIELDS) {
          yield
          taken += 1
        }
        return taken
      }
      return () => {
        const children = Array.from({ length: yields / YIELDS }, child)
        let total = 0
        let left = children.length
        while (left > 0) {
          for (const one of children) {
            const result = one.next()
            if (!result.done || result.value === undefined) continue
            total += result.value
            left -= 1
          }
        }
        return total
      }
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
        let unfinished = true
        while (unfinished) {
          unfinished = false
          for (const child of children) if (child.step()) unfinished = true
        }
        return children.reduce((total, { taken }) => total + taken, 0)
      }
    },
  },
}

async function yielding(): Promise<number> {
  let taken = 0
  while (taken < YIELDS) {
    await null
    taken += 1
  }
  return taken
}

function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}

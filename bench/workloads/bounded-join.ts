/** What a job costs where no more than eight run at once: each waits once, and the next begins when one is done. */
/* oxlint-disable unicorn/no-unnecessary-await -- to await nothing is the turn that is measured */
import type { TimeWorkload } from '../harness/workload.ts'

const LIMIT = 8

async function job(i: number): Promise<number> {
  await null
  return i
}

const numbers = (jobs: number): number[] => Array.from({ length: jobs }, (_, i) => i)

export const workload: TimeWorkload = {
  name: 'bounded-join',
  title: 'jobs that wait once, eight at a time',
  kind: 'time',
  per: 'job',
  ops: 100_000,
  answer: jobs => (jobs * (jobs - 1)) / 2,
  baselines: { promises: 'promises', plain: 'plain queue' },
  fewer: { 'p-limit': 10, rxjs: 10, effect: 10 },
  packages: { 'p-limit': 'p-limit', rxjs: 'rxjs', effect: 'effect' },
  variants: {
    /** `bufferUnordered` over a stream of futures. */
    async pollux(jobs) {
      const { Runtime, Stream } = await import('../../src/index.ts')
      const { TakeAll } = await import('../support/take-all.ts')
      const { OneTurn } = await import('../support/one-turn.ts')
      const runtime = new Runtime()
      const items = numbers(jobs)
      return () => runtime.blockOn(new TakeAll(Stream.from(items).map(i => new OneTurn(i)).bufferUnordered(LIMIT)))
    },

    /** Eight loops that take from one iterator: quicker than any queue of functions. */
    promises: jobs => async () => {
      let next = 0
      let sum = 0
      const loop = async (): Promise<void> => {
        while (next < jobs) {
          // In one expression, `sum` would be read before the others have added to it.
          const value = await job(next++)
          sum += value
        }
      }
      await Promise.all(Array.from({ length: LIMIT }, loop))
      return sum
    },

    async 'p-limit'(jobs) {
      const { default: pLimit } = await import('p-limit')
      const items = numbers(jobs)
      return async () => {
        let sum = 0
        for (const value of await pLimit(LIMIT).map(items, job)) sum += value
        return sum
      }
    },

    /** Which puts what must wait into an array and shifts from it: beyond some ten thousand, that is most of what it does. */
    async rxjs(jobs) {
      const { from, lastValueFrom, mergeMap, reduce } = await import('rxjs')
      const items = numbers(jobs)
      return () => lastValueFrom(from(items).pipe(mergeMap(job, LIMIT), reduce((sum, value) => sum + value, 0)))
    },

    async effect(jobs) {
      const { bounded } = await import('../support/effect-tasks.ts')
      return () => bounded(jobs, LIMIT)
    },

    /** See `../support/bare-jobs.ts`. */
    async 'plain queue'(jobs) {
      const { BareQueue } = await import('../support/bare-queue.ts')
      const { BareJobs, BarePlace } = await import('../support/bare-jobs.ts')
      return () => {
        const left = new BareJobs(jobs)
        const queue = new BareQueue()
        for (let place = 0; place < LIMIT; place++) queue.push(new BarePlace(left))
        queue.run()
        return left.sum
      }
    },
  },
}

/** What a turn costs when tasks alternate: a thousand tasks, each waking itself a hundred times. */
/* oxlint-disable unicorn/no-unnecessary-await -- to await nothing is the turn that is measured */
import type { TimeWorkload } from '../harness/workload.ts'

const TASKS = 1000

export const workload: TimeWorkload = {
  name: 'round-robin',
  title: '1,000 tasks taking turns',
  kind: 'time',
  per: 'turn',
  ops: 100_000,
  answer: turns => turns,
  baselines: { promises: 'promises', plain: 'plain queue' },
  variants: {
    async pollux(turns) {
      const { Runtime } = await import('../../src/index.ts')
      const { Turns } = await import('../support/turns.ts')
      const { SumInOrder } = await import('../support/numbered.ts')
      const runtime = new Runtime()
      return () => runtime.blockOn(new SumInOrder(Array.from({ length: TASKS }, () => runtime.spawnLocal(new Turns(turns / TASKS)))))
    },

    /** The same, watched. What the first variant pays for an observer that it might have had is a test for null a turn. */
    async 'pollux recorded'(turns) {
      const { Recorder } = await import('../../src/watch/index.ts')
      const { watchedTurns } = await import('../support/watched-turns.ts')
      return watchedTurns(new Recorder(), TASKS, turns / TASKS)
    },

    async 'pollux timed'(turns) {
      const { Recorder } = await import('../../src/watch/index.ts')
      const { watchedTurns } = await import('../support/watched-turns.ts')
      return watchedTurns(new Recorder({ clock: () => performance.now() }), TASKS, turns / TASKS)
    },

    async 'pollux counted'(turns) {
      const { Counts } = await import('../../src/watch/index.ts')
      const { watchedTurns } = await import('../support/watched-turns.ts')
      return watchedTurns(new Counts(), TASKS, turns / TASKS)
    },

    promises(turns) {
      async function task(): Promise<number> {
        let taken = 0
        while (taken < turns / TASKS) {
          await null
          taken += 1
        }
        return taken
      }
      return async () => {
        let sum = 0
        for (const taken of await Promise.all(Array.from({ length: TASKS }, task))) sum += taken
        return sum
      }
    },

    /** Coroutines in a ring, resumed by a loop. */
    generator(turns) {
      function* task(): Generator<undefined, number> {
        let taken = 0
        while (taken < turns / TASKS) {
          yield
          taken += 1
        }
        return taken
      }
      return () => {
        let sum = 0
        let ring = Array.from({ length: TASKS }, task)
        while (ring.length > 0) {
          const unfinished = []
          for (const one of ring) {
            const result = one.next()
            if (result.done) sum += result.value
            else unfinished.push(one)
          }
          ring = unfinished
        }
        return sum
      }
    },

    async 'plain queue'(turns) {
      const { BareQueue, BareTask } = await import('../support/bare-queue.ts')
      return () => {
        const queue = new BareQueue()
        for (let task = 0; task < TASKS; task++) queue.push(new BareTask(turns / TASKS))
        return queue.run()
      }
    },
  },
}

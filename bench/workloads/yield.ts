/** What a turn costs: one task that wakes itself and is polled again. */
/* oxlint-disable unicorn/no-unnecessary-await -- to await nothing is the turn that is measured */
import type { TimeWorkload } from '../harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'yield',
  title: 'one task waking itself',
  kind: 'time',
  per: 'turn',
  ops: 100_000,
  answer: turns => turns,
  baselines: { promises: 'promises', plain: 'plain queue' },
  fewer: { effect: 10, effection: 10 },
  packages: { effect: 'effect', effection: 'effection' },
  variants: {
    /** A spawned task, joined by `blockOn`. */
    async pollux(turns) {
      const { Runtime } = await import('../../src/index.ts')
      const { Turns } = await import('../support/turns.ts')
      const runtime = new Runtime()
      return () => runtime.blockOn(runtime.spawnLocal(new Turns(turns)))
    },

    /** The same future as the main future of `blockOn`, which stands outside the run queue. */
    async 'pollux main'(turns) {
      const { blockOn } = await import('../../src/index.ts')
      const { Turns } = await import('../support/turns.ts')
      return () => blockOn(new Turns(turns))
    },

    /** Awaiting a value that is no promise is the shortest way through the microtask queue. */
    promises: turns => async () => {
      let taken = 0
      while (taken < turns) {
        await null
        taken += 1
      }
      return taken
    },

    /** Callbacks instead of promises, on the same queue. */
    queueMicrotask: turns => () =>
      new Promise(resolve => {
        let taken = 0
        const step = () => {
          if (taken === turns) return resolve(taken)
          taken += 1
          queueMicrotask(step)
        }
        step()
      }),

    /** A coroutine resumed by a loop: suspends, but nothing schedules it. */
    generator: turns => () => {
      const task = (function* (): Generator<undefined, number> {
        let taken = 0
        while (taken < turns) {
          yield
          taken += 1
        }
        return taken
      })()
      for (;;) {
        const result = task.next()
        if (result.done) return result.value
      }
    },

    async effect(turns) {
      const { yields } = await import('../support/effect-tasks.ts')
      return () => yields(turns)
    },

    async effection(turns) {
      const { yields } = await import('../support/effection-tasks.ts')
      return () => yields(turns)
    },

    /** See `../support/bare-queue.ts`. */
    async 'plain queue'(turns) {
      const { BareQueue, BareTask } = await import('../support/bare-queue.ts')
      return () => {
        const queue = new BareQueue()
        queue.push(new BareTask(turns))
        return queue.run()
      }
    },
  },
}

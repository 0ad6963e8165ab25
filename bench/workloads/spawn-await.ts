/** What a task costs when one spawns it and waits for it, one by one. */
/* oxlint-disable unicorn/no-unnecessary-await -- to await nothing is the turn that is measured */
import type { TimeWorkload } from '../harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'spawn-await',
  title: 'spawn a task, await it, and again',
  kind: 'time',
  per: 'task',
  ops: 100_000,
  answer: tasks => (tasks * (tasks - 1)) / 2,
  baselines: { promises: 'promises', plain: 'plain queue' },
  fewer: { effect: 10 },
  packages: { effect: 'effect' },
  variants: {
    /** From a parent that is a task itself, as the async function of the promise variants is. */
    async pollux(tasks) {
      const { Runtime } = await import('../../src/index.ts')
      const { Numbered, OneByOne } = await import('../support/numbered.ts')
      const runtime = new Runtime()
      return () => runtime.blockOn(runtime.spawnLocal(new OneByOne(tasks, i => runtime.spawnLocal(new Numbered(i)))))
    },

    /** With `spawn`, which asks the future's `sendable` tag. */
    async 'pollux spawn'(tasks) {
      const { Runtime } = await import('../../src/index.ts')
      const { OneByOne, TaggedNumbered } = await import('../support/numbered.ts')
      const runtime = new Runtime()
      return () => runtime.blockOn(runtime.spawnLocal(new OneByOne(tasks, i => runtime.spawn(new TaggedNumbered(i)))))
    },

    /** The fair match: each goes through the queue once before it is ready. */
    promises(tasks) {
      async function task(i: number): Promise<number> {
        await null
        return i
      }
      return async () => {
        let sum = 0
        for (let i = 0; i < tasks; i++) sum += await task(i)
        return sum
      }
    },

    /** Ready when the call returns: never scheduled. */
    'promises eager'(tasks) {
      async function task(i: number): Promise<number> {
        return i
      }
      return async () => {
        let sum = 0
        for (let i = 0; i < tasks; i++) sum += await task(i)
        return sum
      }
    },

    /** Each goes through the queue of a scheduler by hand: see `../support/coroutines.ts`. */
    async generator(tasks) {
      const { Scheduler } = await import('../support/coroutines.ts')
      const { oneByOne } = await import('../support/numbered-coroutines.ts')
      const scheduler = new Scheduler()
      return () => scheduler.run(oneByOne(scheduler, tasks))
    },

    async effect(tasks) {
      const { spawnAwait } = await import('../support/effect-tasks.ts')
      return () => spawnAwait(tasks)
    },

    /** Parent and child take turns in a bare queue: see `../support/bare-spawn.ts`. */
    async 'plain queue'(tasks) {
      const { BareQueue } = await import('../support/bare-queue.ts')
      const { BareParent } = await import('../support/bare-spawn.ts')
      return () => {
        const queue = new BareQueue()
        const parent = new BareParent(tasks)
        queue.push(parent)
        queue.run()
        return parent.sum
      }
    },
  },
}

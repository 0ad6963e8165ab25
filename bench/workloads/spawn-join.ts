/** What a task costs from spawn to join: a million of them alive at once. */
import type { TimeWorkload } from '../harness/workload.ts'
import { eager, joinAtOnce, joinInOrder, suspending } from '../support/join-promises.ts'

export const workload: TimeWorkload = {
  name: 'spawn-join',
  title: 'spawn a million tasks, then join them all',
  kind: 'time',
  per: 'task',
  ops: 1_000_000,
  quickOps: 100_000,
  minSamples: 4,
  largest: 1_000_000,
  answer: tasks => (tasks * (tasks - 1)) / 2,
  baselines: { promises: 'promises', plain: 'plain objects' },
  packages: { effect: 'effect', effection: 'effection' },
  fewer: { effect: 10, effection: 100 },
  variants: {
    async pollux(tasks) {
      const { Runtime } = await import('../../src/index.ts')
      const { Numbered, SumInOrder } = await import('../support/numbered.ts')
      const runtime = new Runtime()
      return () => {
        const handles = []
        for (let i = 0; i < tasks; i++) handles.push(runtime.spawnLocal(new Numbered(i)))
        return runtime.blockOn(new SumInOrder(handles))
      }
    },

    /** With `spawn`, which asks the future's `sendable` tag. */
    async 'pollux spawn'(tasks) {
      const { Runtime } = await import('../../src/index.ts')
      const { SumInOrder, TaggedNumbered } = await import('../support/numbered.ts')
      const runtime = new Runtime()
      return () => {
        const handles = []
        for (let i = 0; i < tasks; i++) handles.push(runtime.spawn(new TaggedNumbered(i)))
        return runtime.blockOn(new SumInOrder(handles))
      }
    },

    async 'pollux joinAll'(tasks) {
      const { joinAll, Runtime } = await import('../../src/index.ts')
      const { Numbered } = await import('../support/numbered.ts')
      const runtime = new Runtime()
      return () => {
        const handles = []
        for (let i = 0; i < tasks; i++) handles.push(runtime.spawnLocal(new Numbered(i)))
        return sum(runtime.blockOn(joinAll(handles)))
      }
    },

    /** The fair match: each goes through the queue once, as a spawned task does, and they are awaited in order. */
    promises(tasks) {
      return () => joinInOrder(tasks, suspending)
    },

    'promises all'(tasks) {
      return () => joinAtOnce(tasks, suspending)
    },

    /** A callback on a resolved promise: goes through the queue too, but cannot wait for anything after that. */
    'promises then'(tasks) {
      const same = (i: number) => i
      return () => joinInOrder(tasks, i => Promise.resolve(i).then(same))
    },

    /** An async function runs inside the call until its first `await`: these never wait, and are never scheduled. */
    'promises eager'(tasks) {
      return () => joinInOrder(tasks, eager)
    },

    'promises eager all'(tasks) {
      return () => joinAtOnce(tasks, eager)
    },

    /** Each goes through the queue of a scheduler by hand: see `../support/coroutines.ts`. */
    async generator(tasks) {
      const { Scheduler } = await import('../support/coroutines.ts')
      const { sumInOrder } = await import('../support/numbered-coroutines.ts')
      const scheduler = new Scheduler()
      return () => scheduler.run(sumInOrder(scheduler, tasks))
    },

    async effect(tasks) {
      const { spawnJoin } = await import('../support/effect-tasks.ts')
      return () => spawnJoin(tasks)
    },

    async effection(tasks) {
      const { spawnJoin } = await import('../support/effection-tasks.ts')
      return () => spawnJoin(tasks)
    },

    /** As many objects of a task's size, pushed and then summed: what V8 asks for the memory alone. */
    'plain objects'(tasks) {
      class Plain {
        readonly value: number
        readonly a: null
        readonly b: null
        readonly c: null
        readonly d: number
        readonly e: number

        constructor(value: number) {
          this.value = value
          this.a = this.b = this.c = null
          this.d = this.e = 0
        }
      }
      return () => {
        const objects = []
        for (let i = 0; i < tasks; i++) objects.push(new Plain(i))
        let total = 0
        for (const { value } of objects) total += value
        return total
      }
    },
  },
}

function sum(values: readonly number[]): number {
  let total = 0
  for (const value of values) total += value
  return total
}

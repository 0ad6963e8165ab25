/** What a task costs in a tree: a million leaves, each a task, below nodes that are tasks too and await ten children. */
/* oxlint-disable unicorn/no-unnecessary-await -- to await nothing is the turn that is measured */
import type { TimeWorkload } from '../harness/workload.ts'
import { BRANCHES } from '../support/skynet-size.ts'

export const workload: TimeWorkload = {
  name: 'skynet',
  title: 'a tree of tasks with a million leaves',
  kind: 'time',
  per: 'leaf',
  ops: 1_000_000,
  quickOps: 100_000,
  minSamples: 4,
  largest: 1_000_000,
  answer: leaves => (leaves * (leaves - 1)) / 2,
  baselines: { promises: 'promises', plain: 'plain queue' },
  fewer: { effect: 10 },
  packages: { effect: 'effect' },
  variants: {
    async pollux(leaves) {
      const { Runtime } = await import('../../src/index.ts')
      const { Skynet } = await import('../support/skynet.ts')
      const runtime = new Runtime()
      return () => runtime.blockOn(runtime.spawnLocal(new Skynet(runtime, 0, leaves)))
    },

    /** The fair match: every node goes through the queue once before it does anything, and awaits its children in order. */
    promises: leaves => () => scheduled(0, leaves),

    /** Leaves that are ready when the call returns, under nodes that run inside it: nothing is scheduled. */
    'promises eager': leaves => () => eager(0, leaves),

    'promises all': leaves => () => allAtOnce(0, leaves),

    async effect(leaves) {
      const { skynet } = await import('../support/effect-tasks.ts')
      return () => skynet(leaves)
    },

    /** See `../support/plain-skynet.ts`. */
    async 'plain queue'(leaves) {
      const { BareQueue } = await import('../support/bare-queue.ts')
      const { PlainSkynet } = await import('../support/plain-skynet.ts')
      return () => {
        const queue = new BareQueue()
        const root = new PlainSkynet(null, 0, leaves)
        queue.push(root)
        queue.run()
        return root.sum
      }
    },
  },
}

async function scheduled(number: number, size: number): Promise<number> {
  await null
  if (size === 1) return number
  const each = size / BRANCHES
  const children = []
  for (let i = 0; i < BRANCHES; i++) children.push(scheduled(number + i * each, each))
  let sum = 0
  for (const child of children) sum += await child
  return sum
}

async function eager(number: number, size: number): Promise<number> {
  if (size === 1) return number
  const each = size / BRANCHES
  const children = []
  for (let i = 0; i < BRANCHES; i++) children.push(eager(number + i * each, each))
  let sum = 0
  for (const child of children) sum += await child
  return sum
}

async function allAtOnce(number: number, size: number): Promise<number> {
  await null
  if (size === 1) return number
  const each = size / BRANCHES
  let sum = 0
  for (const value of await Promise.all(Array.from({ length: BRANCHES }, (_, i) => allAtOnce(number + i * each, each)))) sum += value
  return sum
}

/** What an item costs that goes from one task to another through a channel with room for 128. */
import type { TimeWorkload } from '../harness/workload.ts'

const CAPACITY = 128

export const workload: TimeWorkload = {
  name: 'mpsc',
  title: 'a flow through a bounded channel of 128',
  kind: 'time',
  per: 'item',
  ops: 500_000,
  answer: items => (items * (items - 1)) / 2,
  baselines: { promises: 'promises', plain: 'plain queue' },
  packages: { effect: 'effect' },
  fewer: { effect: 10 },
  variants: {
    /** `send` and `recv`, an item each: see `../support/flow.ts`. */
    async pollux(items) {
      const { Runtime } = await import('../../src/index.ts')
      const { mpsc } = await import('../../src/sync/index.ts')
      const { Consumer, Producer } = await import('../support/flow.ts')
      const runtime = new Runtime()
      return () => {
        const [tx, rx] = mpsc<number>(CAPACITY)
        runtime.spawnLocal(new Producer(items, tx))
        return runtime.blockOn(runtime.spawnLocal(new Consumer(rx)))
      }
    },

    /** With `recvMany`. */
    async 'pollux recvMany'(items) {
      const { Runtime } = await import('../../src/index.ts')
      const { mpsc } = await import('../../src/sync/index.ts')
      const { BatchConsumer, Producer } = await import('../support/flow.ts')
      const runtime = new Runtime()
      return () => {
        const [tx, rx] = mpsc<number>(CAPACITY)
        runtime.spawnLocal(new Producer(items, tx))
        return runtime.blockOn(runtime.spawnLocal(new BatchConsumer(rx)))
      }
    },

    /** Both sides await each item. */
    async promises(items) {
      const { PromiseChannel } = await import('../support/promise-channel.ts')
      return async () => {
        const channel = new PromiseChannel(CAPACITY)
        const produce = async (): Promise<void> => {
          for (let i = 0; i < items; i++) await channel.send(i)
        }
        const produced = produce()
        let sum = 0
        for (let i = 0; i < items; i++) sum += await channel.recv()
        await produced
        return sum
      }
    },

    /** They await only where the channel is full, or empty. */
    async 'promises if pending'(items) {
      const { PromiseChannel } = await import('../support/promise-channel.ts')
      return async () => {
        const channel = new PromiseChannel(CAPACITY)
        const produce = async (): Promise<void> => {
          for (let i = 0; i < items; i++) while (!channel.trySend(i)) await channel.room()
        }
        const produced = produce()
        let sum = 0
        for (let i = 0; i < items; i++) {
          while (channel.isEmpty) await channel.item()
          sum += channel.shift()
        }
        await produced
        return sum
      }
    },

    /** Two fibers around a bounded queue. */
    async effect(items) {
      const { flow } = await import('../support/effect-tasks.ts')
      return () => flow(items, CAPACITY)
    },

    /** Two steps of a bare queue around a ring: see `../support/bare-channel.ts`. */
    async 'plain queue'(items) {
      const { BareQueue } = await import('../support/bare-queue.ts')
      const { BareChannel, BareConsumer, BareProducer } = await import('../support/bare-channel.ts')
      return () => {
        const channel = new BareChannel(CAPACITY)
        const consumer = new BareConsumer(channel)
        const queue = new BareQueue()
        queue.push(consumer)
        queue.push(new BareProducer(channel, items))
        queue.run()
        return consumer.sum
      }
    },
  },
}

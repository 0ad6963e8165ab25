/** What it costs to hand a value to another task and have it back: two tasks, two channels of one. */
import type { TimeWorkload } from '../harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'ping-pong',
  title: 'ping-pong over channels of one',
  kind: 'time',
  per: 'round trip',
  ops: 100_000,
  answer: rounds => (rounds * (rounds - 1)) / 2,
  baselines: { promises: 'promises', plain: 'plain queue' },
  fewer: { effect: 10 },
  packages: { effect: 'effect' },
  variants: {
    /** Two tasks: see `../support/ping-pong.ts`. */
    async pollux(rounds) {
      const { Runtime } = await import('../../src/index.ts')
      const { players } = await import('../support/ping-pong.ts')
      const runtime = new Runtime()
      return () => {
        const [server, returner] = players(rounds)
        const handle = runtime.spawnLocal(returner)
        const sum = runtime.blockOn(runtime.spawnLocal(server))
        handle.abort()
        return sum
      }
    },

    /** Async functions on both sides, and a channel whose `send` and `recv` are such, too. */
    async promises(rounds) {
      const { PromiseChannel } = await import('../support/promise-channel.ts')
      return async () => {
        const [ping, pong] = [new PromiseChannel(1), new PromiseChannel(1)]
        const returner = async (): Promise<void> => {
          for (let i = 0; i < rounds; i++) await pong.send(await ping.recv())
        }
        const returned = returner()
        let sum = 0
        for (let i = 0; i < rounds; i++) {
          await ping.send(i)
          sum += await pong.recv()
        }
        await returned
        return sum
      }
    },

    /** The same, awaiting only where there is nothing to be had yet. */
    async 'promises if pending'(rounds) {
      const { PromiseChannel } = await import('../support/promise-channel.ts')
      return async () => {
        const [ping, pong] = [new PromiseChannel(1), new PromiseChannel(1)]
        const returner = async (): Promise<void> => {
          for (let i = 0; i < rounds; i++) {
            while (ping.isEmpty) await ping.item()
            const item = ping.shift()
            while (!pong.trySend(item)) await pong.room()
          }
        }
        const returned = returner()
        let sum = 0
        for (let i = 0; i < rounds; i++) {
          while (!ping.trySend(i)) await ping.room()
          while (pong.isEmpty) await pong.item()
          sum += pong.shift()
        }
        await returned
        return sum
      }
    },

    /** Two fibers, two queues of one. */
    async effect(rounds) {
      const { pingPong } = await import('../support/effect-tasks.ts')
      return () => pingPong(rounds)
    },

    /** Two steps of a bare queue: see `../support/bare-channel.ts`. */
    async 'plain queue'(rounds) {
      const { BareQueue } = await import('../support/bare-queue.ts')
      const { BareChannel, BarePlayer } = await import('../support/bare-channel.ts')
      return () => {
        const [ping, pong] = [new BareChannel(1), new BareChannel(1)]
        const [server, returner] = [new BarePlayer(pong, ping, rounds), new BarePlayer(ping, pong, -1)]
        const queue = new BareQueue()
        queue.push(returner)
        queue.push(server)
        queue.run()
        return server.sum
      }
    },
  },
}

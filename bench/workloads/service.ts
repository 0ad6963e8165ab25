/** What layers cost: a service that is ready at once, bare and in stacks of one, three and five, called by one caller. */
import type { TimeVariant, TimeWorkload } from '../harness/workload.ts'

type Layers = 0 | 1 | 3 | 5

/** `pollReady`, `call`, and the response polled, one call after the other, in a task. */
function pollux(layers: Layers): TimeVariant {
  return async calls => {
    const { Runtime } = await import('../../src/index.ts')
    const { CallLoop, stacks } = await import('../support/service-calls.ts')
    const runtime = new Runtime()
    const service = stacks[layers]()
    return () => runtime.blockOn(runtime.spawnLocal(new CallLoop(service, calls)))
  }
}

function promises(layers: Layers): TimeVariant {
  return async calls => {
    const { stacks } = await import('../support/promise-middleware.ts')
    const handler = stacks[layers]()
    return async () => {
      let last = 0
      while (last < calls) last = await handler(last)
      return last
    }
  }
}

export const workload: TimeWorkload = {
  name: 'service',
  title: 'a call through layers: 5, if it is not said',
  kind: 'time',
  per: 'call',
  ops: 1_000_000,
  answer: calls => calls,
  baselines: { promises: 'promises', plain: 'plain' },
  variants: {
    pollux: pollux(5),
    'pollux 3 layers': pollux(3),
    'pollux 1 layer': pollux(1),
    'pollux bare': pollux(0),

    /** Through `oneshotCall`, which lets callers of one instance take turns. */
    async 'pollux oneshotCall'(calls) {
      const { Runtime } = await import('../../src/index.ts')
      const { OneshotLoop, stacks } = await import('../support/service-calls.ts')
      const runtime = new Runtime()
      const service = stacks[5]()
      return () => runtime.blockOn(runtime.spawnLocal(new OneshotLoop(service, calls)))
    },

    promises: promises(5),
    'promises 3 layers': promises(3),
    'promises 1 layer': promises(1),
    'promises bare': promises(0),

    /** What the five layers do, in one function. */
    plain: calls => () => {
      let [inside, logged, last] = [0, 0, 0]
      const call = (request: number): number => {
        if (inside === 8) throw new Error('overloaded')
        inside++
        logged += request
        try {
          return request + 1
        } finally {
          inside--
        }
      }
      while (last < calls) last = call(last)
      return logged < 0 ? -1 : last
    },
  },
}

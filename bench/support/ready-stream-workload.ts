/** The workloads of ready streams, which differ in how many operators an item passes. */
import type { TimeVariant, TimeWorkload } from '../harness/workload.ts'
import { answerOf, itemsOf, operators, sum, type Operators } from './ready-items.ts'

type Rivals = typeof import('./ready-rivals.ts')

/** `more`: further variants of pollux. */
export function readyStream(name: string, title: string, count: Operators, more: TimeWorkload['variants'] = {}): TimeWorkload {
  const rival = (form: keyof Rivals): TimeVariant => async n => (await import('./ready-rivals.ts'))[form](count)(n)
  return {
    name,
    title,
    kind: 'time',
    per: 'item',
    ops: 100_000,
    answer: answerOf(count),
    baselines: { promises: 'async generators', plain: 'plain loop' },
    packages: { rxjs: 'rxjs', ix: 'ix', 'ix async': 'ix' },
    variants: {
      /** Run by the runtime, as a main future: the budget is spent and renewed. */
      pollux: polluxStream(count),
      ...more,
      'async generators': rival('asyncGenerators'),
      'ix async': rival('ixAsync'),
      ix: rival('ix'),
      rxjs: rival('rxjs'),
      generators: rival('generators'),
      arrays: rival('arrays'),
      async 'plain loop'(n) {
        const { loops } = await import('./ready-loops.ts')
        const items = itemsOf(n)
        const loop = loops[count]
        return () => loop(items)
      },
    },
  }
}

/** `operators(count)` as stream operators, over an array. */
function polluxStream(count: Operators): TimeVariant {
  return async n => {
    const { blockOn } = await import('../../src/runtime/index.ts')
    const { Stream } = await import('../../src/iterators/index.ts')
    const items = itemsOf(n)
    return () => {
      let stream = Stream.from(items)
      for (const one of operators(count)) stream = 'map' in one ? stream.map(one.map) : stream.filter(one.filter)
      return blockOn(stream.reduce(sum, 0))
    }
  }
}

/** What an item costs on its way through a stream of operators when everything is there already. */
import type { Run, TimeWorkload } from '../harness/workload.ts'

const addOne = (x: number): number => x + 1
const twice = (x: number): number => x * 2
const lessTen = (x: number): number => x - 10
const sum = (state: number, x: number): number => (state + x) | 0

const itemsOf = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

function answer(n: number): number {
  let state = 0
  for (let x = 0; x < n; x++) state = sum(state, lessTen(twice(addOne(x))))
  return state
}

export const workload: TimeWorkload = {
  name: 'ready-stream',
  title: 'three maps over items that are there, summed',
  kind: 'time',
  per: 'item',
  ops: 100_000,
  answer,
  baselines: { promises: 'async generators', plain: 'plain loop' },
  variants: {
    /** Run by the runtime, as a main future: the budget is spent and renewed. */
    async pollux(n) {
      const { blockOn } = await import('../../src/runtime/index.ts')
      const { Stream } = await import('../../src/iterators/index.ts')
      const items = itemsOf(n)
      return () => blockOn(Stream.from(items).map(addOne).map(twice).map(lessTen).reduce(sum, 0))
    },

    /** The same, polled once by hand: no runtime, and no budget. */
    async 'pollux by hand'(n) {
      const { contextFrom, noopWaker } = await import('../../src/future/index.ts')
      const { Stream } = await import('../../src/iterators/index.ts')
      const items = itemsOf(n)
      const cx = contextFrom(noopWaker())
      return () => Stream.from(items).map(addOne).map(twice).map(lessTen).reduce(sum, 0).poll(cx) as number
    },

    /** Operators that do not become one stage, as maps do. */
    async 'pollux unfused'(n) {
      const { blockOn } = await import('../../src/runtime/index.ts')
      const { Stream } = await import('../../src/iterators/index.ts')
      const items = itemsOf(n)
      return () => blockOn(Stream.from(items).map(addOne).inspect(nothing).map(twice).inspect(nothing).map(lessTen).reduce(sum, 0))
    },

    /** Ten operators, seven of which change nothing. */
    async 'pollux ten'(n) {
      const { blockOn } = await import('../../src/runtime/index.ts')
      const { Stream } = await import('../../src/iterators/index.ts')
      const items = itemsOf(n)
      const idle = (x: number): number => x
      return () => {
        let stream = Stream.from(items).map(addOne).map(twice).map(lessTen)
        for (let i = 0; i < 7; i++) stream = i % 2 === 0 ? stream.map(idle) : stream.filter(isNumber)
        return blockOn(stream.reduce(sum, 0))
      }
    },

    /** Over the array's own iterator, behind a function so that it is not seen to be one. */
    async 'pollux iterable'(n) {
      const { blockOn } = await import('../../src/runtime/index.ts')
      const { Stream } = await import('../../src/iterators/index.ts')
      const items = itemsOf(n)
      const iterable = { [Symbol.iterator]: () => items[Symbol.iterator]() }
      return () => blockOn(Stream.from(iterable).map(addOne).map(twice).map(lessTen).reduce(sum, 0))
    },

    'async generators'(n) {
      const items = itemsOf(n)
      async function* mapped(source: AsyncIterable<number> | Iterable<number>, fn: (x: number) => number): AsyncGenerator<number> {
        for await (const x of source) yield fn(x)
      }
      return async () => {
        let state = 0
        for await (const x of mapped(mapped(mapped(items, addOne), twice), lessTen)) state = sum(state, x)
        return state
      }
    },

    generators(n): Run {
      const items = itemsOf(n)
      function* mapped(source: Iterable<number>, fn: (x: number) => number): Generator<number> {
        for (const x of source) yield fn(x)
      }
      return () => {
        let state = 0
        for (const x of mapped(mapped(mapped(items, addOne), twice), lessTen)) state = sum(state, x)
        return state
      }
    },

    arrays(n): Run {
      const items = itemsOf(n)
      return () => items.map(addOne).map(twice).map(lessTen).reduce(sum, 0)
    },

    'plain loop'(n): Run {
      const items = itemsOf(n)
      return () => {
        let state = 0
        for (const x of items) state = sum(state, lessTen(twice(addOne(x))))
        return state
      }
    },
  },
}

function nothing(): void {}

function isNumber(x: unknown): boolean {
  return typeof x === 'number'
}

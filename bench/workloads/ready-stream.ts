/** What an item costs on its way through a stream of three operators when everything is there already. */
import { addOne, itemsOf, lessTen, sum, twice } from '../support/ready-items.ts'
import { readyStream } from '../support/ready-stream-workload.ts'

export const workload = readyStream('ready-stream', 'three maps over items that are there, summed', 3, {
  /** Polled once by hand: no runtime, and no budget. */
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

  /** Over the array's own iterator, behind a function so that it is not seen to be one. */
  async 'pollux iterable'(n) {
    const { blockOn } = await import('../../src/runtime/index.ts')
    const { Stream } = await import('../../src/iterators/index.ts')
    const items = itemsOf(n)
    const iterable = { [Symbol.iterator]: () => items[Symbol.iterator]() }
    return () => blockOn(Stream.from(iterable).map(addOne).map(twice).map(lessTen).reduce(sum, 0))
  },
})

function nothing(): void {}

/** The operator under `stream.buffered(n)`: so many futures of a stream at once, their outputs in the stream's order. */
import type { Future } from '../future/future.ts'
import { BufferedMachine, requireLimit } from './buffered-machine.ts'
import { FuturesOrderedCore } from './futures-ordered-core.ts'
import type { PollNext } from './stream.ts'

/**
 * Runs the futures that `source` gives, at most `n` in flight, and gives their outputs in the order of the source. A future
 * counts until its output is handed on. Owns `source`.
 *
 * Rust: `StreamExt::buffered`.
 *
 * @throws RangeError if `n` is not at least 1; from its poll, whatever the source or a future throws.
 * @example
 * Stream.from(urls).map(fetchPage).buffered(4) // four requests at a time, pages in the order of the urls
 */
export class Buffered<T> extends BufferedMachine<T> {
  constructor(source: PollNext<Future<T>>, n: number) {
    requireLimit(n, 'buffered')
    super('Buffered', source, n, new FuturesOrderedCore<T>('Buffered'))
  }
}

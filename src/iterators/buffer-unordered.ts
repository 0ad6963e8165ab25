/** The operator under `stream.bufferUnordered(n)`: so many futures of a stream at once, their outputs as they come. */
import type { Future } from '../future/future.ts'
import { BufferedMachine, requireLimit } from './buffered-machine.ts'
import { FuturesUnorderedCore } from './futures-unordered-core.ts'
import type { PollNext } from './stream.ts'

/**
 * Runs the futures that `source` gives, at most `n` in flight, and gives their outputs in the order in which they finish.
 * Owns `source`.
 *
 * Rust: `StreamExt::buffer_unordered`.
 *
 * @throws RangeError if `n` is not at least 1; from its poll, whatever the source or a future throws.
 * @example
 * Stream.from(urls).map(fetchPage).bufferUnordered(4) // four requests at a time, the quickest page first
 */
export class BufferUnordered<T> extends BufferedMachine<T> {
  constructor(source: PollNext<Future<T>>, n: number) {
    requireLimit(n, 'bufferUnordered')
    super('BufferUnordered', source, n, new FuturesUnorderedCore<T>('BufferUnordered'))
  }
}

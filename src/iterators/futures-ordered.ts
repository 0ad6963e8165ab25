/** `FuturesOrdered`: a queue of futures as the stream of their outputs, in the order of the queue. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Done, Poll } from '../future/poll.ts'
import { FuturesOrderedCore } from './futures-ordered-core.ts'
import { FuturesSet } from './futures-set.ts'
import { takeFutures } from './futures-unordered-taken.ts'

/**
 * As `FuturesUnordered`, all children running concurrently, but an output is handed on only after those of all that are
 * before it in the queue; until then it is kept. So one slow child at the front holds back everything behind it, and
 * what piles up is as much as was pushed.
 *
 * A throw does not wait for its turn: it comes out of the poll that met it, and the queue closes up and goes on.
 * Disposing the queue disposes, in its order, the children and the outputs that nobody got.
 *
 * Rust: `futures::stream::FuturesOrdered`.
 *
 * @example
 * const chunks = new FuturesOrdered(offsets.map(readChunk))
 * for (let chunk; (chunk = blockOn(chunks.next())) !== Done; ) out.write(chunk)
 */
export class FuturesOrdered<T> extends FuturesSet<T, FuturesOrderedCore<T>> {
  /**
   * @param futures taken from the iterable at once; the queue owns them, unpolled.
   * @throws TypeError if it is not iterable, or has something in it that is no future; all stay with the caller then.
   */
  constructor(futures: Iterable<Future<T>> = []) {
    super(new FuturesOrderedCore('FuturesOrdered'))
    for (const future of takeFutures(futures, 'FuturesOrdered')) this.core.push(future)
  }

  /** Children that have not finished, and outputs that wait for their turn. */
  get size(): number {
    return this.core.size
  }

  /**
   * Puts `future` at the end of the queue, unpolled, and wakes the task that waits for the queue. On a queue that was
   * disposed, the future is disposed.
   *
   * Rust: `push_back`.
   *
   * @throws TypeError, BorrowError as `FuturesUnordered.push`.
   */
  push(future: Future<T>): void {
    this.core.push(future)
  }

  /**
   * As `push`, at the front: its output is the next to be handed on, unless another is put before it.
   *
   * @throws TypeError, BorrowError as `FuturesUnordered.push`.
   */
  pushFront(future: Future<T>): void {
    this.core.pushFront(future)
  }

  pollNext(cx: Context): Poll<T | Done> {
    return this.core.pollNext(cx)
  }
}

/** `FuturesUnordered`: a set of futures as the stream of their outputs, in the order in which they finish. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Done, Poll } from '../future/poll.ts'
import { FuturesUnorderedCore } from './futures-unordered-core.ts'
import { FuturesSet } from './futures-set.ts'
import { takeFutures } from './futures-unordered-taken.ts'

/**
 * Any number of futures, run concurrently inside the task that polls the set; each output is an item as soon as it is
 * there. Only children whose wakers were called are polled, so a hundred thousand that wait cost nothing; a push and an
 * end cost the same in a small set and a big one, and a poll allocates nothing.
 *
 * A poll of the set polls children, each at most once and so no more than `size`, until one has finished. It stops early
 * when the task's budget is spent. When children are left that were woken meanwhile, it asks for another poll.
 *
 * It gives `Done` when it is empty, and goes on after a later `push`. A child's throw comes out of the poll that met it;
 * that child is gone, and the set goes on. Disposing the set disposes the children in the order in which they were pushed.
 *
 * A set is for futures that belong to one task and share its turns; tasks of their own are in a `JoinSet`.
 *
 * Rust: `futures::stream::FuturesUnordered`.
 *
 * @example
 * const pages = new FuturesUnordered(urls.map(fetchPage))
 * for (let page; (page = blockOn(pages.next())) !== Done; ) {
 *   show(page)
 *   for (const url of page.links) pages.push(fetchPage(url))
 * }
 */
export class FuturesUnordered<T> extends FuturesSet<T, FuturesUnorderedCore<T>> {
  /**
   * @param futures taken from the iterable at once; the set owns them, unpolled.
   * @throws TypeError if it is not iterable, or has something in it that is no future; all stay with the caller then.
   */
  constructor(futures: Iterable<Future<T>> = []) {
    super(new FuturesUnorderedCore('FuturesUnordered'))
    for (const future of takeFutures(futures, 'FuturesUnordered')) this.core.push(future)
  }

  /** Children in the set. */
  get size(): number {
    return this.core.size
  }

  /**
   * Gives `future` to the set, which does not poll it yet, and wakes the task that waits for the set. Children may push
   * from inside their polls. On a set that was disposed, the future is disposed.
   *
   * @throws TypeError for what is no future; BorrowError for one that is in the set and has not finished. (In a set of more
   *   than thirty it may come out of the poll that meets the second place instead: whenever what the future waits on compares
   *   wakers with `willWake`, as everything here does. One written by hand that does not is not seen, and never ends there.)
   */
  push(future: Future<T>): void {
    this.core.push(future)
  }

  pollNext(cx: Context): Poll<T | Done> {
    return this.core.pollNext(cx)
  }
}

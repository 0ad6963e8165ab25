/** The methods of a stream that take all its items: each gives a future that owns the stream. */
import type { Future } from '../future/future.ts'
import { refusePending } from '../future/poll.ts'
import { Count } from './consumers/count.ts'
import { ForEach } from './consumers/for-each.ts'
import { Reduce } from './consumers/reduce.ts'
import { Search } from './consumers/search.ts'
import { ToArray } from './consumers/to-array.ts'
import { requireFunction } from './operators/own.ts'
import type { Stage } from './operators/stage.ts'

/**
 * What `Stream` says of its consumers. For all of them: the stream is moved into the future, which does nothing before its first poll;
 * it spends one of the task's budget an item; a throw of the stream or of a function is the future's, and the stream has been
 * disposed by then, as it has when an answer is found early; disposing the future disposes the stream. A function that returns a
 * promise fails it with a TypeError, since nobody would wait for that.
 *
 * All throw, at the call: BorrowError if the stream was moved before or is lent, TypeError for what is no function.
 */
export abstract class StreamConsumers<T> {
  /**
   * For operators and consumers: the chain, which is theirs from now on.
   *
   * @param where the method that takes it, for errors.
   * @throws BorrowError if it was moved before, or is lent.
   */
  abstract moveOut(where: string): Stage<T>

  /** Throws what {@link StreamConsumers.moveOut} would throw, and moves nothing. */
  abstract mayMove(where: string): void

  /**
   * All items, in order. They are dropped if they cannot be handed on, since a later one failed.
   *
   * Rust: `StreamExt::collect::<Vec<_>>`.
   *
   * @example
   * blockOn(Stream.from([1, 2, 3]).map(x => x * x).toArray()) // [1, 4, 9]
   */
  toArray(): Future<T[]> {
    return new ToArray(this.moveOut('toArray'))
  }

  /**
   * One value of all items: `fn(… fn(fn(init, a), b) …)`; `init` if there is none.
   *
   * Rust: `StreamExt::fold`.
   *
   * @example
   * blockOn(Stream.from([1, 2, 3]).reduce((sum, x) => sum + x, 0)) // 6
   */
  reduce<A>(fn: (state: A, item: T) => A, init: A): Future<A> {
    requireFunction(fn, 'reduce')
    refusePending(init, 'reduce')
    return new Reduce(this.moveOut('reduce'), fn, init)
  }

  /**
   * Calls `fn` with each item. If that returns a future, the future is finished before the next item is asked for: that is
   * how a slow sink holds a stream back.
   *
   * Rust: `StreamExt::for_each`.
   *
   * @example
   * lines.forEach(line => console.log(line))
   * lines.forEach(line => sender.send(line)) // waits while the channel is full
   */
  forEach(fn: (item: T) => unknown): Future<void> {
    requireFunction(fn, 'forEach')
    return new ForEach(this.moveOut('forEach'), fn)
  }

  /**
   * Whether `fn` is true of an item; asks for no more once it is. False of no items.
   *
   * Rust: `StreamExt::any`.
   *
   * @example
   * blockOn(Stream.from([1, 2, 3]).some(x => x > 1)) // true
   */
  some(fn: (item: T) => unknown): Future<boolean> {
    requireFunction(fn, 'some')
    return new Search(this.moveOut('some'), 'some', fn)
  }

  /**
   * Whether `fn` is true of every item; asks for no more once it is not. True of no items.
   *
   * Rust: `StreamExt::all`.
   *
   * @example
   * blockOn(Stream.from([1, 2, 3]).every(x => x > 1)) // false
   */
  every(fn: (item: T) => unknown): Future<boolean> {
    requireFunction(fn, 'every')
    return new Search(this.moveOut('every'), 'every', fn)
  }

  /**
   * The first item of which `fn` is true, or `undefined`; asks for no more once it has it, and drops those before it.
   *
   * Rust: `Iterator::find`.
   *
   * @example
   * blockOn(Stream.from([1, 2, 3]).find(x => x > 1)) // 2
   */
  find<U extends T>(fn: (item: T) => item is U): Future<U | undefined>
  find(fn: (item: T) => unknown): Future<T | undefined>
  find(fn: (item: T) => unknown): Future<T | undefined> {
    requireFunction(fn, 'find')
    return new Search(this.moveOut('find'), 'find', fn)
  }

  /**
   * How many items there are. Drops them.
   *
   * Rust: `StreamExt::count`.
   *
   * @example
   * blockOn(Stream.from('abc').count()) // 3
   */
  count(): Future<number> {
    return new Count(this.moveOut('count'))
  }
}

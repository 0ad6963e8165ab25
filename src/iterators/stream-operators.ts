/** The methods of a stream that give another stream. Each makes one stage, of the same name, in `operators/`. */
import type { Context } from '../future/context.ts'
import type { Future, Output } from '../future/future.ts'
import { refuseAnswer, type Done, type Poll } from '../future/poll.ts'
import { requireDuration } from '../time/duration.ts'
import { BufferUnordered } from './buffer-unordered.ts'
import { requireLimit } from './buffered-machine.ts'
import { Buffered } from './buffered.ts'
import { Chain } from './operators/chain.ts'
import { Chunks } from './operators/chunks.ts'
import { DropWhile } from './operators/drop-while.ts'
import { Drop } from './operators/drop.ts'
import { Enumerate } from './operators/enumerate.ts'
import { FilterMap } from './operators/filter-map.ts'
import { Filter } from './operators/filter.ts'
import { FlatMap } from './operators/flat-map.ts'
import { Inspect } from './operators/inspect.ts'
import { mapStage } from './operators/map.ts'
import { ownStream, requireCount, requireFunction, requireMovable } from './operators/own.ts'
import { Scan } from './operators/scan.ts'
import type { Stage } from './operators/stage.ts'
import { TakeWhile } from './operators/take-while.ts'
import { Take } from './operators/take.ts'
import { Throttle } from './operators/throttle.ts'
import { StreamTimeout } from './operators/timeout.ts'
import { Zip } from './operators/zip.ts'
import { Source } from './sources/source.ts'
import { StreamConsumers } from './stream-consumers.ts'
import type { Item, PollNext, Stream } from './stream.ts'

/** A stream of futures. So few members, that the compiler's refusal of another stream begins with what it gives. */
interface OfFutures<U> {
  pollNext(cx: Context): Poll<Future<U> | Done>
}

/** A stream of futures of several outputs. TypeScript looks for one `U` that fits all, and makes no union of them. */
interface OfMixed<F> {
  pollNext(cx: Context): Poll<F | Done>
}

/**
 * What `Stream` says of its operators. For all of them:
 *
 * - the stream is **moved** into the new one, and so is a stream given as an argument. Using it afterwards throws;
 * - nothing is polled, and no function called, before the new stream is polled;
 * - an item is asked for when one is wanted, and unless the operator says so none is held;
 * - a throw, of a source or of a function, finishes the new stream, and every source has been disposed when it gets out;
 * - a stream that ends early has disposed its sources by then; disposing it disposes them.
 *
 * All throw, at the call and before anything is moved: TypeError for an argument of another kind, RangeError for a number out of
 * range, BorrowError if the stream was moved before or is lent.
 */
export abstract class StreamOperators<T> extends StreamConsumers<T> {
  /** The stream around a chain. */
  protected abstract around<U>(stage: Stage<U>): Stream<U>

  /** Each item, changed by `fn`, to which it belongs. Rust: `StreamExt::map`. */
  map<U>(fn: (item: T) => U): Stream<U> {
    requireFunction(fn, 'map')
    return this.around(mapStage(this.moveOut('map'), fn))
  }

  /** The items of which `fn` is true; the others are dropped, and spend budget. Rust: `StreamExt::filter`. */
  filter<U extends T>(fn: (item: T) => item is U): Stream<U>
  filter(fn: (item: T) => unknown): Stream<T>
  filter(fn: (item: T) => unknown): Stream<T> {
    requireFunction(fn, 'filter')
    return this.around(new Filter(this.moveOut('filter'), fn))
  }

  /**
   * Each item changed by `fn`, skipped where that gives `undefined`. Rust: `StreamExt::filter_map`.
   *
   * @example
   * Stream.from(['1', 'x', '3']).filterMap(s => Number(s) || undefined) // 1, 3
   */
  filterMap<U>(fn: (item: T) => U | undefined): Stream<U> {
    requireFunction(fn, 'filterMap')
    return this.around(new FilterMap(this.moveOut('filterMap'), fn))
  }

  /** The first `n` items. The source is disposed as the last is given; `take(0)` never polls it. Rust: `StreamExt::take`. */
  take(n: number): Stream<T> {
    requireCount(n, 0, 'take')
    return this.around(new Take(this.moveOut('take'), n))
  }

  /** The items before the first of which `fn` is not true; that one is dropped. Rust: `StreamExt::take_while`. */
  takeWhile<U extends T>(fn: (item: T) => item is U): Stream<U>
  takeWhile(fn: (item: T) => unknown): Stream<T>
  takeWhile(fn: (item: T) => unknown): Stream<T> {
    requireFunction(fn, 'takeWhile')
    return this.around(new TakeWhile(this.moveOut('takeWhile'), fn))
  }

  /** The items after the first `n`, which are dropped, and spend budget. Rust: `StreamExt::skip`. */
  drop(n: number): Stream<T> {
    requireCount(n, 0, 'drop')
    return this.around(new Drop(this.moveOut('drop'), n))
  }

  /** The items from the first on of which `fn` is not true; those before it are dropped. Rust: `StreamExt::skip_while`. */
  dropWhile(fn: (item: T) => unknown): Stream<T> {
    requireFunction(fn, 'dropWhile')
    return this.around(new DropWhile(this.moveOut('dropWhile'), fn))
  }

  /** These items, then those of `other`, which is not polled before; this stream has been disposed by then. Rust: `StreamExt::chain`. */
  chain<U = T>(other: PollNext<U>): Stream<T | U> {
    const [first, second] = this.moveBoth<U>(other, 'chain')
    return this.around<T | U>(new Chain<T | U>(first, second))
  }

  /**
   * The items of both, in pairs, until one of them ends. Polls both, and holds one item that waits for its partner; it is
   * dropped if that never comes. Rust: `StreamExt::zip`.
   *
   * @example
   * Stream.from('ab').zip(Stream.from([1, 2, 3])) // ['a', 1], ['b', 2]
   */
  zip<U>(other: PollNext<U>): Stream<[T, U]> {
    const [left, right] = this.moveBoth<U>(other, 'zip')
    return this.around(new Zip(left, right))
  }

  /**
   * For each item the items of the stream that `fn` makes of it, one stream after the other. The next is not made before
   * the last has ended. Rust: `StreamExt::flat_map`.
   *
   * @throws TypeError from the poll, if `fn` returns no stream.
   * @example
   * Stream.from([1, 2]).flatMap(n => Stream.repeat(n).take(n)) // 1, 2, 2
   */
  flatMap<U>(fn: (item: T) => PollNext<U>): Stream<U>
  flatMap<S extends PollNext<unknown>>(fn: (item: T) => S): Stream<Item<S>>
  flatMap(fn: (item: T) => PollNext<unknown>): Stream<unknown> {
    requireFunction(fn, 'flatMap')
    return this.around(new FlatMap(this.moveOut('flatMap'), fn))
  }

  /**
   * The state after each item: `fn(init, a)`, `fn(fn(init, a), b)`, and so on. Rust: `Iterator::scan`, whose closure also ends it.
   *
   * @example
   * Stream.from([1, 2, 3]).scan((sum, x) => sum + x, 0) // 1, 3, 6
   */
  scan<U>(fn: (state: U, item: T) => U, init: U): Stream<U> {
    requireFunction(fn, 'scan')
    refuseAnswer(init, 'scan')
    return this.around(new Scan(this.moveOut('scan'), fn, init))
  }

  /** Each item with its number, from 0: `[0, a]`, `[1, b]`. Rust: `StreamExt::enumerate`. */
  enumerate(): Stream<[number, T]> {
    return this.around(new Enumerate(this.moveOut('enumerate')))
  }

  /** The items as they are, each shown to `fn` on its way. Rust: `StreamExt::inspect`. */
  inspect(fn: (item: T) => void): Stream<T> {
    requireFunction(fn, 'inspect')
    return this.around(new Inspect(this.moveOut('inspect'), fn))
  }

  /**
   * The items in arrays of `n`, the last of what is left. Holds less than `n`, which are dropped if the stream fails or is
   * disposed before they are complete. Rust: `StreamExt::chunks`.
   */
  chunks(n: number): Stream<T[]> {
    requireCount(n, 1, 'chunks', true)
    return this.around(new Chunks(this.moveOut('chunks'), n))
  }

  /**
   * Runs the futures that this stream gives, at most `n` at once, and gives their outputs in its order.
   * Rust: `StreamExt::buffered`.
   *
   * @example
   * Stream.from(urls).map(fetchPage).buffered(4)
   */
  buffered<U>(this: OfFutures<U>, n: number): Stream<U>
  buffered<F extends Future<unknown>>(this: OfMixed<F>, n: number): Stream<Output<F>>
  buffered(this: OfFutures<unknown>, n: number): Stream<unknown> {
    requireLimit(n, 'buffered')
    // It stands on its own, and so does what it takes: each end guards itself.
    const self = this as unknown as StreamOperators<Future<unknown>>
    return self.around(new Source(new Buffered(self.around(self.moveOut('buffered')), n)))
  }

  /** As {@link StreamOperators.buffered}, each output as its future finishes. Rust: `StreamExt::buffer_unordered`. */
  bufferUnordered<U>(this: OfFutures<U>, n: number): Stream<U>
  bufferUnordered<F extends Future<unknown>>(this: OfMixed<F>, n: number): Stream<Output<F>>
  bufferUnordered(this: OfFutures<unknown>, n: number): Stream<unknown> {
    requireLimit(n, 'bufferUnordered')
    const self = this as unknown as StreamOperators<Future<unknown>>
    return self.around(new Source(new BufferUnordered(self.around(self.moveOut('bufferUnordered')), n)))
  }

  /**
   * The items, each at least `ms` milliseconds after the one before it; the first at once. Delays, and never drops: the source
   * is not polled in between. Rust: tokio's `StreamExt::throttle`.
   *
   * @throws NoRuntimeError from the poll, outside any runtime.
   */
  throttle(ms: number): Stream<T> {
    requireDuration(ms, 'throttle')
    return this.around(new Throttle(this.moveOut('throttle'), ms))
  }

  /**
   * The items, as long as none is waited for longer than `ms` milliseconds, counted from the poll that finds it missing.
   * Rust: tokio's `StreamExt::timeout`, with the error thrown and not an item.
   *
   * @throws Elapsed from the poll, when an item did not come in time: that finishes the stream. NoRuntimeError outside any runtime.
   */
  timeout(ms: number): Stream<T> {
    requireDuration(ms, 'timeout')
    return this.around(new StreamTimeout(this.moveOut('timeout'), ms))
  }

  private moveBoth<U>(other: PollNext<U>, where: string): [Stage<T>, Stage<U>] {
    requireMovable([this, other], where)
    return [this.moveOut(where), ownStream(other, where)]
  }
}

/**
 * The stream: a future of many items. `pollNext` answers with the next item, `Pending`, or `Done`; what lines 2 to 9 of
 * the protocol say of `poll` holds for it. There are two ways to use one:
 *
 * - its **owner** calls `pollNext` until `Done` or a throw, or disposes it: operators and consumers do;
 * - `next()` **borrows** it for one item, as with the lending iterators (see `kv-iterator.ts`): one future, the same object
 *   each time, and disposing it unfinished loses nothing.
 */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import type { Done, Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import type { inspect, sendable } from '../future/symbols.ts'
import { StreamNext } from './stream-next.ts'

/**
 * What operators are made of and consumers take: a stream without its fluent methods. {@link Stream} is one.
 *
 * Rust: `futures::Stream`, where `Stream`'s methods are those of `StreamExt`.
 */
export interface PollNext<T> {
  /**
   * Works until it must wait. Gives the next item, `Done` after the last, or `Pending` once the context's waker is sure to
   * be called.
   *
   * @throws whatever the stream fails with; it is finished then, unless it is {@link PollNext.resumable}.
   */
  pollNext(cx: Context): Poll<T | Done>
  /** Whether it can go on after `Done` or a throw: sets that are filled while they run can. */
  readonly resumable?: boolean
  [Symbol.dispose]?(): void
  readonly [sendable]?: boolean
  [inspect]?(): Inspection
}

/**
 * The base of every stream: subclasses write `pollNext`, and, where they own something, `[Symbol.dispose]`, which calls
 * `super[Symbol.dispose]()` first.
 *
 * Rust: `futures::Stream` with `StreamExt`.
 *
 * @example
 * class Countdown extends Stream<number> {
 *   private left = 3
 *   pollNext(): Poll<number | Done> {
 *     return this.left === 0 ? Done : this.left--
 *   }
 * }
 */
export abstract class Stream<T> implements PollNext<T>, Disposable {
  /** What `next()` lends; made when first asked for, since most streams are polled by an owner. */
  private loan: StreamNext<T> | null

  constructor() {
    this.loan = null
  }

  abstract pollNext(cx: Context): Poll<T | Done>

  /**
   * Lends the future of the next item, `Done` after the last. The same object each time, so it allocates nothing. Does
   * no work by itself. Disposing it unfinished loses no item.
   *
   * After the end it gives `Done` for ever; after a throw or a dispose its poll throws `PolledAfterCompletionError`.
   *
   * @throws BorrowError while the last one is neither finished nor disposed.
   */
  next(): Future<T | Done> {
    return (this.loan ??= new StreamNext(this, () => this.recall())).lend()
  }

  /** For streams whose wait leaves something behind (a timer, a host source): nobody waits for the item any more. */
  protected recall(): void {}

  get resumable(): boolean {
    return false
  }

  /**
   * Ends the loan. Subclasses release what they own.
   *
   * @throws BorrowError from inside the poll of `next()`.
   */
  [Symbol.dispose](): void {
    this.loan?.close()
  }
}

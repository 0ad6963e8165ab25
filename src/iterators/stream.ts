/**
 * # The stream
 *
 * A future of many items. `pollNext` answers with the next item, `Pending`, or `Done`; what lines 2 to 9 of
 * the protocol say of `poll` holds for it. There are two ways to use one:
 *
 * - its **owner** calls `pollNext` until `Done` or a throw, or disposes it: operators and consumers do;
 * - `next()` **borrows** it for one item, as with the lending iterators (see `kv-iterator.ts`): one future, the same object
 *   each time, and disposing it unfinished loses nothing.
 *
 * Operators and consumers take the stream over, as methods with `self` do in Rust: `s.map(f)` *moves* `s`, which must not be
 * used any more. A stream that was moved is its new owner's to dispose: for whoever had it, a dispose, also that of a `using`, does
 * nothing any more. (A subclass of your own sees to that by {@link Stream.isAnothers}.) Where the items flow is told in `operators/stage.ts`; here is what users hold: the base of all streams, the
 * one around a chain, and the one that can be peeked into.
 */
import type { Context } from '../future/context.ts'
import { drop, dropAllSuppressed } from '../future/dispose.ts'
import { BorrowError } from '../future/errors.ts'
import type { Future, Output } from '../future/future.ts'
import { nameOf, type Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Done as DoneSymbol, refuseAnswer, type Pending, type Poll } from '../future/poll.ts'
import { ready } from '../future/ready.ts'
import '../future/symbols.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { Merge } from './operators/merge.ts'
import { ownStream, requireFunction, requireMovable } from './operators/own.ts'
import { Peek } from './operators/peek.ts'
import type { Stage } from './operators/stage.ts'
import { recall } from './recall.ts'
import { FromArray } from './sources/from-array.ts'
import { Once } from './sources/once.ts'
import { openSource } from './sources/open.ts'
import { Repeat } from './sources/repeat.ts'
import { Unfold } from './sources/unfold.ts'
import { StreamMoves } from './stream-moves.ts'
import { StreamNext } from './stream-next.ts'
import { PeekView } from './stream-peek.ts'

type Done = typeof DoneSymbol
/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Done: typeof DoneSymbol = DoneSymbol

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

/** The items of a stream's type: `Item<Stream<number>>` is `number`. Rust: `Stream::Item`. */
export type Item<S> = S extends { pollNext(cx: Context): infer P } ? Exclude<P, Pending | Done> : never

/**
 * The base of every stream: subclasses write `pollNext`, and, where they own something, `[Symbol.dispose]`, which returns at
 * once if the stream {@link Stream.isAnothers}, and calls `super[Symbol.dispose]()` first. The names of the methods here are taken, also for private fields: `count`, `map`,
 * `take`, `next`, `inspect` and the rest; and so are `loan`, `recall`, `movedInto`, `isHome` and `isAnothers`.
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
 * blockOn(new Countdown().map(n => n * 10).toArray()) // [30, 20, 10]
 */
export abstract class Stream<T> extends StreamMoves<T> implements PollNext<T>, Disposable {
  /** What `next()` lends; made when first asked for, since most streams are polled by an owner. */
  private loan: StreamNext<T> | null

  constructor() {
    super()
    this.loan = null
  }

  /**
   * Lends the future of the next item, `Done` after the last. The same object each time, so it allocates nothing. Does
   * no work by itself. Disposing it unfinished loses no item.
   *
   * After the end it gives `Done` for ever; after a throw or a dispose its poll throws `PolledAfterCompletionError`.
   *
   * @throws BorrowError while the last one is neither finished nor disposed, and after the stream was moved.
   */
  next(): Future<T | Done> {
    if (this.wasMoved) this.refuseMoved('next()')
    return (this.loan ??= new StreamNext(this, () => this.recall())).lend()
  }

  /** For streams whose wait leaves something behind (a timer, a host source): nobody waits for the item any more. */
  protected recall(): void {}

  /** For loans, and for who took it over. */
  [recall](): void {
    this.recall()
  }

  get resumable(): boolean {
    return false
  }

  /** @throws BorrowError while what `next()` lent is neither finished nor disposed. */
  protected refuseWhileLent(method: string): void {
    this.loan?.refuseWhileOut(method)
  }

  protected around<U>(stage: Stage<U>): Stream<U> {
    return new Piped(stage, false)
  }

  /**
   * The items, and after the end `Done` for ever, where other streams throw when polled again. A stream that failed
   * or was disposed gives `Done` as well. Rust: `StreamExt::fuse`.
   */
  fuse(): Stream<T> {
    return new Piped(this.moveOut('fuse'), true)
  }

  /** A stream whose next item can be looked at before it is taken; see {@link Peekable}. Rust: `StreamExt::peekable`. */
  peekable(): Peekable<T> {
    return new Peekable(new Peek(this.moveOut('peekable')))
  }

  /**
   * Ends the loan. Subclasses release what they own.
   *
   * @throws BorrowError from inside the poll of `next()`.
   */
  [Symbol.dispose](): void {
    this.loan?.close()
  }

  /**
   * The items of an iterable, ready at once, or of anything with a `pollNext`, which is taken over. The iterator is made at the
   * first poll, and told by `return()` if it is left before its end. Rust: `stream::iter`.
   *
   * @throws TypeError for what is neither; from the poll, for an item that is `Pending` or `Done`.
   * @example
   * Stream.from([1, 2, 3]).map(x => x + 1)
   */
  static from<T>(source: Iterable<T> | PollNext<T>): Stream<T> {
    return new Piped(openSource(source), false)
  }

  /** One item: the output of a future, or any other value. Owns it, and drops it if it is not taken. Rust: `stream::once`. */
  static once<T>(future: Future<T>): Stream<T>
  static once<F extends Future<unknown>>(future: F): Stream<Output<F>>
  static once<T>(value: T): Stream<T>
  static once(item: unknown): Stream<unknown> {
    const future = typeof (item as { poll?: unknown } | null | undefined)?.poll === 'function'
    if (!future) refuseAnswer(item, 'Stream.once')
    return new Piped(new Once(future ? (item as Future<unknown>) : ready(item)), false)
  }

  /** No item. Rust: `stream::empty`. */
  static empty<T = never>(): Stream<T> {
    return new Piped(new FromArray<T>([]), false)
  }

  /** `value`, for ever: `take` ends it. Rust: `stream::repeat`. */
  static repeat<T>(value: T): Stream<T> {
    refuseAnswer(value, 'Stream.repeat')
    return new Piped(new Repeat(value), false)
  }

  /**
   * Items out of a state: each poll's future gives an item and the next state, or `null` at the end. One future at a time.
   * `fn` is given the state for good; one that it will not be given, since the stream is disposed between two items, is dropped.
   * Rust: `stream::unfold`.
   *
   * @throws TypeError from the poll, if `fn` returns no future, or that gives something else.
   * @example
   * Stream.unfold(3, n => ready(n === 0 ? null : [n, n - 1])) // 3, 2, 1
   */
  static unfold<T, S>(seed: S, fn: (state: S) => Future<readonly [T, S] | null>): Stream<T> {
    requireFunction(fn, 'Stream.unfold')
    return new Piped(new Unfold(seed, fn), false)
  }

  /**
   * The items of all streams as they come; it ends when all have. Of those that are ready each gives one item in turn; only
   * those that were woken are polled. A throw of one disposes the others. Rust: `stream::select`, tokio's `StreamExt::merge`.
   *
   * @throws TypeError for what is no stream; BorrowError for one that was moved before, or is there twice.
   */
  static merge<S extends readonly PollNext<unknown>[]>(...streams: S): Stream<Item<S[number]>> {
    requireMovable(streams, 'Stream.merge')
    const stages = streams.map(stream => ownStream(stream, 'Stream.merge'))
    return new Piped(new Merge(stages as Stage<Item<S[number]>>[]), false)
  }

  /** {@link Stream.merge} by its other name. Rust: `stream::select_all`. */
  static select<S extends readonly PollNext<unknown>[]>(...streams: S): Stream<Item<S[number]>> {
    return Stream.merge(...streams)
  }
}

/** The stream around a chain: guards it (see `operators/stage.ts`), and gives it away when it is moved. */
class Piped<T> extends Stream<T> {
  protected phase: Phase
  /** Null once it has ended, is disposed, or was moved. */
  private stage: Stage<T> | null
  private readonly fused: boolean

  constructor(stage: Stage<T>, fused: boolean) {
    super()
    this.phase = Waiting
    this.stage = stage
    this.fused = fused
  }

  pollNext(cx: Context): Poll<T | Done> {
    if (this.phase !== Waiting) return this.answerLate()
    this.phase = Polling
    try {
      const item = this.stage!.pollNext(cx)
      if (item === Done) this.finish()
      else this.phase = Waiting
      return item
    } catch (error) {
      this.fail(error)
      throw error
    }
  }

  protected answerLate(): Done {
    if (this.wasMoved) this.refuseMoved('pollNext')
    if (this.phase === Polling || !this.fused) refusePoll(this, this.phase)
    return Done
  }

  private finish(): void {
    this.phase = Finished
    drop(this.giveUp())
  }

  protected fail(error: unknown): void {
    this.phase = Finished
    dropAllSuppressed([this.giveUp()], error)
  }

  private giveUp(): Stage<T> | null {
    const { stage } = this
    this.stage = null
    return stage
  }

  protected override recall(): void {
    this.stage?.[recall]()
  }

  override mayMove(where: string): void {
    if (this.phase === Polling) {
      throw new BorrowError(`${nameOf(this)}: ${where}(…) was called from inside its own poll; return from the poll first`)
    }
    super.mayMove(where)
  }

  /** What has ended cannot be taken apart; it is moved as it is, and says so when it is polled. */
  override moveOut(where: string): Stage<T> {
    if (this.phase !== Waiting || this.fused) return super.moveOut(where)
    this.markMoved(where)
    this.phase = Disposed
    return this.giveUp()!
  }

  override [Symbol.dispose](): void {
    if (this.isAnothers) return
    const open = mayDispose(this, this.phase)
    super[Symbol.dispose]()
    if (!open) return
    this.phase = Disposed
    drop(this.giveUp())
  }

  get [sendable](): boolean {
    return this.stage === null || this.stage[sendable]
  }

  [atSuspension](): boolean {
    return this.stage === null || this.stage[atSuspension]()
  }

  [inspect](): Inspection {
    if (this.stage !== null) return this.fused ? { name: 'Stream.fuse', children: [this.stage] } : this.stage[inspect]()
    return { name: 'Stream', state: this.wasMoved ? 'Moved' : phaseName(this.phase) }
  }
}

/**
 * What `stream.peekable()` returns: a stream that shows its next item, and holds it until it is taken.
 *
 * Rust: `futures::stream::Peekable`.
 *
 * @example
 * const tokens = Stream.from(source).peekable()
 * const ahead = yield* wait(tokens.peek()) // the same item as the next tokens.next()
 */
export class Peekable<T> extends Piped<T> {
  private readonly peeking: Peek<T>
  private peekLoan: StreamNext<T> | null
  /** It gave `Done`. */
  private ended: boolean

  constructor(stage: Peek<T>) {
    super(stage, false)
    this.peeking = stage
    this.peekLoan = null
    this.ended = false
  }

  /**
   * Lends the future of the next item, which stays: `next()`, or whoever takes the stream over, gets it as well. The same object
   * each time. Disposing it loses nothing.
   *
   * @throws BorrowError while it, or the future of `next()`, is neither finished nor disposed, and after the stream was moved.
   */
  peek(): Future<T | Done> {
    if (this.wasMoved) this.refuseMoved('peek()')
    this.refuseWhileLent('peek()')
    return (this.peekLoan ??= new StreamNext(new PeekView(this), () => this.recall(), 'peek()')).lend()
  }

  /** For the loan of `peek()`. */
  pollPeek(cx: Context): Poll<T | Done> {
    if (this.phase === Finished && this.ended) return Done
    if (this.phase !== Waiting) return this.answerLate()
    this.phase = Polling
    try {
      const item = this.peeking.pollPeek(cx)
      this.phase = Waiting
      return item
    } catch (error) {
      this.fail(error)
      throw error
    }
  }

  override pollNext(cx: Context): Poll<T | Done> {
    const item = super.pollNext(cx)
    if (item === Done) this.ended = true
    return item
  }

  override next(): Future<T | Done> {
    this.peekLoan?.refuseWhileOut('next()')
    return super.next()
  }

  protected override refuseWhileLent(method: string): void {
    super.refuseWhileLent(method)
    this.peekLoan?.refuseWhileOut(method)
  }

  override [Symbol.dispose](): void {
    if (this.isAnothers) return
    super[Symbol.dispose]()
    this.peekLoan?.close()
  }
}

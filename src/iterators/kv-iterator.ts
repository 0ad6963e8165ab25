/**
 * # Lending iterators
 *
 * A storage engine reads its entries through a tower of iterators: a block's, a table's, a level's, a merge of levels.
 * Nearly every `next()` is ready at once; a few wait for the disk. So `next()` must be able to wait and must cost
 * nothing when it need not. Rust writes that with a generic associated type, `type NextFuture<'a>: Future<Output =
 * Option<(&'a [u8], &'a [u8])>>`: each implementation names its own future, and the future borrows the iterator.
 *
 * Here the associated type is {@link NextFuture}, `ReturnType<I['next']>`, and the borrow is a **loan**:
 *
 * - `next()` lends the iterator's *one* future. It is the same object each time, so a `next()` allocates nothing.
 * - While the loan is out (never polled, or polled to `Pending`) the iterator is borrowed: a second `next()`, or a
 *   `seek`, throws `BorrowError`. rustc says E0499.
 * - The loan is returned when its poll gives the output or throws, or when it is disposed. A disposed loan loses no
 *   entry: the next `next()` gives the one that it would have given.
 * - The entry is lent too. Its bytes live in the iterator's buffers, or in those of the child that it came from, and
 *   are valid until the next `next()`. Rust does not compile a later read (E0499; with the cursor, E0502). Here it finds
 *   what has been written over them, and `checked(it)` is the iterator that reports such reads.
 *
 * **Who owns what.** An iterator owns its children from the constructor on: nobody else calls them any more. Its owner
 * disposes it, once; that ends the loan and disposes the children. The holder of a loan polls it to its output or
 * disposes it, then forgets it: the same object may be somebody else's loan by then, and a late dispose would end that.
 *
 * **How it ends.** After the last entry each `next()` gives `null`, for ever. A throw from a poll finishes the
 * iterator: it disposes its children before the error is out, and from then on each loan's poll throws
 * `PolledAfterCompletionError`, as after a dispose. A `null` there would pass a scan that failed for one that reached
 * its end.
 *
 * The loan, not the iterator, is the state machine; the iterator is the owner's handle on it. `loan-phase.ts` has the
 * states.
 */
import type { Future } from '../future/future.ts'

/** One key and its value, lent: valid until the iterator's next `next()`, `seek` or dispose. */
export interface KvEntry {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

/**
 * An iterator over entries, whose `next()` may have to wait.
 *
 * Rust: `trait KvIterator { type NextFuture<'a>: Future<Output = Option<(&'a [u8], &'a [u8])>> where Self: 'a; … }`.
 *
 * @example
 * using it = new TestIterator(0, 10)
 * const cx = contextFrom(noopWaker())
 * for (let entry = it.next().poll(cx); isReady(entry) && entry !== null; entry = it.next().poll(cx)) use(entry)
 */
export interface KvIterator<F extends Future<KvEntry | null> = Future<KvEntry | null>> {
  /**
   * Lends the future of the next entry, `null` after the last. Does no work by itself.
   *
   * @throws BorrowError while the last loan is out.
   */
  next(): F
  /** Ends the loan and disposes the children. */
  [Symbol.dispose]?(): void
}

/** The future that an iterator lends. Rust: `I::NextFuture<'_>`. */
export type NextFuture<I extends KvIterator> = ReturnType<I['next']>

/**
 * The other form of the trait: `next()` moves, and the entry is read from the cursor. A fresh cursor stands before the
 * first entry and is not valid.
 *
 * Rust: `trait KvIterator { fn next(&mut self) -> …; fn key(&self) -> &[u8]; fn value(&self) -> &[u8]; fn is_valid(&self) -> bool }`.
 *
 * @example
 * for (blockOn(cursor.next()); cursor.isValid(); blockOn(cursor.next())) use(cursor.key(), cursor.value())
 */
export interface KvCursor<F extends Future<void> = Future<void>> {
  /** Lends the future that moves to the next entry. @throws BorrowError while the last loan is out. */
  next(): F
  /** The current key, valid until the next `next()`. @throws BorrowError while a loan is out, or where there is no entry. */
  key(): Uint8Array
  /** The current value, as {@link KvCursor.key}. */
  value(): Uint8Array
  /** Whether there is a current entry: false before the first `next()` and after the last entry. */
  isValid(): boolean
  [Symbol.dispose]?(): void
}

/** An iterator that can be moved to a key. */
export interface Seekable {
  /**
   * The future that moves the iterator so that the next `next()` gives the first entry whose key is not below `key`.
   * It borrows the iterator as `next()` does; disposed before it finished, it moves nothing. `key` is borrowed until it
   * finishes.
   *
   * @throws BorrowError while a loan is out.
   */
  seek(key: Uint8Array): Future<void>
  /**
   * For iterators over iterators, which have `seek` whatever their children are: whether it would work. Without this
   * method, having `seek` is the answer.
   */
  canSeek?(): boolean
}

/** Whether `it` has the method; it may still depend on children that have not. */
export function hasSeek(it: object): it is Seekable {
  return typeof (it as Partial<Seekable>).seek === 'function'
}

/** Whether `it` can be moved to a key: it, and all that it would have to move for that. */
export function canSeek(it: object): it is Seekable {
  return hasSeek(it) && (it.canSeek === undefined || it.canSeek())
}

/** Whether each of `children` can; null stands for one that could not, and is disposed. */
export function canAllSeek(children: readonly (object | null)[]): boolean {
  return children.every(child => child !== null && canSeek(child))
}

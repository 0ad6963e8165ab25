/** `pollux/iterators`: lending iterators over keys and values. */
export { BoxedIterator, BoxedNext } from './boxed-iterator.ts'
export { CachedConcatIterator, CachedConcatNext } from './cached-concat-iterator.ts'
export { checked, CheckedIterator, CheckedNext, CheckedSeekable } from './checked.ts'
export { POISON } from './checked-entry.ts'
export { compareBytes } from './compare-bytes.ts'
export { ConcatCursor, ConcatCursorNext } from './concat-cursor.ts'
export { ConcatIterator, ConcatNext } from './concat-iterator.ts'
export { FuturesOrdered } from './futures-ordered.ts'
export { FuturesUnordered } from './futures-unordered.ts'
export type { KvCursor, KvEntry, KvIterator, NextFuture, Seekable } from './kv-iterator.ts'
export {
  Disposed,
  Failed,
  Free,
  Lent,
  loanPhaseName,
  Polling,
  refuseLoan,
  refusePoll,
  refuseRead,
  Seeking,
  type LoanPhase,
} from './loan-phase.ts'
export { Loan } from './loan.ts'
export type { Compare } from './loser-tree.ts'
export { MergeIterator, MergeNext } from './merge-iterator.ts'
export { SeekableLoan } from './seekable-loan.ts'
export { SeekFuture } from './seek-future.ts'
export { StreamNext } from './stream-next.ts'
export { Peekable, Stream, type Item, type PollNext } from './stream.ts'
export { TestCursor, TestCursorNext } from './test-cursor.ts'
export { TestIterator, TestNext } from './test-iterator.ts'

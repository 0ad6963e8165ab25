// The sendable matrix, of futures and streams: one row a public class. futures-rs has the same in `tests/auto_traits.rs`.
import {
  AbortedError, abortable, andThen, asyncBlock, BorrowError, boxed, byRef, catchUnwind, Cell, contextFrom, flatten, fuse, inspectOutput, join, joinAll, lazy, map, maybeDone,
  noopWaker, NotSendableError, Ok, pending, pin, PolledAfterCompletionError, pollFn, race, Rc, ready, select, selectAll, selectBiased, selectOk, shared, Stream, tryJoin, tryJoinAll,
  WaitInDisposeError, yieldNow, type Future,
} from '../../src/index.ts'
import {
  BoxedIterator, CachedConcatIterator, checked, ConcatCursor, ConcatIterator, FuturesOrdered, FuturesUnordered, MergeIterator, TestCursor, TestIterator,
  type KvCursor, type KvEntry, type KvIterator, type Seekable,
} from '../../src/iterators/index.ts'
import type { SendableRow } from './sendable-row.ts'
import { thrownBy } from './thrown.ts'

/** An iterator that holds `content`, in either form. */
class Holder implements KvIterator, Seekable {
  readonly content: unknown

  constructor(content: unknown) {
    this.content = content
  }

  next(): Future<KvEntry | null> {
    return ready(null)
  }

  seek(): Future<void> {
    return ready()
  }
}

class CursorHolder implements KvCursor {
  readonly content: unknown

  constructor(content: unknown) {
    this.content = content
  }

  next(): Future<void> {
    return ready()
  }

  key(): Uint8Array {
    return new Uint8Array()
  }

  value(): Uint8Array {
    return new Uint8Array()
  }

  isValid(): boolean {
    return false
  }
}

/** An iterator that cannot be sought. */
class Unseekable implements KvIterator {
  readonly content: unknown

  constructor(content: unknown) {
    this.content = content
  }

  next(): Future<KvEntry | null> {
    return ready(null)
  }
}

const cx = contextFrom(noopWaker())
const key = new Uint8Array()

/** What a second poll of `future` throws. */
function thrownAgain(future: Future<unknown>): unknown {
  future.poll(cx)
  return thrownBy(() => future.poll(cx))
}

export const futureMatrix: readonly SendableRow[] = [
  ['AbortHandle', 'yes', c => abortable(ready(c))[1]],
  ['Abortable', 'contents', c => abortable(ready(c))[0]],
  ['AndThen', 'contents', c => andThen(ready(c), () => ready(1))],
  ['AsyncBlock', 'contents', c => asyncBlock({ own: [c] }, function* () {})],
  ['Boxed', 'contents', c => boxed(ready(c))],
  ['ByRef', 'contents', c => byRef(ready(c))],
  ['CatchUnwind', 'contents', c => catchUnwind(ready(c))],
  ['Cell', 'no', c => new Cell(c)],
  ['Flatten', 'contents', c => flatten(ready(ready(c)))],
  ['Fuse', 'contents', c => fuse(ready(c))],
  ['InspectOutput', 'contents', c => inspectOutput(ready(c), () => {})],
  ['Join', 'contents', c => join(pending(), ready(c))],
  ['JoinAll', 'contents', c => joinAll([pending(), ready(c)])],
  // What a closure has captured cannot be seen: the function is to be tagged.
  ['Lazy', 'yes', c => lazy(() => c)],
  ['MapFuture', 'contents', c => map(ready(c), () => 1)],
  ['MaybeDone', 'contents', c => maybeDone(ready(c))],
  ['PendingFuture', 'yes', () => pending()],
  ['Pinned', 'contents', c => pin(ready(c))],
  ['PollFn', 'yes', c => pollFn(() => c)],
  ['Race', 'contents', c => race(pending(), ready(c))],
  ['Rc', 'no', c => new Rc(c)],
  ['ReadyFuture', 'contents', c => ready(c)],
  ['Select', 'contents', c => select(pending(), ready(c))],
  ['SelectAll', 'contents', c => selectAll([pending(), ready(c)])],
  ['SelectBiased', 'contents', c => selectBiased(pending(), ready(c))],
  ['SelectOk', 'contents', c => selectOk([ready(Ok(c))])],
  ['Shared', 'contents', c => shared(ready(c))],
  ['TryJoin', 'contents', c => tryJoin(ready(Ok(c)))],
  ['TryJoinAll', 'contents', c => tryJoinAll([ready(Ok(c))])],
  ['YieldNow', 'yes', () => yieldNow()],
  ['AbortedError', 'yes', () => new AbortedError('x')],
  ['BorrowError', 'yes', () => new BorrowError('x')],
  ['NotSendableError', 'yes', () => new NotSendableError({ what: 'x', path: 'x', type: 'Rc', suspension: undefined, tooBig: 0 })],
  ['PolledAfterCompletionError', 'yes', c => thrownAgain(ready(c)) as PolledAfterCompletionError],
  ['WaitInDisposeError', 'yes', () => new WaitInDisposeError('block', 'future')],
]

export const iteratorMatrix: readonly SendableRow[] = [
  ['BoxedIterator', 'contents', c => new BoxedIterator(new Holder(c))],
  ['BoxedNext', 'contents', c => new BoxedIterator(new Holder(c)).next()],
  ['CachedConcatIterator', 'contents', c => new CachedConcatIterator([new Holder(c)])],
  ['CachedConcatNext', 'contents', c => new CachedConcatIterator([new Holder(c)]).next()],
  ['CheckedIterator', 'contents', c => checked(new Unseekable(c))],
  ['CheckedNext', 'contents', c => checked(new Holder(c)).next()],
  ['CheckedSeekable', 'contents', c => checked(new Holder(c))],
  ['ConcatCursor', 'contents', c => new ConcatCursor([new CursorHolder(c)])],
  ['ConcatCursorNext', 'contents', c => new ConcatCursor([new CursorHolder(c)]).next()],
  ['ConcatIterator', 'contents', c => new ConcatIterator([new Holder(c)])],
  ['ConcatNext', 'contents', c => new ConcatIterator([new Holder(c)]).next()],
  ['FuturesOrdered', 'contents', c => new FuturesOrdered([ready(c)])],
  ['FuturesUnordered', 'contents', c => new FuturesUnordered([ready(c)])],
  ['MergeIterator', 'contents', c => new MergeIterator([new Holder(c)])],
  ['MergeNext', 'contents', c => new MergeIterator([new Holder(c)]).next()],
  ['Peekable', 'contents', c => Stream.from([c]).peekable()],
  ['SeekFuture', 'contents', c => new ConcatIterator([new Holder(c)]).seek(key)],
  ['StreamNext', 'contents', c => Stream.from([c]).next()],
  ['TestCursor', 'yes', () => new TestCursor(0, 1)],
  ['TestCursorNext', 'yes', () => new TestCursor(0, 1).next()],
  ['TestIterator', 'yes', () => new TestIterator(0, 1)],
  ['TestNext', 'yes', () => new TestIterator(0, 1).next()],
]

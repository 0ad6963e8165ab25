/**
 * All that this program uses of the library, in one place. A program outside this repository would write
 * `from 'pollux'`. Here each name comes from its own module: `tsx` takes about a millisecond to load one, and the
 * barrels would load many that a scan does not need.
 */
export type { Context } from '../../src/future/context.ts'
export { drop } from '../../src/future/dispose.ts'
export type { Future } from '../../src/future/future.ts'
export type { Inspection } from '../../src/future/inspect.ts'
export { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from '../../src/future/phase.ts'
export { Pending, type Poll } from '../../src/future/poll.ts'
export { inspect, sendable } from '../../src/future/symbols.ts'
export { wakerFn, type Waker } from '../../src/future/waker.ts'
export { compareBytes } from '../../src/iterators/compare-bytes.ts'
export { ConcatIterator } from '../../src/iterators/concat-iterator.ts'
export type { KvEntry, KvIterator, Seekable } from '../../src/iterators/kv-iterator.ts'
export {
  Free, Lent, loanPhaseName, Polling as LoanPolling, refuseLoan, refusePoll as refuseLoanPoll,
} from '../../src/iterators/loan-phase.ts'
export { MergeIterator } from '../../src/iterators/merge-iterator.ts'
export type { SeekFuture } from '../../src/iterators/seek-future.ts'
export { SeekableLoan } from '../../src/iterators/seekable-loan.ts'
export { blockOn } from '../../src/runtime/block-on.ts'
export { remoteWaker, type RemoteHandle, type RemoteWaker } from '../../src/runtime/remote-waker.ts'
export { Runtime } from '../../src/runtime/runtime.ts'
export { sleep, type Sleep } from '../../src/time/sleep.ts'

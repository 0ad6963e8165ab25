import {
  BoxedIterator,
  CachedConcatIterator,
  checked,
  ConcatIterator,
  MergeIterator,
  type KvIterator,
} from '../../src/iterators/index.ts'
import { KvProbe } from './kv-probe.ts'

/** An iterator around one scripted child, whose entries it gives unchanged. */
export interface LendingKind {
  /** The call, for test titles. */
  readonly name: string
  /** The loan's type, which misuse errors give. */
  readonly loan: string
  /** A fresh future each `next()`, not the one. */
  readonly fresh: boolean
  make(child: KvIterator): KvIterator & Disposable
}

const kind = (name: string, loan: string, make: LendingKind['make'], fresh = false): LendingKind => ({ name, loan, fresh, make })
const empty = () => new KvProbe('empty', [])

/** One entry for each iterator over iterators, in each role that its child can play. */
export const lendingKinds: readonly LendingKind[] = [
  kind('ConcatIterator([child])', 'ConcatNext', (c) => new ConcatIterator([c])),
  kind('ConcatIterator([empty, child])', 'ConcatNext', (c) => new ConcatIterator([empty(), c])),
  kind('ConcatIterator([child, empty])', 'ConcatNext', (c) => new ConcatIterator([c, empty()])),
  kind('CachedConcatIterator([child])', 'CachedConcatNext', (c) => new CachedConcatIterator([c])),
  kind('BoxedIterator(child)', 'BoxedNext', (c) => new BoxedIterator(c), true),
  kind('MergeIterator([child])', 'MergeNext', (c) => new MergeIterator([c])),
  kind('MergeIterator([empty, child, empty])', 'MergeNext', (c) => new MergeIterator([empty(), c, empty()])),
  kind('checked(child)', 'CheckedNext', (c) => checked(c) as KvIterator & Disposable, true),
  kind('ConcatIterator([MergeIterator([child])])', 'ConcatNext', (c) => new ConcatIterator([new MergeIterator([c])])),
  kind('MergeIterator([ConcatIterator([child])])', 'MergeNext', (c) => new MergeIterator([new ConcatIterator([c])])),
  kind('checked(ConcatIterator([BoxedIterator(child)]))', 'CheckedNext', (c) => checked(new ConcatIterator([new BoxedIterator(c)])), true),
]

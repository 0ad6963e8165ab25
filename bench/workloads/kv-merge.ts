/** What an entry costs through a merge of ten sorted iterators. */
import type { TimeVariant, TimeWorkload } from '../harness/workload.ts'
import { answer, CHILDREN } from '../support/merge-source.ts'

type Merges = typeof import('../support/merges.ts')

const native = (form: keyof Merges): TimeVariant => async entries => (await import('../support/merges.ts'))[form](entries)

export const workload: TimeWorkload = {
  name: 'kv-merge',
  title: 'ten sorted iterators, merged',
  kind: 'time',
  per: 'entry',
  ops: 100_000,
  answer,
  baselines: { promises: 'async next()', plain: 'plain tree' },
  variants: {
    /** `MergeIterator` over iterators written by hand. */
    async pollux(entries) {
      const { blockOn } = await import('../../src/index.ts')
      const { MergeIterator } = await import('../../src/iterators/index.ts')
      const { FoldAll } = await import('../support/fold-all.ts')
      const { MergeLeaf } = await import('../support/merge-source.ts')
      return () => blockOn(new FoldAll(new MergeIterator(Array.from({ length: CHILDREN }, (_, child) => new MergeLeaf(child, entries)))))
    },
    'async next()': native('asyncNext'),
    'async generators': native('asyncGenerators'),
    'plain search': native('plainSearch'),
    'plain tree': native('plainTree'),
  },
}

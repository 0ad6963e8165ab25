/** What an entry costs through concatenated iterators, each entry formatted into reused buffers. */
import type { Run, TimeWorkload } from '../harness/workload.ts'
import { boundsOf, CHILDREN, formatted, weightOfFormatted } from '../support/entries.ts'

export const workload: TimeWorkload = {
  name: 'concat-format',
  title: 'ten concatenated iterators, formatting each entry',
  kind: 'time',
  per: 'entry',
  ops: 100_000,
  answer: weightOfFormatted,
  baselines: { promises: 'async next()', plain: 'plain loop' },
  variants: {
    /** `ConcatIterator` over `TestIterator`. */
    async pollux(entries) {
      const { ConcatIterator, TestIterator } = await import('../../src/iterators/index.ts')
      const { scan } = await import('../support/concat-pollux.ts')
      return () => scan(new ConcatIterator(Array.from({ length: CHILDREN }, (_, child) => new TestIterator(...boundsOf(child, entries)))))
    },

    /** A box around the future of each `next()` of the concatenation: Rust's `Box<dyn Future>`. */
    async 'pollux boxed'(entries) {
      const { BoxedIterator, ConcatIterator, TestIterator } = await import('../../src/iterators/index.ts')
      const { scan } = await import('../support/concat-pollux.ts')
      const children = () => Array.from({ length: CHILDREN }, (_, child) => new TestIterator(...boundsOf(child, entries)))
      return () => scan(new BoxedIterator(new ConcatIterator(children())))
    },

    /** The cursor form of the trait. */
    async 'pollux cursor'(entries) {
      const { ConcatCursor, TestCursor } = await import('../../src/iterators/index.ts')
      const { scanCursor } = await import('../support/concat-pollux.ts')
      return () => scanCursor(new ConcatCursor(Array.from({ length: CHILDREN }, (_, child) => new TestCursor(...boundsOf(child, entries)))))
    },

    /** Which copies each entry into buffers of its own. */
    async 'pollux cached'(entries) {
      const { CachedConcatIterator, TestIterator } = await import('../../src/iterators/index.ts')
      const { scan } = await import('../support/concat-pollux.ts')
      return () => scan(new CachedConcatIterator(Array.from({ length: CHILDREN }, (_, child) => new TestIterator(...boundsOf(child, entries)))))
    },

    'async next()': entries => native('asyncNext', entries),
    'promise if pending': entries => native('promiseIfPending', entries),
    'async generators': entries => native('asyncGenerators', entries),
    generators: entries => native('generators', entries),
    'plain loop': entries => native('plainLoop', entries),
  },
}

type Natives = typeof import('../support/concat-natives.ts')

async function native(form: keyof Natives, entries: number): Promise<Run> {
  const natives = await import('../support/concat-natives.ts')
  return natives[form](entries, await formatted())
}

/** What an entry costs through concatenated iterators when the entry exists already: the iteration alone. */
import type { Run, TimeWorkload } from '../harness/workload.ts'
import { boundsOf, CHILDREN, Fixed, weightOfFixed } from '../support/entries.ts'

export const workload: TimeWorkload = {
  name: 'concat-plain',
  title: 'ten concatenated iterators, no formatting',
  kind: 'time',
  per: 'entry',
  ops: 100_000,
  answer: weightOfFixed,
  baselines: { promises: 'async next()', plain: 'plain loop' },
  variants: {
    /** `ConcatIterator` over an iterator written by hand. */
    async pollux(entries) {
      const { ConcatIterator } = await import('../../src/iterators/index.ts')
      const { FixedIterator, scan } = await import('../support/concat-pollux.ts')
      return () => scan(new ConcatIterator(Array.from({ length: CHILDREN }, (_, child) => new FixedIterator(...boundsOf(child, entries)))))
    },

    /** A box around the future of each `next()` of the concatenation: Rust's `Box<dyn Future>`. */
    async 'pollux boxed'(entries) {
      const { BoxedIterator, ConcatIterator } = await import('../../src/iterators/index.ts')
      const { FixedIterator, scan } = await import('../support/concat-pollux.ts')
      const children = () => Array.from({ length: CHILDREN }, (_, child) => new FixedIterator(...boundsOf(child, entries)))
      return () => scan(new BoxedIterator(new ConcatIterator(children())))
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
  return natives[form](entries, () => new Fixed())
}

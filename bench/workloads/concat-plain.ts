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

    /** Which copies each entry into buffers of its own. */
    async 'pollux cached'(entries) {
      const { CachedConcatIterator } = await import('../../src/iterators/index.ts')
      const { FixedIterator, scan } = await import('../support/concat-pollux.ts')
      const children = () => Array.from({ length: CHILDREN }, (_, child) => new FixedIterator(...boundsOf(child, entries)))
      return () => scan(new CachedConcatIterator(children()))
    },

    /** The cursor form of the trait. */
    async 'pollux cursor'(entries) {
      const { ConcatCursor } = await import('../../src/iterators/index.ts')
      const { FixedCursor } = await import('../support/fixed-cursor.ts')
      const { scanCursor } = await import('../support/concat-pollux.ts')
      return () => scanCursor(new ConcatCursor(Array.from({ length: CHILDREN }, (_, child) => new FixedCursor(...boundsOf(child, entries)))))
    },

    /** The concatenation behind `dyn*`: a box a call. */
    async 'pollux dyn* box'(entries) {
      const { ConcatIterator } = await import('../../src/iterators/index.ts')
      const { FixedIterator, scan } = await import('../support/concat-pollux.ts')
      const { dynStar } = await import('../../src/traits/index.ts')
      const children = () => Array.from({ length: CHILDREN }, (_, child) => new FixedIterator(...boundsOf(child, entries)))
      return () => scan(dynStar(new ConcatIterator(children()), 'box'))
    },

    /** The same, with one box that is used again for each call. */
    async 'pollux dyn* reuse'(entries) {
      const { ConcatIterator } = await import('../../src/iterators/index.ts')
      const { FixedIterator, scan } = await import('../support/concat-pollux.ts')
      const { dynStar } = await import('../../src/traits/index.ts')
      const children = () => Array.from({ length: CHILDREN }, (_, child) => new FixedIterator(...boundsOf(child, entries)))
      return () => scan(dynStar(new ConcatIterator(children()), 'reuse'))
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

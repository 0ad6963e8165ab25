/** What one more level costs: an iterator around another that passes its entries through. */
import type { TimeVariant, TimeWorkload } from '../harness/workload.ts'
import { weightOfFixed } from '../support/entries.ts'

type Natives = typeof import('../support/pass-natives.ts')

const native = (form: keyof Natives): TimeVariant => async entries => (await import('../support/pass-natives.ts'))[form](entries)

export const workload: TimeWorkload = {
  name: 'kv-pass',
  title: 'an iterator around an iterator',
  kind: 'time',
  per: 'entry',
  ops: 100_000,
  answer: weightOfFixed,
  baselines: { promises: 'async next()', plain: 'plain loop' },
  variants: {
    /** With a future of its own: see `../support/pass-through.ts`. */
    async pollux(entries) {
      const { FixedIterator, scan } = await import('../support/concat-pollux.ts')
      const { PassThrough } = await import('../support/pass-through.ts')
      return () => scan(new PassThrough(new FixedIterator(0, entries)))
    },

    /** Lends the inner future as it is. */
    async 'pollux lent through'(entries) {
      const { FixedIterator, scan } = await import('../support/concat-pollux.ts')
      const { Lender } = await import('../support/pass-through.ts')
      return () => scan(new Lender(new FixedIterator(0, entries)))
    },

    /** The inner one alone. */
    async 'pollux bare'(entries) {
      const { FixedIterator, scan } = await import('../support/concat-pollux.ts')
      return () => scan(new FixedIterator(0, entries))
    },

    async 'pollux boxed'(entries) {
      const { BoxedIterator } = await import('../../src/iterators/index.ts')
      const { FixedIterator, scan } = await import('../support/concat-pollux.ts')
      return () => scan(new BoxedIterator(new FixedIterator(0, entries)))
    },

    /** Watched for reads that come too late. */
    async 'pollux checked'(entries) {
      const { checked } = await import('../../src/iterators/index.ts')
      const { FixedIterator, scan } = await import('../support/concat-pollux.ts')
      return () => scan(checked(new FixedIterator(0, entries)))
    },

    'async next()': native('asyncNext'),
    'promise passed on': native('promisePassed'),
    'promise if pending': native('promiseIfPending'),
    'async generators': native('asyncGenerators'),
    generators: native('generators'),
    'plain loop': native('plainLoop'),
  },
}

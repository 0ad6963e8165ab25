/** A workload with a variant that skips most of the work. */
import type { TimeWorkload } from '../../../bench/harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'lazy',
  title: 'counts to a thousand, or says so',
  kind: 'time',
  per: 'count',
  ops: 1000,
  answer: ops => ops,
  baselines: {},
  variants: {
    'skips at once': () => () => 7,
    /** Right the first time, when nobody is timing yet. */
    'skips later': ops => {
      let calls = 0
      return () => (calls++ === 0 ? ops : 7)
    },
    'skips later, asynchronously': ops => {
      let calls = 0
      return async () => (calls++ === 0 ? ops : 7)
    },
  },
}

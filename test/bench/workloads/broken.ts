/** A workload with variants that fail. */
import type { TimeWorkload } from '../../../bench/harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'broken',
  title: 'fails',
  kind: 'time',
  per: 'failure',
  ops: 1,
  answer: () => 1,
  baselines: {},
  variants: {
    throws: () => () => {
      throw new RangeError('no such luck')
    },
    exits: () => () => process.exit(3),
  },
}

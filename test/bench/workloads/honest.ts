/** A workload for the harness's own tests, quick and right. */
import type { TimeWorkload } from '../../../bench/harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'honest',
  title: 'counts to a thousand',
  kind: 'time',
  per: 'count',
  ops: 1000,
  answer: ops => ops,
  baselines: { promises: 'promises', plain: 'plain' },
  variants: {
    promises: ops => async () => ops,
    plain: ops => () => {
      let count = 0
      while (count < ops) count += 1
      return count
    },
  },
}

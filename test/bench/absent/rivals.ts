/** A workload with a variant whose package nobody has. */
import type { TimeWorkload } from '../../../bench/harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'rivals',
  title: 'counts to a thousand, with help',
  kind: 'time',
  per: 'count',
  ops: 1000,
  answer: ops => ops,
  baselines: {},
  packages: { there: 'tinybench', gone: 'no-such-package' },
  variants: {
    there: ops => () => ops,
    gone: () => () => 0,
  },
}

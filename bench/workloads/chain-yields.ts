/** What a turn costs below a hundred levels that stay: they are made once for a thousand yields at the bottom. */
import type { TimeWorkload } from '../harness/workload.ts'
import { chainAnswer, chainPackages, chainVariants, type ChainShape } from '../support/chain-workload.ts'

const shape: ChainShape = { depth: 100, yields: 1000, ops: 1000 }

export const workload: TimeWorkload = {
  name: 'chain-yields',
  title: 'yields below a chain of 100',
  kind: 'time',
  per: 'yield',
  ops: 100_000,
  answer: chainAnswer(shape),
  baselines: { promises: 'promises', plain: 'plain yield*' },
  packages: chainPackages,
  variants: chainVariants(shape),
}

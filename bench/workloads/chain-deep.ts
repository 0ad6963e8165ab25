/** The same at a thousand levels. */
import type { TimeWorkload } from '../harness/workload.ts'
import { chainAnswer, chainPackages, chainVariants, type ChainShape } from '../support/chain-workload.ts'

const shape: ChainShape = { depth: 1000, yields: 1, ops: 1000 }

export const workload: TimeWorkload = {
  name: 'chain-deep',
  title: 'a chain of 1,000, one yield at the bottom',
  kind: 'time',
  per: 'level',
  ops: 100_000,
  answer: chainAnswer(shape),
  baselines: { promises: 'promises', plain: 'plain yield*' },
  fewer: { 'pollux closures': 10 },
  packages: chainPackages,
  variants: chainVariants(shape),
}

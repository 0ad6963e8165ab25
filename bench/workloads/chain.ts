/** What depth costs: ten levels that await one another, made, suspended once at the bottom, and unwound. */
import type { TimeWorkload } from '../harness/workload.ts'
import { chainAnswer, chainPackages, chainVariants, type ChainShape } from '../support/chain-workload.ts'

const shape: ChainShape = { depth: 10, yields: 1, ops: 1 }

export const workload: TimeWorkload = {
  name: 'chain',
  title: 'a chain of 10, one yield at the bottom',
  kind: 'time',
  per: 'chain',
  ops: 10_000,
  answer: chainAnswer(shape),
  baselines: { promises: 'promises', plain: 'plain yield*' },
  packages: chainPackages,
  variants: chainVariants(shape),
}

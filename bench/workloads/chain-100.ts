/** `chain` ten times as deep: a hundred levels, made, suspended once at the bottom, and unwound. */
import type { TimeWorkload } from '../harness/workload.ts'
import { chainAnswer, chainPackages, chainVariants, type ChainShape } from '../support/chain-workload.ts'

const shape: ChainShape = { depth: 100, yields: 1, ops: 100 }

export const workload: TimeWorkload = {
  name: 'chain-100',
  title: 'a chain of 100, one yield at the bottom',
  kind: 'time',
  per: 'level',
  ops: 20_000,
  answer: chainAnswer(shape),
  baselines: { promises: 'promises', plain: 'plain yield*' },
  packages: chainPackages,
  variants: chainVariants(shape),
}

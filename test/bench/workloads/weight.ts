/** Things of a known weight. */
import type { BytesWorkload } from '../../../bench/harness/workload.ts'

export const workload: BytesWorkload = {
  name: 'weight',
  title: 'arrays of numbers',
  kind: 'bytes',
  per: 'array',
  ops: 5000,
  baselines: { plain: 'ten' },
  variants: {
    ten: () => count => hold(count, 10),
    hundred: () => count => hold(count, 100),
    /** Holds half of what it should. */
    cheat: () => count => hold(count / 2, 10),
  },
}

function hold(count: number, length: number): { count(): number; release(): void } {
  // Of exactly this capacity, unlike one that has grown.
  // oxlint-disable-next-line unicorn/no-new-array
  const arrays = Array.from({ length: count }, (_, i) => new Array<number>(length).fill(i))
  return { count: () => arrays.length, release: () => void (arrays.length = 0) }
}

import { afterAll, describe, expect, it } from 'vitest'
import { discover } from '../../bench/harness/discover.ts'
import { measureBytes } from '../../bench/harness/measure-bytes.ts'
import { measureTime } from '../../bench/harness/measure-time.ts'

/** Few enough to be quick; the round robin needs a thousand tasks. */
const OPS = 1000

const all = (await discover('bench/workloads')).flatMap(({ workload, variants }) => variants.map(variant => ({ workload, variant })))

describe('the workloads of the package', () => {
  afterAll(async () => {
    const { removeDatabases } = await import('../../bench/support/scan-database.ts')
    removeDatabases()
  })

  it.each(all.map(one => [`${one.workload.name}/${one.variant}`, one] as const))('%s answers rightly', async (_, { workload, variant }) => {
    const { samples } = workload.kind === 'time' ? await measureTime(workload, variant, OPS, 1) : await measureBytes(workload, variant, OPS)
    expect(samples).toBeGreaterThan(0)
  })
})

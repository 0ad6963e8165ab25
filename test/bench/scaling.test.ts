import { describe, expect, it } from 'vitest'
import { discover } from '../../bench/harness/discover.ts'
import { bendOf, curvesTable, linesOf, sizesOf } from '../../bench/harness/scaling.ts'
import type { Summary } from '../../bench/harness/statistics.ts'

const point = (median: number): Summary => ({ median, min: median, max: median, low: median, high: median })

describe('cost against size', () => {
  it('is measured over four orders of magnitude', () => {
    expect(sizesOf({})).toEqual([1e3, 1e4, 1e5, 1e6, 1e7])
    expect(sizesOf({ largest: 1e6 })).toEqual([1e2, 1e3, 1e4, 1e5, 1e6])
    expect(sizesOf({ largest: 100 })).toEqual([1, 10, 100])
  })

  it('is that of pollux and the baselines, unless others are named', async () => {
    const all = await discover('bench/workloads')
    const chain = all.find(({ workload }) => workload.name === 'chain')!
    expect(linesOf(chain, false)).toEqual(['pollux', 'promises', 'plain yield*'])
    expect(linesOf({ ...chain, variants: ['pollux blocks'] }, true)).toEqual(['pollux blocks'])
  })

  it('says what bends, and what was left out', async () => {
    const { workload } = (await discover('test/bench/workloads')).find(one => one.workload.name === 'honest')!
    const lines = [
      { variant: 'level', points: [point(5), point(4.9), point(5.5)] },
      { variant: 'bent', points: [point(10), point(12), point(25)] },
      { variant: 'slow', points: [point(9000), null, null] },
    ]
    const leftOut = new Map([['slow', 'from 10,000 on a sample would take 90 s']])
    expect(lines.map(bendOf)).toEqual([5.5 / 4.9, 2.5, 1])
    expect(curvesTable({ workload, sizes: [1000, 10_000, 100_000], lines, leftOut })).toBe(
      [
        'honest: counts to a thousand (ns per count, by operations a sample)',
        '          1,000   10,000   100,000   dearest to cheapest',
        '  level    5.00     4.90      5.50                 1.12x',
        '  bent     10.0     12.0      25.0           2.50x bends',
        '  slow    9,000        –         –                 1.00x',
        '  left out: slow: from 10,000 on a sample would take 90 s',
        '',
      ].join('\n'),
    )
  })
})

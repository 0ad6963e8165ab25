import { describe, expect, it } from 'vitest'
import type { Measurement } from '../../bench/harness/measurement.ts'
import { align, figure, footnote, percent, ratioText, table } from '../../bench/harness/report.ts'
import type { Results } from '../../bench/harness/rounds.ts'
import type { TimeWorkload } from '../../bench/harness/workload.ts'

const workload: TimeWorkload = {
  name: 'walk',
  title: 'walking there',
  kind: 'time',
  per: 'step',
  ops: 1000,
  answer: () => 0,
  baselines: { promises: 'bus', plain: 'bicycle' },
  variants: {},
}

function measured(values: number[]): Measurement[] {
  return values.map(value => ({ value, min: value, max: value, samples: 1 }))
}

function results(rounds: Record<string, number[]>, changes: Partial<Results> = {}): Results {
  const map = new Map(Object.entries(rounds).map(([name, values]) => [name, measured(values)]))
  return { workload, ops: 1000, nodeArgs: [], rounds: map, order: [], leftOut: new Map(), ...changes }
}

describe('the report', () => {
  it('shows ratios first, marks noise and leaves the baselines as 1', () => {
    expect(table(results({ pollux: [5, 6, 5], bus: [50, 60, 50], bicycle: [4.5, 5, 4.6], crawl: [1500, 1500, 1400] })).split('\n')).toEqual([
      'walk: walking there (1,000 a sample)',
      '             to promises         to plain   ns per step        interval',
      '  pollux    10.0x faster   1.11x slower ~          5.00     5.00 – 6.00',
      '  bus                  1     11.1x slower          50.0     50.0 – 60.0',
      '  bicycle   11.1x faster                1          4.60     4.50 – 5.00',
      '  crawl     28.0x slower      304x slower         1,500   1,400 – 1,500',
      '',
    ])
  })

  it('names the flags that the processes ran with', () => {
    expect(table(results({ bus: [1] }, { nodeArgs: ['--max-semi-space-size=64'] }))).toContain('(1,000 a sample, --max-semi-space-size=64)')
  })

  it('leaves a ratio out where the baseline did not run', () => {
    const one = results({ pollux: [5] }, { workload: { ...workload, baselines: { promises: 'bus' } } })
    expect(table(one).split('\n')[2]).toMatch(/^ {2}pollux +5\.00 +5\.00 – 5\.00$/)
  })

  it('shows what the collector took, the median of the rounds, where it is known', () => {
    const rounds = new Map([['bus', [10, 30, 20].map(percents => ({ value: 5, min: 5, max: 5, samples: 1, gc: { count: 1, ms: 1, share: percents / 100 } }))]])
    expect(table(results({}, { rounds })).split('\n').slice(1, 3)).toEqual([
      '        to promises   to plain   ns per step      interval    gc',
      '  bus             1                     5.00   5.00 – 5.00   20%',
    ])
  })

  it('has a column for tokio where it was measured, and names what was left out or does less', () => {
    const baselines = { promises: 'bus', native: 'tokio (native)' }
    const changes = { workload: { ...workload, baselines, fewer: { 'tokio (native)': 10 } }, leftOut: new Map([['tram', 'tram-lib is not installed']]) }
    expect(table(results({ bus: [50], 'tokio (native)': [10] }, changes)).split('\n').slice(1)).toEqual([
      '                    to promises      to native   ns per step      interval',
      '  bus                         1   5.00x slower          50.0   50.0 – 50.0',
      '  tokio (native)   5.00x faster              1          10.0   10.0 – 10.0',
      '  tokio (native): 100 a sample',
      '  left out: tram: tram-lib is not installed',
      '',
    ])
  })

  it('says what its intervals cover', () => {
    expect([1, 2, 5, 9].map(rounds => /(one round.*?|interval.*?)\. gc/.exec(footnote(rounds))![1])).toEqual([
      'one round has no interval',
      'interval: of the median, 50% (2 rounds)',
      'interval: of the median, 94% (5 rounds)',
      'interval: of the median, 96% (9 rounds)',
    ])
    expect(percent(0.9375)).toBe('94%')
  })

  it('speaks of size where bytes are measured', () => {
    expect(ratioText({ median: 0.25, noise: false }, 'bytes')).toBe('4.00x smaller')
    expect(ratioText({ median: 1.5, noise: false }, 'bytes')).toBe('1.50x larger')
    expect(ratioText({ median: 1, noise: true }, 'time')).toBe('1.00x slower ~')
  })

  it('gives three significant digits', () => {
    expect([0.5, 5.526, 52.14, 402.4, 1360.2, 1_000_000].map(figure)).toEqual(['0.50', '5.53', '52.1', '402', '1,360', '1,000,000'])
  })

  it('aligns the first column to the left and the others to the right', () => {
    expect(align([['', 'b'], ['long', '1'], ['a', '22']])).toBe('          b\n  long    1\n  a      22')
  })
})

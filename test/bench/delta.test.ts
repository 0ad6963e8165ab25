import { describe, expect, it } from 'vitest'
import { deltas, deltaText } from '../../bench/harness/delta.ts'
import type { Results } from '../../bench/harness/rounds.ts'
import type { TimeWorkload } from '../../bench/harness/workload.ts'
import { cannedReport, cannedWorkload } from './support/canned-report.ts'

const workload: TimeWorkload = {
  name: 'walk',
  title: 'walking there',
  kind: 'time',
  per: 'step',
  ops: 1000,
  answer: () => 0,
  baselines: {},
  variants: {},
}

function results(rounds: Record<string, number[]>, changes: Partial<Results> = {}): Results {
  const map = new Map(Object.entries(rounds).map(([name, values]) => [name, values.map(value => ({ value, min: value, max: value, samples: 1 }))]))
  return { workload, ops: 1000, nodeArgs: [], rounds: map, order: [], leftOut: new Map(), ...changes }
}

const { machine, versions } = cannedReport()
const same = { ...versions, pollux: '0.1.0', tinybench: '6.2.3', typescript: '7.0.2' }

describe('what has changed since an earlier report', () => {
  it('is the ratio of the medians, with an interval as wide as both', () => {
    const [delta] = deltas(cannedReport(), [results({ pollux: [2, 2.5, 3] })])
    expect(delta).toMatchObject({ workload: 'walk', variant: 'pollux', ratio: 2.5 / 5.5, low: 2 / 6, high: 3 / 5, noise: false })
  })

  it('is noise below 1.3, and where the intervals overlap', () => {
    const noiseOf = (values: number[]) => deltas(cannedReport(), [results({ pollux: values })])[0]!.noise
    expect([noiseOf([5, 5, 5]), noiseOf([5, 9, 12]), noiseOf([8, 9, 12])]).toEqual([true, true, false])
  })

  it('is a row for each variant that both have', () => {
    const text = deltaText(cannedReport(), machine, same, [results({ pollux: [11, 11, 11], tram: [1, 1, 1], bus: [55, 55, 55] })])
    expect(text.split('\n')).toEqual([
      'since the old report',
      '                    new to old      interval    old    new',
      '  walk/pollux     2.00x slower   1.83 – 2.20   5.50   11.0',
      '  walk/bus      1.00x slower ~   0.92 – 1.10   55.0   55.0',
      '',
    ])
  })

  it('says what makes the two runs less than comparable', () => {
    const old = cannedReport({ workloads: [cannedWorkload({ ops: 500, nodeArgs: ['--no-opt'] })] })
    const here = { ...machine, cpu: 'Slide rule' }
    const text = deltaText(old, here, { ...same, v8: '14.0' }, [results({ pollux: [5] }), results({ x: [1] }, { workload: { ...workload, name: 'run' } })])
    expect(text.split('\n').slice(1, 6)).toEqual([
      '! the machines (cpu) differ: Abacus <9> then, Slide rule now',
      '! the versions of v8 differ: 11.3 then, 14.0 now',
      '! the operations a sample of walk differ: 500 then, 1000 now',
      '! the flags of walk differ: --no-opt then, none now',
      '! run is not in the old report',
    ])
  })

  it('says so where there is nothing to compare', () => {
    const other = results({ x: [1] }, { workload: { ...workload, name: 'run' } })
    expect(deltaText(cannedReport(), machine, same, [other])).toBe('since the old report\n! run is not in the old report\n  nothing that both have\n')
  })
})

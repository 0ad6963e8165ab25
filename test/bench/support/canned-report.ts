/** A report as a run writes it, with figures made up. */
import type { Report, VariantReport, WorkloadReport } from '../../../bench/harness/report-file.ts'
import { isNoise, summarize, type Ratio } from '../../../bench/harness/statistics.ts'

export function cannedVariant(name: string, values: readonly number[], ratios: Partial<Record<'promises' | 'plain' | 'native', number>> = {}): VariantReport {
  const as = (ratio: number | undefined): Ratio | null =>
    ratio === undefined ? null : { median: ratio, min: ratio * 0.9, max: ratio * 1.1, low: ratio * 0.9, high: ratio * 1.1, noise: isNoise(ratio) }
  return {
    name,
    ...summarize(values),
    gcShare: 0.25,
    ratios: { promises: as(ratios.promises), plain: as(ratios.plain), native: as(ratios.native) },
    rounds: values.map(value => ({ value, min: value, max: value, samples: 11 })),
  }
}

export function cannedWorkload(changes: Partial<WorkloadReport> = {}): WorkloadReport {
  return {
    name: 'walk',
    title: 'walking there & back',
    kind: 'time',
    unit: 'ns per step',
    ops: 1000,
    nodeArgs: [],
    baselines: { promises: 'bus', plain: 'bicycle' },
    order: [['pollux', 'bus', 'bicycle']],
    variants: [
      cannedVariant('pollux', [5, 6, 5.5], { promises: 0.1, plain: 1.2 }),
      cannedVariant('bus', [50, 60, 55], { promises: 1, plain: 11 }),
      cannedVariant('bicycle', [4.5, 5, 4.6], { promises: 0.09, plain: 1 }),
    ],
    leftOut: {},
    ...changes,
  }
}

export function cannedReport(changes: Partial<Report> = {}): Report {
  return {
    machine: { cpu: 'Abacus <9>', cores: 2, memoryMiB: 2048, system: 'linux x64 6.1', load: 0.1 },
    versions: { pollux: '0.1.0', node: '20.20.2', v8: '11.3', rxjs: '7.8.2', tinybench: '6.2.3', typescript: '7.0.2' },
    command: ['npm', 'run', 'bench', '--', 'walk'],
    options: { quick: false, rounds: 3, time: 500, seed: 1, nodeArgs: [] },
    noise: 1.3,
    workloads: [cannedWorkload()],
    ...changes,
  }
}

/** The report as JSON: everything needed to check a claim, or to make it again. `report-file.ts` reads it. */
import type { Options } from './arguments.ts'
import { compare } from './compare.ts'
import type { Machine, Versions } from './machine.ts'
import type { CurveReport, Report, WorkloadReport } from './report-file.ts'
import type { Results } from './rounds.ts'
import type { Curves } from './scaling.ts'
import { NOISE } from './statistics.ts'
import { unitOf } from './workload.ts'

/** What a run found: tables, or curves where `--scaling` asked for them. */
export interface Findings {
  readonly results: readonly Results[]
  readonly curves: readonly Curves[]
}

/** A value for `JSON.stringify`. `machine` as it was before the run; `command` is the arguments behind `npm run bench --`. */
export function jsonReport(found: Findings, machine: Machine, versions: Versions, options: Options, command: readonly string[]): Report {
  const { quick, rounds, time, seed, nodeArgs } = options
  return {
    machine,
    versions,
    command: ['npm', 'run', 'bench', '--', ...command],
    options: { quick, rounds, time, seed, nodeArgs },
    noise: NOISE,
    workloads: found.results.map(describeResults),
    ...(options.scaling ? { scaling: found.curves.map(describeCurves) } : {}),
  }
}

function describeResults(results: Results): WorkloadReport {
  const { workload, ops, nodeArgs, order, rounds, leftOut } = results
  return {
    name: workload.name,
    title: workload.title,
    kind: workload.kind,
    unit: unitOf(workload),
    ops,
    nodeArgs,
    baselines: workload.baselines,
    order,
    variants: compare(results).map(({ variant, summary, gcShare, ratios }) => ({
      name: variant,
      ratios,
      ...summary,
      gcShare,
      rounds: rounds.get(variant)!,
    })),
    leftOut: Object.fromEntries(leftOut),
  }
}

function describeCurves({ workload, sizes, lines, leftOut }: Curves): CurveReport {
  return {
    name: workload.name,
    title: workload.title,
    unit: unitOf(workload),
    sizes,
    lines: lines.map(({ variant, points }) => ({ variant, points })),
    leftOut: Object.fromEntries(leftOut),
  }
}

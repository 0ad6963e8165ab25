/** The report as JSON: everything needed to check a claim, or to make it again. */
import type { Options } from './arguments.ts'
import { compare } from './compare.ts'
import { describeVersions, type Machine } from './machine.ts'
import type { Results } from './rounds.ts'
import { NOISE } from './statistics.ts'
import { unitOf } from './workload.ts'

/** A value for `JSON.stringify`. `machine` as it was before the run; `command` is the arguments behind `npm run bench --`. */
export function jsonReport(all: readonly Results[], machine: Machine, options: Options, command: readonly string[]): object {
  const { quick, rounds, time, seed, nodeArgs } = options
  return {
    machine,
    versions: describeVersions(),
    command: ['npm', 'run', 'bench', '--', ...command],
    options: { quick, rounds, time, seed, nodeArgs },
    noise: NOISE,
    workloads: all.map(describeResults),
  }
}

function describeResults(results: Results): object {
  const { workload, ops, nodeArgs, order, rounds } = results
  return {
    name: workload.name,
    title: workload.title,
    unit: unitOf(workload),
    ops,
    nodeArgs,
    baselines: workload.baselines,
    order,
    variants: compare(results).map(row => ({ name: row.variant, ratios: row.ratios, ...row.summary, rounds: rounds.get(row.variant) })),
  }
}

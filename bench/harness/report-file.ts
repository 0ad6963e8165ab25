/** A report in a file: its shape, and the reading of one that somebody kept. */
import { readFileSync } from 'node:fs'
import { UsageError } from './arguments.ts'
import type { BaselineName } from './compare.ts'
import type { Machine } from './machine.ts'
import type { Measurement } from './measurement.ts'
import type { Ratio, Summary } from './statistics.ts'
import type { Baselines, Workload } from './workload.ts'

export interface Report {
  readonly machine: Machine
  readonly versions: Readonly<Record<string, string>>
  readonly command: readonly string[]
  readonly options: {
    readonly quick: boolean
    readonly rounds: number
    readonly time: number
    readonly seed: number
    readonly nodeArgs: readonly string[]
  }
  readonly noise: number
  readonly workloads: readonly WorkloadReport[]
  /** Cost against size, where `--scaling` asked for it. */
  readonly scaling?: readonly CurveReport[]
}

export interface WorkloadReport {
  readonly name: string
  readonly title: string
  readonly kind: Workload['kind']
  readonly unit: string
  readonly ops: number
  readonly nodeArgs: readonly string[]
  readonly baselines: Baselines
  readonly order: readonly (readonly string[])[]
  readonly variants: readonly VariantReport[]
  readonly leftOut: Readonly<Record<string, string>>
}

export interface VariantReport extends Summary {
  readonly name: string
  readonly ratios: Readonly<Record<BaselineName, Ratio | null>>
  readonly gcShare: number | null
  readonly rounds: readonly Measurement[]
}

export interface CurveReport {
  readonly name: string
  readonly title: string
  readonly unit: string
  /** Operations in one sample, growing. */
  readonly sizes: readonly number[]
  readonly lines: readonly { readonly variant: string; readonly points: readonly (Summary | null)[] }[]
  readonly leftOut: Readonly<Record<string, string>>
}

/**
 * Reads what `--out` or `--json` wrote.
 *
 * @throws UsageError if there is no such file, or it is something else.
 */
export function readReport(file: string): Report {
  let report: Partial<Report> | null
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Partial<Report> | null
  } catch (error) {
    throw new UsageError(`'${file}' cannot be read as a report: ${(error as Error).message}`)
  }
  if (!Array.isArray(report?.workloads) || report.machine === undefined || report.versions === undefined) {
    throw new UsageError(`'${file}' is no report of this benchmark: it has no machine, versions and workloads`)
  }
  return report as Report
}

/** From the rounds to what a report shows: each variant's summary and its ratios to the baselines. */
import type { Results } from './rounds.ts'
import { ratio, summarize, type Ratio, type Summary } from './statistics.ts'

export type BaselineName = 'promises' | 'plain'

export interface Row {
  readonly variant: string
  readonly summary: Summary
  /** Null for a baseline that the workload has not, or that did not run. */
  readonly ratios: Readonly<Record<BaselineName, Ratio | null>>
}

/** A row a variant, in the workload's order. */
export function compare(results: Results): Row[] {
  const { promises, plain } = results.workload.baselines
  return [...results.rounds.keys()].map(variant => ({
    variant,
    summary: summarize(valuesOf(results, variant)!),
    ratios: { promises: against(results, variant, promises), plain: against(results, variant, plain) },
  }))
}

function against(results: Results, variant: string, baseline: string | undefined): Ratio | null {
  const base = baseline === undefined ? null : valuesOf(results, baseline)
  return base === null ? null : ratio(valuesOf(results, variant)!, base)
}

function valuesOf({ rounds }: Results, variant: string): number[] | null {
  return rounds.get(variant)?.map(({ value }) => value) ?? null
}

/** From the rounds to what a report shows: each variant's summary and its ratios to the baselines. */
import type { Results } from './rounds.ts'
import { median, ratio, summarize, type Ratio, type Summary } from './statistics.ts'

export type BaselineName = 'promises' | 'plain' | 'native'

export const BASELINES: readonly BaselineName[] = ['promises', 'plain', 'native']

export interface Row {
  readonly variant: string
  readonly summary: Summary
  /** The collector's part of the time, 0 to 1, the median over rounds; null where it is not known. */
  readonly gcShare: number | null
  /** Null for a baseline that the workload has not, or that did not run. */
  readonly ratios: Readonly<Record<BaselineName, Ratio | null>>
}

/** A row a variant, in the workload's order. */
export function compare(results: Results): Row[] {
  const { promises, plain, native } = results.workload.baselines
  return [...results.rounds.keys()].map(variant => ({
    variant,
    summary: summarize(valuesOf(results, variant)!),
    gcShare: gcShareOf(results, variant),
    ratios: {
      promises: against(results, variant, promises),
      plain: against(results, variant, plain),
      native: against(results, variant, native),
    },
  }))
}

function against(results: Results, variant: string, baseline: string | undefined): Ratio | null {
  const base = baseline === undefined ? null : valuesOf(results, baseline)
  return base === null ? null : ratio(valuesOf(results, variant)!, base)
}

function gcShareOf({ rounds }: Results, variant: string): number | null {
  const shares = rounds.get(variant)!.flatMap(({ gc }) => (gc === undefined ? [] : [gc.share]))
  return shares.length === 0 ? null : median(shares)
}

function valuesOf({ rounds }: Results, variant: string): number[] | null {
  return rounds.get(variant)?.map(({ value }) => value) ?? null
}

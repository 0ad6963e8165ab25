/** `--compare`: what has changed since an earlier report. */
import { compare } from './compare.ts'
import type { Machine, Versions } from './machine.ts'
import { align, figure, ratioText } from './report.ts'
import type { Report, WorkloadReport } from './report-file.ts'
import type { Results } from './rounds.ts'
import { holdsOne, isNoise, summarize, type Summary } from './statistics.ts'

export interface Delta {
  readonly workload: string
  readonly variant: string
  readonly before: Summary
  readonly after: Summary
  /** New to old: below 1 is cheaper than it was. */
  readonly ratio: number
  readonly low: number
  readonly high: number
  readonly noise: boolean
}

/** A row for each variant that both have, in the new one's order. */
export function deltas(old: Report, results: readonly Results[]): Delta[] {
  return results.flatMap(result => {
    const earlier = old.workloads.find(({ name }) => name === result.workload.name)
    if (earlier === undefined) return []
    return compare(result).flatMap(({ variant, summary }) => {
      const then = earlier.variants.find(({ name }) => name === variant)
      if (then === undefined) return []
      return [delta(earlier.name, variant, summarize(then.rounds.map(({ value }) => value)), summary)]
    })
  })
}

/**
 * The runs are not interleaved, so nothing pairs their rounds: the ratio is of the medians, and its interval is as wide as both of
 * theirs together, the new one's cheapest to the old one's dearest and the other way round.
 */
function delta(workload: string, variant: string, before: Summary, after: Summary): Delta {
  const ratio = after.median / before.median
  const range = { low: after.low / before.high, high: after.high / before.low }
  return { workload, variant, before, after, ratio, ...range, noise: isNoise(ratio) || holdsOne(range) }
}

/** What stands above the rows: whatever makes the two runs less than comparable. */
export function differences(old: Report, machine: Machine, versions: Versions, results: readonly Results[]): string[] {
  const lines: string[] = []
  const differ = (what: string, then: unknown, now: unknown) => {
    if (then !== now) lines.push(`${what} differ: ${String(then)} then, ${String(now)} now`)
  }
  for (const key of ['cpu', 'cores', 'memoryMiB', 'system'] as const) differ(`the machines (${key})`, old.machine[key], machine[key])
  for (const key of ['node', 'bun', 'deno', 'v8', 'native']) differ(`the versions of ${key}`, old.versions[key], versions[key])
  for (const { workload, ops, nodeArgs } of results) {
    const then = old.workloads.find(({ name }) => name === workload.name)
    if (then === undefined) lines.push(`${workload.name} is not in the old report`)
    else sameTask(then, ops, nodeArgs, differ)
  }
  return lines
}

function sameTask(then: WorkloadReport, ops: number, nodeArgs: readonly string[], differ: (what: string, then: unknown, now: unknown) => void): void {
  differ(`the operations a sample of ${then.name}`, then.ops, ops)
  differ(`the flags of ${then.name}`, then.nodeArgs.join(' ') || 'none', nodeArgs.join(' ') || 'none')
}

/** The whole comparison as text. */
export function deltaText(old: Report, machine: Machine, versions: Versions, results: readonly Results[]): string {
  const rows = deltas(old, results)
  const kinds = new Map(results.map(({ workload }) => [workload.name, workload.kind]))
  const warnings = differences(old, machine, versions, results).map(line => `! ${line}\n`).join('')
  if (rows.length === 0) return `since the old report\n${warnings}  nothing that both have\n`
  const body = rows.map(({ workload, variant, before, after, ratio, low, high, noise }) => [
    `${workload}/${variant}`,
    ratioText({ median: ratio, noise }, kinds.get(workload)!),
    `${figure(low)} – ${figure(high)}`,
    figure(before.median),
    figure(after.median),
  ])
  return `since the old report\n${warnings}${align([['', 'new to old', 'interval', 'old', 'new'], ...body])}\n`
}

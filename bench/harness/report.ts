/** The report as text: ratios first, because only they carry from machine to machine. */
import { compare, type BaselineName, type Row } from './compare.ts'
import type { Results } from './rounds.ts'
import { NOISE, type Ratio } from './statistics.ts'
import { unitOf, type Workload } from './workload.ts'

export const FOOTNOTE = `~ within noise: a gap below ${NOISE}x is no result. Ratios are medians over rounds, taken within each round.`

/** One workload's table. */
export function table(results: Results): string {
  const { workload, ops, nodeArgs } = results
  const { promises, plain } = workload.baselines
  const unit = unitOf(workload)
  const head = ['', ...(promises === undefined ? [] : ['to promises']), ...(plain === undefined ? [] : ['to plain']), unit, 'rounds']
  const body = compare(results).map(row => [
    row.variant,
    ...(promises === undefined ? [] : [ratioCell(row, 'promises', workload)]),
    ...(plain === undefined ? [] : [ratioCell(row, 'plain', workload)]),
    figure(row.summary.median),
    `${figure(row.summary.min)} – ${figure(row.summary.max)}`,
  ])
  const flags = nodeArgs.length === 0 ? '' : `, ${nodeArgs.join(' ')}`
  return `${workload.name}: ${workload.title} (${figure(ops)} a sample${flags})\n${align([head, ...body])}\n`
}

function ratioCell({ variant, ratios }: Row, baseline: BaselineName, workload: Workload): string {
  if (variant === workload.baselines[baseline]) return '1'
  const value = ratios[baseline]
  return value === null ? '' : ratioText(value, workload.kind)
}

/** A ratio in words: `9.1x faster`, `1.12x slower ~`. */
export function ratioText({ median, noise }: Pick<Ratio, 'median' | 'noise'>, kind: Workload['kind']): string {
  const [less, more] = kind === 'time' ? ['faster', 'slower'] : ['smaller', 'larger']
  const text = median < 1 ? `${figure(1 / median)}x ${less}` : `${figure(median)}x ${more}`
  return noise ? `${text} ~` : text
}

/** Three significant digits, thousands apart: 5.53, 52.1, 1,360. */
export function figure(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US')
  if (value >= 100) return value.toFixed(0)
  return value.toFixed(value >= 10 ? 1 : 2)
}

/** Columns of equal width: the first to the left, the others to the right. */
export function align(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('   ').trimEnd()
  return rows.map(row => `  ${line(row)}`).join('\n')
}

/** What `--list` prints. */
export function listing(workloads: readonly Workload[]): string {
  return workloads.map(one => `${one.name}: ${one.title} (${unitOf(one)})\n  ${Object.keys(one.variants).join(', ')}\n`).join('\n')
}

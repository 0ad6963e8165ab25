/** The report as text: ratios first, because only they carry from machine to machine. */
import { BASELINES, compare, type BaselineName, type Row } from './compare.ts'
import type { Results } from './rounds.ts'
import { interval, NOISE, type Ratio } from './statistics.ts'
import { unitOf, type Workload } from './workload.ts'

/** What the marks of a table mean. `rounds`: how many there were. */
export function footnote(rounds: number): string {
  const { coverage } = interval(Array.from({ length: rounds }, (_, round) => round))
  const range = rounds === 1 ? 'one round has no interval' : `interval: of the median, ${percent(coverage)} (${rounds} rounds)`
  return (
    `~ within noise: a gap below ${NOISE}x, or rounds that do not agree on its direction, is no result.\n` +
    `Ratios are medians over rounds, taken within each round; ${range}. gc: its part of the time.`
  )
}

/** One workload's table. */
export function table(results: Results): string {
  const { workload, ops, nodeArgs, leftOut } = results
  const bases = BASELINES.filter(name => workload.baselines[name] !== undefined)
  const rows = compare(results)
  const hasGc = rows.some(({ gcShare }) => gcShare !== null)
  const head = ['', ...bases.map(name => `to ${name}`), unitOf(workload), 'interval', ...(hasGc ? ['gc'] : [])]
  const body = rows.map(row => [
    row.variant,
    ...bases.map(name => ratioCell(row, name, workload)),
    figure(row.summary.median),
    `${figure(row.summary.low)} – ${figure(row.summary.high)}`,
    ...(hasGc ? [row.gcShare === null ? '' : percent(row.gcShare)] : []),
  ])
  const flags = nodeArgs.length === 0 ? '' : `, ${nodeArgs.join(' ')}`
  return `${workload.name}: ${workload.title} (${figure(ops)} a sample${flags})\n${align([head, ...body])}\n${fewerOf(results)}${absences(leftOut)}`
}

/** Says which variants do not have the operations that the heading names. */
function fewerOf({ workload, ops, rounds }: Results): string {
  const fewer = Object.entries(workload.fewer ?? {}).filter(([variant]) => rounds.has(variant))
  return fewer.map(([variant, part]) => `  ${variant}: ${figure(ops / part)} a sample\n`).join('')
}

/** A line for each variant that is not there. */
export function absences(leftOut: ReadonlyMap<string, string>): string {
  return [...leftOut].map(([variant, why]) => `  left out: ${variant}: ${why}\n`).join('')
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

/** 0.9375 as `94%`. */
export function percent(part: number): string {
  return `${Math.round(part * 100)}%`
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

/** The whole page: what was measured and on what, an overview, then a chart and a table for each workload. */
import { engineText } from '../harness/machine.ts'
import { figure, footnote, percent, ratioText } from '../harness/report.ts'
import type { CurveReport, Report, VariantReport, WorkloadReport } from '../harness/report-file.ts'
import { bars, type Bar } from './bars.ts'
import { lines } from './lines.ts'
import { htmlTable, slug, text } from './markup.ts'
import { STYLE } from './style.ts'

type BaselineName = 'promises' | 'plain' | 'native'
const BASELINES: readonly BaselineName[] = ['promises', 'plain', 'native']
const WHAT: Readonly<Record<BaselineName, string>> = { promises: 'promises', plain: 'plain code', native: 'tokio' }

/** A page from one or more reports, which may be tables and curves of the same machine, or of several. */
export function page(reports: readonly Report[]): string {
  const workloads = reports.flatMap(({ workloads }) => workloads)
  const curves = reports.flatMap(({ scaling = [] }) => scaling)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>pollux: benchmarks</title>
<style>${STYLE}</style>
</head>
<body>
<h1>pollux: benchmarks</h1>
<p>What waiting costs, relative to promises, to plain code that does the same without waiting, and to Rust where it was measured. Ratios are
what carries from machine to machine; nanoseconds are for orientation. How it is measured, and what it does not show:
<code>bench/README.md</code>.</p>
<p>A pale bar is within noise and is no result. A line across a bar is the interval of its ratio.</p>
${reports.map(conditions).join('\n')}
<nav aria-label="Workloads"><ul>
${[...workloads.map(({ name }) => link(`w-${slug(name)}`, name)), ...curves.map(({ name }) => link(`s-${slug(name)}`, `${name}, by size`))].join('\n')}
</ul></nav>
<main>
${overview(workloads)}
${workloads.map(workloadSection).join('\n')}
${curves.map(curveSection).join('\n')}
</main>
</body>
</html>
`
}

function link(id: string, label: string): string {
  return `<li><a href="#${id}">${text(label)}</a></li>`
}

/** The machine, the versions, the command: without them a figure means nothing. */
function conditions({ machine, versions, command, options }: Report): string {
  const { cpu, cores, memoryMiB, system, load } = machine
  const others = Object.entries(versions).filter(([name]) => !['node', 'bun', 'deno', 'v8', 'native'].includes(name))
  return `<section><h2>Measured on</h2>
<p>${text(cpu)}, ${cores} cores, ${figure(memoryMiB)} MiB, ${text(system)}; ${text(engineText(versions))}.
Load before the run: ${load.toFixed(1)}. ${text(others.map(([name, version]) => `${name} ${version}`).join(', '))}.</p>
<pre><code>${text(command.join(' '))}</code></pre>
<p class="soft">${options.rounds === 1 ? 'One round' : `${options.rounds} rounds`} of ${options.time} ms a variant, in an order shuffled with seed ${options.seed}${options.quick ? '; a quick run, too short for a claim' : ''}.
${text(footnote(options.rounds))}</p></section>`
}

/** pollux, the first variant of each workload, against each baseline. */
function overview(workloads: readonly WorkloadReport[]): string {
  return BASELINES.map(base => {
    const all = workloads.flatMap(workload => {
      const first = workload.variants[0]
      const bar = first === undefined ? null : barOf(workload, first, base)
      return bar === null ? [] : [{ ...bar, name: workload.name }]
    })
    if (all.length === 0) return ''
    const title = `pollux to ${WHAT[base]}`
    const rows = all.map(({ name, label, low, high }) => [name, label, `${short(low)} – ${short(high)}`])
    const table = htmlTable(`${title}, by workload`, ['workload', 'ratio', 'cost, interval'], rows)
    return section(`o-${base}`, title, '', bars(`overview-${base}`, title, all), table)
  }).join('\n')
}

function workloadSection(workload: WorkloadReport): string {
  const { name, title, unit, ops, nodeArgs, variants, baselines, leftOut } = workload
  const bases = BASELINES.filter(base => baselines[base] !== undefined)
  const [base] = bases
  const all = base === undefined ? [] : variants.flatMap(variant => barOf(workload, variant, base) ?? [])
  const chart = all.length === 0 ? '' : bars(`chart-${slug(name)}`, `${name}: cost to ${WHAT[base!]}`, all)
  const hasGc = variants.some(({ gcShare }) => gcShare !== null)
  const head = ['variant', ...bases.map(one => `to ${WHAT[one]}`), unit, 'interval', ...(hasGc ? ['gc'] : [])]
  const rows = variants.map(variant => [
    variant.name,
    ...bases.map(one => (variant.name === baselines[one] ? '1' : (barOf(workload, variant, one)?.label ?? ''))),
    figure(variant.median),
    range(variant.low, variant.high),
    ...(hasGc ? [variant.gcShare === null ? '' : percent(variant.gcShare)] : []),
  ])
  const absent = Object.entries(leftOut).map(([variant, why]) => `left out: ${variant}: ${why}`)
  const notes = [`${figure(ops)} a sample`, ...(nodeArgs.length === 0 ? [] : [nodeArgs.join(' ')]), ...absent]
  return section(`w-${slug(name)}`, name, `${title} (${notes.join('; ')})`, chart, htmlTable(`${name}, ${unit}`, head, rows))
}

function barOf({ kind, baselines }: WorkloadReport, { name, ratios }: VariantReport, base: BaselineName): Bar | null {
  const ratio = ratios[base]
  if (ratio === null || ratio === undefined || name === baselines[base]) return null
  return { name, ratio: ratio.median, low: ratio.low, high: ratio.high, noise: ratio.noise, label: ratioText(ratio, kind) }
}

function curveSection({ name, title, unit, sizes, lines: all, leftOut }: CurveReport): string {
  const plotted = all.map(({ variant, points }) => ({ name: variant, costs: points.map(point => point?.median ?? null) }))
  const chart = lines(`curve-${slug(name)}`, `${name}: ${unit} against size`, unit, sizes, plotted)
  const rows = plotted.map(line => [line.name, ...line.costs.map(cost => (cost === null ? '–' : figure(cost)))])
  const table = htmlTable(`${name}, ${unit} by operations a sample`, ['variant', ...sizes.map(figure)], rows)
  const notes = Object.entries(leftOut).map(([variant, why]) => `${variant}: ${why}`)
  return section(`s-${slug(name)}`, `${name}, by size`, `${title}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`, chart, table)
}

function section(id: string, heading: string, words: string, chart: string, table: string): string {
  const under = words === '' ? '' : `<p class="soft">${text(words)}</p>`
  const pair = `<div class="pair"><div>${chart}</div><div class="scroll">${table}</div></div>`
  return `<section id="${id}"><h2>${text(heading)}</h2>${under}${pair}</section>`
}

/** A ratio as a number, however small. */
function short(ratio: number): string {
  return ratio < 0.1 ? String(Number(ratio.toPrecision(2))) : figure(ratio)
}

function range(low: number, high: number): string {
  return `${figure(low)} – ${figure(high)}`
}

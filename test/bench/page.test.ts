import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../bench/harness/build.ts'
import { logAxis, tickText } from '../../bench/report/axis.ts'
import { page } from '../../bench/report/page.ts'
import { summarize } from '../../bench/harness/statistics.ts'
import { cannedReport, cannedVariant, cannedWorkload } from './support/canned-report.ts'

const curve = {
  name: 'walk',
  title: 'walking there',
  unit: 'ns per step',
  sizes: [1000, 10_000, 100_000],
  lines: [
    { variant: 'pollux', points: [5, 5, 5].map(value => summarize([value])) },
    { variant: 'bus', points: [summarize([50]), summarize([80]), null] },
  ],
  leftOut: { bus: 'from 100,000 on a sample would take 8 s' },
}
const html = page([cannedReport({ scaling: [curve] })])

/** Every element is closed by its own name, in order. */
function isWellFormed(markup: string): boolean {
  const open: string[] = []
  for (const [, closing, name, empty] of markup.matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)(?:"[^"]*"|[^">])*?(\/?)>/g)) {
    if (closing === '/') {
      if (open.pop() !== name) return false
    } else if (empty !== '/' && name !== 'meta') open.push(name!)
  }
  return open.length === 0
}

describe('the page of a report', () => {
  it('needs nothing beside it: no script, no address', () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|src=/)
    // One address is the name of a vocabulary, and is not fetched.
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/)
    expect(isWellFormed(html.replace(/<!doctype html>|<style>[^]*<\/style>/g, ''))).toBe(true)
  })

  it('says what it was measured on, and how', () => {
    expect(html).toContain('Abacus &lt;9&gt;, 2 cores, 2,048 MiB, linux x64 6.1; Node 20.20.2, V8 11.3.')
    expect(html).toContain('<pre><code>npm run bench -- walk</code></pre>')
    expect(html).toContain('3 rounds of 500 ms a variant, in an order shuffled with seed 1.')
    expect(html).toContain('rxjs 7.8.2')
  })

  it('has a table beside each chart, and a chart that can be read aloud', () => {
    const charts = [...html.matchAll(/<svg [^]*?<\/svg>/g)].map(([chart]) => chart)
    // Two overviews, the workload, and its curve.
    expect(charts).toHaveLength(4)
    expect(html.match(/<table>/g)).toHaveLength(4)
    for (const chart of charts) {
      const [, id] = /aria-labelledby="(\S+)-title \S+-desc"/.exec(chart)!
      expect(chart).toContain('role="img"')
      expect(chart).toContain(`<title id="${id}-title">`)
      expect(chart).toContain(`<desc id="${id}-desc">`)
    }
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(html).toContain('<desc id="chart-walk-desc">pollux: 10.0x faster; bicycle: 11.1x faster</desc>')
    expect(html).toContain('<desc id="curve-walk-desc">pollux, ns per step: 5.00 at 1,000, 5.00 at 10,000, 5.00 at 100,000; bus, ns per step: 50.0 at 1,000, 80.0 at 10,000</desc>')
  })

  it('shows the figures in the table, and what is within noise', () => {
    expect(html).toContain('<tr><th scope="row">pollux</th><td>10.0x faster</td><td>1.20x slower ~</td><td>5.50</td><td>5.00 – 6.00</td><td>25%</td></tr>')
    expect(html).toContain('walking there &amp; back (1,000 a sample)')
    expect(html).toContain('class="noise"')
    expect(html).toContain('walking there (bus: from 100,000 on a sample would take 8 s)')
    expect(html).toContain('<tr><th scope="row">bus</th><td>50.0</td><td>80.0</td><td>–</td></tr>')
  })

  it('has colours for light and for dark', () => {
    expect(html).toContain('color-scheme: light dark')
    expect(html).toContain('@media (prefers-color-scheme: dark)')
  })

  it('shows tokio where it was measured', () => {
    const variants = [cannedVariant('pollux', [5], { promises: 0.1, native: 0.5 }), cannedVariant('tokio (native)', [10], { promises: 0.2, native: 1 })]
    const native = page([cannedReport({ workloads: [cannedWorkload({ baselines: { native: 'tokio (native)' }, variants })] })])
    expect(native).toContain('<h2>pollux to tokio</h2>')
    expect(native).toContain('<desc id="overview-native-desc">walk: 2.00x faster</desc>')
    expect(html).not.toContain('pollux to tokio')
  })

  it('puts equal ratios at equal distances', () => {
    const { ticks, place } = logAxis([0.02, 30], 0, 400)
    expect(ticks).toEqual([0.01, 0.1, 1, 10, 100])
    expect([0.01, 0.1, 1, 100].map(place)).toEqual([0, 100, 200, 400])
    expect(logAxis([], 0, 1).ticks).toEqual([1, 10])
    expect([0.001, 1, 1000, 1e6, 1e7].map(tickText)).toEqual(['0.001', '1', '1,000', '10⁶', '10⁷'])
  })
})

describe('npm run bench:report', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, ['--import', 'tsx', 'bench/report.ts', ...args], { cwd: ROOT, encoding: 'utf8' })

  it('writes the page of the reports that are named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pollux-bench-test-'))
    try {
      const [from, to] = [join(folder, 'run.json'), join(folder, 'deep/page.html')]
      writeFileSync(from, JSON.stringify(cannedReport({ scaling: [curve] })))
      const { status, stdout } = run(from, '--out', to)
      expect({ status, said: stdout.endsWith(': 1 report\n') }).toEqual({ status: 0, said: true })
      expect(readFileSync(to, 'utf8')).toBe(html)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it.each([
    [['package.json'], "'package.json' is no report of this benchmark"],
    [['no/such.json'], "'no/such.json' cannot be read as a report"],
    [['--frobnicate'], "'--frobnicate'"],
  ])('%j ends with code 2 and says why', (args, message) => {
    const { status, stderr } = run(...args)
    expect(status).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).toContain('npm run bench:report')
  })
})

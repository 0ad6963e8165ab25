import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../bench/harness/build.ts'

interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

function bench(...args: string[]): Ended {
  return spawnSync(process.execPath, ['--import', 'tsx', 'bench/run.ts', ...args], { cwd: ROOT, encoding: 'utf8' })
}

const FIXTURES = ['--workloads', 'test/bench/workloads', '--quick', '--time', '1', '--rounds', '1']

describe('npm run bench', () => {
  it('yield --quick --json: a report with machine, versions, command and every round', () => {
    const { status, stdout, stderr } = bench('yield', '--quick', '--json', '--time', '5', '--rounds', '2', '--seed', '1')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const report = JSON.parse(stdout)
    expect(report.command).toEqual(['npm', 'run', 'bench', '--', 'yield', '--quick', '--json', '--time', '5', '--rounds', '2', '--seed', '1'])
    expect(report.options).toEqual({ quick: true, rounds: 2, time: 5, seed: 1, nodeArgs: [] })
    expect(Object.keys(report.machine)).toEqual(['cpu', 'cores', 'memoryMiB', 'system', 'load'])
    expect(Object.keys(report.versions).slice(0, 3)).toEqual(['pollux', 'node', 'v8'])
    expect(report.versions).toMatchObject({ node: process.versions.node, v8: process.versions.v8, pollux: expect.any(String) })
    expect(report.workloads).toHaveLength(1)
    const [{ name, unit, order, variants }] = report.workloads
    expect({ name, unit }).toEqual({ name: 'yield', unit: 'ns per turn' })
    const names: string[] = variants.map((variant: { name: string }) => variant.name)
    expect(names).toContain('pollux')
    for (const round of order) expect(round.toSorted()).toEqual(names.toSorted())
    for (const { rounds, median, ratios } of variants) {
      expect(rounds).toHaveLength(2)
      expect(median).toBeGreaterThan(0)
      expect([ratios.promises.median > 0, ratios.plain.median > 0]).toEqual([true, true])
    }
  })

  it('prints a table with ratios, and what the marks mean', () => {
    const { status, stdout } = bench('honest', ...FIXTURES, '--node-args', '--max-semi-space-size=8')
    expect(status).toBe(0)
    expect(stdout).toMatch(/Node \d+.*V8 \d+/)
    expect(stdout).toContain('honest: counts to a thousand (1,000 a sample, --max-semi-space-size=8)')
    expect(stdout).toMatch(/to promises +to plain +ns per count +interval +gc/)
    expect(stdout).toContain('~ within noise: a gap below 1.3x, or rounds that do not agree on its direction, is no result.')
  })

  it('--out keeps the report, and --compare says what has changed since', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pollux-bench-test-'))
    try {
      const file = join(folder, 'old.json')
      const first = bench('honest', ...FIXTURES, '--out', file)
      expect(first.status).toBe(0)
      expect(first.stdout).toContain('honest: counts to a thousand')
      const { status, stdout } = bench('honest/plain', ...FIXTURES, '--compare', file)
      expect(status).toBe(0)
      expect(stdout).toMatch(/since the old report\n +new to old +interval +old +new\n {2}honest\/promises .*\n {2}honest\/plain /)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('--scaling measures the size that it says', () => {
    const { status, stdout } = bench('honest', '--workloads', 'test/bench/workloads', '--quick', '--scaling', '--time', '1', '--json')
    expect(status).toBe(0)
    const { workloads, scaling } = JSON.parse(stdout)
    expect(workloads).toEqual([])
    expect(scaling[0].sizes).toEqual([1000, 10_000, 100_000])
    expect(scaling[0].lines.map((line: { variant: string }) => line.variant)).toEqual(['promises', 'plain'])
    for (const { points } of scaling[0].lines) expect(points).toHaveLength(3)
  })

  it('--runtime runs the measured processes', () => {
    // The same Node by another path: its command line and its versions are asked for as any other's.
    const folder = mkdtempSync(join(tmpdir(), 'pollux-bench-test-'))
    try {
      const other = join(folder, 'other-node')
      symlinkSync(process.execPath, other)
      const { status, stdout } = bench('weight/hundred', ...FIXTURES, '--runtime', other, '--json')
      expect(status).toBe(0)
      const { versions, workloads } = JSON.parse(stdout)
      expect(versions).toMatchObject({ node: process.versions.node, v8: process.versions.v8 })
      expect(workloads[0].nodeArgs).toEqual(['--expose-gc'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('weighs in a process that can collect its garbage', () => {
    const { status, stdout } = bench('weight/hundred', ...FIXTURES)
    expect(status).toBe(0)
    expect(stdout).toMatch(/hundred +\d\.\d\dx larger +85\d /)
  })

  it('fails if an answer is wrong', () => {
    const { status, stdout, stderr } = bench('lazy/skips later', ...FIXTURES)
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'lazy/skips later answered 7, and 1000 is right; its time means nothing\n',
    })
    expect(stdout).not.toContain('ns per count')
  })

  it('fails with the stack of a variant that throws, and with the code of one that exits', () => {
    const thrown = bench('broken/throws', ...FIXTURES)
    expect(thrown.status).toBe(1)
    expect(thrown.stderr).toMatch(/RangeError: no such luck\n {4}at .*broken\.js/)
    const exited = bench('broken/exits', ...FIXTURES)
    expect(exited.status).toBe(1)
    expect(exited.stderr).toBe('broken/exits: the process ended with code 3 and said nothing\n')
  })

  it.each([
    [['no-such-workload'], "no workload 'no-such-workload'; there are "],
    [['yield/no-such-variant'], "yield has no variant 'no-such-variant'; there are pollux, "],
    [['--fast'], "'--fast'"],
    [['yield', '--compare', 'package.json'], "'package.json' is no report of this benchmark"],
    [['yield', '--compare', 'no/such.json'], "'no/such.json' cannot be read as a report"],
    [['yield', '--runtime', 'no/such/node'], "--runtime: 'no/such/node' cannot be run"],
  ])('%j ends with code 2 and says why', (args, message) => {
    const { status, stdout, stderr } = bench(...args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain('npm run bench -- [name …] [options]')
  })

  it('--list and --help measure nothing', () => {
    const list = bench('--list')
    expect(list.status).toBe(0)
    expect(list.stdout).toMatch(/^yield: one task waking itself \(ns per turn\)\n {2}pollux, /m)
    expect(bench('--help').stdout).toContain('--node-args')
  })
})

/** What the package costs a page: the size of each entry point, and what a program that uses little has to carry. */
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundled, sizeWithout } from '../support/bundled.ts'
import { PackedPackage } from '../support/packed-package.ts'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { exports: Record<string, unknown> }
const ENTRIES = Object.keys(manifest.exports).filter(entry => entry !== './package.json')

/** Kilobytes after gzip of all that an entry exports: its size when this was written, and a tenth more. Raising one is a decision. */
const BUDGETS: Record<string, number> = {
  '.': 77.2,
  './future': 12.1,
  './runtime': 29.0,
  './iterators': 20.3,
  './sync': 25.3,
  './time': 6.7,
  './service': 27.5,
  './traits': 12.6,
  './interop': 47.2,
  './io': 30.2,
  './watch': 14.8,
  './testing': 55.5,
}

/** The same for what programs pick, from the root. */
const PICKED: [names: string, kilobytes: number][] = [
  ['Pending', 0.2],
  ['spawn', 0.5],
  ['map', 2.8],
  ['join', 3.9],
  ['sleep', 3.6],
  ['Mutex', 3.7],
  ['asyncBlock, wait', 4.6],
  ['blockOn', 23.9],
]

/**
 * What `blockOn` brings beside the executor, because a method or an error may ask for it: threads for jobs, names and dumps of what
 * waits, the errors' words, wakes from other threads. `docs/guides/where-it-runs.md` gives the size of each.
 */
const BESIDE: [what: string, modules: string][] = [
  ['the threads of `spawnBlocking`', 'runtime/blocking/.*'],
  ['observers, counters, dumps', 'runtime/(?:watching|fan-out|observing|metrics|dump|await-tree|waits|task-view|guests)|future/(?:inspect|offender|members|kind-of)'],
  ['errors', 'runtime/(?:errors|unhandled)|future/(?:errors|not-sendable-error|misuse|stack-overflow)'],
  ['parking, and wakes from other threads', 'runtime/(?:remote-.*|parker|elsewhere|park-thread)'],
]

/** Kilobytes after gzip of the rest: tasks, their queue, the loop, and the futures that they need. */
const BARE_EXECUTOR = 8

const EXECUTOR = /^runtime\/(?:executor|task|run-queue|runtime|block-on|host-loop)\.js$/

/** Programs that need no executor, and none of the rooms named beside them. */
const WITHOUT_EXECUTOR: [name: string, rooms: RegExp][] = [
  ['map', /^(?:runtime|time|sync|iterators|interop|watch|testing)\//],
  ['join', /^(?:runtime|time|sync|iterators|interop|watch|testing)\//],
  ['select', /^(?:runtime|time|sync|iterators|interop|watch|testing)\//],
  ['asyncBlock', /^(?:runtime|time|sync|iterators|interop|watch|testing)\//],
  ['Mutex', /^(?:runtime|time|iterators|interop|watch|testing)\//],
  ['Stream', /^(?:sync|interop|watch|testing)\//],
  ['sleep', /^(?:sync|iterators|interop|watch|testing)\//],
  ['spawn', /^(?:sync|iterators|interop|watch|testing)\//],
]

const picking = (names: string) => `import { ${names} } from 'pollux'\nglobalThis.used = [${names}]\n`

/** Names and kilobytes of the table in the guide whose first column is headed `heading`. */
function rowsOf(heading: string): [what: string, kilobytes: number][] {
  const guide = readFileSync(new URL('../../docs/guides/where-it-runs.md', import.meta.url), 'utf8')
  const table = new RegExp(`^\\| ${heading} \\| kB \\|\\n\\| --- \\| --- \\|\\n((?:\\|.*\\n)+)`, 'm').exec(guide)![1]!
  return [...table.matchAll(/^\| (.*?) \| ([\d.]+) \|$/gm)].map(([, what, size]) => [what!, Number(size)])
}

/** What a row of the first table imports: names of the root, or whole entry points. */
function sizeOf(row: string): number {
  const [, entries] = /^all of (.*)$/.exec(row) ?? []
  if (entries !== undefined) return bundled(pollux, [...entries.matchAll(/`(.*?)`/g)].map(([, entry]) => `export * from '${entry}'\n`).join('')).size / 1000
  return bundled(pollux, picking([...row.matchAll(/`(.*?)`/g)].map(([, name]) => name).join(', '))).size / 1000
}

/** `said`, if what was measured is within a tenth of it, or what rounding makes of it; else what was measured. */
function near(said: number, measured: number): number {
  return Math.abs(said - measured) <= Math.max(said / 10, 0.1) ? said : Math.round(measured * 10) / 10
}

let pollux: PackedPackage
beforeAll(() => {
  pollux = new PackedPackage()
  pollux.write({ 'package.json': JSON.stringify({ name: 'consumer', private: true, type: 'module' }) })
})
afterAll(() => pollux?.[Symbol.dispose]())

describe('the packed package in a bundle', () => {
  it('has a budget for each entry point', () => expect(Object.keys(BUDGETS).sort()).toEqual([...ENTRIES].sort()))

  it.each(ENTRIES)('keeps to the budget, all of it: %s', entry => {
    const { size } = bundled(pollux, `export * from '${posix.join('pollux', entry)}'\n`)
    expect(size / 1000).toBeLessThanOrEqual(BUDGETS[entry]!)
  })

  it.each(PICKED)('costs a program only what it uses: %s', (names, kilobytes) => {
    expect(bundled(pollux, picking(names)).size / 1000).toBeLessThanOrEqual(kilobytes)
  })

  it('has an executor that is small, without what is beside it', async () => {
    const modules = BESIDE.map(([, pattern]) => pattern).join('|')
    const size = await sizeWithout(pollux, picking('blockOn'), new RegExp(`^(?:${modules})\\.m?js$`))
    expect(size / 1000).toBeLessThanOrEqual(BARE_EXECUTOR)
  })

  it('is as large as the guide says', async () => {
    for (const [what, said] of rowsOf('imports')) expect({ what, size: near(said, sizeOf(what)) }).toEqual({ what, size: said })
  })

  it('has its bytes where the guide says', async () => {
    const rows = rowsOf('of these')
    const all = bundled(pollux, picking('blockOn')).size / 1000
    const measured = new Map<string, number>()
    let before = all
    for (const [at, [what]] of BESIDE.entries()) {
      const modules = BESIDE.slice(0, at + 1).map(([, pattern]) => pattern).join('|')
      const after = (await sizeWithout(pollux, picking('blockOn'), new RegExp(`^(?:${modules})\\.m?js$`))) / 1000
      measured.set(what, before - after)
      before = after
    }
    measured.set('the executor: tasks, queue, loop', before)
    expect(rows.map(([what]) => what)).toEqual([...measured.keys()])
    for (const [what, said] of rows) expect({ what, size: near(said, measured.get(what)!) }).toEqual({ what, size: said })
  })

  it.each(WITHOUT_EXECUTOR)('brings no executor where none is used: %s', (name, rooms) => {
    const { modules } = bundled(pollux, picking(name))
    expect(modules.length).toBeGreaterThan(0)
    expect(modules.filter(path => EXECUTOR.test(path) || rooms.test(path))).toEqual([])
  })

  it('leaves nothing of what is imported and not used', () => {
    expect(bundled(pollux, `import { map, blockOn } from 'pollux'\nimport { mpsc } from 'pollux/sync'\n`).modules).toEqual([])
  })

  it('imports no module of the host when it loads', () => expect(bundled(pollux, `export * from 'pollux'\n`).host).toEqual([]))

  it('brings the executor where it is used', () => expect(bundled(pollux, picking('blockOn')).modules).toContain('runtime/executor.js'))
})

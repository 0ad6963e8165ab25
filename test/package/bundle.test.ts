/** What the package costs a page: the size of each entry point, and what a program that uses little has to carry. */
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundled } from '../support/bundled.ts'
import { PackedPackage } from '../support/packed-package.ts'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { exports: Record<string, unknown> }
const ENTRIES = Object.keys(manifest.exports).filter(entry => entry !== './package.json')

/** Kilobytes after gzip of all that an entry exports: its size when this was written, and a tenth more. Raising one is a decision. */
const BUDGETS: Record<string, number> = {
  '.': 66.3,
  './future': 12.1,
  './runtime': 25.6,
  './iterators': 20.3,
  './sync': 25.3,
  './time': 6.7,
  './interop': 41.3,
  './io': 24.3,
  './watch': 14.8,
  './testing': 31.3,
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
  ['blockOn', 20.5],
]

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

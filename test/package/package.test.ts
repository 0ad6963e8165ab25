/** The packed package, as a consumer without any of this repository's settings meets it. */
import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PackedPackage } from '../support/packed-package.ts'
import { hostModulesFrom } from '../support/tidy/module-graph.ts'
import { HOST_FREE_ROOMS } from '../support/tidy/rooms.ts'
import { readTree } from '../support/tidy/source-tree.ts'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { exports: Record<string, unknown> }
const ENTRIES = Object.keys(manifest.exports).filter(entry => entry !== './package.json')
const specifierOf = (entry: string) => posix.join('pollux', entry)
const fileOf = (entry: string) => `${entry === '.' ? 'root' : entry.slice(2)}.ts`

/** The oldest library that is supported: no disposable types, no DOM, no Node; and nothing of the package is skipped. */
const STRICT_AND_OLD = { lib: ['ES2022'], types: [], target: 'ES2022', module: 'NodeNext', strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true }
const NEW_AND_BUNDLED = { ...STRICT_AND_OLD, lib: ['ESNext', 'DOM'], module: 'ESNext', moduleResolution: 'bundler', target: 'ESNext' }

/** A program of one's own on the public names: a hand-written future, combinators, tasks, disposing. */
const PROGRAM = `
import { blockOn, drop, isPending, join, map, Pending, ready, spawn, yieldNow } from 'pollux'
import type { Context, Future, Output, Poll } from 'pollux/future'
import { countingWaker, mockTask } from 'pollux/testing'

declare const console: { log(line: string): void }

class Countdown implements Future<string> {
  private left: number
  disposed = 0

  constructor(left: number) {
    this.left = left
  }

  poll(cx: Context): Poll<string> {
    if (this.left === 0) return 'lift-off'
    this.left--
    cx.waker.wake()
    return Pending
  }

  [Symbol.dispose](): void {
    this.disposed++
  }
}

const both = join(map(ready(20), x => x + 1), new Countdown(3))
const out: Output<typeof both> = blockOn(both)
const [sum, word]: [number, string] = out
const spawned: number = blockOn(map(lazySpawn(), n => n * 2))
function lazySpawn(): Future<number> {
  let handle: Future<number> | null = null
  return { poll: cx => (handle ??= spawn(map(yieldNow(), () => 21))).poll(cx) }
}

const dropped = new Countdown(1)
const task = mockTask(dropped)
const pending = isPending(task.poll())
drop(dropped)

console.log([sum, word, spawned, pending, task.isWoken(), dropped.disposed, countingWaker().count].join(' '))
`

let pollux: PackedPackage
beforeAll(() => {
  pollux = new PackedPackage()
  pollux.write({
    'package.json': JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
    'program.ts': PROGRAM,
    ...Object.fromEntries(ENTRIES.map(entry => [fileOf(entry), `import * as room from '${specifierOf(entry)}'\nexport const names: string[] = Object.keys(room)\n`])),
  })
})
afterAll(() => pollux?.[Symbol.dispose]())

/** Compiles `files` of the consumer under `compilerOptions`; each call is a program of its own. */
function compile(name: string, files: string[], compilerOptions: object): void {
  pollux.write({ [`${name}.tsconfig.json`]: JSON.stringify({ compilerOptions, files }) })
  const { status, output } = pollux.tsc('-p', `${name}.tsconfig.json`)
  expect(output).toBe('')
  expect(status).toBe(0)
}

describe('the packed package', () => {
  it('holds the build, the sources that its maps lead to, and no test', () => {
    const files = pollux.files()
    const built = files.filter(path => /^dist\/.*\.js$/.test(path))
    expect(built.length).toBeGreaterThan(0)
    expect(files).toEqual(expect.arrayContaining(['package.json', 'LICENSE']))
    expect(files.filter(path => !/^(?:dist|src)\/|^[^/]+$/.test(path))).toEqual([])
    // What a worker loads first is not compiled, but copied.
    for (const name of ['worker-bootstrap', 'blocking/supervisor', 'blocking/unfit']) expect(files).toContain(`dist/runtime/${name}.mjs`)
    for (const path of built) {
      const map = JSON.parse(readFileSync(join(pollux.folder, `${path}.map`), 'utf8')) as { sources: string[] }
      expect(files).toContain(path.replace(/js$/, 'd.ts'))
      for (const source of map.sources) expect(files).toContain(posix.join(posix.dirname(path), source))
    }
  })

  it.each(ENTRIES)('type-checks alone, without disposable types in the library: %s', entry => {
    compile(`old-${fileOf(entry)}`, [fileOf(entry)], { ...STRICT_AND_OLD, noEmit: true })
  })

  it('type-checks beside the newest library, resolved as bundlers do', () => {
    compile('new', ['program.ts', ...ENTRIES.map(fileOf)], { ...NEW_AND_BUNDLED, noEmit: true })
  })

  it('compiles and runs a program with plain node', () => {
    compile('program', ['program.ts'], { ...STRICT_AND_OLD, outDir: 'out' })
    expect(pollux.run('out/program.js')).toEqual({ status: 0, output: '21 lift-off 42 true true 1 0\n' })
  })

  it('33: runs jobs on threads of its own', () => {
    pollux.write({ 'jobs.mjs': 'export const twice = n => n * 2\n' })
    const script = `
      import { Runtime } from 'pollux'
      const runtime = new Runtime(), module = import.meta.resolve('./jobs.mjs')
      console.log(runtime.blockOn(runtime.spawnBlocking({ module, export: 'twice' }, 21)), runtime.blockOn(runtime.spawnBlocking(n => n + 1, 1)))
    `
    pollux.write({ 'jobs-main.mjs': script })
    expect(pollux.run('jobs-main.mjs')).toEqual({ status: 0, output: '42 2\n' })
  })

  it.each(ENTRIES)('loads, and exports something: %s', entry => {
    const { status, output } = pollux.run('--input-type=module', '-e', `console.log(Object.keys(await import('${specifierOf(entry)}')).length > 0)`)
    expect({ status, output }).toEqual({ status: 0, output: 'true\n' })
  })

  it('shares one set of modules between the root and the subpaths', () => {
    const script = `import * as root from 'pollux'; import { BorrowError } from 'pollux/future'; console.log(root.BorrowError === BorrowError)`
    expect(pollux.run('--input-type=module', '-e', script).output).toBe('true\n')
  })

  it.each(ENTRIES.filter(entry => HOST_FREE_ROOMS.includes(entry.slice(2))))('reaches no module of Node: %s', entry => {
    const dist = readTree(pollux.folder, 'dist')
    expect(dist.has(`dist/${entry.slice(2)}/index.js`)).toBe(true)
    expect(hostModulesFrom(dist, `dist/${entry.slice(2)}/index.js`)).toEqual([])
  })
})

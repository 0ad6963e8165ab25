/** The rules that the tree keeps, over its real files. `tidy/` shows that each rule can fail. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { disposeSymbolFirst } from './support/tidy/dispose-symbol.ts'
import { brokenLinks } from './support/tidy/doc-links.ts'
import { loadsSilently, noIdleTests, plainExports, promiseBan, visibleFields } from './support/tidy/language-rules.ts'
import { hostModulesFrom, importCycles, reachableFrom } from './support/tidy/module-graph.ts'
import { machineTraces, readRepository } from './support/tidy/repository.ts'
import { arrows, HOST_FREE_ROOMS, hostImports, resolvedImports } from './support/tidy/rooms.ts'
import { barrels, essays, fileSizes, functionSizes, kebabCaseNames, openingComments } from './support/tidy/shape-rules.ts'
import { readTree } from './support/tidy/source-tree.ts'

/** Where promises are at home: the border, the plain-JavaScript files in which a worker loads its job, or itself, and the traps that catch them. */
const PROMISE_HOMES = ['src/interop/', 'src/runtime/worker-bootstrap.mjs', 'src/io/reactor/thread/boot.mjs', 'src/testing/explore/host-traps.ts']

/** The modules through which drivers, workers and `io` meet Node. A new one is a decision, so it is named here. */
const HOST_HOMES: string[] = [
  'src/io/host/node.ts', 'src/io/reactor/thread/boot.mjs', 'src/io/reactor/thread/supervisor.mjs', 'src/runtime/blocking/node-threads.ts', 'src/runtime/blocking/supervisor.mjs', 'src/watch/top/program.ts',
]

const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { sideEffects: string[] }
const sideEffects = manifest.sideEffects.map(path => path.replace(/^\.\//, ''))
const src = readTree(root, 'src')
const tests = readTree(root, 'test')
const everything = new Map([...src, ...tests, ...readTree(root, 'bench'), ...readTree(root, 'examples'), ...readTree(root, 'scripts')])
const repository = readRepository(root)

describe('the rooms of src', () => {
  it('keep to the arrows', () => expect(arrows(src)).toEqual([]))
  it('have no import cycles', () => expect(importCycles(src)).toEqual([]))
  it('import only what exists', () => expect(resolvedImports(src)).toEqual([]))
  it('know promises only at the border', () => expect(promiseBan(PROMISE_HOMES)(src)).toEqual([]))
  it('meet the host in the modules named for it', () => expect(hostImports(HOST_HOMES)(src)).toEqual([]))
  it('list no module as meeting the host that does not', () => {
    expect(HOST_HOMES.filter(path => !src.has(path) || hostImports([])(new Map([[path, src.get(path)!]])).length === 0)).toEqual([])
  })
  it.each(HOST_FREE_ROOMS.filter(room => src.has(`src/${room}/index.ts`)))('load in a browser: %s', room => {
    expect(hostModulesFrom(src, `src/${room}/index.ts`)).toEqual([])
  })
  it('load no executor for sync', () => {
    // Streams can sleep, so what tells the current runtime is loaded; the runtime itself is not.
    const runtime = [...reachableFrom(src, 'src/sync/index.ts')].filter(path => path.startsWith('src/runtime/'))
    expect(runtime.sort()).toEqual(['src/runtime/current.ts', 'src/runtime/errors.ts', 'src/runtime/local-ids.ts'])
  })
  it('each have an essay', () => expect(essays(src)).toEqual([]))
})

describe('the files of src', () => {
  it('use barrels as barrels', () => expect(barrels(src)).toEqual([]))
  it('export by name, and nothing that changes', () => expect(plainExports(src)).toEqual([]))
  it('hide no field from the sendable walk', () => expect(visibleFields(src)).toEqual([]))
  it('load Symbol.dispose before they read it', () => expect(disposeSymbolFirst(src)).toEqual([]))
  it('do nothing on load unless listed', () => expect(loadsSilently(sideEffects)(src)).toEqual([]))
  it('open with a comment', () => expect(openingComments(src)).toEqual([]))
  it('stay small', () => expect(fileSizes(src)).toEqual([]))
  it('keep their functions short', () => expect(functionSizes(src)).toEqual([]))
})

describe('the repository', () => {
  it('names its files in kebab-case', () => expect(kebabCaseNames(everything)).toEqual([]))
  it('runs every test it has', () => expect(noIdleTests(tests)).toEqual([]))
  it('knows no machine and no registry', () => expect(machineTraces(repository)).toEqual([]))
  it('has links that lead somewhere', () => expect(brokenLinks(repository)).toEqual([]))
})

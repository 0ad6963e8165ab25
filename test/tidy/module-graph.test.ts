import { describe, expect, it } from 'vitest'
import { hostModulesFrom, importCycles, importsOf, reachableFrom } from '../support/tidy/module-graph.ts'
import { arrows, hostImports, resolvedImports } from '../support/tidy/rooms.ts'
import { treeOf } from '../support/tidy/source-tree.ts'

describe('importsOf', () => {
  it.each([
    ["import { b } from './b.ts'", './b.ts', 'load'],
    ["import './b.ts'", './b.ts', 'load'],
    ["import type { B } from './b.ts'", './b.ts', 'type'],
    ["import { type B } from './b.ts'", './b.ts', 'load'],
    ["export { b } from './b.ts'", './b.ts', 'load'],
    ["export type { B } from './b.ts'", './b.ts', 'type'],
    ["export * from './b.ts'", './b.ts', 'load'],
    ["const b = import('./b.ts')", './b.ts', 'load'],
    ["type B = import('./b.ts').B", './b.ts', 'type'],
    ["import fs = require('fs')", 'fs', 'load'],
    ["const fs = process.getBuiltinModule('node:fs')", 'node:fs', 'asked'],
  ])('sees %s', (text, specifier, kind) => {
    const imports = importsOf(treeOf({ 'src/a.ts': text }).get('src/a.ts')!)
    expect(imports.map(found => [found.specifier, found.kind])).toEqual([[specifier, kind]])
  })

  it('sees nothing in comments and strings', () => {
    const text = "// import './b.ts'\nconst s = \"import './b.ts'\""
    expect(importsOf(treeOf({ 'src/a.ts': text }).get('src/a.ts')!)).toEqual([])
  })
})

describe('importCycles', () => {
  it('finds a cycle of three, once', () => {
    const tree = treeOf({ 'a.ts': "import './b.ts'", 'b.ts': "import './c.ts'", 'c.ts': "import './a.ts'" })
    expect(importCycles(tree)).toEqual(['a.ts → b.ts → c.ts → a.ts'])
  })

  it('finds a module that imports itself, and a cycle behind an innocent entry', () => {
    const tree = treeOf({ 'a.ts': "import './b.ts'", 'b.ts': "import './b.ts'; import './c.ts'", 'c.ts': "import './b.ts'" })
    expect(importCycles(tree)).toEqual(['b.ts → b.ts', 'b.ts → c.ts → b.ts'])
  })

  it('allows a diamond, and a cycle that the compiler erases', () => {
    const diamond = { 'a.ts': "import './b.ts'; import './c.ts'", 'b.ts': "import './d.ts'", 'c.ts': "import './d.ts'", 'd.ts': '' }
    expect(importCycles(treeOf(diamond))).toEqual([])
    expect(importCycles(treeOf({ 'a.ts': "import './b.ts'", 'b.ts': "import type { A } from './a.ts'" }))).toEqual([])
  })
})

describe('hostModulesFrom', () => {
  const tree = treeOf({
    'a.ts': "import './b.ts'; import type { Stats } from 'node:fs'",
    'b.ts': "import { thing } from '../c.ts'; export * from './d.ts'",
    'd.ts': "import { readFileSync } from 'fs'\nconst w = process.getBuiltinModule('node:worker_threads')",
    'e.ts': "import 'node:os'",
  })

  it('follows what is loaded, not what is erased or asked for later', () => {
    expect(hostModulesFrom(tree, 'a.ts')).toEqual(['d.ts → fs'])
    expect([...reachableFrom(tree, 'a.ts')]).toEqual(['a.ts', 'b.ts', '../c.ts', 'd.ts'])
  })
})

describe('arrows', () => {
  it.each([
    ['src/future/a.ts', '../runtime/b.ts', 'future may not import runtime'],
    ['src/sync/a.ts', '../runtime/b.ts', 'sync may not import runtime'],
    ['src/runtime/a.ts', '../time/b.ts', 'runtime may not import time'],
    ['src/interop/a.ts', '../testing/b.ts', 'interop may not import testing'],
    ['src/index.ts', './testing/index.ts', 'the root may not import testing'],
    ['src/future/a.ts', '../index.ts', 'future may not import the root'],
    ['src/future/a.ts', '../../test/b.ts', 'future may not import test/b.ts'],
  ])('refuses %s → %s, types too', (path, specifier, message) => {
    expect(arrows(treeOf({ [path]: `import { b } from '${specifier}'` }))[0]).toContain(message.replace('import the root', 'import '))
    expect(arrows(treeOf({ [path]: `import type { B } from '${specifier}'` }))).toHaveLength(1)
    expect(arrows(treeOf({ [path]: `type B = import('${specifier}').B` }))).toHaveLength(1)
  })

  it.each([
    ['src/future/a.ts', './b.ts'],
    ['src/time/a.ts', '../runtime/b.ts'],
    ['src/testing/a.ts', '../interop/b.ts'],
    ['src/index.ts', './interop/index.ts'],
    ['src/runtime/a.ts', 'node:fs'],
  ])('allows %s → %s', (path, specifier) => expect(arrows(treeOf({ [path]: `import '${specifier}'` }))).toEqual([]))

  it('refuses files in no room', () => {
    expect(arrows(treeOf({ 'src/util/a.ts': '', 'src/helpers.ts': '' }))).toHaveLength(2)
  })
})

describe('resolvedImports', () => {
  it('refuses what is not there', () => {
    const tree = treeOf({ 'src/future/a.ts': "import './b.ts'; import './c.ts'", 'src/future/b.ts': '' })
    expect(resolvedImports(tree)).toEqual(['src/future/a.ts:1: src/future/c.ts does not exist'])
  })
})

describe('hostImports', () => {
  const rule = hostImports(['src/runtime/host.ts'])

  it.each(["import 'node:fs'", "import 'fs'", "import type { Stats } from 'node:fs'", "process.getBuiltinModule('node:fs')", "import 'lodash'"])(
    'refuses %s outside its home',
    text => expect(rule(treeOf({ 'src/runtime/a.ts': text }))).toHaveLength(1),
  )

  it('allows hosts in their home, packages nowhere', () => {
    expect(rule(treeOf({ 'src/runtime/host.ts': "import 'node:fs'; import './a.ts'" }))).toEqual([])
    expect(rule(treeOf({ 'src/runtime/host.ts': "import 'lodash'" }))).toHaveLength(1)
  })
})

import { describe, expect, it } from 'vitest'
import { SourceModule } from '../support/tidy/source-module.ts'
import { barrels, essays, fileSizes, functionSizes, kebabCaseNames, openingComments } from '../support/tidy/shape-rules.ts'
import { treeOf } from '../support/tidy/source-tree.ts'

describe('kebabCaseNames', () => {
  it.each(['src/readySet.ts', 'src/Future.ts', 'src/ready_set.ts', 'src/Room/a.ts', 'test/a.spec.ts'])('refuses %s', path => {
    expect(kebabCaseNames(treeOf({ [path]: '' }))).toHaveLength(1)
  })
  it.each(['src/ready-set.ts', 'test/a-b.test.ts', 'src/runtime/worker-bootstrap.mjs', 'src/a2.ts', 'examples/0.3-concat-iterator.ts'])('allows %s', path => {
    expect(kebabCaseNames(treeOf({ [path]: '' }))).toEqual([])
  })
})

describe('sizes', () => {
  it('allows a file of 400 lines, with or without a last newline, and refuses one of 401', () => {
    const lines = (n: number) => treeOf({ 'src/a.ts': Array.from({ length: n }, () => '//').join('\n') })
    expect(fileSizes(lines(400))).toEqual([])
    expect(fileSizes(treeOf({ 'src/a.ts': '//\n'.repeat(400) }))).toEqual([])
    expect(fileSizes(lines(401))).toEqual(['src/a.ts:1: 401 lines, more than 400'])
  })

  it.each(['function f() {$}', 'const f = () => {$}', 'class A { m() {$} }', 'const o = { get x() {$ return 1 } }'])(
    'allows 70 lines and refuses 71: %s',
    shape => {
      const lines = (n: number) => treeOf({ 'src/a.ts': shape.replace('$', '\n'.repeat(n - 1)) })
      expect(functionSizes(lines(70))).toEqual([])
      expect(functionSizes(lines(71))).toEqual(['src/a.ts:1: a function of 71 lines, more than 70'])
    },
  )
})

describe('comments', () => {
  it.each(['const a = 1', "import './b.ts'\n/** a */\nconst a = 1", '/// <reference lib="x" />\nconst a = 1', ''])('must open a file, unlike %j', text => {
    expect(openingComments(treeOf({ 'src/future/a.ts': text }))).toHaveLength(1)
  })
  it.each(['/** what it is */\nconst a = 1', '// what it is\nconst a = 1', '/// <reference lib="x" />\n/** what it is */\nconst a = 1'])('allows %j', text => {
    expect(openingComments(treeOf({ 'src/future/a.ts': text }))).toEqual([])
  })
  it('are not asked of a barrel', () => expect(openingComments(treeOf({ 'src/index.ts': '' }))).toEqual([]))

  it('open one file of each room with an essay', () => {
    const tree = treeOf({
      'src/index.ts': '',
      'src/future/future.ts': '/**\n * # The future\n *\n * A value.\n */\nexport const a = 1',
      'src/future/map.ts': '/** short */',
      'src/time/sleep.ts': '/** short */',
    })
    expect(essays(tree)).toEqual(['src/time: no file opens with an essay'])
  })
})

describe('barrels', () => {
  it.each(["import './a.ts'", 'export const a = 1', "export * from './a.ts'", 'const a = 1; export { a }', 'start()'])('refuses %s in one', text => {
    expect(barrels(treeOf({ 'src/future/index.ts': text })).length).toBeGreaterThan(0)
  })
  it('allows re-exports by name', () => {
    expect(barrels(treeOf({ 'src/future/index.ts': "/** all */\nexport { a, type A } from './a.ts'\nexport type { B } from './b.ts'" }))).toEqual([])
  })
  it.each([
    ['src/future/map.ts', "import { a } from './index.ts'"],
    ['src/runtime/task.ts', "import { a } from '../future/index.ts'"],
    ['src/runtime/task.ts', "import type { A } from '../index.ts'"],
    ['src/runtime/index.ts', "export { a } from '../future/index.ts'"],
  ])('refuses %s with %s', (path, text) => expect(barrels(treeOf({ [path]: text }))).toHaveLength(1))
  it('allows the root to gather the rooms', () => {
    expect(barrels(treeOf({ 'src/index.ts': "export { a } from './future/index.ts'" }))).toEqual([])
  })
})

describe('SourceModule', () => {
  it('counts lines by characters, not by bytes', () => {
    const module = new SourceModule('a.ts', "const a = '→ 𝟙'\nconst b = 2\n")
    expect(module.statements.map(({ start }) => module.lineAt(start))).toEqual([1, 2])
  })
  it('refuses what does not parse', () => expect(() => new SourceModule('a.ts', 'const = 1')).toThrow(SyntaxError))
})

import { describe, expect, it } from 'vitest'
import { loadsSilently, noIdleTests, plainExports, promiseBan, visibleFields } from '../support/tidy/language-rules.ts'
import { treeOf } from '../support/tidy/source-tree.ts'

const FILE = 'src/future/a.ts'
const only = (text: string) => treeOf({ [FILE]: text })

describe('promiseBan', () => {
  const ban = promiseBan(['src/interop/', 'src/runtime/worker-bootstrap.mjs'])

  it.each([
    ['const p = Promise.resolve(1)', 'names Promise'],
    ['const p = new globalThis.Promise(() => {})', 'names Promise'],
    ["const p = globalThis['Promise']", 'names Promise'],
    ['type P = PromiseLike<number>', 'names PromiseLike'],
    ['function f(): Promise<void> { throw 1 }', 'names Promise'],
    ['class A implements AsyncIterable<number> {}', 'names AsyncIterable'],
    ['const s = { [Symbol.asyncIterator]: 1 }', 'names asyncIterator'],
    ['async function f() {}', 'declares an async function'],
    ['async function* f() {}', 'declares an async function'],
    ['const f = async () => 1', 'declares an async function'],
    ['class A { async m() {} }', 'declares an async function'],
    ['const o = { async m() {} }', 'declares an async function'],
    ['await 1', 'awaits'],
    ['for await (const x of y) z(x)', 'loops with for await'],
    ["const m = import('./b.ts')", 'imports dynamically, which makes a promise'],
    ['await using x = y', 'declares with await using'],
  ])('refuses %s', (text, message) => expect(ban(only(text))).toContain(`${FILE}:1: ${message}`))

  it.each([
    '// await Promise, async',
    '/** `async function` gives a {@link Promise} */\nexport const a = 1',
    "const names = ['Promise', 'async', \"await\"]",
    'const text = `await ${names} Promise`',
    'const pattern = /Promise|async|await/',
    'const inverted = a / b; const c = "async"; const d = e / f',
    'const toPromise = x.asyncBlock + x.await',
    "type T = import('./b.ts').T",
  ])('allows %s', text => expect(ban(only(text))).toEqual([]))

  it('spares its homes, a folder or a file, and no file that merely begins like one', () => {
    const text = 'await Promise.resolve()'
    const tree = treeOf({ 'src/interop/a.ts': text, 'src/runtime/worker-bootstrap.mjs': text, 'src/interop-extra/a.ts': 'await 1' })
    expect(ban(tree)).toEqual(['src/interop-extra/a.ts:1: awaits'])
  })

  it('tells the line', () => expect(ban(only('const a = 1\n\nasync function f() {}\n'))).toEqual([`${FILE}:3: declares an async function`]))
})

describe('plainExports', () => {
  it.each([
    ["export * from './b.ts'", 'export *: name what is exported'],
    ["export * as b from './b.ts'", 'export *: name what is exported'],
    ['export default 1', 'export default: name what is exported'],
    ['export let a = 1', 'exports a, which can change'],
    ['export var a = 1', 'exports a, which can change'],
    ['let a = 1; export { a }', 'exports a, which can change'],
    ['let a = 1; export { a as b }', 'exports a, which can change'],
  ])('refuses %s', (text, message) => expect(plainExports(only(text))).toEqual([`${FILE}:1: ${message}`]))

  it.each(['export const a = 1', 'let a = 1; a = 2; export function f() { return a }', "export { a } from './b.ts'", 'export type A = 1'])(
    'allows %s',
    text => expect(plainExports(only(text))).toEqual([]),
  )
})

describe('visibleFields', () => {
  it('refuses private names', () => expect(visibleFields(only('class A { #x = 1 }'))[0]).toContain('#x'))
  it('allows private fields', () => expect(visibleFields(only('class A { private x = 1 } // #x'))).toEqual([]))
})

describe('loadsSilently', () => {
  const text = "if (typeof Symbol.dispose !== 'symbol') install()"

  it('refuses a statement that runs on load', () => expect(loadsSilently([])(only(text))).toHaveLength(1))
  it('allows it where it is listed', () => expect(loadsSilently([FILE])(only(text))).toEqual([]))
  it('allows declarations', () => {
    const quiet = "import './b.ts'\nimport type { B } from './b.ts'\nexport type C = B\ninterface D {}\nexport const e = f()\nfunction f() {}\nclass G {}\n"
    expect(loadsSilently([])(only(quiet))).toEqual([])
  })
})

describe('noIdleTests', () => {
  it.each(["it.skip('a', f)", "test.only('a', f)", "describe.todo('a')", "it.skipIf(x)('a', f)"])('refuses %s', text => {
    expect(noIdleTests(only(text))).toHaveLength(1)
  })
  it.each(["it('skip', f)", "it.each([1])('only', f)", 'iterator.skip(1)'])('allows %s', text => expect(noIdleTests(only(text))).toEqual([]))

  it('allows tests of pages to ask for a browser', () => {
    expect(noIdleTests(treeOf({ 'test/browser/a.test.ts': "describe.skipIf(noBrowser)('a', f)" }))).toEqual([])
  })
  it.each([
    ['test/browser/a.test.ts', "describe.skipIf(slow)('a', f)"],
    ['test/browser/a.test.ts', "describe.skipIf(noBrowser || slow)('a', f)"],
    ['test/browser/a.test.ts', "it.skipIf(noBrowser)('a', f)"],
    ['test/browser/a.test.ts', "describe.skip('a', f)"],
    ['test/contract/a.test.ts', "describe.skipIf(noBrowser)('a', f)"],
  ])('allows nothing else: %s %s', (path, text) => expect(noIdleTests(treeOf({ [path]: text }))).toHaveLength(1))
})

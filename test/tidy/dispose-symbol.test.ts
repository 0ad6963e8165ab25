import { describe, expect, it } from 'vitest'
import { disposeSymbolFirst } from '../support/tidy/dispose-symbol.ts'
import { treeOf } from '../support/tidy/source-tree.ts'

const violations = (text: string, path = 'src/time/a.ts'): string[] => disposeSymbolFirst(treeOf({ [path]: text }))

describe('disposeSymbolFirst', () => {
  it.each([
    'class A { [Symbol.dispose]() {} }',
    'export class A { override [Symbol.dispose](): void {} }',
    'const a = { [Symbol.dispose]() {} }',
    'const a = { [Symbol.dispose]: f }',
    "import { b } from './b.ts'\nclass A { [Symbol.dispose]() {} }",
    "import type { S } from '../future/symbols.ts'\nclass A { [Symbol.dispose]() {} }",
    "import '../other/symbols.ts'\nclass A { [Symbol.dispose]() {} }",
  ])('refuses %s', text => expect(violations(text)).toHaveLength(1))

  it.each([
    "import '../future/symbols.ts'\nclass A { [Symbol.dispose]() {} }",
    "import { inspect } from '../future/symbols.ts'\nclass A { [Symbol.dispose]() {} }",
    'interface A { [Symbol.dispose](): void }',
    'abstract class A { abstract [Symbol.dispose](): void }',
    'value[Symbol.dispose]()',
    'class A { [Symbol.iterator]() {} }',
    '// [Symbol.dispose]() {}',
  ])('allows %s', text => expect(violations(text)).toEqual([]))

  it('tells the line of the first', () => {
    expect(violations('class A {\n  [Symbol.dispose]() {}\n}\nclass B { [Symbol.dispose]() {} }\n')).toEqual([
      'src/time/a.ts:2: has [Symbol.dispose] and does not import src/future/symbols.ts itself',
    ])
  })
})

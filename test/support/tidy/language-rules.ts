/** What the language offers and `src` does without. */
import { nameOf, stringOf, type SourceModule, type SyntaxNode } from './source-module.ts'
import { perModule, type Rule } from './source-tree.ts'

/** Everything of the host's that is a promise, makes one, or names the protocols built on them. */
const PROMISE_NAMES = new Set([
  'Promise',
  'PromiseLike',
  'PromiseConstructor',
  'PromiseSettledResult',
  'PromiseFulfilledResult',
  'PromiseRejectedResult',
  'Awaited',
  'AsyncGenerator',
  'AsyncGeneratorFunction',
  'AsyncIterable',
  'AsyncIterableIterator',
  'AsyncIterator',
  'AsyncDisposable',
  'AsyncDisposableStack',
  'asyncIterator',
  'asyncDispose',
])

/** No promise and no syntax that makes one, except in `homes`: folders (ending in a slash) and files. */
export function promiseBan(homes: readonly string[]): Rule {
  return perModule(function* (module) {
    if (homes.some(home => (home.endsWith('/') ? module.path.startsWith(home) : module.path === home))) return
    yield* collect(module, promiseIn)
  })
}

function promiseIn(node: SyntaxNode): string | null {
  const name = nameOf(node)
  if (name !== null) return PROMISE_NAMES.has(name) ? `names ${name}` : null
  switch (node.type) {
    case 'AwaitExpression':
      return 'awaits'
    case 'ImportExpression':
      return 'imports dynamically, which makes a promise'
    case 'ForOfStatement':
      return node['await'] === true ? 'loops with for await' : null
    case 'VariableDeclaration':
      return node['kind'] === 'await using' ? 'declares with await using' : null
    case 'MemberExpression':
      return PROMISE_NAMES.has(stringOf(node['property']) ?? '') ? `names ${stringOf(node['property'])}` : null
    default:
      return node['async'] === true ? 'declares an async function' : null
  }
}

/** Exports are named and constant: no `export *`, no default, and no binding that an importer sees change. */
export const plainExports: Rule = perModule(function* (module) {
  const mutable = new Set(module.statements.flatMap(mutableNames))
  for (const statement of module.statements) {
    if (statement.type === 'ExportAllDeclaration') yield module.report(statement.start, 'export *: name what is exported')
    if (statement.type === 'ExportDefaultDeclaration') yield module.report(statement.start, 'export default: name what is exported')
    if (statement.type !== 'ExportNamedDeclaration' || statement['source'] !== null) continue
    for (const name of mutableNames(statement['declaration'])) yield module.report(statement.start, `exports ${name}, which can change`)
    for (const specifier of statement['specifiers'] as SyntaxNode[]) {
      const local = nameOf(specifier['local'])
      if (local !== null && mutable.has(local)) yield module.report(statement.start, `exports ${local}, which can change`)
    }
  }
})

function mutableNames(statement: unknown): string[] {
  const declaration = statement as SyntaxNode | null
  if (declaration?.type !== 'VariableDeclaration' || (declaration['kind'] !== 'let' && declaration['kind'] !== 'var')) return []
  return (declaration['declarations'] as SyntaxNode[]).map(({ id }) => nameOf(id) ?? 'a pattern')
}

/** Fields are `private`, not `#private`: the walk that judges what is sendable must see them. */
export const visibleFields: Rule = perModule(module =>
  collect(module, node => (node.type === 'PrivateIdentifier' ? `#${node['name']}: write private, so that the sendable walk sees it` : null)),
)

/** Statements that run when a module loads; bundlers may drop them, except in the modules of `listed`. */
export function loadsSilently(listed: readonly string[]): Rule {
  return perModule(function* (module) {
    if (listed.includes(module.path)) return
    for (const statement of module.statements) {
      if (/^(?:Import|Export|Function|Class|Variable|TS)\w*Declaration$/.test(statement.type)) continue
      yield module.report(statement.start, 'runs on load, and package.json does not list it under sideEffects')
    }
  })
}

/**
 * Tests all run: none is skipped, singled out or left for later. The one exception is what needs a browser, which says so
 * with `describe.skipIf(noBrowser)` in `test/browser`.
 */
export const noIdleTests: Rule = perModule(module => {
  const spared = new Set<unknown>()
  return collect(module, node => {
    if (module.path.startsWith('test/browser/') && asksForBrowser(node)) spared.add(node['callee'])
    if (node.type !== 'MemberExpression' || spared.has(node)) return null
    const [owner, property] = [nameOf(node['object']), nameOf(node['property'])]
    const idle = /^(?:it|test|describe|suite)$/.test(owner ?? '') && /^(?:skip|only|todo|fails|skipIf|runIf)$/.test(property ?? '')
    return idle ? `${owner}.${property}` : null
  })
})

/** `describe.skipIf(noBrowser)`. */
function asksForBrowser({ type, callee, arguments: args }: SyntaxNode): boolean {
  if (type !== 'CallExpression' || !Array.isArray(args) || args.length !== 1 || nameOf(args[0]) !== 'noBrowser') return false
  const { object, property } = callee as SyntaxNode
  return nameOf(object) === 'describe' && nameOf(property) === 'skipIf'
}

function* collect(module: SourceModule, judge: (node: SyntaxNode) => string | null): Generator<string> {
  const found: [number, string][] = []
  module.walk(node => {
    const message = judge(node)
    if (message !== null) found.push([node.start, message])
  })
  for (const [offset, message] of found) yield module.report(offset, message)
}

/** `Symbol.dispose` must be there before a class body reads it. */
import { importsOf } from './module-graph.ts'
import { nameOf, type SyntaxNode } from './source-module.ts'
import { perModule, type Rule } from './source-tree.ts'

/** The module that sets it where the engine has none, and that imports nothing. */
export const SYMBOLS = 'src/future/symbols.ts'

/**
 * A module with a `[Symbol.dispose]` member loads `symbols.ts` by an import of its own. Through another module it would
 * be loaded too, but whether *before* depends on the order in which an entry point happens to name its modules; too late,
 * and the member is a method named `undefined`.
 */
export const disposeSymbolFirst: Rule = perModule(function* (module) {
  const members: number[] = []
  module.walk(node => {
    if (isMember(node) && readsDispose(node)) members.push(node.start)
  })
  const loads = importsOf(module).some(({ target, kind }) => target === SYMBOLS && kind === 'load')
  if (!loads && members.length > 0) yield module.report(members[0]!, `has [Symbol.dispose] and does not import ${SYMBOLS} itself`)
})

/** A member of a class or of an object, with code or a value: what is only declared leaves nothing to evaluate. */
function isMember(node: SyntaxNode): boolean {
  return /^(?:MethodDefinition|PropertyDefinition|AccessorProperty|Property)$/.test(node.type) && node['computed'] === true && node['declare'] !== true
}

function readsDispose(member: SyntaxNode): boolean {
  const key = member['key'] as SyntaxNode
  return key.type === 'MemberExpression' && nameOf(key['object']) === 'Symbol' && nameOf(key['property']) === 'dispose'
}

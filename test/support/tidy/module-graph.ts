/** Who imports whom: the edges between modules, what an entry point reaches, and the cycles. */
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { nameOf, stringOf, type SourceModule, type SyntaxNode } from './source-module.ts'
import type { SourceTree } from './source-tree.ts'

export interface ModuleImport {
  /** As it is written. */
  specifier: string
  /** The path in the tree that a relative specifier names; null for a package or a module of the host. */
  target: string | null
  /**
   * `type`: erased by the compiler. (`import { type A }` is not: what is left of it still loads the module.)
   * `asked`: a module of the host, asked for by a call when it is needed. A host without it still loads the file.
   */
  kind: 'load' | 'type' | 'asked'
  offset: number
}

/** Every way in which one module names another: static, re-exported, dynamic, as a type, or asked of the host by call. */
export function importsOf(module: SourceModule): ModuleImport[] {
  const found: ModuleImport[] = []
  module.walk(node => {
    const source = sourceOf(node)
    const specifier = stringOf(source)
    if (specifier === null) return
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(module.path), specifier) : null
    found.push({ specifier, target, kind: kindOf(node), offset: node.start })
  })
  return found
}

function kindOf(node: SyntaxNode): ModuleImport['kind'] {
  if (node.type === 'CallExpression') return 'asked'
  return node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type' ? 'type' : 'load'
}

function sourceOf(node: SyntaxNode): unknown {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node['source']
    case 'TSExternalModuleReference':
      return node['expression']
    case 'CallExpression':
      return loadsByCall(node) ? (node['arguments'] as unknown[])[0] : null
    default:
      return null
  }
}

/** `require(…)`, `process.getBuiltinModule(…)`: imports that the module syntax does not show. */
function loadsByCall(node: SyntaxNode): boolean {
  const callee = node['callee'] as SyntaxNode
  const called = callee.type === 'MemberExpression' ? nameOf(callee['property']) : nameOf(callee)
  return called === 'require' || called === 'getBuiltinModule'
}

/** Whether a specifier is one of Node's own modules. */
export function isHostModule(specifier: string): boolean {
  return isBuiltin(specifier) || specifier.startsWith('node:')
}

/** The imports that are there at run time: by them modules load each other, and by them cycles hurt. */
function valueTargets(tree: SourceTree, path: string): string[] {
  const module = tree.get(path)
  if (module === undefined) return []
  return importsOf(module).flatMap(({ target, kind }) => (target !== null && kind === 'load' ? [target] : []))
}

/** Every module that loading `entry` loads, itself included. */
export function reachableFrom(tree: SourceTree, entry: string): Set<string> {
  const seen = new Set([entry])
  for (const path of seen) for (const target of valueTargets(tree, path)) seen.add(target)
  return seen
}

/** The modules of the host without which `entry` does not load, each with the module that asks: `a.ts → node:fs`. */
export function hostModulesFrom(tree: SourceTree, entry: string): string[] {
  return [...reachableFrom(tree, entry)].flatMap(path => {
    const module = tree.get(path)
    if (module === undefined) return []
    return importsOf(module).flatMap(({ specifier, kind }) => (kind === 'load' && isHostModule(specifier) ? [`${path} → ${specifier}`] : []))
  })
}

/** Each cycle of run-time imports once, as a path that comes back to its first module. */
export function importCycles(tree: SourceTree): string[] {
  const cycles: string[] = []
  const done = new Set<string>()
  const trail: string[] = []
  function visit(path: string): void {
    const at = trail.indexOf(path)
    if (at !== -1) {
      cycles.push([...trail.slice(at), path].join(' → '))
      return
    }
    if (done.has(path)) return
    trail.push(path)
    for (const target of valueTargets(tree, path)) visit(target)
    trail.pop()
    done.add(path)
  }
  for (const path of tree.keys()) visit(path)
  return cycles
}

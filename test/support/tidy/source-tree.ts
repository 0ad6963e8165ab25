/** A set of source files under one root: the real ones, or a small invented tree on which a rule is shown to fail. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SourceModule } from './source-module.ts'

export type SourceTree = ReadonlyMap<string, SourceModule>

/** A rule answers with its violations, one line each; none means that the tree is tidy. */
export type Rule = (tree: SourceTree) => string[]

const SOURCE = /\.(?:ts|js|mjs)$/

/** Every TypeScript and JavaScript file below `folder`, a path from `root`, declarations excepted. */
export function readTree(root: string, folder: string): SourceTree {
  const tree = new Map<string, SourceModule>()
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !SOURCE.test(entry.name) || entry.name.endsWith('.d.ts')) continue
    const file = join(entry.parentPath, entry.name)
    const path = file.slice(join(root, '/').length).replaceAll('\\', '/')
    tree.set(path, new SourceModule(path, readFileSync(file, 'utf8')))
  }
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A tree out of `{ path: text }`. */
export function treeOf(files: Record<string, string>): SourceTree {
  return new Map(Object.entries(files).map(([path, text]) => [path, new SourceModule(path, text)]))
}

/** A rule over a tree, out of one that looks at a file at a time. */
export function perModule(check: (module: SourceModule) => Iterable<string>): Rule {
  return tree => [...tree.values()].flatMap(module => [...check(module)])
}

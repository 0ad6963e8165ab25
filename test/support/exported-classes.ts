import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { reachableFrom } from './tidy/module-graph.ts'
import { readTree } from './tidy/source-tree.ts'

export type Class = abstract new (...args: never[]) => object

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The barrels that a program can import, as `package.json` names them, of rooms that are there. */
export function publicBarrels(): string[] {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { exports: Record<string, string | { types: string }> }
  const entries = Object.values(exports).flatMap(entry => (typeof entry === 'string' ? [] : [entry.types]))
  return entries.map(types => types.replace(/^\.\/dist/, 'src').replace(/\.d\.ts$/, '.ts')).filter(path => existsSync(`${root}${path}`))
}

/** Every class that a module behind the barrels exports, inside the library or out of it. */
export async function libraryClasses(): Promise<Class[]> {
  const tree = readTree(root, 'src')
  const modules = new Set(publicBarrels().flatMap(barrel => [barrel, ...reachableFrom(tree, barrel)]))
  const found = new Set<Class>()
  for (const path of modules) {
    if (!path.endsWith('.ts')) continue
    const exported = (await import(`${root}${path}`)) as object
    for (const value of Object.values(exported)) if (isClass(value)) found.add(value)
  }
  return [...found]
}

/** The names that barrels export, with what they are. */
export async function exportedNames(): Promise<Map<string, unknown>> {
  const names = new Map<string, unknown>()
  for (const barrel of publicBarrels()) for (const [name, value] of Object.entries((await import(`${root}${barrel}`)) as object)) names.set(name, value)
  return names
}

export function isClass(value: unknown): value is Class {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value))
}

/** Whether another of `all` extends it, as every abstract class is extended. */
export function isBase(one: Class, all: readonly Class[]): boolean {
  return all.some(other => other.prototype instanceof one)
}

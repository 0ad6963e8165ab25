/**
 * The rooms of `src` and the arrows between them. An arrow is any import, types too: a room that names another's types
 * depends on it as much as one that calls it.
 */
import { importsOf, isHostModule } from './module-graph.ts'
import type { SourceModule } from './source-module.ts'
import { perModule, type Rule } from './source-tree.ts'

/** What each room may import, besides itself. Nobody may import `testing`. */
export const ARROWS: Readonly<Record<string, readonly string[]>> = {
  future: [],
  iterators: ['future', 'time'],
  sync: ['future', 'iterators'],
  runtime: ['future'],
  time: ['future', 'runtime'],
  traits: ['future', 'runtime'],
  service: ['future', 'runtime', 'sync', 'time', 'traits'],
  io: ['future', 'runtime', 'iterators'],
  watch: ['future', 'runtime', 'time'],
  interop: ['future', 'iterators', 'sync', 'runtime', 'time', 'traits', 'service', 'io'],
  testing: ['future', 'iterators', 'sync', 'runtime', 'time', 'traits', 'service', 'io', 'interop', 'watch'],
}

/** What the root's barrel gathers: what a program needs every day. */
export const ROOT_ROOMS = ['future', 'runtime', 'iterators', 'sync', 'time', 'interop']

/** Rooms that load in a browser: nothing that they reach may be one of Node's modules. */
export const HOST_FREE_ROOMS = ['future', 'iterators', 'sync', 'time', 'service', 'traits']

/** The room of `src/future/map.ts` is `future`; of `src/index.ts`, the empty string; of anything elsewhere, null. */
export function roomOf(path: string): string | null {
  const [top, room, ...rest] = path.split('/')
  if (top !== 'src' || room === undefined) return null
  return rest.length === 0 ? '' : room
}

function mayImport(from: string, to: string): boolean {
  if (from === to) return true
  return (from === '' ? ROOT_ROOMS : (ARROWS[from] ?? [])).includes(to)
}

/** No import against the arrows, and no file outside the rooms but the root's barrel. */
export const arrows: Rule = perModule(function* (module) {
  const from = roomOf(module.path)
  if (from === null || !(from === '' ? module.path === 'src/index.ts' : from in ARROWS)) {
    yield module.report(0, `${module.path} is in no room; the rooms are ${Object.keys(ARROWS).join(', ')}`)
    return
  }
  for (const { target, offset } of importsOf(module)) {
    const to = target === null ? from : roomOf(target)
    if (to === null || !mayImport(from, to)) {
      yield module.report(offset, `${from || 'the root'} may not import ${to || target}`)
    }
  }
})

/** A relative import names a file of the tree; one that does not would escape every other rule. */
export const resolvedImports: Rule = tree =>
  [...tree.values()].flatMap(module =>
    importsOf(module).flatMap(({ target, offset }) =>
      target === null || tree.has(target) ? [] : [module.report(offset, `${target} does not exist`)],
    ),
  )

/** Imports from outside: Node's modules only in the files of `homes`, packages nowhere. */
export function hostImports(homes: readonly string[]): Rule {
  return perModule(function* (module: SourceModule) {
    for (const { specifier, target, offset } of importsOf(module)) {
      if (target !== null || (isHostModule(specifier) && homes.includes(module.path))) continue
      yield module.report(offset, `imports ${specifier}; ${isHostModule(specifier) ? 'only the modules that meet the host may' : 'the core has no dependency'}`)
    }
  })
}

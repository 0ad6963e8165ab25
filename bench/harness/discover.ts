/** Finds the workloads, and picks those that the command line names. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, isAbsolute, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from './arguments.ts'
import { ROOT } from './build.ts'
import type { Workload } from './workload.ts'

/** A workload, the variants of it that are to run, and its file relative to the package. */
export interface Selection {
  readonly workload: Workload
  readonly variants: readonly string[]
  readonly source: string
  /** Variants whose package is not installed, and the line that says so. */
  readonly leftOut: ReadonlyMap<string, string>
}

/**
 * Every workload of a folder, in the order of the files' names.
 *
 * @throws UsageError if the folder is outside of the package or has no workloads.
 */
export async function discover(folder: string): Promise<Selection[]> {
  const path = relative(ROOT, resolve(ROOT, folder))
  if (path.startsWith('..') || isAbsolute(path)) throw new UsageError(`--workloads: '${folder}' is not inside the package`)
  const found: Selection[] = []
  for (const file of workloadFiles(path, folder)) {
    const source = join(path, file)
    const { workload } = (await import(pathToFileURL(join(ROOT, source)).href)) as { workload?: Workload }
    if (workload?.name !== basename(file, '.ts')) throw new Error(`${source}: expected an export 'workload' named like its file`)
    const leftOut = missingPackages(workload)
    found.push({ workload, variants: Object.keys(workload.variants).filter(name => !leftOut.has(name)), source, leftOut })
  }
  return found
}

/** Development dependencies may be left uninstalled; whoever measures without them is told. */
function missingPackages({ packages = {} }: Workload): Map<string, string> {
  const missing = Object.entries(packages).filter(([, name]) => !existsSync(join(ROOT, 'node_modules', name, 'package.json')))
  return new Map(missing.map(([variant, name]) => [variant, `${name} is not installed`]))
}

function workloadFiles(path: string, folder: string): string[] {
  let files: string[]
  try {
    files = readdirSync(join(ROOT, path)).filter(name => name.endsWith('.ts'))
  } catch {
    throw new UsageError(`--workloads: there is no folder '${folder}'`)
  }
  if (files.length === 0) throw new UsageError(`--workloads: no workloads in '${folder}'`)
  return files.toSorted()
}

/**
 * The part of `all` that `names` select, each `workload` or `workload/variant`; everything if there are none. The
 * workload's baselines come along with a single variant, which has no ratio without them.
 *
 * @throws UsageError that lists what there is.
 */
export function select(all: readonly Selection[], names: readonly string[]): Selection[] {
  if (names.length === 0) return [...all]
  const chosen = new Map<Selection, Set<string>>()
  for (const name of names) {
    const slash = name.indexOf('/')
    const selection = all.find(({ workload }) => workload.name === (slash === -1 ? name : name.slice(0, slash)))
    if (selection === undefined) throw new UsageError(`no workload '${name}'; there are ${all.map(({ workload }) => workload.name).join(', ')}`)
    const wanted = chosen.get(selection) ?? new Set()
    chosen.set(selection, wanted)
    for (const variant of slash === -1 ? selection.variants : oneVariant(selection, name.slice(slash + 1))) wanted.add(variant)
  }
  return all.filter(one => chosen.has(one)).map(one => ({ ...one, variants: one.variants.filter(name => chosen.get(one)!.has(name)) }))
}

function oneVariant({ workload, variants, leftOut }: Selection, name: string): string[] {
  const why = leftOut.get(name)
  if (why !== undefined) throw new UsageError(`${workload.name}/${name} cannot run: ${why}`)
  if (!variants.includes(name)) throw new UsageError(`${workload.name} has no variant '${name}'; there are ${variants.join(', ')}`)
  const { promises, plain } = workload.baselines
  return [name, promises, plain].filter(variant => variant !== undefined)
}

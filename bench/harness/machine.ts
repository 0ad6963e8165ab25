/** The machine and the versions, without which a figure means nothing. */
import { existsSync, readFileSync } from 'node:fs'
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './build.ts'
import { enginesVersions, type Engine } from './engine.ts'
import type { Native } from './native.ts'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryMiB: number
  readonly system: string
  /** Average of runnable processes over the last minute, before the run. */
  readonly load: number
}

export interface Versions {
  readonly pollux: string
  /** The engine's own, by what it calls them: `node` and `v8`, or `bun`, or `deno`. */
  readonly [engine: string]: string
  readonly tinybench: string
  readonly typescript: string
}

export function describeMachine(): Machine {
  const cores = cpus()
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    system: `${platform()} ${arch()} ${release()}`,
    load: loadavg()[0]!,
  }
}

/** Of what was measured, and with what. `packages`: rivals, of which only those that are installed have a version. */
export function describeVersions(engine: Engine, native: Native | null, packages: readonly string[]): Versions {
  const versions: Record<string, string> = { ...enginesVersions(engine) }
  if (native !== null) versions['native'] = native.version
  for (const name of packages) if (existsSync(manifestOf(name))) versions[name] = versionOf(name)
  const tools = { tinybench: versionOf('tinybench'), typescript: versionOf('typescript') }
  return { pollux: versionIn(join(ROOT, 'package.json')), ...versions, ...tools }
}

/** A load above this share of the cores is more than an earlier run of ours leaves behind. */
const BUSY = 0.75

/** The line above the tables, with a warning if something else is running. */
export function headline({ cpu, cores, load }: Machine, versions: Versions): string {
  const busy = load > cores * BUSY ? `\nThe machine is busy (load ${load.toFixed(1)} on ${cores} cores): figures will be worse and noisier than they should be.` : ''
  return `${cpu}, ${cores} cores; ${engineText(versions)}${busy}\n`
}

/** `Node 20.20.2, V8 11.3`; with `--native`, the compiler too. */
export function engineText(versions: Readonly<Record<string, string>>): string {
  const names = { node: 'Node', bun: 'Bun', deno: 'Deno', v8: 'V8' }
  const parts = Object.entries(names).flatMap(([key, name]) => (versions[key] === undefined ? [] : [`${name} ${versions[key]}`]))
  return [...parts, ...(versions['native'] === undefined ? [] : [versions['native']])].join(', ')
}

function versionOf(dependency: string): string {
  return versionIn(manifestOf(dependency))
}

function manifestOf(dependency: string): string {
  return join(ROOT, 'node_modules', dependency, 'package.json')
}

function versionIn(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}

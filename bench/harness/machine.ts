/** The machine and the versions, without which a figure means nothing. */
import { readFileSync } from 'node:fs'
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './build.ts'

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
  readonly node: string
  readonly v8: string
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

export function describeVersions(): Versions {
  return {
    pollux: versionIn(join(ROOT, 'package.json')),
    node: process.versions.node,
    v8: process.versions.v8,
    tinybench: versionOf('tinybench'),
    typescript: versionOf('typescript'),
  }
}

/** A load above this share of the cores is more than an earlier run of ours leaves behind. */
const BUSY = 0.75

/** The line above the tables, with a warning if something else is running. */
export function headline({ cpu, cores, load }: Machine, { node, v8 }: Versions): string {
  const busy = load > cores * BUSY ? `\nThe machine is busy (load ${load.toFixed(1)} on ${cores} cores): figures will be worse and noisier than they should be.` : ''
  return `${cpu}, ${cores} cores; Node ${node}, V8 ${v8}${busy}\n`
}

function versionOf(dependency: string): string {
  return versionIn(join(ROOT, 'node_modules', dependency, 'package.json'))
}

function versionIn(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}

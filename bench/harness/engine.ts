/** The executable that runs the measured processes: which kind it is, and how its command line is written. */
import { spawnSync } from 'node:child_process'
import { UsageError } from './arguments.ts'

export type EngineKind = 'node' | 'bun' | 'deno'

export interface Engine {
  readonly path: string
  readonly kind: EngineKind
  /** As it calls itself: `v20.20.2`. */
  readonly version: string
}

/** This Node, which starts the measured processes unless told otherwise. */
export const THIS_NODE: Engine = { path: process.execPath, kind: 'node', version: process.version }

/**
 * Asks an executable what it is.
 *
 * @throws UsageError if it cannot be run, or is none of the three.
 */
export function engineAt(path: string): Engine {
  if (path === process.execPath) return THIS_NODE
  const { error, status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  if (error !== undefined) throw new UsageError(`--runtime: '${path}' cannot be run: ${error.message}`)
  const version = stdout.split('\n')[0]!.trim()
  const kind = status === 0 ? kindOf(version) : null
  if (kind === null) throw new UsageError(`--runtime: '${path}' is neither Node nor Bun nor Deno; its --version says '${version}'`)
  return { path, kind, version }
}

/** Node says `v20.20.2`, Deno `deno 2.5.6 (stable, …)`, Bun the bare `1.3.2`. */
export function kindOf(version: string): EngineKind | null {
  if (/^v\d+\.\d+\.\d+/.test(version)) return 'node'
  if (/^deno \d+\./.test(version)) return 'deno'
  return /^\d+\.\d+\.\d+/.test(version) ? 'bun' : null
}

/** The arguments that run `script` with flags of the engine's own. `collects`: it has to be able to collect its garbage. */
export function commandLine({ kind }: Engine, flags: readonly string[], collects: boolean, script: string, argument: string): string[] {
  if (kind === 'bun') return [...flags, script, argument]
  if (kind === 'node') return [...flags, ...(collects ? ['--expose-gc'] : []), script, argument]
  const forV8 = [...flags, ...(collects ? ['--expose-gc'] : [])]
  return ['run', '--allow-all', '--no-prompt', ...(forV8.length === 0 ? [] : [`--v8-flags=${forV8.join(',')}`]), script, argument]
}

/** Its versions, by its own `process.versions`: the engine's name and number first, then V8's where it has one. */
export function enginesVersions(engine: Engine): Readonly<Record<string, string>> {
  if (engine === THIS_NODE) return { node: process.versions.node, v8: process.versions.v8 }
  if (engine.kind === 'bun') return { bun: engine.version }
  if (engine.kind === 'deno') return { deno: engine.version.replace(/^deno (\S+).*$/, '$1') }
  const { stdout } = spawnSync(engine.path, ['-p', 'process.versions.v8'], { encoding: 'utf8' })
  return { node: engine.version.slice(1), v8: stdout.trim() }
}

/**
 * The native column: the program in `bench/native`, which does some of the workloads on tokio's `current_thread`.
 *
 * It is built where cargo and Debian's crate sources are installed, without a network, into a temporary folder; elsewhere
 * the column is left out, and the run says so.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './build.ts'
import type { Measurement } from './measurement.ts'
import { measureWith, VariantError } from './process.ts'

export interface Native extends Disposable {
  /** The workloads that it has. */
  readonly rows: ReadonlySet<string>
  /** Compiler and crates, as in `rustc 1.95.0; tokio 1.24.2`. */
  readonly version: string
  /** @throws VariantError if it fails, or answers wrongly. */
  measure(workload: string, ops: number, time: number, label: string): Promise<Measurement>
}

export interface NoNative {
  /** Why there is none. */
  readonly missing: string
}

/** Where Debian's `librust-…-dev` packages put the sources of crates. */
const CRATES = '/usr/share/cargo/registry'
const NEEDED = ['tokio', 'futures']
const INSTALL = "Debian's librust-tokio-dev and librust-futures-dev have them"

/** Builds the program, or says why that cannot be. `environment` and `crates` are for tests. */
export function buildNative(environment: NodeJS.ProcessEnv = process.env, crates: string = CRATES): Native | NoNative {
  const cargo = spawnSync('cargo', ['--version'], { encoding: 'utf8', env: environment })
  if (cargo.error !== undefined || cargo.status !== 0) return { missing: 'cargo is not installed' }
  const absent = NEEDED.filter(name => versionOf(name, crates) === null)
  if (absent.length > 0) return { missing: `no sources of the crates ${absent.join(' and ')}; ${INSTALL}` }
  const folder = mkdtempSync(join(tmpdir(), 'pollux-native-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  // A copy is built, because cargo writes a lock file beside the manifest.
  cpSync(join(ROOT, 'bench', 'native'), folder, { recursive: true })
  const built = spawnSync('cargo', cargoArguments(folder, crates), { encoding: 'utf8', env: environment })
  const program = join(folder, 'target', 'release', 'pollux-bench-native')
  if (built.status !== 0 || !existsSync(program)) {
    remove()
    return { missing: `cargo could not build it:\n${built.stderr}` }
  }
  return nativeAt(program, `${rustVersion(environment)}; ${NEEDED.map(name => `${name} ${versionOf(name, crates)}`).join(', ')}`, () => {
    remove()
    process.off('exit', remove)
  })
}

function nativeAt(program: string, version: string, dispose: () => void): Native {
  const { stdout } = spawnSync(program, ['--list'], { encoding: 'utf8' })
  return {
    rows: new Set(stdout.split('\n').filter(line => line !== '')),
    version,
    async measure(workload, ops, time, label) {
      try {
        return await measureWith(program, [workload, `${ops}`, `${time}`], label)
      } catch (error) {
        throw error instanceof VariantError ? new VariantError(`${label}: ${error.message}`, error.died) : error
      }
    },
    [Symbol.dispose]: dispose,
  }
}

/** The registry is replaced by the folder of crates, so that nothing is fetched. */
function cargoArguments(folder: string, crates: string): string[] {
  return [
    'build', '--release', '--offline', '--quiet',
    '--manifest-path', join(folder, 'Cargo.toml'),
    '--target-dir', join(folder, 'target'),
    '--config', 'source.crates-io.replace-with="installed"',
    '--config', `source.installed.directory=${JSON.stringify(crates)}`,
  ]
}

function rustVersion(environment: NodeJS.ProcessEnv): string {
  const { stdout } = spawnSync('rustc', ['--version'], { encoding: 'utf8', env: environment })
  return stdout.trim().split(' ').slice(0, 2).join(' ') || 'rustc'
}

/** The version of a crate in `crates`; null if it is not there. */
function versionOf(crate: string, crates: string): string | null {
  if (!existsSync(crates)) return null
  const found = readdirSync(crates).find(name => name.startsWith(`${crate}-`) && /^\d/.test(name.slice(crate.length + 1)))
  return found === undefined ? null : found.slice(crate.length + 1)
}

/**
 * The engines that the suite is run on. Each is an npm package; it is installed into a folder of its own outside the
 * project, whose dependencies it is none of, and kept there for the next time.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where engines are kept: `POLLUX_MATRIX_CACHE`, else a folder for temporary files. */
export const CACHE = process.env.POLLUX_MATRIX_CACHE ?? join(tmpdir(), 'pollux-matrix')

/** The package `node` has an installer that installs this one. Installers are not run here. */
const NODE = `${process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'}-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

const BUN = `@oven/bun-${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`
const DENO = `@deno/${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`
const EXE = process.platform === 'win32' ? '.exe' : ''

const node = major => ({ name: `node-${major}`, spec: `${NODE}@${major}`, file: `${NODE}/bin/node${EXE}`, args: [] })

/**
 * `file` is the executable below `node_modules`; `args` come before the script that it runs.
 *
 * @type {readonly { name: string, spec: string, file: string, args: readonly string[] }[]}
 */
export const ENGINES = [
  node(20),
  node(22),
  node(24),
  node(26),
  { name: 'bun', spec: `${BUN}@1`, file: `${BUN}/bin/bun${EXE}`, args: [] },
  { name: 'deno', spec: `${DENO}@2`, file: `${DENO}/deno${EXE}`, args: ['run', '--allow-all', '--v8-flags=--expose-gc'] },
]

/**
 * Sees to it that `engine` is installed.
 *
 * @returns its executable and version, or why it cannot be had here: one line
 */
export function provide(engine) {
  const folder = join(CACHE, engine.name)
  const executable = join(folder, 'node_modules', engine.file)
  if (!existsSync(executable)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    const install = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', engine.spec], {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
      timeout: 300_000,
    })
    if (!existsSync(executable)) return { missing: `${engine.spec} could not be installed: ${reason(install)}` }
  }
  const { status, stdout, stderr } = spawnSync(executable, ['--version'], { encoding: 'utf8', timeout: 30_000 })
  if (status !== 0) return { missing: `${engine.name} does not start: ${firstLine(stderr)}` }
  return { executable, version: firstLine(stdout) }
}

/** npm's own words, without the lines of its warnings. */
function reason({ error, stderr }) {
  if (error !== undefined) return error.message
  return firstLine(stderr.split('\n').filter(line => line.startsWith('npm error')).join('\n')) || 'npm gave no reason'
}

function firstLine(text) {
  return text.trim().split('\n')[0]
}

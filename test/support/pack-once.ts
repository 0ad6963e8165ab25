/**
 * The tarball that would be published, built and packed once a run however many test files ask for it. The first one makes it, out of
 * a copy of the sources; the others wait for that. The copy keeps the tree's own `dist` out of it, so that neither a stale build can
 * pass nor a running one be disturbed. Sources that change while tests are watched make another one.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PACKED_FROM = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts', 'src', 'README.md', 'CHANGELOG.md', 'LICENSE']

/** The folder of a run, in which its tarballs are kept. */
const FOLDER = 'POLLUX_TEST_PACKAGES'

/** Milliseconds to wait for another process's tarball; making one takes ten seconds on a quiet machine. */
const PATIENCE = 100_000

/** Of vitest's main process: makes the folder, and removes it when the run is over. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'pollux-packages-'))
  process.env[FOLDER] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}

/**
 * The path of the tarball.
 *
 * @throws Error with the output of the step that failed, the build or the packing, in every file that asks
 */
export function packedOnce(folder = process.env[FOLDER] ?? missing(), make: (home: string) => string = pack): string {
  const home = join(folder, hashOfSources())
  const isFirst = mkdirSync(home, { recursive: true }) !== undefined
  const done = join(home, 'done')
  if (isFirst) tell(done, outcomeOf(() => make(home)))
  else waitFor(done)
  const { path, error } = JSON.parse(readFileSync(done, 'utf8')) as Outcome
  if (path === null) throw new Error(error)
  return path
}

interface Outcome {
  readonly path: string | null
  readonly error: string
}

function missing(): never {
  throw new Error(`no ${FOLDER}: vitest.config.ts names this file under globalSetup`)
}

function outcomeOf(make: () => string): Outcome {
  try {
    return { path: make(), error: '' }
  } catch (error) {
    return { path: null, error: (error as Error).message }
  }
}

/** In one step, so that nobody reads half of it. */
function tell(done: string, outcome: Outcome): void {
  writeFileSync(`${done}.part`, JSON.stringify(outcome))
  renameSync(`${done}.part`, done)
}

function waitFor(done: string): void {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  for (const start = Date.now(); !existsSync(done); Atomics.wait(cell, 0, 0, 50)) {
    if (Date.now() - start > PATIENCE) throw new Error(`another test file has begun to pack, and was not done within ${PATIENCE / 1000} s`)
  }
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const path of PACKED_FROM.flatMap(filesOf).sort()) hash.update(path).update('\0').update(readFileSync(join(root, path))).update('\0')
  return hash.digest('hex').slice(0, 16)
}

function filesOf(name: string): string[] {
  const path = join(root, name)
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [name]
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return entries.map(entry => join(entry.parentPath, entry.name).slice(root.length))
}

function pack(home: string): string {
  const stage = join(home, 'stage')
  mkdirSync(stage)
  for (const name of PACKED_FROM) if (existsSync(join(root, name))) cpSync(join(root, name), join(stage, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(stage, 'node_modules'), 'junction')
  must('npm', ['pack', '--silent', '--pack-destination', home], stage)
  rmSync(stage, { recursive: true, force: true })
  return join(home, readdirSync(home).find(name => name.endsWith('.tgz'))!)
}

/** @throws Error with the output of `command`, should it fail */
export function must(command: string, args: string[], cwd: string): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${error === undefined ? stdout + stderr : error.message}`)
}

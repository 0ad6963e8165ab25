/**
 * Names a test file that is stuck, and ends it, so that the run fails instead of hanging.
 *
 * A test that blocks its thread (a `blockOn` that nobody wakes, a child process that never ends) is out of reach of
 * vitest's own time limit, which needs the event loop of the process that it limits. So each process of tests says in
 * `file-begins.ts` which file it begins, and this, in the main process, looks how long ago that was.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Four minutes: the slowest file takes ten seconds on a quiet machine. */
const PATIENCE = Number(process.env.POLLUX_TEST_PATIENCE ?? 240_000)

/** Where each process of tests has a file, named by its number, that says which test file it is at. */
export const STUCK_FOLDER = 'POLLUX_TEST_FOLDER'

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'pollux-tests-'))
  process.env[STUCK_FOLDER] = folder
  const timer = setInterval(() => look(folder), Math.min(5_000, PATIENCE))
  timer.unref()
  return () => {
    clearInterval(timer)
    rmSync(folder, { recursive: true, force: true })
  }
}

function look(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const pid = Number(name)
    if (!isAlive(pid)) rmSync(path, { force: true })
    else if (Date.now() - statSync(path).mtimeMs > PATIENCE) end(pid, path)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Its own child processes first: a test that waits for one goes on, has as long again, and fails by its own words. */
function end(pid: number, path: string): void {
  const file = readFileSync(path, 'utf8')
  const children = childrenOf(pid)
  if (children.length > 0) utimesSync(path, new Date(), new Date())
  console.error(`stuck for ${PATIENCE / 1000} s: ${file}`)
  for (const child of children) console.error(`  in its child process ${child}: ${commandOf(child)}`)
  for (const victim of children.length > 0 ? children : [pid]) {
    try {
      process.kill(victim, 'SIGKILL')
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

/** By Linux's /proc; elsewhere none. The loader's own helper, which is nobody's wait, is left alone. */
function childrenOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
    return children.filter(child => !commandOf(child).includes('esbuild'))
  } catch {
    return []
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return 'gone'
  }
}

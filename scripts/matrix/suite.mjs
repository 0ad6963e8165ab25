/**
 * One test file on one engine: vitest itself runs there, in a process of its own that is ended when it takes too much.
 * A file that parks its thread for ever, or fills the memory, is thereby named, and costs the others nothing.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')

/** What a test there says is about the repository, the package, the benchmarks or the compiler, and the same on every engine. */
const NOT_OF_THE_ENGINE = new Set(['bench', 'package', 'support', 'tidy', 'types', 'browser'])

/** Milliseconds for one file. The slowest needs some 30 s on an idle machine. */
const LIMIT = 180_000

/** Bytes of memory that one process of a file may come to hold; looked at twice a second where there is a `/proc`. */
const MOST = 1.5 * 2 ** 30

/** The test files whose path contains one of `filters`, or all. */
export function testFiles(filters) {
  const rooms = readdirSync(join(root, 'test'), { withFileTypes: true }).filter(entry => entry.isDirectory() && !NOT_OF_THE_ENGINE.has(entry.name))
  const files = rooms.flatMap(({ name }) => readdirSync(join(root, 'test', name), { recursive: true }).map(path => `test/${name}/${path.replaceAll('\\', '/')}`))
  return files.filter(path => path.endsWith('.test.ts') && (filters.length === 0 || filters.some(filter => path.includes(filter)))).sort()
}

/**
 * Runs `file`, but for the tests whose titles contain one of `without`.
 *
 * @returns {Promise<{ file: string, passed: number, failed: { title: string, message: string }[] }>} a file that could not
 * be loaded, or did not end, counts as one failure whose title is empty
 */
export async function runFile({ executable, args }, file, without = []) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pollux-suite-')))
  try {
    const report = join(folder, 'report.json')
    const said = await ended(executable, [...args, VITEST, 'run', '--reporter=json', `--outputFile=${report}`, ...allBut(without), file])
    return { file, ...outcome(said, report) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The option for a pattern that titles have to match. */
function allBut(titles) {
  const escaped = titles.map(title => title.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return titles.length === 0 ? [] : ['-t', `^(?!.*(?:${escaped.join('|')}))`]
}

/** Resolves when the process has ended: with the reason if it had to be, else with the end of what it printed. */
function ended(executable, args) {
  return new Promise(resolve => {
    // A group of its own, so that what vitest has started ends with it.
    const child = spawn(executable, args, { cwd: root, detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => void (output = (output + text).slice(-2000)))
    let why = ''
    const end = reason => {
      why ||= reason
      endGroup(child)
    }
    const timer = setTimeout(end, LIMIT, `did not end within ${LIMIT / 1000} s`)
    const watch = setInterval(() => {
      if (mostMemory(child.pid) > MOST) end(`was ended when it held more than ${MOST / 2 ** 20} MiB`)
    }, 500)
    const settle = text => (clearTimeout(timer), clearInterval(watch), resolve(why || text))
    child.on('error', error => settle(error.message))
    child.on('close', () => settle(output.trim()))
  })
}

/** What the largest process of `group` holds, in bytes; 0 where that is not to be known. */
function mostMemory(group) {
  let most = 0
  try {
    for (const pid of readdirSync('/proc')) if (/^\d+$/.test(pid)) most = Math.max(most, memoryOf(pid, group))
  } catch {
    // No such folder on this system.
  }
  return most
}

function memoryOf(pid, group) {
  try {
    // After the name, which is in parentheses: state, parent, group; and the pages held as the 22nd.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ')
    return Number(fields[2]) === group ? Number(fields[21]) * 4096 : 0
  } catch {
    return 0
  }
}

function endGroup(child) {
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

function outcome(said, report) {
  let results
  try {
    results = JSON.parse(readFileSync(report, 'utf8')).testResults
  } catch {
    return { passed: 0, failed: [{ title: '', message: said }] }
  }
  const tests = results.flatMap(result => result.assertionResults)
  const broken = results.filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some(test => test.status === 'failed'))
  return {
    passed: tests.filter(test => test.status === 'passed').length,
    failed: [
      ...broken.map(({ message }) => ({ title: '', message })),
      ...tests.filter(test => test.status === 'failed').map(({ fullName, failureMessages }) => ({ title: fullName.trim(), message: failureMessages[0] ?? '' })),
    ],
  }
}

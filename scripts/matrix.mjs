/**
 * Runs the suite on every engine that can be had here, says what it skipped, and fails if anything failed that is not
 * known to. Engines are installed as they are needed.
 *
 *     npm run matrix                              Node 20, 22, 24, 26, Bun, Deno, and Chromium
 *     npm run matrix -- bun deno                  some of them
 *     npm run matrix -- deno test/sync timers     and the test files whose path contains one of the words
 */
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { ENGINES, provide } from './matrix/engines.mjs'
import { leftOut, whyKnown } from './matrix/known.mjs'
import { runFile, testFiles } from './matrix/suite.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const names = [...ENGINES.map(engine => engine.name), 'chromium']
const wanted = process.argv.slice(2).filter(word => names.includes(word))
const filters = process.argv.slice(2).filter(word => !names.includes(word))
const isWanted = name => wanted.length === 0 || wanted.includes(name)

let unexpected = 0

for (const engine of ENGINES.filter(({ name }) => isWanted(name))) {
  const { missing, executable, version } = provide(engine)
  if (missing === undefined) unexpected += report(engine.name, version, await runAll({ name: engine.name, executable, args: engine.args }))
  else console.log(`${engine.name}: skipped: ${missing}`)
}
if (isWanted('chromium') && filters.length === 0) unexpected += chromium()

process.exit(unexpected === 0 ? 0 : 1)

/** Every file, two at a time where the machine can: some tests count on a processor for a thread that they start. */
async function runAll(engine) {
  const files = testFiles(filters)
  const results = []
  const lane = async () => {
    for (let file = files.shift(); file !== undefined; file = files.shift()) {
      results.push(await runFile(engine, file, leftOut(engine.name, file).map(({ title }) => title)))
    }
  }
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane))
  return results.sort((a, b) => (a.file < b.file ? -1 : 1))
}

/** Prints a line an engine, and one for each failure; gives the number of those that are not known. */
function report(name, version, results) {
  const failures = results.flatMap(({ file, failed }) => failed.map(failure => ({ file, ...failure, why: whyKnown(name, file, failure.title) })))
  const fresh = failures.filter(({ why }) => why === null)
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  const known = failures.length - fresh.length
  console.log(`${name} (${version}): ${passed} passed, ${fresh.length} failed${known === 0 ? '' : `, ${known} known`}, in ${results.length} files`)
  for (const { file } of results) for (const { title, why } of leftOut(name, file)) console.log(`  left out: ${file}: ${title}: ${why}`)
  for (const { file, title, why } of failures) if (why !== null) console.log(`  known: ${file}: ${title}: ${why}`)
  for (const { file, title, message } of fresh) console.log(`  ${file}: ${title || 'the file'}\n    ${message.split('\n').slice(0, 4).join('\n    ')}`)
  return fresh.length
}

/** `test/browser` brings a suite of its own, of what a page can have: everything but `io`. */
function chromium() {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', 'test/browser'], { cwd: root, encoding: 'utf8' })
  const skipped = /^test\/browser is skipped: (.*)$/m.exec(stdout + stderr)
  if (skipped !== null) {
    console.log(`chromium: skipped: ${skipped[1]}`)
    return 0
  }
  const counts = /"numPassedTests":(\d+).*?/.exec(stdout)
  console.log(`chromium: ${counts?.[1] ?? 0} passed, ${status === 0 ? 0 : 'some'} failed`)
  if (status !== 0) console.log(stderr)
  return status === 0 ? 0 : 1
}

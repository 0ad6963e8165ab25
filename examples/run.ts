/**
 * # The rows of the catalogue, one program each
 *
 *     npm run example                  lists them
 *     npm run example -- 0.3           runs one, or several
 *     npm run example -- all           runs all, each in a process of its own
 *
 * A row is a file `N.M-title.ts` in this folder, run by being loaded. Its opening comment begins with `# N.M title`.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// Whoever reads on, `| head` say, may stop reading: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const FOLDER = new URL('./', import.meta.url)

interface Row {
  readonly id: string
  readonly title: string
  readonly file: URL
}

/** Every row, in the catalogue's order. */
function rows(): Row[] {
  return readdirSync(FOLDER)
    .map(name => ({ name, id: /^(\d+\.\d+)-.+\.ts$/.exec(name)?.[1] }))
    .filter((found): found is { name: string; id: string } => found.id !== undefined)
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
    .map(({ name, id }) => {
      const file = new URL(name, FOLDER)
      return { id, title: titleOf(readFileSync(file, 'utf8')) ?? name, file }
    })
}

function titleOf(source: string): string | undefined {
  return /^[\s/*]*# \d+\.\d+ (.+)$/m.exec(source)?.[1]
}

function list(all: readonly Row[]): void {
  const width = Math.max(...all.map(row => row.id.length))
  for (const { id, title } of all) console.log(`${id.padStart(width)}  ${title}`)
}

/** Runs each row in a process of its own, so that none is measured, or fails, because of another. */
function runApart(chosen: readonly Row[]): void {
  for (const [at, { id, title, file }] of chosen.entries()) {
    console.log(`${at === 0 ? '' : '\n'}== ${id}  ${title}`)
    const { status } = spawnSync(process.execPath, [...process.execArgv, fileURLToPath(file)], { stdio: 'inherit' })
    if (status === 0) continue
    console.error(`example ${id} failed${status === null ? '' : ` with exit code ${status}`}`)
    process.exitCode = 1
  }
}

async function main(ids: readonly string[]): Promise<void> {
  const all = rows()
  if (ids.length === 0) return list(all)
  if (ids.length === 1 && ids[0] === 'all') return runApart(all)
  const chosen: Row[] = []
  for (const id of ids) {
    const row = all.find(candidate => candidate.id === id)
    if (row === undefined) {
      console.error(`no example ${id}; there are ${all.map(candidate => candidate.id).join(', ')}, and all`)
      process.exitCode = 2
      return
    }
    chosen.push(row)
  }
  if (chosen.length === 1) await import(chosen[0]!.file.href)
  else runApart(chosen)
}

await main(process.argv.slice(2))

/**
 * `npm run bench:report`: writes what `npm run bench -- --out FILE` found as one page of static HTML, which needs neither a
 * script nor anything beside it.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { UsageError } from './harness/arguments.ts'
import { ROOT } from './harness/build.ts'
import { readReport } from './harness/report-file.ts'
import { page } from './report/page.ts'

const EXIT_USAGE = 2
/** Where reports are kept that are worth keeping, and where the page goes. */
const RESULTS = 'bench/results'
const PAGE = 'docs/benchmarks.html'

const USAGE = `npm run bench:report [-- file.json …] [--out FILE]

  file.json   reports that \`npm run bench -- --out FILE\` wrote (all in ${RESULTS})
  --out FILE  the page (${PAGE})
`

try {
  const { files, out } = options(process.argv.slice(2))
  const html = page(files.map(readReport))
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(out, html)
  process.stdout.write(`${relative(process.cwd(), out)}: ${files.length} ${files.length === 1 ? 'report' : 'reports'}\n`)
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n\n${USAGE}`)
  process.exitCode = EXIT_USAGE
}

function options(argv: readonly string[]): { files: string[]; out: string } {
  const { values, positionals } = parse(argv)
  const out = values.out === undefined ? join(ROOT, PAGE) : resolve(values.out)
  const files = positionals.length > 0 ? positionals : kept()
  if (files.length === 0) throw new UsageError(`no report is named, and there is none in ${RESULTS}; make one with: npm run bench -- --out ${RESULTS}/run.json`)
  return { files, out }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: { out: { type: 'string' } } })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function kept(): string[] {
  const folder = join(ROOT, RESULTS)
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter(name => name.endsWith('.json')).toSorted().map(name => join(folder, name))
}

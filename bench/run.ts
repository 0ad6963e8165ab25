/**
 * `npm run bench`: measures every variant of every workload in a process of its own, and reports ratios.
 *
 * How it measures, what it does not show, and the traps: `README.md` beside this file.
 */
import { writeFileSync } from 'node:fs'
import { parseArguments, USAGE, UsageError, type Options } from './harness/arguments.ts'
import { build } from './harness/build.ts'
import { deltaText } from './harness/delta.ts'
import { discover, select, type Selection } from './harness/discover.ts'
import { engineAt } from './harness/engine.ts'
import { jsonReport } from './harness/json.ts'
import { describeMachine, describeVersions, headline } from './harness/machine.ts'
import { buildNative, type Native } from './harness/native.ts'
import { VariantError } from './harness/process.ts'
import { readReport } from './harness/report-file.ts'
import { footnote, listing, table } from './harness/report.ts'
import { runRounds, type Bench, type Results } from './harness/rounds.ts'
import { curvesTable, runScaling, type Curves } from './harness/scaling.ts'

const EXIT_FAILED = 1
const EXIT_USAGE = 2
/** As a shell counts it: 128 and the signal's number. */
const EXIT_INTERRUPTED = 130

// An interrupted run leaves through `exit` too, where the build removes its files.
process.once('SIGINT', () => process.exit(EXIT_INTERRUPTED))

try {
  await main(process.argv.slice(2))
} catch (error) {
  process.exitCode = report(error)
}

async function main(argv: readonly string[]): Promise<void> {
  const options = parseArguments(argv)
  if (options.help) return print(USAGE)
  const chosen = select(await discover(options.workloads), options.names)
  if (options.list) return print(listing(chosen.map(({ workload }) => workload)))
  // Whatever is wrong with the command line shows before anything takes time.
  const engine = engineAt(options.runtime)
  const old = options.compare === null ? null : readReport(options.compare)
  const machine = describeMachine()
  const native = options.native ? nativeOrNot(options) : null
  const built = build([options.workloads])
  try {
    const versions = describeVersions(engine, native, packagesOf(chosen))
    say(options, `${headline(machine, versions)}\n`)
    const found = await measureAll(chosen, { options, engine, built, native, progress })
    const report = jsonReport(found, machine, versions, options, argv)
    const text = `${JSON.stringify(report, null, 2)}\n`
    if (options.out !== null) writeFileSync(options.out, text)
    if (options.json) return print(text)
    print(options.scaling ? '' : `${footnotes(options)}`)
    if (old !== null) print(`\n${deltaText(old, machine, versions, found.results)}`)
  } finally {
    progress('')
    built[Symbol.dispose]()
    native?.[Symbol.dispose]()
  }
}

async function measureAll(chosen: readonly Selection[], bench: Bench): Promise<{ results: Results[]; curves: Curves[] }> {
  const { options } = bench
  const results: Results[] = []
  const curves: Curves[] = []
  for (const selection of chosen) {
    if (options.scaling) {
      const curve = await runScaling(selection, bench)
      curves.push(curve)
      say(options, `${curvesTable(curve)}\n`)
    } else {
      const result = await runRounds(selection, bench)
      results.push(result)
      say(options, `${table(result)}\n`)
    }
  }
  return { results, curves }
}

/** The native column, or a line that says why there is none. */
function nativeOrNot(options: Options): Native | null {
  progress('building the native column')
  const native = buildNative()
  if ('rows' in native) return native
  progress('')
  // Standard output is JSON's where it was asked for.
  const stream = options.json ? process.stderr : process.stdout
  stream.write(`no native column: ${native.missing}\n`)
  return null
}

function packagesOf(chosen: readonly Selection[]): string[] {
  return [...new Set(chosen.flatMap(({ workload }) => Object.values(workload.packages ?? {})))].toSorted()
}

function footnotes({ quick, rounds }: Options): string {
  return `${footnote(rounds)}\n${quick ? '--quick: too short for a claim.\n' : ''}`
}

/** Prints what is for people, where they asked for no JSON. */
function say({ json }: Options, text: string): void {
  if (!json) print(text)
}

function print(text: string): void {
  progress('')
  process.stdout.write(text)
}

/** One line that is overwritten, where a person looks on. */
function progress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${what}`)
}

/** Says what went wrong; gives the exit code. */
function report(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${USAGE}`)
    return EXIT_USAGE
  }
  process.stderr.write(`${error instanceof VariantError ? error.message : String((error as Error)?.stack ?? error)}\n`)
  return EXIT_FAILED
}

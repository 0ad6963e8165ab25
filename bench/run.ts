/**
 * `npm run bench`: measures every variant of every workload in a process of its own, and reports ratios.
 *
 * How it measures, what it does not show, and the traps: `README.md` beside this file.
 */
import { parseArguments, USAGE, UsageError, type Options } from './harness/arguments.ts'
import { build } from './harness/build.ts'
import { discover, select } from './harness/discover.ts'
import { jsonReport } from './harness/json.ts'
import { describeMachine, describeVersions, headline } from './harness/machine.ts'
import { VariantError } from './harness/process.ts'
import { FOOTNOTE, listing, table } from './harness/report.ts'
import { runRounds, type Results } from './harness/rounds.ts'

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
  const all = await discover(options.workloads)
  const chosen = select(all, options.names)
  if (options.list) return print(listing(chosen.map(({ workload }) => workload)))
  const machine = describeMachine()
  const built = build([options.workloads])
  try {
    if (!options.json) print(`${headline(machine, describeVersions())}\n`)
    const results: Results[] = []
    for (const selection of chosen) {
      const result = await runRounds(selection, options, built, progress)
      results.push(result)
      if (!options.json) print(`${table(result)}\n`)
    }
    print(options.json ? `${JSON.stringify(jsonReport(results, machine, options, argv), null, 2)}\n` : footnotes(options))
  } finally {
    progress('')
    built[Symbol.dispose]()
  }
}

function footnotes({ quick }: Options): string {
  return quick ? `${FOOTNOTE}\n--quick: too short for a claim.\n` : `${FOOTNOTE}\n`
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

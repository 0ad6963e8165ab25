/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util'

/** Something is wrong with the command line; the process ends with code 2. */
export class UsageError extends Error {
  readonly code = 'ERR_POLLUX_BENCH_USAGE'

  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

export interface Options {
  /** What to run, each `workload` or `workload/variant`; empty for everything. */
  readonly names: readonly string[]
  readonly quick: boolean
  readonly json: boolean
  readonly list: boolean
  readonly help: boolean
  readonly rounds: number
  /** Milliseconds that each process measures, after half as long to warm up. */
  readonly time: number
  readonly seed: number
  /** V8 and Node flags for the measured processes. */
  readonly nodeArgs: readonly string[]
  /** Folder of the workloads, relative to the package. */
  readonly workloads: string
  /** The executable that runs the measured processes: a Node, Bun or Deno. */
  readonly runtime: string
  /** Whether tokio is measured beside the variants, where it can be built. */
  readonly native: boolean
  /** Whether cost against size is measured, instead of one size. */
  readonly scaling: boolean
  /** A report to compare with; null for none. */
  readonly compare: string | null
  /** Where the JSON goes besides the tables; null for nowhere. */
  readonly out: string | null
}

/** Rounds and milliseconds a process. Five rounds: the least whose median survives two disturbed ones. */
const FULL = { rounds: 5, time: 300 }
const QUICK = { rounds: 2, time: 100 }
/** A curve has five points a variant, so each is looked at for a shorter time. */
const SCALING = { rounds: 3, time: 100 }
const QUICK_SCALING = { rounds: 1, time: 20 }

export const USAGE = `npm run bench -- [name …] [options]

  name               a workload, or workload/variant; by default everything
  --list             show the workloads and their variants
  --quick            ${QUICK.rounds} short rounds: for a look, not for a claim
  --rounds N         processes a variant (${FULL.rounds})
  --time MS          milliseconds that each process measures (${FULL.time})
  --seed N           the order of the variants within the rounds (random)
  --node-args ARGS   flags for the measured processes, such as "--max-semi-space-size=64"
  --workloads DIR    a folder of workloads inside this package (bench/workloads)
  --json             machine, versions, command and every round, as JSON instead of tables
  --out FILE         the same JSON into a file, beside the tables
  --compare FILE     what has changed since the report in FILE
  --scaling          cost an operation against size, over four orders of magnitude (${SCALING.rounds} rounds of ${SCALING.time} ms)
  --native           tokio beside the variants, where cargo and Debian's crate sources are installed
  --runtime PATH     the Node, Bun or Deno that runs the measured processes (this Node)
  --help             this text
`

/**
 * Reads the arguments behind the script's name.
 *
 * @throws UsageError for an unknown option, or a number that is none.
 */
export function parseArguments(argv: readonly string[]): Options {
  const { values, positionals } = parse(argv)
  const defaults = values.scaling ? (values.quick ? QUICK_SCALING : SCALING) : values.quick ? QUICK : FULL
  if (values.scaling && values.compare !== undefined) throw new UsageError('--compare: curves are not compared; leave --scaling out')
  return {
    names: [...new Set(positionals)],
    quick: values.quick,
    json: values.json,
    list: values.list,
    help: values.help,
    rounds: count('rounds', values.rounds) ?? defaults.rounds,
    time: count('time', values.time) ?? defaults.time,
    seed: count('seed', values.seed) ?? 1 + Math.floor(Math.random() * 0x7fffffff),
    nodeArgs: (values['node-args'] ?? '').split(/\s+/).filter(flag => flag !== ''),
    workloads: values.workloads,
    runtime: values.runtime ?? process.execPath,
    native: values.native,
    scaling: values.scaling,
    compare: values.compare ?? null,
    out: values.out ?? null,
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: attachNodeArgs(argv),
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        rounds: { type: 'string' },
        time: { type: 'string' },
        seed: { type: 'string' },
        'node-args': { type: 'string' },
        workloads: { type: 'string', default: 'bench/workloads' },
        runtime: { type: 'string' },
        native: { type: 'boolean', default: false },
        scaling: { type: 'boolean', default: false },
        compare: { type: 'string' },
        out: { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** `--node-args --flag` as `--node-args=--flag`: its value always begins with a dash, which `parseArgs` refuses apart. */
function attachNodeArgs(argv: readonly string[]): string[] {
  const at = argv.indexOf('--node-args')
  if (at === -1 || at === argv.length - 1) return [...argv]
  return [...argv.slice(0, at), `--node-args=${argv[at + 1]}`, ...argv.slice(at + 2)]
}

function count(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new UsageError(`--${name}: expected a whole number above 0, got '${text}'`)
  return value
}

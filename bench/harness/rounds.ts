/**
 * Interleaved rounds: round 1 measures every variant once, each in a fresh process, then round 2 does, and so on. A
 * disturbance so hits one round of every variant and not every round of one, and what the compiler happened to inline
 * in one process is drawn anew in each.
 */
import { pathToFileURL } from 'node:url'
import type { Options } from './arguments.ts'
import type { Build } from './build.ts'
import type { Selection } from './discover.ts'
import type { Engine } from './engine.ts'
import type { Measurement } from './measurement.ts'
import type { Native } from './native.ts'
import { measureInProcess, VariantError } from './process.ts'
import { seededRandom, shuffled } from './shuffle.ts'
import { NATIVE, opsOf, type Workload } from './workload.ts'

export interface Results {
  readonly workload: Workload
  readonly ops: number
  readonly nodeArgs: readonly string[]
  /** A measurement a round for each variant, in the workload's order. */
  readonly rounds: ReadonlyMap<string, readonly Measurement[]>
  /** The variants in the order in which they ran, a list a round. */
  readonly order: readonly (readonly string[])[]
  /** Variants that could not be measured, and why, a line each. */
  readonly leftOut: ReadonlyMap<string, string>
}

/** What all runs of a command share. */
export interface Bench {
  readonly options: Options
  readonly engine: Engine
  readonly built: Build
  readonly native: Native | null
  /** Hears of each process before it starts. */
  progress(what: string): void
}

/** Runs a workload's variants. */
export async function runRounds(selection: Selection, bench: Bench): Promise<Results> {
  const { options, native } = bench
  const workload = withNative(selection.workload, native)
  const random = seededRandom(options.seed)
  const ops = opsOf(workload, options.quick)
  const variants = workload.baselines.native === undefined ? selection.variants : [...selection.variants, NATIVE]
  const rounds = new Map<string, Measurement[]>(variants.map(name => [name, []]))
  const leftOut = new Map(selection.leftOut)
  const order: string[][] = []
  for (let round = 1; round <= options.rounds; round++) {
    const turn = shuffled(variants, random).filter(name => rounds.has(name))
    order.push(turn)
    for (const variant of turn) {
      bench.progress(`${workload.name}, round ${round} of ${options.rounds}: ${variant}`)
      try {
        rounds.get(variant)!.push(await measureVariant(selection, variant, opsOf(workload, options.quick, variant), bench))
      } catch (error) {
        leftOut.set(variant, excuse(error, bench))
        rounds.delete(variant)
      }
    }
  }
  return { workload, ops, nodeArgs: nodeArgsOf(workload, bench), rounds, order, leftOut }
}

/** Measures one variant once. `fewest`: samples, where the workload's own number would take too long. */
export function measureVariant({ workload, source }: Selection, variant: string, ops: number, bench: Bench, fewest?: number): Promise<Measurement> {
  const { options: { time, nodeArgs }, engine, built, native } = bench
  const label = `${workload.name}/${variant}`
  if (variant === NATIVE) return native!.measure(workload.name, ops, time, label)
  const module = pathToFileURL(built.find(source)).href
  const order = { module, variant, label, ops, time, ...(fewest === undefined ? {} : { fewest }) }
  return measureInProcess(engine, built.find('bench/harness/child.ts'), nodeArgs, workload.kind === 'bytes', order)
}

/** The workload with Rust among its baselines, if it was built and has it. */
function withNative(workload: Workload, native: Native | null): Workload {
  if (native === null || !native.rows.has(workload.name)) return workload
  return { ...workload, baselines: { ...workload.baselines, native: NATIVE } }
}

function nodeArgsOf({ kind }: Workload, { options, engine }: Bench): readonly string[] {
  return kind === 'bytes' && engine.kind !== 'bun' ? [...options.nodeArgs, '--expose-gc'] : options.nodeArgs
}

/**
 * Why a variant is left out. Under Node none is: what fails there ends the run. Bun and Deno lack some of what the
 * rivals and the host's own variants use; but a wrong answer is one everywhere.
 */
function excuse(error: unknown, { engine }: Bench): string {
  if (!(error instanceof VariantError) || engine.kind === 'node' || error.message.includes('its time means nothing')) throw error
  return `failed under ${engine.kind}: ${error.message.split('\n')[0]!}`
}

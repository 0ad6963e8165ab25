/**
 * Interleaved rounds: round 1 measures every variant once, each in a fresh process, then round 2 does, and so on. A
 * disturbance so hits one round of every variant and not every round of one, and what the compiler happened to inline
 * in one process is drawn anew in each.
 */
import { pathToFileURL } from 'node:url'
import type { Options } from './arguments.ts'
import type { Build } from './build.ts'
import type { Selection } from './discover.ts'
import type { Measurement } from './measurement.ts'
import { measureInProcess } from './process.ts'
import { seededRandom, shuffled } from './shuffle.ts'
import { opsOf, type Workload } from './workload.ts'

export interface Results {
  readonly workload: Workload
  readonly ops: number
  readonly nodeArgs: readonly string[]
  /** A measurement a round for each variant, in the workload's order. */
  readonly rounds: ReadonlyMap<string, readonly Measurement[]>
  /** The variants in the order in which they ran, a list a round. */
  readonly order: readonly (readonly string[])[]
}

/** Runs a workload's variants. `progress` hears of each process before it starts. */
export async function runRounds(
  { workload, variants, source }: Selection,
  options: Options,
  built: Build,
  progress: (what: string) => void,
): Promise<Results> {
  const random = seededRandom(options.seed)
  const nodeArgs = workload.kind === 'bytes' ? [...options.nodeArgs, '--expose-gc'] : options.nodeArgs
  const child = built.find('bench/harness/child.ts')
  const module = pathToFileURL(built.find(source)).href
  const ops = opsOf(workload, options.quick)
  const rounds = new Map<string, Measurement[]>(variants.map(name => [name, []]))
  const order: string[][] = []
  for (let round = 1; round <= options.rounds; round++) {
    const turn = shuffled(variants, random)
    order.push(turn)
    for (const variant of turn) {
      progress(`${workload.name}, round ${round} of ${options.rounds}: ${variant}`)
      const label = `${workload.name}/${variant}`
      rounds.get(variant)!.push(await measureInProcess(child, nodeArgs, { module, variant, label, ops, time: options.time }))
    }
  }
  return { workload, ops, nodeArgs, rounds, order }
}

/**
 * `--scaling`: what an operation costs as there are more of them, over four orders of magnitude. A cost that does not depend on
 * the size is a flat line. What bends has outgrown something: a cache, the young generation, or its own algorithm.
 */
import type { Selection } from './discover.ts'
import { VariantError } from './process.ts'
import { absences, align, figure } from './report.ts'
import { measureVariant, type Bench } from './rounds.ts'
import { seededRandom, shuffled } from './shuffle.ts'
import { summarize, type Summary } from './statistics.ts'
import { LARGEST, unitOf, type Workload } from './workload.ts'

export interface Curves {
  readonly workload: Workload
  readonly sizes: readonly number[]
  readonly lines: readonly Line[]
  readonly leftOut: ReadonlyMap<string, string>
}

export interface Line {
  readonly variant: string
  /** One for each size; null where it was left out. */
  readonly points: readonly (Summary | null)[]
}

/** Five sizes: four orders of magnitude. */
const POINTS = 5
/** A sample that would take longer is not asked for. Four of them and the warm-up are a process. */
const LONGEST_MS = 5000
/** From here on a process takes this many samples only. */
const LARGE = 1_000_000
const FEW = 3
/** The dearest point is so many times the cheapest: worth an explanation. */
export const BEND = 2

/** 10³ to 10⁷, or the four orders of magnitude that end with the workload's largest. */
export function sizesOf({ largest = LARGEST }: Pick<Workload, 'largest'>): number[] {
  return Array.from({ length: POINTS }, (_, point) => largest / 10 ** (POINTS - 1 - point)).filter(size => size >= 1)
}

/** The variants of a curve: the first, which is pollux, and the baselines; or those that were named. */
export function linesOf({ workload, variants }: Selection, named: boolean): string[] {
  if (named) return [...variants]
  const { promises, plain } = workload.baselines
  return variants.filter((name, at) => at === 0 || name === promises || name === plain)
}

/** Measures a workload at every size. The rounds are interleaved as elsewhere; the sizes grow within a round. */
export async function runScaling(selection: Selection, bench: Bench): Promise<Curves> {
  const { workload } = selection
  const { options } = bench
  const sizes = options.quick ? sizesOf(workload).slice(0, 3) : sizesOf(workload)
  const variants = linesOf(selection, options.names.some(name => name.startsWith(`${workload.name}/`)))
  const values = new Map(variants.map(name => [name, sizes.map((): number[] => [])]))
  const leftOut = new Map<string, string>()
  const random = seededRandom(options.seed)
  for (let round = 1; round <= options.rounds; round++) {
    for (const variant of shuffled(variants, random)) {
      const progress = (what: string) => bench.progress(`${what}, round ${round} of ${options.rounds}`)
      await oneLine(selection, variant, sizes, values.get(variant)!, leftOut, progress, bench)
    }
  }
  // A size that only some of the rounds reached has no median to compare with the others.
  const lines = variants.map(variant => ({
    variant,
    points: values.get(variant)!.map(all => (all.length < options.rounds ? null : summarize(all))),
  }))
  return { workload, sizes, lines, leftOut }
}

/** One round of one variant, the sizes one after the other until they take too long. */
async function oneLine(
  selection: Selection,
  variant: string,
  sizes: readonly number[],
  values: readonly number[][],
  leftOut: Map<string, string>,
  progress: (what: string) => void,
  bench: Bench,
): Promise<void> {
  const { name, kind } = selection.workload
  let latest = 0
  for (const [at, size] of sizes.entries()) {
    const expected = (latest * size) / 1e6
    if (kind === 'time' && expected > LONGEST_MS) {
      leftOut.set(variant, `from ${figure(size)} on a sample would take ${figure(expected / 1000)} s`)
      return
    }
    progress(`${name}, ${figure(size)}: ${variant}`)
    try {
      const { value } = await measureVariant(selection, variant, size, bench, size >= LARGE ? FEW : undefined)
      values[at]!.push(value)
      latest = value
    } catch (error) {
      if (!(error instanceof VariantError) || !error.died) throw error
      leftOut.set(variant, `from ${figure(size)} on the process died: ${error.message.split('\n')[0]!}`)
      return
    }
  }
}

/** How far the dearest point is above the cheapest. */
export function bendOf({ points }: Line): number {
  const medians = points.flatMap(point => (point === null ? [] : [point.median]))
  return medians.length === 0 ? 1 : Math.max(...medians) / Math.min(...medians)
}

/** One workload's curves as a table. */
export function curvesTable({ workload, sizes, lines, leftOut }: Curves): string {
  const head = ['', ...sizes.map(figure), 'dearest to cheapest']
  const body = lines.map(line => {
    const bend = bendOf(line)
    return [line.variant, ...line.points.map(point => (point === null ? '–' : figure(point.median))), `${figure(bend)}x${bend >= BEND ? ' bends' : ''}`]
  })
  return `${workload.name}: ${workload.title} (${unitOf(workload)}, by operations a sample)\n${align([head, ...body])}\n${absences(leftOut)}`
}

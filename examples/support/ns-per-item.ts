/** Nanoseconds that each step of several loops takes, the loops measured in turn so that a disturbance meets them alike. */

const ROUNDS = 9

/** A whole run: makes what it needs, and does `items` steps. */
export type Run = (items: number) => void

/**
 * @returns by name, the median over the rounds, in nanoseconds a step. The figures are for comparing with each other.
 */
export function nsPerItem<Name extends string>(runs: Record<Name, Run>, items = 200_000): Record<Name, number> {
  const names = Object.keys(runs) as Name[]
  const taken = new Map<Name, number[]>(names.map(name => [name, []]))
  for (let round = -1; round < ROUNDS; round++) {
    for (const name of names) {
      const start = process.hrtime.bigint()
      runs[name](items)
      // The first round warms up.
      if (round >= 0) taken.get(name)!.push(Number(process.hrtime.bigint() - start) / items)
    }
  }
  return Object.fromEntries(names.map(name => [name, median(taken.get(name)!)])) as Record<Name, number>
}

function median(figures: number[]): number {
  return [...figures].sort((a, b) => a - b)[figures.length >> 1]!
}

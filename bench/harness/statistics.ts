/**
 * The statistics of a report: medians over rounds, and ratios taken round by round.
 *
 * A ratio of two medians compares a quiet minute of one variant with a busy minute of another. The rounds are
 * interleaved, so the ratio is taken inside each round, where both ran on the same machine within seconds, and the
 * median of those is reported.
 */

/**
 * Gaps below this factor are not claimed. The same code built twice differs by up to 1.2 on a two-core machine, from
 * code layout and from neighbours alone; 1.3 leaves a margin.
 */
export const NOISE = 1.3

export interface Summary {
  readonly median: number
  readonly min: number
  readonly max: number
}

export interface Ratio extends Summary {
  /** The gap is smaller than what the machine makes up by itself. */
  readonly noise: boolean
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median: no values')
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The median, and how far the rounds lie apart. */
export function summarize(values: readonly number[]): Summary {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) }
}

/** `values` relative to `base`, round by round: below 1 is cheaper than the base. Both hold one value a round. */
export function ratio(values: readonly number[], base: readonly number[]): Ratio {
  if (values.length !== base.length) throw new RangeError('ratio: as many values as base values are needed, one of each a round')
  const summary = summarize(values.map((value, round) => value / base[round]!))
  return { ...summary, noise: isNoise(summary.median) }
}

/** Whether a ratio is too near to 1 to mean anything. */
export function isNoise(value: number): boolean {
  return value < NOISE && value > 1 / NOISE
}

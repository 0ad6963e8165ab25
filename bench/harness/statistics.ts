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

/** What a confidence interval is asked for; with fewer than six rounds the whole range is less, and is shown as what it is. */
export const CONFIDENCE = 0.95

export interface Summary {
  readonly median: number
  readonly min: number
  readonly max: number
  /** The confidence interval of the median: see {@link interval}. */
  readonly low: number
  readonly high: number
}

export interface Ratio extends Summary {
  /** The gap is smaller than what the machine makes up by itself, or the rounds do not agree on its direction. */
  readonly noise: boolean
}

export interface Interval {
  readonly low: number
  readonly high: number
  /** How often an interval made in this way holds the true median. */
  readonly coverage: number
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median: no values')
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * A confidence interval of the median from order statistics: the k-th smallest and the k-th largest value.
 *
 * It assumes nothing about how the rounds are distributed, only that they are independent. The true median lies outside only if
 * fewer than k of n rounds fall on one side of it, and on which side a round falls is a coin's toss: twice the tail of the
 * binomial distribution. The largest k that still covers `confidence` is taken; where even the whole range does not, it is
 * given with what it does cover (five rounds: 94 %; two: 50 %).
 */
export function interval(values: readonly number[], confidence: number = CONFIDENCE): Interval {
  if (values.length === 0) throw new RangeError('interval: no values')
  const sorted = values.toSorted((a, b) => a - b)
  const n = sorted.length
  let k = 1
  let coverage = covered(n, 1)
  while (2 * (k + 1) <= n && covered(n, k + 1) >= confidence) coverage = covered(n, ++k)
  return { low: sorted[k - 1]!, high: sorted[n - k]!, coverage }
}

/** 1 − 2 P(fewer than k heads in n tosses). */
function covered(n: number, k: number): number {
  let ways = 1
  let tail = 0
  for (let heads = 0; heads < k; heads++) {
    tail += ways
    ways = (ways * (n - heads)) / (heads + 1)
  }
  return Math.max(0, 1 - (2 * tail) / 2 ** n)
}

/** The median, its interval, and how far the rounds lie apart. */
export function summarize(values: readonly number[]): Summary {
  const { low, high } = interval(values)
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), low, high }
}

/** `values` relative to `base`, round by round: below 1 is cheaper than the base. Both hold one value a round. */
export function ratio(values: readonly number[], base: readonly number[]): Ratio {
  if (values.length !== base.length) throw new RangeError('ratio: as many values as base values are needed, one of each a round')
  const summary = summarize(values.map((value, round) => value / base[round]!))
  return { ...summary, noise: isNoise(summary.median) || holdsOne(summary) }
}

/** An interval with 1 inside: some rounds had it the other way round. */
export function holdsOne({ low, high }: Pick<Interval, 'low' | 'high'>): boolean {
  return low < 1 && high > 1
}

/** Whether a ratio is too near to 1 to mean anything. */
export function isNoise(value: number): boolean {
  return value < NOISE && value > 1 / NOISE
}

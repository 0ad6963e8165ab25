/** Runs a variant until it stops getting quicker. */
import type { WarmUp } from './measurement.ts'
import { median } from './statistics.ts'

/** How the warm-up is bounded, in milliseconds and samples. */
export interface WarmUpLimits {
  readonly leastMs: number
  readonly mostMs: number
  readonly leastSamples: number
  readonly mostSamples: number
}

/** Samples that are looked at together: few enough for slow workloads, enough that one collection does not decide. */
const WINDOW = 5
/** Quicker by less than this is the same. Tiers of V8's compilers differ by far more. */
const STEADY = 0.03
/** So many windows in a row: a tier may take over after one that looked steady. */
const WINDOWS = 2

/** `sample` runs the variant once and gives the milliseconds that it took. */
export function isSteady(times: readonly number[]): boolean {
  if (times.length < WINDOW * (WINDOWS + 1)) return false
  let later = median(times.slice(-WINDOW))
  for (let window = 1; window <= WINDOWS; window++) {
    const end = times.length - window * WINDOW
    const earlier = median(times.slice(end - WINDOW, end))
    if (later < earlier * (1 - STEADY)) return false
    later = earlier
  }
  return true
}

/** Warms up a synchronous variant. */
export function warmUp(sample: () => number, limits: WarmUpLimits): WarmUp {
  const times: number[] = []
  let ms = 0
  while (goesOn(times, ms, limits)) {
    const time = sample()
    times.push(time)
    ms += time
  }
  return { ms, samples: times.length, steady: isSteady(times) }
}

/** The same for one that is awaited. */
export async function warmUpAsync(sample: () => Promise<number>, limits: WarmUpLimits): Promise<WarmUp> {
  const times: number[] = []
  let ms = 0
  while (goesOn(times, ms, limits)) {
    const time = await sample()
    times.push(time)
    ms += time
  }
  return { ms, samples: times.length, steady: isSteady(times) }
}

function goesOn(times: readonly number[], ms: number, { leastMs, mostMs, leastSamples, mostSamples }: WarmUpLimits): boolean {
  if (times.length < leastSamples) return true
  if (times.length >= mostSamples || ms >= mostMs) return false
  return ms < leastMs || !isSteady(times)
}

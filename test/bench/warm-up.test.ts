import { describe, expect, it } from 'vitest'
import { isSteady, warmUp, warmUpAsync } from '../../bench/harness/warm-up.ts'

const LIMITS = { leastMs: 0, mostMs: 1000, leastSamples: 1, mostSamples: Infinity }

/** Gives the times one after the other, then the last one for ever. */
function timesOf(times: readonly number[]): () => number {
  let at = 0
  return () => times[Math.min(at++, times.length - 1)]!
}

const interpreted = Array.from({ length: 12 }, () => 10)
const optimized = Array.from({ length: 30 }, () => 1)

describe('the warm-up', () => {
  it('goes on while it gets quicker, and ends when it does not', () => {
    // The samples before the last ten have to be as quick as those: two windows of five, and the one before them.
    expect(warmUp(timesOf([...interpreted, 5, 4, 3, 2, ...optimized]), LIMITS)).toEqual({ ms: 120 + 14 + 13, samples: 29, steady: true })
    expect(warmUp(timesOf(optimized), LIMITS)).toEqual({ ms: 15, samples: 15, steady: true })
  })

  it('lasts at least so long, and so many samples', () => {
    expect(warmUp(() => 1, { ...LIMITS, leastMs: 40 })).toEqual({ ms: 40, samples: 40, steady: true })
    expect(warmUp(() => 1, { ...LIMITS, leastSamples: 50 })).toEqual({ ms: 50, samples: 50, steady: true })
  })

  it('ends at its limit, and says that it was not steady', () => {
    let time = 100
    expect(warmUp(() => (time *= 0.9), { ...LIMITS, mostMs: 800 })).toMatchObject({ steady: false })
    expect(warmUp(() => 700, LIMITS)).toEqual({ ms: 1400, samples: 2, steady: false })
    expect(warmUp(() => 1, { ...LIMITS, leastSamples: 2, mostSamples: 2 })).toEqual({ ms: 2, samples: 2, steady: false })
  })

  it('takes one slow sample, a collection say, for nothing', () => {
    expect(isSteady([...optimized, 50, 1, 1])).toBe(true)
    expect(isSteady([...interpreted, ...optimized.slice(0, 5)])).toBe(false)
  })

  it('is the same for what is awaited', async () => {
    expect(await warmUpAsync(async () => 1, { ...LIMITS, leastMs: 40 })).toEqual({ ms: 40, samples: 40, steady: true })
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../bench/harness/shuffle.ts'
import { holdsOne, interval, isNoise, median, NOISE, ratio, summarize } from '../../bench/harness/statistics.ts'

describe('benchmark statistics', () => {
  it('the median is the middle value, or the mean of the two in the middle', () => {
    expect(median([3])).toBe(3)
    expect(median([9, 1, 5])).toBe(5)
    expect(median([10, 9, 2, 1])).toBe(5.5)
    expect(() => median([])).toThrow(RangeError)
  })

  it('the median leaves its argument alone and sorts numbers as numbers', () => {
    const values = [100, 9, 20]
    expect(median(values)).toBe(20)
    expect(values).toEqual([100, 9, 20])
  })

  it('the median does not depend on the order and lies between the extremes', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1 }), values => {
        const { median: middle, min, max } = summarize(values)
        expect(median(values.toReversed())).toBe(middle)
        expect(middle >= min && middle <= max).toBe(true)
      }),
    )
  })

  it('a ratio is taken round by round, so that a slow round of both does not count', () => {
    // The third round was disturbed: both took ten times as long. The medians alone would say 2.2.
    const { median: middle, min, max, noise } = ratio([20, 22, 200], [10, 10, 100])
    expect({ middle, min, max, noise }).toEqual({ middle: 2, min: 2, max: 2.2, noise: false })
  })

  it('a ratio needs as many values on both sides', () => {
    expect(() => ratio([1, 2], [1])).toThrow(RangeError)
  })

  it('a gap below 1.3 is noise, in both directions', () => {
    expect([1, 1.29, 1 / 1.29].map(isNoise)).toEqual([true, true, true])
    expect([NOISE, 1 / NOISE, 2, 0.5].map(isNoise)).toEqual([false, false, false, false])
    expect(ratio([11, 12, 10], [10, 10, 10]).noise).toBe(true)
  })

  it('the interval is the whole range until the second value from each end covers 95 % as well', () => {
    const of = (n: number) => interval(Array.from({ length: n }, (_, i) => i))
    expect(of(1)).toEqual({ low: 0, high: 0, coverage: 0 })
    expect(of(2)).toEqual({ low: 0, high: 1, coverage: 0.5 })
    expect(of(5)).toEqual({ low: 0, high: 4, coverage: 0.9375 })
    expect(of(8)).toEqual({ low: 0, high: 7, coverage: 1 - 2 / 256 })
    expect(of(9)).toEqual({ low: 1, high: 7, coverage: 1 - (2 * 10) / 512 })
    expect(of(20)).toMatchObject({ low: 5, high: 14 })
    expect(() => interval([])).toThrow(RangeError)
  })

  it('the interval holds the median of its values, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 40 }), values => {
        const { low, high, coverage } = interval(values)
        expect(low <= median(values) && median(values) <= high).toBe(true)
        expect(coverage >= 0 && coverage < 1).toBe(true)
        if (values.length >= 6) expect(coverage).toBeGreaterThanOrEqual(0.95)
      }),
    )
  })

  it('the interval covers as often as it says', () => {
    // Medians of a distribution whose true median is known: a skewed one, of which a mean's interval would be wrong.
    const random = seededRandom(7)
    const rounds = 9
    let held = 0
    for (let run = 0; run < 4000; run++) {
      const { low, high } = interval(Array.from({ length: rounds }, () => random() ** 3))
      if (low <= 0.125 && 0.125 <= high) held += 1
    }
    expect(Math.abs(held / 4000 - (1 - 20 / 512))).toBeLessThan(0.015)
  })

  it('rounds that do not agree on the direction are noise, however far apart', () => {
    expect([holdsOne({ low: 0.5, high: 3 }), holdsOne({ low: 1.4, high: 3 }), holdsOne({ low: 0.2, high: 0.9 })]).toEqual([true, false, false])
    expect(ratio([5, 30, 40], [10, 10, 10])).toMatchObject({ median: 3, noise: true })
  })
})

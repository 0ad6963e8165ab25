import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isNoise, median, NOISE, ratio, summarize } from '../../bench/harness/statistics.ts'

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
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom, shuffled } from '../../bench/harness/shuffle.ts'

describe('the order of a round', () => {
  it('holds every variant once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer()), fc.nat(), (items, seed) => {
        expect(shuffled(items, seededRandom(seed)).toSorted()).toEqual(items.toSorted())
      }),
    )
  })

  it('repeats with the seed and differs without it', () => {
    const items = Array.from({ length: 20 }, (_, i) => i)
    expect(shuffled(items, seededRandom(1))).toEqual(shuffled(items, seededRandom(1)))
    expect(shuffled(items, seededRandom(1))).not.toEqual(shuffled(items, seededRandom(2)))
  })

  it('puts each variant everywhere, about equally often', () => {
    const random = seededRandom(42)
    const counts = [0, 0, 0, 0]
    for (let round = 0; round < 4000; round++) {
      const at = shuffled(['a', 'b', 'c', 'd'], random).indexOf('a')
      counts[at] = counts[at]! + 1
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})

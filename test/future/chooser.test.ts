import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SeededChooser } from '../../src/future/chooser.ts'

it('11: a choice is a whole number from 0 to n − 1, whatever the seed', () => {
  fc.assert(
    fc.property(fc.integer(), fc.oneof(fc.integer({ min: 1 }), fc.integer({ min: 1, max: 2 ** 53 - 1 })), (seed, n) => {
      const chooser = new SeededChooser(seed)
      for (let i = 0; i < 50; i++) {
        const choice = chooser.below(n)
        expect(Number.isInteger(choice) && choice >= 0 && choice < n).toBe(true)
      }
    }),
  )
})

it('11: of one there is one choice', () => {
  const chooser = new SeededChooser(1)
  for (let i = 0; i < 10; i++) expect(chooser.below(1)).toBe(0)
})

it('11: small neighbouring seeds choose differently from the start', () => {
  const first = (seed: number): string => {
    const chooser = new SeededChooser(seed)
    return Array.from({ length: 8 }, () => chooser.below(10)).join('')
  }
  const seeds = Array.from({ length: 50 }, (_, seed) => first(seed))
  expect(new Set(seeds).size).toBe(50)
})

it('11: the most alternatives, 2⁵³ − 1, and those around 2³¹ and 2³², are chosen from over all their width', () => {
  for (const n of [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 40, 2 ** 53 - 1]) {
    const chooser = new SeededChooser(7)
    const choices = Array.from({ length: 2000 }, () => chooser.below(n))
    expect(choices.every(choice => Number.isSafeInteger(choice) && choice >= 0 && choice < n)).toBe(true)
    expect([Math.min(...choices) < n / 100, Math.max(...choices) > n * 0.99, choices.some(choice => choice % 2 === 1)]).toEqual([true, true, true])
    expect(new Set(choices).size).toBe(choices.length)
  }
})

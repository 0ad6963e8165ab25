import { describe, expect, it } from 'vitest'
import { measureBytes } from '../../bench/harness/measure-bytes.ts'
import { measureTime } from '../../bench/harness/measure-time.ts'
import { workload as honest } from './workloads/honest.ts'
import { workload as lazy } from './workloads/lazy.ts'
import { workload as weight } from './workloads/weight.ts'

describe('one measurement', () => {
  it.each(['promises', 'plain'])('times the variant %s, over at least eleven samples', async variant => {
    const { value, min, max, samples } = await measureTime(honest, variant, 1000, 1)
    expect(samples).toBeGreaterThanOrEqual(11)
    expect(min <= value && value <= max && max > 0).toBe(true)
  })

  it.each([
    ['synchronous', (trace: string[]) => () => trace.push('run') && 1],
    ['asynchronous', (trace: string[]) => async () => trace.push('run') && 1],
  ])('takes the steps around each %s run, and no more samples than it must', async (_, runOf) => {
    const trace: string[] = []
    const staged = { before: () => void trace.push('before'), run: runOf(trace), after: () => void trace.push('after') }
    const workload = { ...honest, minSamples: 4, answer: () => 1, variants: { staged: () => staged } }
    const { samples } = await measureTime(workload, 'staged', 1, 1000)
    // One to see that it works, and two to warm up.
    expect([samples, trace]).toEqual([4, Array.from({ length: 1 + 2 + 4 }, () => ['before', 'run', 'after']).flat()])
  })

  it.each(Object.keys(lazy.variants))('refuses a variant that %s', async variant => {
    await expect(measureTime(lazy, variant, 1000, 1)).rejects.toThrow(`lazy/${variant} answered 7, and 1000 is right`)
  })

  it('weighs what is held, within two bytes', async () => {
    // A slot in the outer array, the array's object, and its elements behind a header.
    const expected = (length: number) => 8 + 32 + 16 + 8 * length
    for (const [variant, length] of [['ten', 10], ['hundred', 100]] as const) {
      const { value } = await measureBytes(weight, variant, 5000)
      expect(Math.abs(value - expected(length))).toBeLessThan(2)
    }
  })

  it('refuses a variant that holds less than it was asked to', async () => {
    await expect(measureBytes(weight, 'cheat', 5000)).rejects.toThrow('weight/cheat answered 500, and 1000 is right')
  })
})

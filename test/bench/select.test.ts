import { describe, expect, it } from 'vitest'
import { UsageError } from '../../bench/harness/arguments.ts'
import { discover, select } from '../../bench/harness/discover.ts'

const FIXTURES = 'test/bench/workloads'

async function chosen(...names: string[]): Promise<[string, readonly string[]][]> {
  return select(await discover(FIXTURES), names).map(({ workload, variants }) => [workload.name, variants])
}

describe('the selection of benchmarks', () => {
  it('is everything by default, by name', async () => {
    expect((await chosen()).map(([name]) => name)).toEqual(['broken', 'honest', 'lazy', 'weight'])
  })

  it('is what is named', async () => {
    expect(await chosen('weight', 'honest')).toEqual([
      ['honest', ['promises', 'plain']],
      ['weight', ['ten', 'hundred', 'cheat']],
    ])
  })

  it('takes the baselines along with a single variant', async () => {
    expect(await chosen('weight/hundred')).toEqual([['weight', ['ten', 'hundred']]])
    expect(await chosen('weight/hundred', 'weight/cheat')).toEqual([['weight', ['ten', 'hundred', 'cheat']]])
  })

  it.each([
    ['yeild', "no workload 'yeild'; there are broken, honest, lazy, weight"],
    ['weight/lead', "weight has no variant 'lead'; there are ten, hundred, cheat"],
  ])('refuses %s and lists what there is', async (name, message) => {
    await expect(chosen(name)).rejects.toThrow(new UsageError(message))
  })

  it.each(['no/such/folder', 'docs', '../elsewhere'])('refuses the folder %s', async folder => {
    await expect(discover(folder)).rejects.toBeInstanceOf(UsageError)
  })

  it('leaves out variants whose package is not installed, and says so of one that is asked for', async () => {
    const all = await discover('test/bench/absent')
    expect(all.map(({ variants, leftOut }) => [variants, [...leftOut]])).toEqual([[['there'], [['gone', 'no-such-package is not installed']]]])
    expect(() => select(all, ['rivals/gone'])).toThrow(new UsageError('rivals/gone cannot run: no-such-package is not installed'))
  })

  it('finds every workload of the package, each with its baselines among its variants', async () => {
    const all = await discover('bench/workloads')
    for (const { workload, variants } of all) {
      for (const baseline of Object.values(workload.baselines)) expect(variants, workload.name).toContain(baseline)
      expect(variants[0], workload.name).toBe('pollux')
    }
    expect(all.length).toBeGreaterThanOrEqual(15)
  })
})

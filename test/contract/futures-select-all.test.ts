// `selectAll`, which disposes no losers: contract 4, 5, 10.
import { describe, expect, it } from 'vitest'
import { blockOn, drop, ready, selectAll, selectOk } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { misuses, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

describe('selectAll', () => {
  it('gives the value, its index, and the rest in order, undisposed and the caller’s', () => {
    const all = probes(4)
    const whole = selectAll(all)
    const rig = new Rig()
    rig.turn(whole)
    all[1]!.complete('v')
    const turn = rig.turn(whole) as { value: { value: unknown; index: number; rest: unknown[] } }
    expect([turn.value.value, turn.value.index]).toEqual(['v', 1])
    expect(turn.value.rest).toEqual([all[0], all[2], all[3]])
    drop(whole)
    expect(all.map((p) => p.disposes)).toEqual([0, 0, 0, 0])
    expect(misuses(all)).toEqual([])
  })

  it('polls in order up to the first that is ready', () => {
    const all = probes(3)
    all[1]!.willBe('v')
    blockOn(selectAll(all))
    expect(all.map((p) => p.polls)).toEqual([1, 1, 0])
  })

  it('fetches everything when its rest is selected again and again', () => {
    let left = [3, 1, 2].map((n) => ready(n))
    const got: number[] = []
    while (left.length > 0) {
      const { value, rest } = blockOn(selectAll(left))
      got.push(value)
      left = rest
    }
    expect(got).toEqual([3, 1, 2])
  })

  it('leaves the caller’s array as it is', () => {
    const all = [ready(1), ready(2)]
    blockOn(selectAll(all))
    expect(all).toHaveLength(2)
  })

  it('10: a throw disposes the others, and so does a dispose all', () => {
    const failed = probes(3)
    failed[1]!.willThrow('boom')
    expect(new Rig().thrown(selectAll(failed))).toBe('boom')
    expect(failed.map((p) => p.disposes)).toEqual([1, 0, 1])
    const disposed = probes(3)
    drop(selectAll(disposed))
    expect(disposed.map((p) => p.disposes)).toEqual([1, 1, 1])
  })
})

const makers: [name: string, make: (fs: Future<never>[]) => Future<unknown>][] = [['selectAll', (fs) => selectAll(fs)], ['selectOk', (fs) => selectOk(fs)]]

describe.each(makers)('%s', (name, make) => {
  it('10: of nothing is a RangeError at the call', () => {
    expect(thrownBy(() => make([]))).toBeInstanceOf(RangeError)
  })

  it('takes one iterable of futures', () => {
    expect((thrownBy(() => make(ready(1) as never)) as Error).message).toBe(`${name} takes one iterable of futures; for arguments use select(…)`)
    expect((thrownBy(() => make([ready(1), 2] as never)) as Error).message).toMatch(new RegExp(`^${name}, future 1: expected a future`))
  })
})

// The combinators of several children: contract 4, 5, 10, 11. The table holds each of them at several sizes; `wins` says whether
// one child decides (select, race) or all are awaited (join).
import { describe, expect, it } from 'vitest'
import { byRef, drop, join, joinAll, map, Pending, pollFn, race, ready, Runtime, select, selectBiased } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { misuses, Probe, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

interface Group {
  readonly name: string
  readonly size: number
  readonly wins: boolean
  readonly random: boolean
  make(fs: Future<unknown>[]): Future<unknown>
}

const group = (name: string, size: number, make: Group['make'], wins = false, random = false): Group => ({ name, size, wins, random, make })

const joins: readonly Group[] = [
  group('join of 2', 2, (fs) => join(...fs)),
  group('join of 5', 5, (fs) => join(...fs)),
  group('joinAll of 2', 2, (fs) => joinAll(fs)),
  group('joinAll of 30', 30, (fs) => joinAll(fs)),
  group('joinAll of 31', 31, (fs) => joinAll(fs)),
  group('joinAll of 100', 100, (fs) => joinAll(fs)),
]

const firsts: readonly Group[] = [
  group('select of 2', 2, (fs) => select(...fs), true, true),
  group('select of 5', 5, (fs) => select(...fs), true, true),
  group('select of 40', 40, (fs) => select(...fs), true, true),
  group('selectBiased of 2', 2, (fs) => selectBiased(...fs), true),
  group('selectBiased of 5', 5, (fs) => selectBiased(...fs), true),
  group('race of 2', 2, (fs) => race(...fs), true, true),
  group('race of 5', 5, (fs) => race(...fs), true, true),
  group('race of 40', 40, (fs) => race(...fs), true, true),
]

const groups: readonly Group[] = [...joins, ...firsts]

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const suppressed = (error: unknown): unknown => (error as { suppressed?: unknown }).suppressed

describe.each(groups)('$name', ({ size, make }) => {
  it('5: disposed unpolled, disposes its children in index order and polls none', () => {
    const trace: string[] = []
    const all = probes(size, trace)
    const f = make(all)
    drop(f)
    drop(f)
    expect(trace).toEqual(range(size).map((i) => `${i} dispose`))
  })

  it('5: disposed while waiting, disposes its children in index order', () => {
    const trace: string[] = []
    const all = probes(size, trace)
    const f = make(all)
    new Rig().turn(f)
    expect(trace.splice(0).sort()).toEqual(range(size).map((i) => `${i} poll`).sort())
    drop(f)
    drop(f)
    expect(trace).toEqual(range(size).map((i) => `${i} dispose`))
    expect(misuses(all)).toEqual([])
  })

  it('5: disposes all of them though some throw: the first error is thrown, the later ones are on .suppressed', () => {
    const trace: string[] = []
    const all = probes(size, trace)
    const errors = all.map((p) => new Error(`dispose of ${p.name}`))
    all.forEach((p, i) => { p.onDispose = () => { throw errors[i] } })
    const f = make(all)
    new Rig().turn(f)
    trace.length = 0
    const error = thrownBy(() => drop(f))
    expect(error).toBe(errors[0])
    expect(suppressed(error)).toEqual(errors.slice(1))
    expect(trace).toEqual(range(size).map((i) => `${i} dispose`))
    drop(f)
    expect(misuses(all)).toEqual([])
  })

  it.each([['a string', 'a string'], ['undefined', undefined], ['a frozen error', Object.freeze(new Error('frozen'))]])(
    '5: disposes all of them though the first throws %s, which can carry nothing',
    (_, first) => {
      const all = probes(size)
      all.forEach((p, i) => { p.onDispose = () => { throw i === 0 ? first : new Error('later') } })
      const f = make(all)
      let caught: { error: unknown } | null = null
      try {
        drop(f)
      } catch (error) {
        caught = { error }
      }
      expect(caught).toEqual({ error: first })
      expect(all.map((p) => p.disposes)).toEqual(all.map(() => 1))
    },
  )

  it('10: a throw disposes the other children in index order and propagates', () => {
    const trace: string[] = []
    const all = probes(size, trace)
    const f = make(all)
    const rig = new Rig()
    rig.turn(f)
    trace.length = 0
    const error = new Error('boom')
    all[size - 1]!.fail(error)
    expect(rig.thrown(f)).toBe(error)
    expect(trace.filter((t) => t.endsWith('dispose'))).toEqual(range(size - 1).map((i) => `${i} dispose`))
    drop(f)
    expect(misuses(all)).toEqual([])
    expect(suppressed(error)).toBe(undefined)
  })

  it('10: a throw at the first poll disposes the children that were polled and those that were not', () => {
    const all = probes(size)
    const error = new Error('boom')
    all[0]!.willThrow(error)
    const rig = new Rig()
    const f = make(all)
    expect(rig.thrown(f)).toBe(error)
    expect(all.map((p) => p.ended)).toEqual(range(size).map((i) => (i === 0 ? 'throw' : 'dispose')))
    expect(misuses(all)).toEqual([])
  })

  it('5, 10: what the disposes after a throw throw is on .suppressed of that throw', () => {
    const all = probes(size)
    const errors = all.map((p) => new Error(`dispose of ${p.name}`))
    all.forEach((p, i) => { p.onDispose = () => { throw errors[i] } })
    const f = make(all)
    const rig = new Rig()
    rig.turn(f)
    const error = new Error('boom')
    all[0]!.fail(error)
    expect(rig.thrown(f)).toBe(error)
    expect(suppressed(error)).toEqual(errors.slice(1))
    expect(all.map((p) => p.ended)).toEqual(range(size).map((i) => (i === 0 ? 'throw' : 'dispose')))
    drop(f)
    expect(misuses(all)).toEqual([])
  })

  it('2: two children that throw in the same poll: one is the failure, and no child is both polled to its end and disposed', () => {
    const all = probes(size)
    all.forEach((p) => p.willThrow(p.name))
    const rig = new Rig()
    const f = make(all)
    const thrown = rig.thrown(f)
    expect(all.filter((p) => p.ended === 'throw').map((p) => p.name)).toEqual([thrown])
    expect(all.filter((p) => p.ended === 'dispose')).toHaveLength(size - 1)
    expect(misuses(all)).toEqual([])
  })

  it('9: all children share the latest poll’s waker', () => {
    const all = probes(size)
    const [first, second] = [new Rig(), new Rig()]
    const f = make(all)
    first.turn(f)
    expect(second.turn(f)).toBe('pending')
    for (const p of all) p.wake()
    expect(first.wakes).toBe(0)
    expect(second.wakes).toBeGreaterThan(0)
    drop(f)
  })

  it('5: byRef children are let go, not disposed, and go on afterwards', () => {
    const all = probes(size)
    const rig = new Rig()
    const f = make(all.map((p) => byRef(p)))
    rig.turn(f)
    drop(f)
    expect(all.map((p) => p.disposes)).toEqual(all.map(() => 0))
    all[0]!.willBe('v')
    expect(rig.turn(all[0]!)).toEqual({ value: 'v' })
    expect(misuses(all)).toEqual([])
  })
})

describe.each(joins)('$name', ({ size, make }) => {
  it('10: gives the outputs in the children’s order, whatever order they finish in', () => {
    const all = probes(size)
    const rig = new Rig()
    const f = make(all)
    rig.turn(f)
    for (const i of range(size).reverse()) {
      all[i]!.complete(i)
      expect(rig.turn(f)).toEqual(i === 0 ? { value: range(size) } : 'pending')
    }
    expect(misuses(all)).toEqual([])
  })

  it('10: never polls a finished child again, nor disposes it', () => {
    const all = probes(size)
    const rig = new Rig()
    const f = make(all)
    all[0]!.willBe('a')
    rig.turn(f)
    rig.turn(f)
    all[0]!.wake()
    rig.turn(f)
    expect([all[0]!.polls, all[0]!.disposes]).toEqual([1, 0])
    drop(f)
    expect(all.map((p) => p.disposes)).toEqual(range(size).map((i) => (i === 0 ? 0 : 1)))
    expect(misuses(all)).toEqual([])
  })

  it('3: all ready at the first poll: one poll each, no wake', () => {
    const all = probes(size)
    all.forEach((p, i) => p.willBe(i))
    const rig = new Rig()
    expect(rig.turn(make(all))).toEqual({ value: range(size) })
    expect([all.map((p) => p.polls), rig.wakes]).toEqual([all.map(() => 1), 0])
  })

  it('1: keeps undefined, null and NaN as outputs', () => {
    const values = range(size).map((i) => [undefined, null, NaN][i % 3])
    expect(new Rig().turn(make(values.map((v) => ready(v))))).toEqual({ value: values })
  })
})

describe.each(firsts)('$name', ({ name, size, make }) => {
  it.each(range(size))('10: child %i alone wins; the losers are disposed in index order, before the value is handed on', (winner) => {
    const trace: string[] = []
    const all = probes(size, trace)
    const rig = new Rig()
    const f = map(make(all), (v) => {
      trace.push('handed on')
      return v
    })
    rig.turn(f)
    all[winner]!.complete('v')
    trace.length = 0
    expect(rig.turn(f)).toEqual({ value: name.startsWith('race') ? 'v' : { index: winner, value: 'v' } })
    const losers = range(size).filter((i) => i !== winner)
    expect(trace.filter((t) => !t.endsWith('poll'))).toEqual([...losers.map((i) => `${i} dispose`), 'handed on'])
    drop(f)
    expect(misuses(all)).toEqual([])
  })

  it('10: polls nobody after the winner, in the same poll', () => {
    const all = probes(size)
    all.forEach((p) => p.willBe(p.name))
    expect(new Rig().turn(make(all))).not.toBe('pending')
    expect(all.map((p) => p.polls).reduce((a, b) => a + b)).toBe(1)
    expect(all.filter((p) => p.disposes === 1)).toHaveLength(size - 1)
    expect(misuses(all)).toEqual([])
  })

  it('5: a loser’s throw in dispose comes out of the poll, after all losers were disposed', () => {
    const all = probes(size)
    const rig = new Rig()
    const f = make(all)
    rig.turn(f)
    const error = new Error('in dispose')
    all[1]!.onDispose = () => { throw error }
    all[0]!.complete('v')
    expect(rig.thrown(f)).toBe(error)
    expect(all.map((p) => p.ended)).toEqual(range(size).map((i) => (i === 0 ? 'ready' : 'dispose')))
    drop(f)
    expect(misuses(all)).toEqual([])
  })

  it('5: byRef losers go on where they were', () => {
    const all = probes(size)
    const rig = new Rig()
    const f = make([all[0]!, ...all.slice(1).map((p) => byRef(p))])
    rig.turn(f)
    all[0]!.complete('v')
    rig.turn(f)
    expect(all.slice(1).map((p) => p.ended)).toEqual(all.slice(1).map(() => null))
    for (const p of all.slice(1)) expect(rig.turn(p.willBe(p.name))).toEqual({ value: p.name })
    expect(misuses(all)).toEqual([])
  })

  it('11: polls each branch once a poll, from its start cyclically', () => {
    const trace: string[] = []
    const all = probes(size, trace)
    const f = make(all)
    const rig = new Rig()
    for (let i = 0; i < 50; i++) {
      rig.turn(f)
      const order = trace.splice(0).map((t) => parseInt(t))
      expect(order).toEqual(range(size).map((k) => (order[0]! + k) % size))
    }
    drop(f)
  })
})

describe('11: fairness', () => {
  it.each(firsts.filter((g) => g.random))('$name starts at every branch in turn of chance', ({ size, make }) => {
    const trace: string[] = []
    const f = make(probes(size, trace))
    const starts = new Set<string>()
    for (let i = 0; i < 1000; i++) {
      new Rig().turn(f)
      starts.add(trace.splice(0)[0]!)
    }
    expect(starts.size).toBe(size)
  })

  it.each(firsts.filter((g) => g.random))('$name lets every ready branch win sometimes', ({ size, make }) => {
    const winners = new Set<unknown>()
    for (let i = 0; i < 1000; i++) {
      const all = probes(size)
      all.forEach((p) => p.willBe(p.name))
      new Rig().turn(make(all))
      winners.add(all.find((p) => p.ended === 'ready')!.name)
    }
    expect(winners.size).toBe(size)
  })

  it.each(firsts.filter((g) => !g.random))('$name starts at its first branch always', ({ size, make }) => {
    const trace: string[] = []
    const f = make(probes(size, trace))
    for (let i = 0; i < 100; i++) new Rig().turn(f)
    expect(trace).toEqual(range(100).flatMap(() => range(size).map((i) => `${i} poll`)))
  })
})

describe.each(firsts.filter((g) => g.random))('11: $name', ({ size, make }) => {
  /** The branches at which its polls start inside a task of a runtime with this seed. */
  const starts = (seed: number, polls: number): string[] => {
    using rt = new Runtime({ seed })
    const trace: string[] = []
    const all = probes(size, trace)
    rt.spawnLocal(make(all))
    const found: string[] = []
    for (let i = 0; i < polls; i++) {
      rt.runUntilStalled()
      found.push(trace.splice(0)[0]!)
      all[0]!.wake()
    }
    return found
  }

  it('follows the runtime’s seed: the same seed, the same starts; other seeds, others', () => {
    expect(starts(7, 50)).toEqual(starts(7, 50))
    expect(new Set([1, 2, 3, 4, 5].map((seed) => starts(seed, 50).join())).size).toBeGreaterThan(1)
  })

  it('is fair: over many polls no branch is left out as a start', () => {
    expect(new Set(starts(1, 60 * size)).size).toBe(size)
  })
})

describe('10: of none', () => {
  it.each([
    ['select', () => select(...([] as Future<unknown>[]))],
    ['selectBiased', () => selectBiased(...([] as Future<unknown>[]))],
    ['race', () => race(...([] as Future<unknown>[]))],
  ])('an empty %s throws RangeError at the call', (_, make) => {
    expect(thrownBy(make)).toBeInstanceOf(RangeError)
  })

  it('an empty join or joinAll is ready with an empty array at its first poll', () => {
    expect(new Rig().turn(join())).toEqual({ value: [] })
    expect(new Rig().turn(joinAll([]))).toEqual({ value: [] })
  })
})

describe('10: join', () => {
  it('polls every unfinished child in order at every poll', () => {
    const trace: string[] = []
    const [a, b, c] = [new Probe('a', trace), new Probe('b', trace), new Probe('c', trace)]
    const f = join(a, b, c)
    const rig = new Rig()
    rig.turn(f)
    b.complete(2)
    rig.turn(f)
    rig.turn(f)
    a.complete(1)
    c.complete(3)
    expect(rig.turn(f)).toEqual({ value: [1, 2, 3] })
    expect(trace).toEqual(['a poll', 'b poll', 'c poll', 'a poll', 'b poll', 'c poll', 'a poll', 'c poll', 'a poll', 'c poll'])
  })
})

describe('1: a child that wakes itself at every poll', () => {
  it.each(groups)('does not keep the poll of $name from returning', ({ size, make }) => {
    let polls = 0
    const all = probes(size)
    const busy = pollFn<never>((cx) => {
      if (++polls > 10_000) throw new Error('the poll does not return')
      cx.waker.wake()
      return Pending
    })
    const rig = new Rig()
    const f = make([busy, ...all.slice(1)])
    for (let i = 1; i <= 3; i++) {
      const wakes = rig.wakes
      expect(rig.turn(f)).toBe('pending')
      expect(rig.wakes).toBeGreaterThan(wakes)
    }
    expect(polls).toBeLessThanOrEqual(100)
    drop(f)
  })
})

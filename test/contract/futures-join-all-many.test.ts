// joinAll beyond 30 children polls only what was woken: contract 9, 10.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextFrom, drop, joinAll } from '../../src/index.ts'
import type { Future, Waker } from '../../src/index.ts'
import { misuses, type Probe, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

interface Many {
  readonly all: Probe<unknown>[]
  readonly f: Future<unknown[]>
  readonly rig: Rig
  /** The names of the children polled since the last call. */
  polled(): string[]
}

function started(size: number): Many {
  const trace: string[] = []
  const all = probes(size, trace)
  const f = joinAll(all)
  const rig = new Rig()
  rig.turn(f)
  const polled = (): string[] => trace.splice(0).filter((t) => t.endsWith('poll')).map((t) => t.split(' ')[0]!)
  return { all, f, rig, polled }
}

describe.each([31, 32, 33, 64, 65, 100, 1000])('joinAll of %i', (size) => {
  it('10: polls every child once, in order, at its first poll', () => {
    expect(started(size).polled()).toEqual(range(size).map(String))
  })

  it('10: polls nobody at a spurious poll', () => {
    const { f, rig, polled } = started(size)
    polled()
    expect([rig.turn(f), rig.turn(f), polled()]).toEqual(['pending', 'pending', []])
  })

  it('10: polls exactly the woken children, each once however often it was woken', () => {
    const { all, f, rig, polled } = started(size)
    polled()
    for (const i of [size - 1, 3, 30, 3, 3]) all[i]!.wake()
    expect(rig.turn(f)).toBe('pending')
    expect(polled().sort()).toEqual([...new Set([size - 1, 3, 30])].map(String).sort())
    expect(rig.turn(f)).toBe('pending')
    expect(polled()).toEqual([])
  })

  it('32: wakes its own task once between two polls, for any number of children', () => {
    const { all, f, rig } = started(size)
    for (const p of all) p.wake()
    expect(rig.wakes).toBe(1)
    rig.turn(f)
    for (const p of all) p.wake()
    expect(rig.wakes).toBe(2)
  })

  it('10: a wake from a finished child polls nobody', () => {
    const { all, f, rig, polled } = started(size)
    all[7]!.complete('v')
    rig.turn(f)
    polled()
    all[7]!.wake()
    expect([rig.turn(f), polled(), all[7]!.misuse]).toEqual(['pending', [], []])
  })

  it('9: after a move to another waker, only that one is woken, though no child was polled since', () => {
    const { all, f, rig } = started(size)
    const later = new Rig()
    later.turn(f)
    all[5]!.wake()
    expect([rig.wakes, later.wakes]).toEqual([0, 1])
  })

  it('9: keeps the stored waker while it would wake the new one’s task, and replaces it otherwise', () => {
    const { all, f } = started(size)
    const log: string[] = []
    const waker = (name: string, task: number): Waker & { task: number } =>
      ({ task, wake: () => void log.push(name), willWake: (other) => (other as { task?: number }).task === task })
    f.poll(contextFrom(waker('a', 1)))
    f.poll(contextFrom(waker('same task as a', 1)))
    all[0]!.wake()
    f.poll(contextFrom(waker('b', 2)))
    all[0]!.wake()
    expect(log).toEqual(['a', 'b'])
  })

  it('10: a child that wakes another during the poll loses no wakeup', () => {
    for (const [from, to] of [[0, size - 1], [size - 1, 0], [5, 5]] as const) {
      const { all, f, rig } = started(size)
      all[from]!.onPoll = () => all[to]!.wake()
      all[from]!.wake()
      const before = all[to]!.polls
      rig.turn(f)
      all[from]!.onPoll = null
      for (let i = 0; i < 3 && rig.wakes > i + 1; i++) rig.turn(f)
      expect(all[to]!.polls).toBeGreaterThan(before + (from === to ? 1 : 0))
      drop(f)
      expect(misuses(all)).toEqual([])
    }
  })

  it('32: wakes that come during its poll and after it are one wake in all', () => {
    const { all, f, rig, polled } = started(size)
    all[4]!.onPoll = () => { for (const p of all) p.wake() }
    all[4]!.wake()
    polled()
    rig.turn(f)
    expect([polled().slice(0, 1), rig.wakes]).toEqual([['4'], 2])
    all[4]!.onPoll = null
    for (const p of all) p.wake()
    expect(rig.wakes).toBe(2)
    rig.turn(f)
    expect(polled().map(Number).sort((a, b) => a - b)).toEqual(range(size))
  })

  it('10: when several are woken and one throws, the rest is disposed, in index order', () => {
    const trace: string[] = []
    const all = probes(size, trace)
    const f = joinAll(all)
    const rig = new Rig()
    rig.turn(f)
    all[3]!.complete('v')
    all[9]!.fail('boom')
    all[20]!.wake()
    trace.length = 0
    expect(rig.thrown(f)).toBe('boom')
    expect(trace.filter((t) => t.endsWith('dispose'))).toEqual(range(size).filter((i) => i !== 3 && i !== 9).map((i) => `${i} dispose`))
    expect(misuses(all)).toEqual([])
  })

  it('32: a wake after it was disposed, or from inside its dispose, does no harm', () => {
    const { all, f, rig, polled } = started(size)
    polled()
    for (const p of all) p.onDispose = () => { for (const q of all) q.wake() }
    drop(f)
    for (const p of all) p.wake()
    expect([polled(), misuses(all)]).toEqual([[], []])
    expect(rig.wakes).toBeLessThanOrEqual(1)
  })

  it('9: wakes from the children of one do not reach another', () => {
    const [a, b] = [started(size), started(size)]
    a.all[0]!.wake()
    expect([a.rig.wakes, b.rig.wakes]).toEqual([1, 0])
  })
})

type Step = { do: 'wake' | 'complete'; child: number } | { do: 'poll'; rig: number }

const step = (size: number): fc.Arbitrary<Step> => fc.oneof(
  fc.record({ do: fc.constant('wake' as const), child: fc.nat(size - 1) }),
  fc.record({ do: fc.constant('complete' as const), child: fc.nat(size - 1) }),
  fc.record({ do: fc.constant('poll' as const), rig: fc.nat(2) }),
)

describe('10: joinAll against its model', () => {
  it('polls at each turn what was woken since the last, no more and no less, and wakes the last poller once', () => {
    fc.assert(fc.property(fc.integer({ min: 31, max: 70 }).chain((size) => fc.tuple(fc.constant(size), fc.array(step(size), { maxLength: 200 }))), ([size, steps]) => {
      const all = probes<number>(size)
      const rigs = [new Rig(), new Rig(), new Rig()]
      const f = joinAll(all)
      // The model: who must be polled next, who is done, whom a wake reaches, and how many wakes each waker has had.
      let due = new Set(range(size))
      const completed = new Set<number>()
      const done = new Set<number>()
      const polls = all.map(() => 0)
      const wakes = [0, 0, 0]
      let poller = -1
      let over = false
      for (const s of steps) {
        if (over) break
        if (s.do === 'poll') {
          for (const i of due) polls[i] = polls[i]! + 1
          for (const i of due) if (completed.has(i)) done.add(i)
          due = new Set()
          poller = s.rig
          over = done.size === size
          expect(rigs[s.rig]!.turn(f)).toEqual(over ? { value: range(size) } : 'pending')
        } else {
          if (s.do === 'complete' && completed.add(s.child)) all[s.child]!.willBe(s.child)
          if (poller === -1 || done.has(s.child)) continue
          all[s.child]!.wake()
          if (due.size === 0) wakes[poller] = wakes[poller]! + 1
          due.add(s.child)
        }
        expect(all.map((p) => p.polls)).toEqual(polls)
        expect(rigs.map((r) => r.wakes)).toEqual(wakes)
      }
      drop(f)
      expect(all.map((p) => p.disposes)).toEqual(range(size).map((i) => (over || done.has(i) ? 0 : 1)))
      expect(misuses(all)).toEqual([])
    }), { numRuns: 300 })
  })
})

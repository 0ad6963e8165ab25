// Futures of results: `tryJoin`, `tryJoinAll`, `selectOk`: contract 5, 6, 10.
import { describe, expect, it } from 'vitest'
import { blockOn, drop, Err, Ok, ready, selectOk, tryJoin, tryJoinAll } from '../../src/index.ts'
import type { Future, Result } from '../../src/index.ts'
import { misuses, probes, type Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

type AnyResult = Result<unknown, unknown>
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

const joins: [name: string, size: number, make: (fs: Future<AnyResult>[]) => Future<AnyResult>][] = [
  ['tryJoin of 3', 3, (fs) => tryJoin(...fs)],
  ['tryJoinAll of 3', 3, (fs) => tryJoinAll(fs)],
  ['tryJoinAll of 30', 30, (fs) => tryJoinAll(fs)],
  ['tryJoinAll of 40', 40, (fs) => tryJoinAll(fs)],
]

describe.each(joins)('%s', (_, size, make) => {
  const set = (): { trace: string[]; all: Probe<AnyResult>[]; whole: Future<AnyResult>; rig: Rig } => {
    const trace: string[] = []
    const all = probes<AnyResult>(size, trace)
    return { trace, all, whole: make(all), rig: new Rig() }
  }

  it('10: gives the values of all as one Ok, in their order', () => {
    const { all, whole, rig } = set()
    rig.turn(whole)
    for (const p of all.toReversed()) p.willBe(Ok(p.name))
    for (const p of all) p.wake()
    expect(rig.turn(whole)).toEqual({ value: Ok(range(size).map(String)) })
    expect(misuses(all)).toEqual([])
  })

  it('10: the first Err disposes the rest in index order, then is given as it is', () => {
    const { trace, all, whole, rig } = set()
    rig.turn(whole)
    trace.length = 0
    const refusal = Err('no')
    all[1]!.complete(refusal)
    expect(rig.turn(whole)).toEqual({ value: refusal })
    expect(trace.filter((t) => t.endsWith('dispose'))).toEqual(range(size).filter((i) => i !== 1).map((i) => `${i} dispose`))
    drop(whole)
    expect(misuses(all)).toEqual([])
  })

  it('10: of two that would refuse in one poll the second is not polled, but disposed', () => {
    const { all, whole, rig } = set()
    all[0]!.willBe(Err('first'))
    all[2]!.willBe(Err('second'))
    expect(rig.turn(whole)).toEqual({ value: Err('first') })
    expect([all[2]!.polls, all[2]!.disposes]).toEqual([0, 1])
  })

  it('6: values that had come are dropped before the Err is given; the error is not', () => {
    const { all, whole, rig } = set()
    const [value, error] = [new Token(), new Token()]
    all[0]!.willBe(Ok(value))
    rig.turn(whole)
    expect(value.drops).toBe(0)
    all[2]!.complete(Err(error))
    expect(rig.turn(whole)).toEqual({ value: Err(error) })
    expect([value.drops, error.drops]).toEqual([1, 0])
  })

  it('6: disposed, it drops the values that had come', () => {
    const { all, whole, rig } = set()
    const value = new Token()
    all[0]!.willBe(Ok(value))
    rig.turn(whole)
    drop(whole)
    expect([value.drops, ...all.map((p) => p.disposes)]).toEqual([1, 0, ...range(size - 1).map(() => 1)])
  })

  it('5: if a dispose throws on the way of an Err, that is the failure, and the error is dropped', () => {
    const { all, whole, rig } = set()
    const error = new Token()
    const thrown = new Error('in dispose')
    all[0]!.onDispose = () => { throw thrown }
    rig.turn(whole)
    all[1]!.complete(Err(error))
    expect(rig.thrown(whole)).toBe(thrown)
    expect([error.drops, all[2]!.disposes]).toEqual([1, 1])
  })

  it('10: a throw is no Err: the rest is disposed, and it is thrown on', () => {
    const { all, whole, rig } = set()
    const value = new Token()
    all[0]!.willBe(Ok(value))
    rig.turn(whole)
    all[1]!.fail('boom')
    expect([rig.thrown(whole), value.drops, all[2]!.disposes]).toEqual(['boom', 1, 1])
  })

  it('an output that is no Result fails it, and is dropped', () => {
    const { all, whole, rig } = set()
    const token = new Token()
    all[1]!.willBe(token as never)
    const error = rig.thrown(whole) as Error
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toMatch(/future 1 gave object, which is no Result; give Ok\(value\) or Err\(error\)/)
    expect([token.drops, all[0]!.disposes, all[2]!.disposes]).toEqual([1, 1, 1])
  })
})

describe('tryJoin and tryJoinAll', () => {
  it('of nothing are Ok([])', () => {
    expect([blockOn(tryJoin()), blockOn(tryJoinAll([]))]).toEqual([Ok([]), Ok([])])
  })

  it('10: tryJoinAll beyond 30 polls only what was woken', () => {
    const all = probes<AnyResult>(40)
    const whole = tryJoinAll(all)
    const rig = new Rig()
    rig.turn(whole)
    all[7]!.complete(Ok(7))
    rig.turn(whole)
    expect(all.map((p) => p.polls)).toEqual(range(40).map((i) => (i === 7 ? 2 : 1)))
    drop(whole)
  })

  it('4: wakers of what was left when the Err came reach nobody', () => {
    const all = probes<AnyResult>(40)
    const whole = tryJoinAll(all)
    const rig = new Rig()
    rig.turn(whole)
    all[0]!.complete(Err('no'))
    rig.turn(whole)
    const before = rig.wakes
    for (const p of all) p.wake()
    expect(rig.wakes).toBe(before)
  })
})

describe('selectOk', () => {
  it('10: gives the first Ok; the others are disposed in index order before it is handed on', () => {
    const trace: string[] = []
    const all = probes<AnyResult>(3, trace)
    const whole = selectOk(all)
    const rig = new Rig()
    rig.turn(whole)
    all[1]!.complete(Ok('v'))
    expect(rig.turn(whole)).toEqual({ value: Ok('v') })
    expect(trace).toEqual(['0 poll', '1 poll', '2 poll', '0 poll', '1 poll', '0 dispose', '2 dispose'])
  })

  it('10: an Err ends its future alone, which is not touched again; the last Err to come is given', () => {
    const all = probes<AnyResult>(3)
    const whole = selectOk(all)
    const rig = new Rig()
    const turns: unknown[] = []
    for (const i of [1, 2, 0]) {
      turns.push(rig.turn(whole))
      all[i]!.complete(Err(i))
    }
    turns.push(rig.turn(whole))
    expect(turns).toEqual(['pending', 'pending', 'pending', { value: Err(0) }])
    expect([all.map((p) => p.polls), misuses(all)]).toEqual([[4, 2, 3], []])
  })

  it('6: errors that came before another one, or before an Ok, are dropped', () => {
    const tokens = [new Token(), new Token(), new Token()]
    expect(blockOn(selectOk(tokens.map((t) => ready<AnyResult>(Err(t)))))).toEqual(Err(tokens[2]))
    expect(tokens.map((t) => t.drops)).toEqual([1, 1, 0])
    const error = new Token()
    blockOn(selectOk<unknown, unknown>([ready<AnyResult>(Err(error)), ready<AnyResult>(Ok(1))]))
    expect(error.drops).toBe(1)
  })

  it('6: an Ok that cannot be handed on, since a loser’s dispose threw, is dropped', () => {
    const all = probes<AnyResult>(2)
    all[1]!.onDispose = () => { throw new Error('in dispose') }
    const token = new Token()
    all[0]!.willBe(Ok(token))
    expect((thrownBy(() => blockOn(selectOk(all))) as Error).message).toBe('in dispose')
    expect(token.drops).toBe(1)
  })

  it('10: a throw disposes the rest and is thrown on; so is an output that is no Result', () => {
    const all = probes<AnyResult>(3)
    all[0]!.willBe(Err(0))
    all[1]!.willThrow('boom')
    expect(new Rig().thrown(selectOk(all))).toBe('boom')
    expect([all.map((p) => p.disposes), misuses(all)]).toEqual([[0, 0, 1], []])
    expect((new Rig().thrown(selectOk([ready(5 as never)])) as Error).message).toMatch(/future 0 gave number, which is no Result/)
  })
})

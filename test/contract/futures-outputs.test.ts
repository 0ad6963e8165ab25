// An output that its holder will never hand on is dropped: contract 6.
import { describe, expect, it } from 'vitest'
import { andThen, boxed, catchUnwind, drop, fuse, join, joinAll, map, pending, pollFn, race, ready, select, selectBiased } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { misuses, Probe, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { Token } from '../support/token.ts'
import { thrownBy } from '../support/thrown.ts'

const joins: [name: string, size: number, make: (fs: Future<unknown>[]) => Future<unknown>][] = [
  ['join of 2', 2, (fs) => join(...fs)],
  ['join of 5', 5, (fs) => join(...fs)],
  ['joinAll of 5', 5, (fs) => joinAll(fs)],
  ['joinAll of 31', 31, (fs) => joinAll(fs)],
]

describe.each(joins)('6: %s', (_, size, make) => {
  it('disposed while waiting, drops the outputs it holds, once each', () => {
    const all = probes(size)
    const tokens = [new Token(), new Token()]
    all[0]!.willBe(tokens[0])
    all[size - 1]!.willBe(tokens[1])
    const f = make(size === 2 ? [all[0]!, pending()] : all)
    new Rig().turn(f)
    drop(f)
    drop(f)
    expect(tokens.map((t) => t.drops)).toEqual(size === 2 ? [1, 0] : [1, 1])
    expect(misuses(all)).toEqual([])
  })

  it('failed, drops the outputs it holds, once each', () => {
    const all = probes(size)
    const token = new Token()
    all[1]!.willBe(token)
    const rig = new Rig()
    const f = make(all)
    rig.turn(f)
    expect(token.drops).toBe(0)
    all[0]!.fail('boom')
    expect(rig.thrown(f)).toBe('boom')
    expect(token.drops).toBe(1)
    drop(f)
    expect(token.drops).toBe(1)
  })

  it('failed in the very poll that gave it an output, drops that too', () => {
    const all = probes(size)
    const token = new Token()
    all[0]!.willBe(token)
    all[size - 1]!.willThrow('boom')
    expect(new Rig().thrown(make(all))).toBe('boom')
    expect(token.drops).toBe(1)
  })

  it('done, hands its outputs on undropped', () => {
    const tokens = Array.from({ length: size }, () => new Token())
    const f = make(tokens.map((t) => ready(t)))
    expect(new Rig().turn(f)).toEqual({ value: tokens })
    drop(f)
    expect(tokens.map((t) => t.drops)).toEqual(tokens.map(() => 0))
  })

  it('drops every output and disposes every child though a drop throws, and throws the first error', () => {
    const all = probes(size)
    const error = new Error('in drop')
    const tokens = all.slice(1).map(() => new Token())
    tokens.forEach((t, i) => all[i]!.willBe(i > 0 ? t : { [Symbol.dispose]() { t.drops++; throw error } }))
    const f = make(all)
    new Rig().turn(f)
    expect(thrownBy(() => drop(f))).toBe(error)
    expect(tokens.map((t) => t.drops)).toEqual(tokens.map(() => 1))
    expect([all[size - 1]!.disposes, misuses(all)]).toEqual([1, []])
  })
})

const firsts: [name: string, make: (...fs: Future<unknown>[]) => Future<unknown>][] = [
  ['select', (...fs) => select(...fs)],
  ['selectBiased', (...fs) => selectBiased(...fs)],
  ['race', (...fs) => race(...fs)],
]

describe.each(firsts)('6: %s', (_, make) => {
  it('hands the winner’s output on undropped', () => {
    const token = new Token()
    expect(new Rig().turn(make(ready(token), pending()))).not.toBe('pending')
    expect(token.drops).toBe(0)
  })

  it('drops what a losing join already held', () => {
    const token = new Token()
    const winner = new Probe()
    const rig = new Rig()
    const f = make(join(ready(token), pending()), winner)
    rig.turn(f)
    expect(token.drops).toBe(0)
    winner.complete('v')
    rig.turn(f)
    expect(token.drops).toBe(1)
  })

  it('drops the winner’s output when a loser throws in its dispose, for it is never handed on', () => {
    const token = new Token()
    const [winner, loser] = [new Probe(), new Probe()]
    const error = new Error('in dispose')
    loser.onDispose = () => { throw error }
    const rig = new Rig()
    const f = make(loser, winner)
    rig.turn(f)
    winner.complete(token)
    expect(rig.thrown(f)).toBe(error)
    expect(token.drops).toBe(1)
  })
})

describe('6: ready', () => {
  it('disposed unpolled, drops its value once', () => {
    const token = new Token()
    const f = ready(token)
    drop(f)
    drop(f)
    expect(token.drops).toBe(1)
  })

  it('done, has handed its value on', () => {
    const token = new Token()
    const f = ready(token)
    new Rig().turn(f)
    drop(f)
    expect(token.drops).toBe(0)
  })
})

/** Ways through which an output passes untouched. */
const passages: [name: string, make: (f: Future<unknown>) => Future<unknown>][] = [
  ['map', (f) => map(f, (v) => v)],
  ['andThen', (f) => andThen(f, (v) => ready(v))],
  ['andThen’s second', (f) => andThen(ready(1), () => f)],
  ['fuse', fuse],
  ['boxed', boxed],
  ['catchUnwind', catchUnwind],
  ['pollFn', (f) => pollFn((cx) => f.poll(cx))],
]

describe('6: hand the output on undropped', () => {
  it.each(passages)('%s', (_, make) => {
    const token = new Token()
    const f = make(ready(token))
    expect(new Rig().turn(f)).not.toBe('pending')
    drop(f)
    expect(token.drops).toBe(0)
  })

  it.each(passages.filter(([name]) => name !== 'pollFn' && name !== 'andThen’s second'))('%s, disposed unpolled, drops a value that its child held', (_, make) => {
    const token = new Token()
    drop(make(ready(token)))
    expect(token.drops).toBe(1)
  })
})

describe('4: drop', () => {
  it('disposes what can be disposed and ignores everything else', () => {
    const token = new Token()
    drop(token)
    for (const v of [undefined, null, 1, 'x', 1n, true, Symbol('s'), {}, [], () => 1, { [Symbol.dispose]: undefined }]) drop(v)
    expect(token.drops).toBe(1)
  })

  it('passes a throw of the dispose on', () => {
    const error = new Error('in dispose')
    expect(thrownBy(() => drop({ [Symbol.dispose]() { throw error } }))).toBe(error)
  })

  it('disposes a function that has a dispose', () => {
    let drops = 0
    drop(Object.assign(() => {}, { [Symbol.dispose]: () => void drops++ }))
    expect(drops).toBe(1)
  })
})

// `pin`, and loans: what is pinned has one owner, and is lent to one at a time: contract 3–5.
import { describe, expect, it } from 'vitest'
import {
  andThen, blockOn, BorrowError, boxed, byRef, drop, join, joinAll, map, pending, pin, race, ready, Runtime, select, selectAll, shared, tryJoin, yieldNow,
} from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { Probe, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

describe('pin', () => {
  it('runs its future through loans, whose disposes do nothing to it', () => {
    const child = new Probe()
    const pinned = pin(child)
    const rig = new Rig()
    for (let i = 1; i <= 3; i++) {
      const loan = pinned.asMut()
      expect(rig.turn(loan)).toBe('pending')
      drop(loan)
      expect([child.polls, child.disposes]).toEqual([i, 0])
    }
    child.complete('v')
    expect(rig.turn(pinned.asMut())).toEqual({ value: 'v' })
    drop(pinned)
    expect([child.disposes, child.misuse]).toEqual([0, []])
  })

  it('keeps an operation through a loop of selects that it loses', () => {
    const operation = new Probe()
    using rt = new Runtime()
    const pinned = pin(operation)
    for (let i = 1; i <= 3; i++) expect(rt.blockOn(select(pinned.asMut(), yieldNow())).index).toBe(1)
    operation.willBe('done')
    expect(rt.blockOn(select(pinned.asMut(), pending()))).toEqual({ index: 0, value: 'done' })
    expect(operation.misuse).toEqual([])
  })

  it('is a future itself: awaited, spawned, joined as a whole', () => {
    using rt = new Runtime()
    expect([rt.blockOn(pin(ready(1))), rt.blockOn(rt.spawn(pin(ready(2)))), rt.blockOn(join(pin(ready(3))))]).toEqual([1, 2, [3]])
  })

  it('4: disposed, it disposes its future', () => {
    const child = new Probe()
    drop(pin(child))
    expect(child.disposes).toBe(1)
  })

  const movers: [name: string, move: (f: Future<unknown>) => unknown][] = [
    ['pin', pin], ['boxed', boxed], ['byRef', byRef], ['shared', shared], ['map', (f) => map(f, (v) => v)], ['andThen', (f) => andThen(f, () => ready(1))],
    ['join', (f) => join(ready(1), f)], ['joinAll', (f) => joinAll([f])], ['tryJoin', (f) => tryJoin(f as never)], ['race', (f) => race(f)], ['selectAll', (f) => selectAll([f])],
    ['blockOn', blockOn], ['spawn', (f) => new Runtime().spawn(f)], ['spawnLocal', (f) => new Runtime().spawnLocal(f)],
  ]
  it.each(movers)('a pinned future is not moved into %s: BorrowError, and it is left as it is', (name, move) => {
    const child = new Probe()
    const pinned = pin(child)
    const error = thrownBy(() => move(child)) as Error
    expect(error).toBeInstanceOf(BorrowError)
    expect(error.message).toBe(
      `${name}: the Probe was given to pin(…), and does not move any more; lend it with the pin's asMut(), or hand over the pin itself`)
    expect([child.polls, child.disposes, new Rig().turn(pinned.asMut())]).toEqual([0, 0, 'pending'])
  })

  it('once it has ended its future is like any other that has', () => {
    const child = new Probe().willBe(1)
    blockOn(pin(child))
    expect(thrownBy(() => blockOn(map({ poll: () => { throw new Error('polled') } }, (v) => v)))).toEqual(new Error('polled'))
    expect(() => boxed(child)).not.toThrow()
    const other = new Probe()
    drop(pin(other))
    expect(() => boxed(other)).not.toThrow()
  })

  it('a new loan ends the one before it, whose poll throws BorrowError; the future is unharmed', () => {
    const child = new Probe()
    const pinned = pin(child)
    const [first, second] = [pinned.asMut(), pinned.asMut()]
    const rig = new Rig()
    expect(rig.turn(second)).toBe('pending')
    const error = rig.thrown(first) as Error
    expect(error).toBeInstanceOf(BorrowError)
    expect(error.message).toMatch(/^a loan of Pinned was polled after asMut\(\) had been called again/)
    child.complete('v')
    expect(rig.turn(second)).toEqual({ value: 'v' })
  })
})

describe('byRef', () => {
  const groups: [name: string, make: (...fs: Future<unknown>[]) => Future<unknown>][] = [
    ['join', join], ['select', select], ['race', race], ['joinAll', (...fs) => joinAll(fs)], ['selectAll', (...fs) => selectAll(fs)],
  ]
  it.each(groups)('two loans of one future are not taken by %s: the later poll’s waker would be the only one', (name, make) => {
    const child = new Probe()
    const error = thrownBy(() => make(byRef(child), ready(1), byRef(child))) as Error
    expect(error).toBeInstanceOf(BorrowError)
    expect(error.message).toBe(
      `${name}: futures 0 and 2 lead to one and the same Probe; it is lent to one at a time: make two of them, or share it with shared(…)`)
    expect(thrownBy(() => make(byRef(child), child))).toBeInstanceOf(BorrowError)
    expect([child.polls, child.disposes]).toEqual([0, 0])
  })

  it.each([['two loans', byRef], ['a loan and the future itself', (f: Future<unknown>) => f]])(
    '%s in a joinAll beyond 30 are refused at the call too, before one is waited for in vain', (_, second) => {
      const child = new Probe()
      expect(thrownBy(() => joinAll<unknown>([byRef(child), ...probes(40), second(child)]))).toBeInstanceOf(BorrowError)
      expect(blockOn(map(joinAll<unknown>([byRef(ready(1)), ...Array.from({ length: 40 }, () => ready(0))]), (all) => all.length))).toBe(41)
    })
})

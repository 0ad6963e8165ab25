import { describe, expect, it } from 'vitest'
import { blockOn, BorrowError, drop, isSendable, join, ready, sendable, yieldNow, map, type Future } from '../../src/index.ts'
import { asyncFn, asyncFnMut, asyncFnOnce } from '../../src/traits/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

describe('asyncFn', () => {
  it('may be called while its futures are under way', () => {
    const greet = asyncFn((name: string) => map(yieldNow(), () => `hello, ${name}`))
    expect(blockOn(join(greet('Ada'), greet('Bob')))).toEqual(['hello, Ada', 'hello, Bob'])
  })
})

describe('asyncFnMut', () => {
  it('may be called again when its last future is over: finished, failed or dropped', () => {
    const rig = new Rig()
    const probes = [new Probe().willBe(1), new Probe().willThrow('e'), new Probe(), new Probe()]
    let next = 0
    const step = asyncFnMut(function step() { return probes[next++]! })
    expect([rig.turn(step()), rig.turn(step())]).toEqual([{ value: 1 }, { thrown: 'e' }])
    drop(step())
    const last = step()
    rig.turn(last)
    const error = thrownBy(step) as BorrowError
    expect(error).toBeInstanceOf(BorrowError)
    expect(error.message).toBe(
      'step was called while the future of its last call is under way, which has what it captured to itself: wait for that one, or dispose it; or use asyncFn, if calls may overlap',
    )
    expect([next, probes.flatMap(probe => probe.misuse), probes[2]!.disposes]).toEqual([4, [], 1])
  })

  it('counts an unpolled future, a call from inside the call, and one from inside the poll', () => {
    const errors: unknown[] = []
    const rig = new Rig()
    const inner = asyncFnMut((): Future<number> => { errors.push(thrownBy(inner)); return ready(1) })
    drop(inner())
    const probe = new Probe()
    const outer = asyncFnMut(() => probe)
    probe.onPoll = () => errors.push(thrownBy(outer))
    const call = outer()
    errors.push(thrownBy(outer))
    rig.turn(call)
    expect(errors.map(error => error instanceof BorrowError)).toEqual([true, true, true])
  })

  it('is free again after a call that threw, or gave no future', () => {
    let mood = 0
    const moody = asyncFnMut(() => {
      mood += 1
      if (mood === 1) throw new Error('no')
      return mood === 2 ? (5 as never) : ready(mood)
    })
    expect([thrownBy(moody), thrownBy(moody)]).toEqual([new Error('no'), expect.any(TypeError)])
    expect(blockOn(moody())).toBe(3)
  })
})

describe('asyncFnOnce', () => {
  it('may be called once', () => {
    const send = asyncFnOnce(function send(n: number) { return ready(n) })
    expect(blockOn(send(1))).toBe(1)
    const error = thrownBy(() => send(2)) as BorrowError
    expect(error).toBeInstanceOf(BorrowError)
    expect(error.message).toBe('send was called twice, and its first call took what it captured: make a new one for each call, or use asyncFnMut or asyncFn')
  })

  it('is used up by a call that throws', () => {
    const once = asyncFnOnce((): Future<number> => { throw new Error('no') })
    expect([thrownBy(once), thrownBy(once)]).toEqual([new Error('no'), expect.any(BorrowError)])
  })
})

describe('the rules', () => {
  it('a wider function goes where a narrower one is wanted, and not the other way round', () => {
    const fn = asyncFn(function f() { return ready(1) })
    const mut = asyncFnMut(function m() { return ready(2) })
    const once = asyncFnOnce(function o() { return ready(3) })
    expect([blockOn(asyncFnMut(fn)()), blockOn(asyncFnOnce(mut)()), blockOn(asyncFnOnce(fn)())]).toEqual([1, 2, 1])
    expect([() => asyncFn(mut), () => asyncFn(once), () => asyncFnMut(once)].map(act => (thrownBy(act) as Error).message)).toEqual([
      'asyncFn: m is an asyncFnMut, which may not be called again before the future of its last call is over; ask for an asyncFnMut, or make a wider one',
      'asyncFn: o is an asyncFnOnce, which may be called once; ask for an asyncFnOnce, or make a wider one',
      'asyncFnMut: o is an asyncFnOnce, which may be called once; ask for an asyncFnOnce, or make a wider one',
    ])
  })

  it('22: is as sendable as the function', () => {
    const bad = Object.assign(() => ready(1), { [sendable]: false })
    expect([asyncFn, asyncFnMut, asyncFnOnce].map(make => [isSendable(make(() => ready(1))), isSendable(make(bad))])).toEqual([[true, false], [true, false], [true, false]])
    const rig = new Rig()
    const call = asyncFnMut(() => Object.assign(new Probe(), { [sendable]: false }))()
    rig.turn(call)
    expect(isSendable(call)).toBe(false)
  })

  it.each([[asyncFn, 'asyncFn'], [asyncFnMut, 'asyncFnMut'], [asyncFnOnce, 'asyncFnOnce']] as const)('refuse what is no function, and what gives no future: %o', (make, name) => {
    expect(() => make(1 as never)).toThrow(new TypeError(`${name}: expected a function that gives a future, and got number`))
    expect(() => make((async () => 1) as never)()).toThrow(/expected a future, an object with a poll method, and got a promise/)
    expect(make(function called() { return ready(1) }).name).toBe('called')
  })
})

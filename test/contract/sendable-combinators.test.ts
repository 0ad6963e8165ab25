// Library futures are as sendable as what they own: contract 22.
import { describe, expect, it } from 'vitest'
import { andThen, assertSendable, drop, isSendable, join, joinAll, lazy, map, NotSendableError, Pending, pending, pollFn, Rc, ready, sendable, yieldNow } from '../../src/index.ts'
import type { Future, Poll } from '../../src/index.ts'
import { kinds } from '../support/future-kinds.ts'
import { Probe, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

/** A hand-written future with an Rc in a field and no tag. */
class Shares implements Future<number> {
  rc = new Rc(1)
  poll(): Poll<number> {
    return Pending
  }
}

/** A hand-written future whose tag follows what it holds. */
class Guarded implements Future<string> {
  held = false
  reads = 0
  poll(): Poll<string> {
    return Pending
  }

  get [sendable](): boolean {
    this.reads++
    return !this.held
  }
}

const closures = ['pollFn(child)', 'andThen(…, child)', 'getOrInit(…, child)']

describe.each(kinds.filter((k) => !closures.includes(k.name)))('22: $name', ({ make }) => {
  it('is sendable over a plain child', () => {
    expect(isSendable(make(new Probe()))).toBe(true)
  })

  it('is not over a child that holds an Rc, and the path leads to it', () => {
    const whole = make(new Shares())
    expect(isSendable(whole)).toBe(false)
    const error = thrownBy(() => assertSendable(whole)) as NotSendableError
    expect(error).toBeInstanceOf(NotSendableError)
    expect(error.message).toMatch(/\bRc\b/)
    expect(error.path).toMatch(/\brc$/)
  })

  it('takes its child’s tag, true or false, over what the child holds', () => {
    expect(isSendable(make(Object.assign(new Shares(), { [sendable]: true })))).toBe(true)
    expect(isSendable(make(Object.assign(new Probe(), { [sendable]: false })))).toBe(false)
  })

  it('follows the getter tag of its child', () => {
    const child = new Guarded()
    const whole = make(child)
    const answers = [isSendable(whole)]
    child.held = true
    answers.push(isSendable(whole))
    child.held = false
    answers.push(isSendable(whole))
    expect(answers).toEqual([true, false, true])
  })

  it('disposed, it owns nothing', () => {
    const whole = make(new Shares())
    drop(whole)
    expect(isSendable(whole)).toBe(true)
  })

  it('nested in itself, it is as sendable as the innermost', () => {
    expect([isSendable(make(make(new Probe()))), isSendable(make(make(new Shares())))]).toEqual([true, false])
  })
})

describe('22: a future that waits', () => {
  it.each(kinds)('$name is sendable while it waits for a hand-written leaf that keeps its waker', ({ make }) => {
    const whole = make(new Probe())
    new Rig().turn(whole)
    expect(isSendable(whole)).toBe(true)
  })

  it('andThen is no longer held back by its finished first, nor by its spent function', () => {
    const first = Object.assign(new Probe().willBe(1), { rc: new Rc(1) })
    const fn = Object.assign(() => new Probe(), { [sendable]: false })
    const f = andThen(first, fn)
    const before = isSendable(f)
    new Rig().turn(f)
    expect([before, isSendable(f)]).toEqual([false, true])
  })

  it('andThen is held back by its second as soon as it holds it', () => {
    const f = andThen(ready(1), () => new Shares())
    const before = isSendable(f)
    new Rig().turn(f)
    expect([before, isSendable(f)]).toEqual([true, false])
  })

  it.each<[string, (fs: Future<unknown>[]) => Future<unknown>, number]>([
    ['join', (fs) => join(...fs), 3],
    ['joinAll', (fs) => joinAll(fs), 3],
    ['joinAll of 31', (fs) => joinAll(fs), 31],
  ])('%s holds the outputs of its finished children', (_, make, size) => {
    const all = probes(size)
    const f = make(all)
    const rig = new Rig()
    const answers = [isSendable(f)]
    rig.turn(f)
    all[0]!.complete('plain')
    rig.turn(f)
    answers.push(isSendable(f))
    all[1]!.complete({ guard: new Rc(1) })
    rig.turn(f)
    answers.push(isSendable(f))
    drop(f)
    answers.push(isSendable(f))
    expect(answers).toEqual([true, true, false, true])
  })
})

describe('22: leaves and functions', () => {
  const local = <T>(fn: T): T => Object.assign(fn as object, { [sendable]: false }) as T

  it.each<[string, Future<unknown>, boolean]>([
    ['ready of plain data', ready({ a: 1 }), true],
    ['ready of an Rc', ready(new Rc(1)), false],
    ['pending', pending(), true],
    ['yieldNow', yieldNow(), true],
    ['lazy', lazy(() => 1), true],
    ['lazy of a function tagged false', lazy(local(() => 1)), false],
    ['pollFn', pollFn(() => 1), true],
    ['pollFn of a function tagged false', pollFn(local(() => 1)), false],
    ['map with a function tagged false', map(ready(1), local((v: number) => v)), false],
    ['andThen with a function tagged false', andThen(ready(1), local((v: number) => ready(v))), false],
  ])('%s', (_, f, expected) => {
    expect(isSendable(f)).toBe(expected)
  })

  it('ready that has handed its Rc on owns nothing', () => {
    const f = ready(new Rc(1))
    new Rig().turn(f)
    expect(isSendable(f)).toBe(true)
  })
})

describe('22: large groups', () => {
  it('joinAll of a thousand sendable children is sendable: the bound of 64 is for the walk, not for library futures', () => {
    expect(isSendable(joinAll(Array.from({ length: 1000 }, () => new Guarded())))).toBe(true)
    expect(isSendable(joinAll(Array.from({ length: 1000 }, () => yieldNow())))).toBe(true)
  })

  it('one Rc among a thousand is found, and named', () => {
    const all: Future<unknown>[] = Array.from({ length: 1000 }, () => yieldNow())
    all[777] = new Shares()
    const error = thrownBy(() => assertSendable(joinAll(all))) as NotSendableError
    expect(error).toBeInstanceOf(NotSendableError)
    expect(error.path).toMatch(/777.*rc$/)
  })
})

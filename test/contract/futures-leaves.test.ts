// The futures that have no child, and the functions that users hand to futures: contract 1–4, 7–9.
import { describe, expect, it } from 'vitest'
import { andThen, BorrowError, byRef, drop, isPending, isReady, lazy, map, Pending, pending, PolledAfterCompletionError, pollFn, Ready, ready, yieldNow } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

const Done = Symbol.for('pollux.Done')

function expectPolledAfterEnd(f: Future<unknown>, type: string): void {
  const error = new Rig().thrown(f)
  expect(error).toBeInstanceOf(PolledAfterCompletionError)
  expect((error as Error).message).toContain(type)
  expect((error as { code?: unknown }).code).toMatch(/^ERR_POLLUX_/)
}

const leaves: [name: string, type: string, make: () => Future<unknown>, turns: ('pending' | { value: unknown })[]][] = [
  ['ready', 'ReadyFuture', () => ready('v'), [{ value: 'v' }]],
  ['ready of undefined', 'ReadyFuture', () => ready(undefined), [{ value: undefined }]],
  ['pending', 'PendingFuture', () => pending(), ['pending', 'pending', 'pending']],
  ['lazy', 'Lazy', () => lazy(() => 'v'), [{ value: 'v' }]],
  ['yieldNow', 'YieldNow', () => yieldNow(), ['pending', { value: undefined }]],
  ['pollFn', 'PollFn', () => pollFn(() => 'v'), [{ value: 'v' }]],
]

describe.each(leaves)('%s', (name, type, make, turns) => {
  it('3: gives its turns, then throws its type’s name', () => {
    const rig = new Rig()
    const f = make()
    expect(turns.map(() => rig.turn(f))).toEqual(turns)
    if (name !== 'pending') for (let i = 0; i < 2; i++) expectPolledAfterEnd(f, type)
  })

  it('4: a dispose after the end does nothing, nor does a second', () => {
    const rig = new Rig()
    const f = make()
    for (const _ of turns) rig.turn(f)
    const wakes = rig.wakes
    drop(f)
    drop(f)
    expect(rig.wakes).toBe(wakes)
    expectPolledAfterEnd(f, type)
  })

  it('3, 4: disposed unpolled, once or twice, it throws when polled', () => {
    const f = make()
    drop(f)
    expectPolledAfterEnd(f, type)
    drop(f)
    expectPolledAfterEnd(f, type)
  })

  it('3, 4: disposed while waiting, it throws when polled', () => {
    const rig = new Rig()
    const f = make()
    if (rig.turn(f) !== 'pending') return
    drop(f)
    expectPolledAfterEnd(f, type)
  })
})

describe('yieldNow', () => {
  it('1: wakes its waker once, at its first poll', () => {
    const rig = new Rig()
    const f = yieldNow()
    expect(rig.wakes).toBe(0)
    expect([rig.turn(f), rig.wakes]).toEqual(['pending', 1])
    expect([rig.turn(f), rig.wakes]).toEqual([{ value: undefined }, 1])
  })

  it('8: disposed unpolled, it wakes nobody', () => {
    const rig = new Rig()
    drop(yieldNow())
    expect(rig.wakes).toBe(0)
  })

  it('9: polled by another waker the second time, it is ready and wakes neither again', () => {
    const [a, b] = [new Rig(), new Rig()]
    const f = yieldNow()
    expect([a.turn(f), b.turn(f)]).toEqual(['pending', { value: undefined }])
    expect([a.wakes, b.wakes]).toEqual([1, 0])
  })
})

describe('pending', () => {
  it('1: never wakes, however often it is polled', () => {
    const rig = new Rig()
    const f = pending()
    for (let i = 0; i < 100; i++) expect(rig.turn(f)).toBe('pending')
    expect(rig.wakes).toBe(0)
  })
})

describe('Pending and Done', () => {
  it('1: are the registered symbols, so that two copies of the library agree', () => {
    expect(Pending).toBe(Symbol.for('pollux.Pending'))
  })

  it('1: Ready is the identity and refuses both', () => {
    const value = {}
    expect(Ready(value)).toBe(value)
    expect(Ready(undefined)).toBe(undefined)
    expect(thrownBy(() => Ready(Pending))).toBeInstanceOf(Error)
    expect(thrownBy(() => Ready(Done))).toBeInstanceOf(Error)
  })

  it.each([['Pending', Pending], ['Done', Done]])('1: ready(%s) is refused, when made or when polled', (_, sentinel) => {
    expect(thrownBy(() => ready(sentinel).poll(new Rig().cx))).toBeInstanceOf(Error)
  })

  it.each<[string, () => Future<unknown>]>([
    ['lazy', () => lazy(() => Pending)],
    ['map', () => map(ready(1), () => Pending)],
  ])('1: a function of %s that gives Pending as its output fails, for nobody would ever wake it', (_, make) => {
    const rig = new Rig()
    expect(rig.thrown(make())).toBeInstanceOf(Error)
    expect(rig.wakes).toBe(0)
  })

  it('1: isReady and isPending tell them apart from every value', () => {
    for (const v of [undefined, null, 0, false, '', NaN, {}, Symbol('Pending')]) expect([isReady(v), isPending(v)]).toEqual([true, false])
    expect([isReady(Pending), isPending(Pending)]).toEqual([false, true])
  })
})

/** Every place where a user's function is called by a future, as a future whose function is `fn`. */
const callers: [name: string, type: string, make: (fn: () => unknown) => Future<unknown>][] = [
  ['lazy(fn)', 'Lazy', (fn) => lazy(fn)],
  ['pollFn(fn)', 'PollFn', (fn) => pollFn(fn)],
  ['map(ready, fn)', 'MapFuture', (fn) => map(ready(1), fn)],
  ['andThen(ready, fn)', 'AndThen', (fn) => andThen(ready(1), () => ready(fn()))],
]

describe.each(callers)('%s', (_, type, make) => {
  it('1: making it does not call fn; polling calls it once', () => {
    let calls = 0
    const f = make(() => ++calls)
    expect(calls).toBe(0)
    expect(new Rig().turn(f)).toEqual({ value: 1 })
    expect(calls).toBe(1)
    expectPolledAfterEnd(f, type)
    drop(f)
    expect(calls).toBe(1)
  })

  it('8: disposed unpolled, it never calls fn', () => {
    let calls = 0
    const f = make(() => ++calls)
    drop(f)
    expectPolledAfterEnd(f, type)
    expect(calls).toBe(0)
  })

  it('2: a throw of fn is the future’s failure, and its end', () => {
    const error = new Error('boom')
    let calls = 0
    const f = make(() => {
      calls++
      throw error
    })
    expect(new Rig().thrown(f)).toBe(error)
    expectPolledAfterEnd(f, type)
    drop(f)
    expect(calls).toBe(1)
  })

  it('2, 7: fn that polls or disposes the future it runs in gets BorrowError, and the output still comes', () => {
    const rig = new Rig()
    const caught: unknown[] = []
    const f: Future<unknown> = make(() => {
      caught.push(thrownBy(() => f.poll(rig.cx)), thrownBy(() => drop(f)))
      return 'v'
    })
    expect(rig.turn(f)).toEqual({ value: 'v' })
    expect(caught).toEqual([expect.any(BorrowError), expect.any(BorrowError)])
    expectPolledAfterEnd(f, type)
  })
})

describe('misuse errors', () => {
  it('2: a BorrowError names the type and carries a stable code', () => {
    const rig = new Rig()
    const f: Future<unknown> = pollFn((cx) => f.poll(cx))
    const error = rig.thrown(f) as BorrowError & { code?: unknown }
    expect(error).toBeInstanceOf(BorrowError)
    expect(error.message).toContain('PollFn')
    expect(error.code).toMatch(/^ERR_POLLUX_/)
  })

  it('2: each class has a code of its own, and its name', () => {
    const borrow = new Rig().thrown(selfPolling())
    const spent = ready(1)
    new Rig().turn(spent)
    const after = new Rig().thrown(spent)
    expect([(borrow as Error).name, (after as Error).name]).toEqual(['BorrowError', 'PolledAfterCompletionError'])
    expect((borrow as { code?: unknown }).code).not.toBe((after as { code?: unknown }).code)
  })
})

function selfPolling(): Future<unknown> {
  const f: Future<unknown> = pollFn((cx) => f.poll(cx))
  return f
}

describe('map and andThen', () => {
  it('10: map calls fn with the output, once, in the poll that got it', () => {
    const rig = new Rig()
    const child = new Probe<number>()
    const got: number[] = []
    const f = map(child, (v) => got.push(v))
    rig.turn(f)
    expect(got).toEqual([])
    child.complete(7)
    expect([rig.turn(f), got]).toEqual([{ value: 1 }, [7]])
  })

  it('10: andThen polls the second future in the same poll that finished the first, and the first no more', () => {
    const rig = new Rig()
    const trace: string[] = []
    const [a, b] = [new Probe<string>('a', trace), new Probe<string>('b', trace)]
    const f = andThen(a, (v) => {
      trace.push(`fn(${v})`)
      return b
    })
    expect(rig.turn(f)).toBe('pending')
    a.complete('x')
    expect(rig.turn(f)).toBe('pending')
    b.complete('y')
    expect(rig.turn(f)).toEqual({ value: 'y' })
    expect(trace).toEqual(['a poll', 'a poll', 'fn(x)', 'b poll', 'b poll'])
    expect([rig.wakes, a.misuse, b.misuse]).toEqual([2, [], []])
  })

  it('5: andThen disposed in its first half disposes the first and calls no fn; in its second half the second only', () => {
    const trace: string[] = []
    const make = (): [Probe<string>, Future<string>] => {
      const a = new Probe<string>('a', trace)
      return [a, andThen(a, () => new Probe<string>('b', trace))]
    }
    const [, first] = make()
    new Rig().turn(first)
    drop(first)
    expect(trace.splice(0)).toEqual(['a poll', 'a dispose'])
    const [a, second] = make()
    a.willBe('x')
    new Rig().turn(second)
    drop(second)
    expect(trace).toEqual(['a poll', 'b poll', 'b dispose'])
  })
})

describe('byRef', () => {
  it('5: one borrow after another drives the same future on from where it was', () => {
    const rig = new Rig()
    const child = new Probe<string>()
    for (let i = 1; i <= 3; i++) {
      const borrow = byRef(child)
      expect([rig.turn(borrow), child.polls]).toEqual(['pending', i])
      drop(borrow)
    }
    child.complete('v')
    expect([rig.wakes, rig.turn(byRef(child)), child.disposes, child.misuse]).toEqual([1, { value: 'v' }, 0, []])
  })

  it('3: a borrow of a future that is over throws as that future does', () => {
    const over = ready(1)
    new Rig().turn(over)
    expect(new Rig().thrown(byRef(over))).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('3, 5: a dropped borrow cannot be polled; its future can', () => {
    const child = new Probe<string>().willBe('v')
    const borrow = byRef(child)
    drop(borrow)
    expectPolledAfterEnd(borrow, 'ByRef')
    expect([child.polls, new Rig().turn(child)]).toEqual([0, { value: 'v' }])
  })

  it('2: two live borrows do not get round the re-entrancy check of the future', () => {
    const rig = new Rig()
    const caught: unknown[] = []
    const inner: Future<unknown> = pollFn(() => {
      caught.push(rig.thrown(byRef(inner)))
      return 'v'
    })
    expect(rig.turn(byRef(inner))).toEqual({ value: 'v' })
    expect(caught).toEqual([expect.any(BorrowError)])
  })
})

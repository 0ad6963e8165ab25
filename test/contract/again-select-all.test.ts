// selectAll and selectOk once more, from the contract alone.
import { expect, it } from 'vitest'
import { BorrowError, Err, map, Ok, selectAll, selectOk } from '../../src/index.ts'
import type { Result } from '../../src/index.ts'
import { pendingOnce } from '../../src/testing/index.ts'
import { misuses, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

type R = Result<unknown, unknown>

it('10: none is a RangeError, what is no future a TypeError, one twice a BorrowError', () => {
  const [a] = probes<R>(1)
  for (const make of [selectAll, selectOk] as ((fs: Iterable<unknown>) => unknown)[]) {
    expect(thrownBy(() => make([]))).toBeInstanceOf(RangeError)
    expect(thrownBy(() => make([a, 1]))).toBeInstanceOf(TypeError)
    expect(thrownBy(() => make([a, a]))).toBeInstanceOf(BorrowError)
  }
  expect([a!.polls, a!.disposes]).toEqual([0, 0])
})

it('10: selectAll hands the rest on, in order, undisposed; disposing it later touches none of them', () => {
  const all = probes(4)
  const any = selectAll(all)
  const rig = new Rig()
  rig.turn(any)
  all[3]!.willBe('d')
  all[1]!.complete('b')
  expect(rig.turn(any)).toEqual({ value: { value: 'b', index: 1, rest: [all[0], all[2], all[3]] } })
  any[Symbol.dispose]()
  expect([all.map(p => p.polls), all.map(p => p.disposes)]).toEqual([[2, 2, 1, 1], [0, 0, 0, 0]])
})

it('10: a throw disposes the rest in index order, and comes out', () => {
  for (const make of [(all: ReturnType<typeof probes<R>>) => selectAll(all), (all: ReturnType<typeof probes<R>>) => selectOk(all)]) {
    const trace: string[] = []
    const all = probes<R>(3, trace)
    const any = make(all)
    const rig = new Rig()
    rig.turn(any)
    trace.length = 0
    const failure = new Error('one')
    all[1]!.fail(failure)
    expect(rig.thrown(any)).toBe(failure)
    expect(trace).toEqual(['0 poll', '1 poll', '0 dispose', '2 dispose'])
    expect(misuses(all)).toEqual([])
  }
})

it('5: disposed, they dispose all in index order, once', () => {
  const trace: string[] = []
  const all = probes<R>(3, trace)
  for (const any of [selectAll(all), selectOk(probes<R>(3, trace))]) {
    new Rig().turn(any)
    trace.length = 0
    any[Symbol.dispose]()
    any[Symbol.dispose]()
    expect(trace).toEqual(['0 dispose', '1 dispose', '2 dispose'])
  }
})

it('5, 6: selectOk: losers are disposed before the Ok is handed on, errors before it dropped once, and not polled again', () => {
  const trace: string[] = []
  const all = probes<R>(4, trace)
  const any = selectOk(all)
  const rig = new Rig()
  all[1]!.willBe(Err(new Token('error', trace)))
  expect(rig.turn(any)).toBe('pending')
  const ok = Ok('c')
  all[2]!.complete(ok)
  trace.length = 0
  expect((rig.turn(any) as { value: unknown }).value).toBe(ok)
  expect(trace).toEqual(['0 poll', '2 poll', '0 dispose', '3 dispose'])
  expect(misuses(all)).toEqual([])
})

it('10: selectOk of errors alone gives the last to come, the others dropped', () => {
  const all = probes<R>(3)
  const any = selectOk(all)
  const tokens = [0, 1, 2].map(i => new Token(String(i)))
  const rig = new Rig()
  rig.turn(any)
  for (const at of [2, 0]) { all[at]!.complete(Err(tokens[at])); expect(rig.turn(any)).toBe('pending') }
  all[1]!.complete(Err(tokens[1]))
  expect(rig.turn(any)).toEqual({ value: Err(tokens[1]) })
  expect([tokens.map(t => t.drops), misuses(all)]).toEqual([[1, 0, 1], []])
})

it.each(stages)('10: selectAll until none is left, in %s', async (_, stage) => {
  const trace = await stage((start, log) => void start(map(selectAll([pendingOnce('a'), pendingOnce('b')]), x => {
    log.push(x.value)
    start(map(selectAll(x.rest), y => void log.push(`${y.value} ${y.rest.length}`)))
  })))
  expect(trace).toEqual(['a', 'b 0'])
})

import { describe, expect, expectTypeOf, it } from 'vitest'
import { assertSendable, inspect, isSendable, Pending, Rc, Runtime, sendable, type Future, type Inspection } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import {
  BoxedIterator,
  BoxedNext,
  CachedConcatIterator,
  CachedConcatNext,
  checked,
  CheckedNext,
  ConcatCursor,
  ConcatIterator,
  ConcatNext,
  MergeIterator,
  MergeNext,
  TestCursor,
  TestIterator,
  TestNext,
  type KvCursor,
  type KvEntry,
  type KvIterator,
  type NextFuture,
  type Seekable,
} from '../../src/iterators/index.ts'
import { KvProbe } from '../support/kv-probe.ts'
import { thrownBy } from '../support/thrown.ts'

const around = (child: KvIterator) => [
  new ConcatIterator([child]),
  new CachedConcatIterator([child]),
  new BoxedIterator(child),
  new MergeIterator([child]),
  checked(child),
]

describe('the types', () => {
  it('0.1: NextFuture is the associated type, one an implementation', () => {
    expectTypeOf<NextFuture<TestIterator>>().toEqualTypeOf<TestNext>()
    expectTypeOf<NextFuture<ConcatIterator<TestIterator>>>().toEqualTypeOf<ConcatNext<TestIterator>>()
    expectTypeOf<NextFuture<CachedConcatIterator<TestIterator>>>().toEqualTypeOf<CachedConcatNext<TestIterator>>()
    expectTypeOf<NextFuture<MergeIterator<TestIterator>>>().toEqualTypeOf<MergeNext<TestIterator>>()
    expectTypeOf<NextFuture<BoxedIterator<TestIterator>>>().toEqualTypeOf<BoxedNext<TestIterator>>()
    expectTypeOf<NextFuture<KvIterator>>().toEqualTypeOf<Future<KvEntry | null>>()
    expectTypeOf<NextFuture<TestIterator>>().toExtend<Future<KvEntry | null>>()
  })

  it('name what can be sought', () => {
    expectTypeOf<MergeIterator>().toExtend<Seekable>()
    expectTypeOf(checked(new TestIterator(0, 1))).toExtend<Seekable>()
    expectTypeOf(checked(new BoxedIterator(new TestIterator(0, 1)))).not.toExtend<Seekable>()
    expectTypeOf<ConcatCursor<TestCursor>>().toExtend<KvCursor>()
    expectTypeOf(checked(new BoxedIterator(new TestIterator(0, 1))).next()).toExtend<CheckedNext<BoxedIterator<TestIterator>>>()
  })
})

describe('sendable', () => {
  it('22: iterators and their loans are as sendable as their children', () => {
    for (const it of [...around(new TestIterator(0, 1)), new TestIterator(0, 1)]) {
      expect([isSendable(it), isSendable(it.next())]).toEqual([true, true])
    }
    const captive = () => Object.assign(new KvProbe('', []), { rc: new Rc(1) })
    for (const it of around(captive())) expect([isSendable(it), isSendable(it.next())]).toEqual([false, false])
    expect([isSendable(new TestCursor(0, 1)), isSendable(new ConcatCursor([new TestCursor(0, 1)]))]).toEqual([true, true])
  })

  it('23: the message names the path to the offender', () => {
    const it = new ConcatIterator([Object.assign(new KvProbe('', []), { rc: new Rc(1) })])
    expect(String(thrownBy(() => assertSendable(it.next())))).toMatch(/ConcatNext\.(children\[0\]|current)\.rc is of type Rc/)
  })

  it('24: a loan that comes to hold a child’s future that is not sendable fails the task', () => {
    const child: KvIterator = { next: () => ({ rc: new Rc(1), [sendable]: false, poll: () => Pending }) }
    using runtime = new Runtime()
    for (const it of [new ConcatIterator([child]), new MergeIterator([child])]) {
      const handle = runtime.spawn(it.next())
      expect(String((thrownBy(() => runtime.blockOn(handle)) as Error).cause)).toMatch(/NotSendableError/)
    }
  })
})

describe('inspect', () => {
  const inspection = (value: object) => (value as { [inspect](): Inspection })[inspect]()

  it('names the iterator and its loan, the state, and what the loan waits on', () => {
    const child = new KvProbe('child', ['pending', 'a=1'])
    const it = new ConcatIterator([new TestIterator(0, 0), child])
    const loan = it.next()
    mockTask(loan).poll()
    expect(inspection(it)).toEqual({ name: 'ConcatIterator', children: [loan] })
    const { children, ...rest } = inspection(loan)
    expect(rest).toEqual({ name: 'ConcatNext', state: 'Lent', fields: { current: 1, of: 2 } })
    expect(children).toHaveLength(1)
  })

  it('names every kind', () => {
    const names = [...around(new TestIterator(0, 1)), new TestIterator(0, 1), new TestCursor(0, 1), new ConcatCursor<KvCursor>([])].map((it) => [
      inspection(it).name,
      inspection(it.next()).name,
    ])
    expect(names).toEqual([
      ['ConcatIterator', 'ConcatNext'],
      ['CachedConcatIterator', 'CachedConcatNext'],
      ['BoxedIterator', 'BoxedNext'],
      ['MergeIterator', 'MergeNext'],
      ['checked(TestIterator)', 'CheckedNext'],
      ['TestIterator', 'TestNext'],
      ['TestCursor', 'TestCursorNext'],
      ['ConcatCursor', 'ConcatCursorNext'],
    ])
  })
})

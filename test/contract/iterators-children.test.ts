import { describe, expect, it } from 'vitest'
import { DisposeTrace } from '../support/dispose-trace.ts'
import { KvProbe, misusesOf, type KvStep } from '../support/kv-probe.ts'
import { drained, nextText } from '../support/kv-text.ts'
import { thrownBy } from '../support/thrown.ts'
import { BorrowError } from '../../src/index.ts'
import { CachedConcatIterator, ConcatCursor, ConcatIterator, MergeIterator, TestCursor, TestIterator, type KvCursor, type KvIterator } from '../../src/iterators/index.ts'
import { mockTask } from '../../src/testing/index.ts'

const boom = new Error('boom')

const kinds: { name: string; make: (children: KvIterator[]) => KvIterator & Disposable }[] = [
  { name: 'ConcatIterator', make: (children) => new ConcatIterator(children) },
  { name: 'CachedConcatIterator', make: (children) => new CachedConcatIterator(children) },
  { name: 'MergeIterator', make: (children) => new MergeIterator(children) },
]

describe.each(kinds)('the children of $name', ({ name, make }) => {
  const rig = (...scripts: KvStep[][]) => {
    const trace: string[] = []
    const children = scripts.map((steps, at) => new KvProbe(String(at), steps, trace))
    return { trace, children, it: make(children) }
  }

  it('5: are disposed in index order, each once', () => {
    const { trace, children, it } = rig(['a=1', 'b=1'], ['c=1'], ['d=1'])
    nextText(it)
    expect(trace).toEqual([])
    it[Symbol.dispose]()
    it[Symbol.dispose]()
    expect(trace).toEqual(['0 disposed', '1 disposed', '2 disposed'])
    expect(misusesOf(children)).toEqual([])
  })

  it('3: are let go each at its end, so that an iterator at its end holds nothing', () => {
    const { trace, children, it } = rig(['a=1'], ['b=1'], [])
    expect(drained(it)).toEqual(['a=1', 'b=1'])
    expect([...trace].sort()).toEqual(['0 disposed', '1 disposed', '2 disposed'])
    it[Symbol.dispose]()
    expect(trace).toHaveLength(3)
    expect(nextTextAfterDispose(it)).toMatch(/was disposed/)
    expect(misusesOf(children)).toEqual([])
  })

  it('4, 5: when one throws, the others are disposed in index order before the error is out, and that one is not', () => {
    const { trace, children, it } = rig(['a=1'], [{ throw: boom }], ['b=1'], ['c=1'])
    const error = thrownBy(() => drained(it))
    expect(error).toBe(boom)
    expect([...trace].sort()).toEqual(['0 disposed', '2 disposed', '3 disposed'])
    expect(trace.indexOf('2 disposed')).toBeLessThan(trace.indexOf('3 disposed'))
    it[Symbol.dispose]()
    expect(trace).toHaveLength(3)
    expect(misusesOf(children)).toEqual([])
  })

  it('5: all are disposed even if one throws; the first error is thrown, later ones are on its .suppressed', () => {
    const [first, second] = [new Error('first'), new Error('second')]
    const trace: string[] = []
    const it = make([new DisposeTrace('0', trace), new DisposeTrace('1', trace, first), new DisposeTrace('2', trace, second), new DisposeTrace('3', trace)])
    expect(thrownBy(() => it[Symbol.dispose]())).toBe(first)
    expect((first as { suppressed?: unknown }).suppressed).toEqual([second])
    expect(trace).toEqual(['0 disposed', '1 disposed', '2 disposed', '3 disposed'])
  })

  it('5: what a dispose throws during a failure is on the failure’s .suppressed', () => {
    const failure = new Error('failure')
    const second = new Error('second')
    const trace: string[] = []
    const it = make([new KvProbe('0', [{ throw: failure }], trace), new DisposeTrace('1', trace, second)])
    expect(thrownBy(() => nextText(it))).toBe(failure)
    expect((failure as { suppressed?: unknown }).suppressed).toEqual([second])
    expect(trace).toEqual(['1 disposed'])
  })

  it('2: a child that is borrowed by somebody else fails the iterator, and is disposed as the others are', () => {
    const { trace, it } = rig(['a=1'], ['b=1'])
    const borrowed = new ConcatIterator([new KvProbe('inner', ['c=1'], trace)])
    borrowed.next()
    const outer = make([it, borrowed])
    const error = thrownBy(() => drained(outer))
    expect((error as Error).name).toBe('BorrowError')
    expect([...trace].sort()).toEqual(['0 disposed', '1 disposed', 'inner disposed'])
  })

  it('5: a waiting child’s loan is taken back before it is disposed, also one without a dispose of its own', () => {
    const child = new KvProbe('child', ['pending', 'a=1'])
    const bare: KvIterator = { next: () => child.next() }
    const it = make([bare])
    mockTask(it.next()).poll()
    it[Symbol.dispose]()
    expect([child.recalls, child.disposes, child.waker]).toEqual([1, 0, null])
  })

  it('are taken from any iterable, and a later change of the array changes nothing', () => {
    const children = [new KvProbe('0', ['a=1'])]
    const it = make(children)
    children.push(new KvProbe('1', ['b=1']))
    expect(drained(it)).toEqual(['a=1'])
    expect(drained(make(new Set([new KvProbe('0', ['a=1'])]) as unknown as KvIterator[]))).toEqual(['a=1'])
  })

  it('44: may be none', () => {
    const it = make([])
    expect([nextText(it), nextText(it)]).toEqual(['null', 'null'])
  })

  it('have to be iterators', () => {
    expect(() => make([new KvProbe('0', []), {} as KvIterator])).toThrow(`${name}: expected iterators, objects with a next method; child 1 is object`)
    expect(() => make([null as unknown as KvIterator])).toThrow(/child 0 is null/)
  })

  it('have to be in an iterable', () => {
    for (const wrong of [new KvProbe('0', []), null, 5]) {
      expect(() => make(wrong as unknown as KvIterator[])).toThrow(`${name}: expected its children in an array or another iterable`)
    }
  })

  it('4: one there twice would have two owners', () => {
    const twice = new KvProbe('0', ['a=1'])
    const error = thrownBy(() => make([new KvProbe('1', []), twice, twice])) as Error
    expect(error).toBeInstanceOf(BorrowError)
    expect(error.message).toBe(`${name}: children 1 and 2 are one and the same KvProbe; an iterator has one owner: make two of them`)
    expect([twice.nexts, twice.disposes]).toEqual([0, 0])
  })

  it('43: a cursor is refused, and the message says what takes it', () => {
    expect(() => make([new TestCursor(0, 5) as unknown as KvIterator])).toThrow(`${name}: child 0 is TestCursor, a cursor, whose next() gives no entry; ConcatCursor takes cursors`)
  })

  const strangers: [string, () => unknown, RegExp][] = [
    ['an iterator of the language', () => [1, 2].values(), /gave no future: that is an iterator of the language; write a KvIterator around it/],
    ['one that gives promises', () => ({ next: () => Promise.resolve() }), /gave no future, an object with a poll method, but a promise; fromPromise/],
    ['one that lends nothing', () => ({ next: () => undefined }), /gave no future, an object with a poll method, but undefined/],
    ['one that gives undefined for its end', () => ({ next: () => ({ poll: () => undefined }) }), /gave undefined, which is no entry.*null after the last/],
    ['one that gives bare keys', () => ({ next: () => ({ poll: () => 'key' }) }), /gave key, which is no entry/],
  ]

  it.each(strangers)('43: %s fails it at the first poll that meets it, with a TypeError, and is disposed as the others are', (_, stranger, message) => {
    for (const at of [0, 1]) {
      const trace: string[] = []
      const odd = Object.assign(stranger() as KvIterator, { [Symbol.dispose]: () => { trace.push('odd') } })
      const it = make([new KvProbe('0', [], trace), new KvProbe('1', [], trace)].toSpliced(at, 1, odd as KvProbe))
      const error = thrownBy(() => nextText(it)) as Error
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message).toMatch(message)
      expect([...trace].sort()).toEqual([`${1 - at} disposed`, 'odd'])
      expect(nextTextAfterDispose(it)).toMatch(/was polled after it finished/)
    }
  })
})

describe('the children of ConcatCursor', () => {
  it('43: have to be cursors, each there once', () => {
    expect(() => new ConcatCursor([new TestIterator(0, 5) as unknown as KvCursor])).toThrow(/ConcatCursor: expected cursors.*child 0 is TestIterator; ConcatIterator takes iterators/)
    const twice = new TestCursor(0, 5)
    expect(() => new ConcatCursor([twice, twice])).toThrow(BorrowError)
    const odd = { next: () => Promise.resolve(), key: () => null, value: () => null, isValid: () => true }
    expect(() => mockTask(new ConcatCursor([odd as unknown as KvCursor]).next()).poll()).toThrow(/gave no future, an object with a poll method, but a promise/)
  })
})

function nextTextAfterDispose(it: KvIterator): string {
  return String(thrownBy(() => nextText(it)))
}

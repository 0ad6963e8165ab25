import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { BorrowError, isPending, isSendable, Pending, PolledAfterCompletionError, type Future } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { checked, ConcatIterator, MergeIterator, TestIterator, type KvIterator, type Seekable } from '../../src/iterators/index.ts'
import { KvProbe } from '../support/kv-probe.ts'
import { drained, nextText, numbered, textOf } from '../support/kv-text.ts'
import { finish, isFrom, SeekableProbe, type Waits } from '../support/seekable-probe.ts'
import { thrownBy } from '../support/thrown.ts'

const encoder = new TextEncoder()
const bytes = (text: string) => encoder.encode(text)

type Sought = KvIterator & Seekable & Disposable

/** Children that do not wait equally long. */
const children = (bounds: [number, number][], { seek, next }: Waits) =>
  bounds.map(([from, to], at) => new SeekableProbe(from, to, { seek: seek * (at + 1), next: next * (at & 1) }))

/** Each over the entries 10 to 49. */
const kinds: { name: string; make: (waits: Waits) => Sought }[] = [
  { name: 'TestIterator', make: () => new TestIterator(10, 50) },
  { name: 'ConcatIterator', make: (waits) => new ConcatIterator(children([[10, 20], [20, 20], [20, 49], [49, 50]], waits)) },
  { name: 'MergeIterator', make: (waits) => new MergeIterator(children([[30, 50], [10, 30], [50, 50]], waits)) },
  { name: 'checked', make: (waits) => checked(new SeekableProbe(10, 50, waits)) },
  {
    name: 'ConcatIterator of MergeIterators',
    make: (waits) => new ConcatIterator(children([[10, 11], [11, 50]], waits).map((child) => new MergeIterator([child]))),
  },
]

describe.each(kinds)('seek of $name', ({ make }) => {
  const no = { seek: 0, next: 0 }

  it('43: the next next() gives the first entry not below the key, forwards and back, also from the end', () => {
    const key = fc.constantFrom('', 'key_', 'key_00009', 'key_00010', 'key_00019x', 'key_00020', 'key_00048\0', 'key_00049', 'key_00050', 'zebra')
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.nat(45)), { minLength: 1, maxLength: 6 }), fc.nat(2), fc.nat(2), (plan, seek, next) => {
        const it = make({ seek, next })
        for (const [target, take] of plan) {
          finish(it.seek(bytes(target)))
          const expected = numbered(10, 50).filter((text) => isFrom(target, text.slice(0, text.indexOf('='))))
          const seen: string[] = []
          for (let taken = 0; taken < take; taken++) {
            const entry = finish(it.next())
            if (entry !== null) seen.push(new TextDecoder().decode(entry.key))
          }
          expect(seen).toEqual(expected.slice(0, take).map((text) => text.slice(0, text.indexOf('='))))
        }
        it[Symbol.dispose]()
      }),
    )
  })

  it('43: is a borrow: while a loan is out it throws, and while it is out next() and seek throw', () => {
    const it = make(no)
    const loan = it.next()
    expect(() => it.seek(bytes('key'))).toThrow(/seek\(key\) was called while the future of the last next\(\) is still out.*dispose/)
    loan[Symbol.dispose]!()
    const seek = it.seek(bytes('key_00030'))
    expect(() => it.next()).toThrow(/next\(\) was called while the future of seek\(…\) is still out/)
    expect(() => it.seek(bytes('key'))).toThrow(BorrowError)
    finish(seek)
    expect(nextText(it)).toBe('key_00030=value_00030')
  })

  it('43: disposed before it was polled, it moves nothing', () => {
    const it = make(no)
    nextText(it)
    it.seek(bytes('key_00040'))[Symbol.dispose]!()
    expect(nextText(it)).toBe('key_00011=value_00011')
  })

  it('43: loans that are given up while the children still seek lose neither the seek nor an entry', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 8 }), (polls) => {
        const it = make({ seek: 2, next: 1 })
        finish(it.next())
        finish(it.seek(bytes('key_00030')))
        const seen: string[] = []
        for (const count of polls) {
          const loan = it.next()
          const task = mockTask(loan)
          let answer = task.poll()
          for (let again = 1; again < count && isPending(answer); again++) answer = task.poll()
          if (isPending(answer)) loan[Symbol.dispose]!()
          else seen.push(textOf(answer))
        }
        expect([...seen, ...drained(it)]).toEqual(numbered(30, 50))
      }),
    )
  })

  it('3: gives its output once', () => {
    const it = make(no)
    const seek = it.seek(bytes('key'))
    expect(finish(seek)).toBeUndefined()
    expect(() => finish(seek)).toThrow(PolledAfterCompletionError)
    seek[Symbol.dispose]!()
    expect(nextText(it)).toBe('key_00010=value_00010')
  })

  it('43: ends with the iterator', () => {
    const it = make(no)
    const seek = it.seek(bytes('key'))
    it[Symbol.dispose]()
    expect(() => finish(seek)).toThrow(PolledAfterCompletionError)
    seek[Symbol.dispose]!()
    expect(() => finish(it.seek(bytes('key')))).toThrow(PolledAfterCompletionError)
  })

  it('22: is as sendable as the iterator', () => {
    expect(isSendable(make(no).seek(bytes('key')))).toBe(true)
  })
})

describe('seek of children', () => {
  it('44: a merge of overlapping children is in order after each seek', () => {
    const bounds = fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { maxLength: 9 })
    fc.assert(
      fc.property(bounds, fc.array(fc.tuple(fc.nat(35), fc.nat(40)), { maxLength: 5 }), (list, plan) => {
        const it = new MergeIterator(list.map(([from, to]) => new TestIterator(from, to)))
        for (const [from, count] of plan) {
          finish(it.seek(bytes(`key_000${String(from).padStart(2, '0')}`)))
          const expected = list.flatMap(([low, high]) => numbered(Math.max(low, from), high)).sort()
          const wanted = [...expected, 'null'].slice(0, count)
          expect(wanted.map(() => nextText(it))).toEqual(wanted)
        }
      }),
    )
  })

  it('43: needs children that can be sought', () => {
    for (const it of [new ConcatIterator([new TestIterator(0, 1), new KvProbe('', [])]), new MergeIterator([new TestIterator(0, 1), new KvProbe('', [])])]) {
      expect(() => it.seek(bytes('key'))).toThrow(/seek\(key\) needs children with a seek method; child 1 is KvProbe/)
      expect(nextText(it)).toBe('key_00000=value_00000')
    }
    expect('seek' in checked(new KvProbe('', []))).toBe(false)
  })

  const shallow: [string, (children: KvIterator[]) => Sought][] = [
    ['ConcatIterator', (children) => new ConcatIterator(children)],
    ['MergeIterator', (children) => new MergeIterator(children)],
    ['checked', ([child]) => checked(child as Sought)],
  ]

  it.each(shallow)('43: %s refuses at the call where a child of a child cannot be sought, and goes on as if not asked', (_, make) => {
    for (const inner of [ConcatIterator, MergeIterator]) {
      const probe = new KvProbe('probe', ['a=1', 'b=2'])
      const it = make([new inner([new inner([probe])])])
      expect(() => it.seek(bytes('b'))).toThrow(TypeError)
      expect(() => it.seek(bytes('b'))).toThrow(/seek\(key\) needs children with a seek method; child 0 is (Concat|Merge)Iterator, which itself has a child without one/)
      expect(drained(it)).toEqual(['a=1', 'b=2'])
      expect([probe.disposes, probe.misuse]).toEqual([1, []])
      it[Symbol.dispose]()
      expect(probe.disposes).toBe(1)
    }
  })

  it('43: asks, of children that are iterators over iterators, whether they can be sought', () => {
    const deep = new MergeIterator([new ConcatIterator([new TestIterator(0, 3)]), checked(new TestIterator(3, 5))])
    expect(new ConcatIterator([deep]).canSeek()).toBe(true)
    expect(new ConcatIterator([new ConcatIterator([new KvProbe('', [])])]).canSeek()).toBe(false)
    expect(checked(new ConcatIterator([new KvProbe('', [])])).canSeek()).toBe(false)
  })

  /** A child whose first seek waits, and throws when it is taken back; the others go through, or are refused. */
  const stubborn = (refuses: boolean) => {
    const inner = new TestIterator(0, 9)
    const trace: string[] = []
    const waits: Future<void> = { poll: () => Pending, [Symbol.dispose]: () => { throw new Error('dispose') } }
    const child: Sought = {
      next: () => inner.next(),
      seek: (key) => {
        trace.push('seek')
        if (trace.length === 1) return waits
        if (refuses) throw new Error('seek')
        return inner.seek(key)
      },
      [Symbol.dispose]: () => { trace.push('disposed') },
    }
    return { child, trace }
  }

  const around: [string, (child: Sought) => Sought][] = [
    ['ConcatIterator', (child) => new ConcatIterator([child, new TestIterator(9, 10)])],
    ['MergeIterator', (child) => new MergeIterator([child, new TestIterator(9, 10)])],
  ]

  it.each(around)('43: %s loses no entry where taking back a child’s seek throws', (_, make) => {
    const { child, trace } = stubborn(false)
    const it = make(child)
    finish(it.seek(bytes('key_00005')))
    const loan = it.next()
    mockTask(loan).poll()
    expect(() => loan[Symbol.dispose]!()).toThrow('dispose')
    expect(trace).toEqual(['seek', 'seek'])
    expect(drained(it)).toEqual(numbered(5, 10))
  })

  it.each(around)('2, 43: %s is finished where a child refuses to seek again', (_, make) => {
    const { child, trace } = stubborn(true)
    const it = make(child)
    finish(it.seek(bytes('key_00005')))
    const loan = it.next()
    mockTask(loan).poll()
    const error = thrownBy(() => loan[Symbol.dispose]!()) as Error & { suppressed: Error[] }
    expect([error.message, error.suppressed.map(({ message }) => message)]).toEqual(['dispose', ['seek']])
    expect(trace).toEqual(['seek', 'seek', 'disposed'])
    expect(() => nextText(it)).toThrow(PolledAfterCompletionError)
    it[Symbol.dispose]()
    expect(trace).toHaveLength(3)
  })

  it('43: keeps children that are at their end, to come back to them, and disposes them with the iterator', () => {
    const probes = [new SeekableProbe(0, 2, { seek: 0, next: 0 }), new SeekableProbe(2, 4, { seek: 0, next: 0 })]
    const it = new ConcatIterator(probes)
    expect(drained(it)).toEqual(numbered(0, 4))
    expect(probes.map((probe) => probe.disposes)).toEqual([0, 0])
    finish(it.seek(bytes('key_00001')))
    expect(drained(it)).toEqual(numbered(1, 4))
    it[Symbol.dispose]()
    expect(probes.map((probe) => probe.disposes)).toEqual([1, 1])
  })

  it('43: keeps a copy of the key, which is borrowed only until the seek is finished', () => {
    const it = new ConcatIterator([new TestIterator(0, 2), new TestIterator(2, 4)])
    const key = bytes('key_00003')
    finish(it.seek(key))
    key.fill(0)
    expect(drained(it)).toEqual(numbered(3, 4))
  })

  it('2: a throw of a child’s seek fails the iterator at its next loan', () => {
    const boom = new Error('boom')
    const failing = { next: () => new TestIterator(0, 1).next(), seek: () => ({ poll: () => { throw boom } }) }
    for (const it of [new ConcatIterator([failing]), new MergeIterator([failing])]) {
      finish(it.seek(bytes('key')))
      expect(thrownBy(() => nextText(it))).toBe(boom)
      expect(() => nextText(it)).toThrow(PolledAfterCompletionError)
    }
  })
})

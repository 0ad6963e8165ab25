import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { blockOn, lazy, map, yieldNow, andThen, type Context, type Future } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { CachedConcatIterator, ConcatCursor, ConcatIterator, TestCursor, TestIterator, type KvEntry, type KvIterator } from '../../src/iterators/index.ts'
import { entryOf, KvProbe } from '../support/kv-probe.ts'
import { drained, drainedCursor, numbered, textOf } from '../support/kv-text.ts'

const bounds = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 6 })
const take = (it: KvIterator) => mockTask(it.next()).poll() as KvEntry

describe('concatenated iterators', () => {
  it.each([
    ['ConcatIterator', (list: [number, number][]) => drained(new ConcatIterator(list.map(([a, b]) => new TestIterator(a, b))))],
    ['CachedConcatIterator', (list: [number, number][]) => drained(new CachedConcatIterator(list.map(([a, b]) => new TestIterator(a, b))))],
    ['ConcatCursor', (list: [number, number][]) => drainedCursor(new ConcatCursor(list.map(([a, b]) => new TestCursor(a, b))))],
  ])('%s gives each child’s entries in turn', (_name, drain) => {
    fc.assert(
      fc.property(bounds, (list) => {
        expect(drain(list)).toEqual(list.flatMap(([a, b]) => numbered(a, b)))
      }),
    )
    expect(drain([[0, 5], [5, 7]])).toHaveLength(7)
    expect(drain([[0, 5], [5, 10]])).toHaveLength(10)
  })

  it('passes through a hundred thousand empty children without recursion', () => {
    const empties = Array.from({ length: 100_000 }, () => new TestIterator(0, 0))
    expect(drained(new ConcatIterator([...empties, new TestIterator(0, 1)]))).toEqual(numbered(0, 1))
  })

  it('ConcatIterator lends the child’s own slices', () => {
    const child = new TestIterator(0, 2)
    const own = take(new ConcatIterator([child]))
    const next = take(child)
    expect(next).toBe(own)
    expect(next.key).toBe(own.key)
  })

  it('runs on an executor, its children waiting by yielding', () => {
    class Slow implements KvIterator {
      private readonly inner = new TestIterator(0, 3)
      next(): Future<KvEntry | null> {
        return andThen(yieldNow(), () => lazy(() => (this.inner.next().poll({} as Context) as KvEntry | null)))
      }
    }
    const it = new ConcatIterator([new Slow(), new Slow()])
    const texts = Array.from({ length: 7 }, () => blockOn(map(it.next(), textOf)))
    expect(texts).toEqual([...numbered(0, 3), ...numbered(0, 3), 'null'])
  })
})

describe('CachedConcatIterator', () => {
  it('copies each entry exactly once', () => {
    const it = new CachedConcatIterator([new TestIterator(0, 5), new TestIterator(5, 5), new TestIterator(5, 7)])
    const counts = Array.from({ length: 9 }, () => {
      take(it)
      return it.copies
    })
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 7, 7])
  })

  it('counts no copy for a wait or for a loan that was given up', () => {
    const it = new CachedConcatIterator([new KvProbe('', ['pending', 'a=1'])])
    const loan = it.next()
    mockTask(loan).poll()
    loan[Symbol.dispose]()
    expect(it.copies).toBe(0)
    expect([textOf(take(it)), it.copies]).toEqual(['a=1', 1])
  })

  it('lends copies: what becomes of the child’s bytes does not show', () => {
    const entry = entryOf('key=value')
    const given = [entry]
    const it = new CachedConcatIterator([{ next: () => ({ poll: () => given.pop() ?? null }) }])
    const copy = take(it)
    entry.key.fill(0)
    entry.value.fill(0)
    expect(textOf(copy)).toBe('key=value')
  })

  it('copies entries of any lengths, and reuses a length’s view', () => {
    const lengths = fc.array(fc.tuple(fc.nat(70), fc.nat(70)), { maxLength: 40 })
    fc.assert(
      fc.property(lengths, (plan) => {
        const entries = plan.map(([key, value], n) => ({ key: new Uint8Array(key).fill(n), value: new Uint8Array(value).fill(n + 100) }))
        const left = [...entries]
        const it = new CachedConcatIterator([{ next: () => ({ poll: () => left.shift() ?? null }) }])
        for (const entry of entries) {
          const { key, value } = take(it)
          expect([[...key], [...value]]).toEqual([[...entry.key], [...entry.value]])
        }
        expect(take(it)).toBeNull()
      }),
    )
  })

  it('lends the same view for the same length, also after others', () => {
    const left = ['aa=1', 'b=1', 'cc=1'].map(entryOf)
    const it = new CachedConcatIterator([{ next: () => ({ poll: () => left.shift() ?? null }) }])
    const first = take(it).key
    take(it)
    expect(take(it).key).toBe(first)
  })

  it('copies entries of more lengths than it keeps views for', () => {
    const entries = Array.from({ length: 2500 }, (_, n) => ({ key: Uint8Array.of(n), value: new Uint8Array(2500 - n).fill(n) }))
    const left = [...entries]
    const it = new CachedConcatIterator([{ next: () => ({ poll: () => left.shift() ?? null }) }])
    for (const entry of entries) expect(Buffer.compare(take(it).value, entry.value)).toBe(0)
  })
})

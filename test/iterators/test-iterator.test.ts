import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { BorrowError, PolledAfterCompletionError } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { TestCursor, TestIterator, type KvEntry } from '../../src/iterators/index.ts'
import { drained, drainedCursor, numbered } from '../support/kv-text.ts'

const take = (it: TestIterator) => mockTask(it.next()).poll() as KvEntry

describe('TestIterator', () => {
  it('gives the numbers from `from` up to but not including `to`, in five digits and more where needed', () => {
    const nearby = fc.constantFrom(0, 7, 9_998, 99_997, 99_999, 100_000, 999_998, 9_999_999_998, 2 ** 31 - 2, 2 ** 32 - 1, Number.MAX_SAFE_INTEGER - 9)
    fc.assert(
      fc.property(nearby, fc.nat(8), (from, count) => {
        expect(drained(new TestIterator(from, from + count))).toEqual(numbered(from, from + count))
      }),
    )
  })

  it('has none where `to` is not above `from`', () => {
    expect(drained(new TestIterator(5, 5))).toEqual([])
    expect(drained(new TestIterator(6, 5))).toEqual([])
  })

  it('lends the same entry and the same views each time', () => {
    const it = new TestIterator(0, 2)
    const first = take(it)
    const { key, value } = first
    const second = take(it)
    expect(second).toBe(first)
    expect([second.key === key, second.value === value]).toEqual([true, true])
  })

  it('changes the views where the number of digits does, and only there', () => {
    const it = new TestIterator(99_998, 100_002)
    const lengths: number[] = []
    const views = new Set<Uint8Array>()
    for (let n = 0; n < 4; n++) {
      const { key, value } = take(it)
      lengths.push(key.length, value.length)
      views.add(key)
    }
    expect(lengths).toEqual([9, 11, 9, 11, 10, 12, 10, 12])
    expect(views.size).toBe(2)
  })

  it.each([[-1, 1], [0, 1.5], [NaN, 1], [0, Infinity], [0, 2 ** 53]])('refuses the bounds %s and %s', (from, to) => {
    expect(() => new TestIterator(from, to)).toThrow(RangeError)
    expect(() => new TestCursor(from, to)).toThrow(RangeError)
  })

  it('has a cursor form that gives the same', () => {
    expect(drainedCursor(new TestCursor(99_997, 100_003))).toEqual(numbered(99_997, 100_003))
  })

  it('43: lends one future, one loan at a time, and loses no entry', () => {
    const it = new TestIterator(0, 2)
    const loan = it.next()
    expect(() => it.next()).toThrow(BorrowError)
    loan[Symbol.dispose]()
    expect(() => mockTask(loan).poll()).toThrow(PolledAfterCompletionError)
    expect(it.next()).toBe(loan)
    loan[Symbol.dispose]()
    expect(drained(it)).toEqual(numbered(0, 2))
    expect(drained(it)).toEqual([])
    const last = it.next()
    it[Symbol.dispose]()
    expect(() => mockTask(last).poll()).toThrow(/TestNext was polled after it was disposed/)
    expect(() => take(it)).toThrow(PolledAfterCompletionError)
  })
})

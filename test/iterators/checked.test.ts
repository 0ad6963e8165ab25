import { describe, expect, it } from 'vitest'
import { BorrowError, Pending, PolledAfterCompletionError } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { checked, ConcatIterator, MergeIterator, POISON, TestIterator, type KvEntry, type KvIterator } from '../../src/iterators/index.ts'
import { KvProbe } from '../support/kv-probe.ts'
import { drained, nextText, numbered, textOf, textOfBytes } from '../support/kv-text.ts'
import { finish } from '../support/seekable-probe.ts'
import { thrownBy } from '../support/thrown.ts'

const take = (it: KvIterator) => mockTask(it.next()).poll() as KvEntry
const poisoned = (length: number) => new Uint8Array(length).fill(POISON)

/** Whatever makes an entry out of date. */
const moves: { name: string; why: RegExp; move: (it: KvIterator & Disposable & { seek?: (key: Uint8Array) => unknown }) => void }[] = [
  { name: 'the next next(), even unpolled', why: /the next next\(\)/, move: (it) => void it.next() },
  { name: 'a next() whose loan is given up', why: /the next next\(\)/, move: (it) => it.next()[Symbol.dispose]!() },
  { name: 'a next() at the end', why: /the next next\(\)/, move: (it) => void drained(it) },
  { name: 'a seek', why: /seek/, move: (it) => void it.seek!(new Uint8Array(0)) },
  { name: 'the dispose of the iterator', why: /the iterator was disposed/, move: (it) => it[Symbol.dispose]() },
]

describe('checked', () => {
  it('43: gives the same entries', () => {
    expect(drained(checked(new TestIterator(0, 20)))).toEqual(numbered(0, 20))
  })

  describe.each(moves)('after $name', ({ why, move }) => {
    it('43: the entry’s getters throw and say why', () => {
      const it = checked(new TestIterator(0, 3))
      const entry = take(it)
      expect(textOf(entry)).toBe('key_00000=value_00000')
      move(it)
      for (const [what, read] of [['key', () => entry.key], ['value', () => entry.value]] as const) {
        const error = thrownBy(read)
        expect(error).toBeInstanceOf(BorrowError)
        expect((error as Error).message).toMatch(new RegExp(`the ${what} lent by loan 1 of TestIterator was read after`))
        expect((error as Error).message).toMatch(why)
        expect((error as Error).message).toMatch(/\.slice\(\)/)
      }
    })

    it('43: bytes that were taken before are poisoned, copies are not', () => {
      const it = checked(new TestIterator(0, 3))
      const { key, value } = take(it)
      const kept = key.slice()
      move(it)
      expect([key, value]).toEqual([poisoned(9), poisoned(11)])
      expect(textOfBytes(kept)).toBe('key_00000')
    })
  })

  it('43: an entry stays valid while a second next() is refused', () => {
    const it = checked(new KvProbe('', ['a=1', 'b=2']))
    take(it)
    const loan = it.next()
    const entry = mockTask(loan).poll() as KvEntry
    const out = checked(new TestIterator(0, 1))
    out.next()
    expect(() => out.next()).toThrow(BorrowError)
    expect(textOf(entry)).toBe('b=2')
  })

  it('43: poisons only its own copies, never the bytes of the iterator inside', () => {
    const child = new TestIterator(0, 2)
    const it = checked(child)
    take(it)
    it.next()[Symbol.dispose]()
    expect(textOf(take(child))).toBe('key_00001=value_00001')
  })

  it('43: gives a fresh handle a loan', () => {
    const it = checked(new TestIterator(0, 3))
    const handles = [0, 1, 2].map(() => {
      const loan = it.next()
      mockTask(loan).poll()
      return loan
    })
    expect(new Set(handles).size).toBe(3)
  })

  it('43: reports the poll of a stale handle, which would have polled another loan', () => {
    const it = checked(new TestIterator(0, 3))
    const first = it.next()
    mockTask(first).poll()
    const second = it.next()
    const error = thrownBy(() => mockTask(first).poll())
    expect(error).toBeInstanceOf(BorrowError)
    expect((error as Error).message).toMatch(/loan 1 of TestIterator was polled after the iterator had been asked for the next.*forget a loan/)
    expect(textOf(mockTask(second).poll())).toBe('key_00001=value_00001')
  })

  it('43: reports the dispose of a stale handle where it would have ended another loan, and leaves that as it was', () => {
    const it = checked(new TestIterator(0, 3))
    const first = it.next()
    mockTask(first).poll()
    const second = it.next()
    expect(() => first[Symbol.dispose]()).toThrow(/loan 1 of TestIterator was disposed after/)
    expect(textOf(mockTask(second).poll())).toBe('key_00001=value_00001')
    expect(() => first[Symbol.dispose]()).not.toThrow()
    expect(nextText(it)).toBe('key_00002=value_00002')
  })

  it('3: a handle that gave its output throws as every future does', () => {
    const it = checked(new TestIterator(0, 3))
    const loan = it.next()
    mockTask(loan).poll()
    expect(() => mockTask(loan).poll()).toThrow(PolledAfterCompletionError)
  })

  it('43: finds a stale read through the iterators around it', () => {
    const it = new ConcatIterator([checked(new TestIterator(0, 1)), checked(new TestIterator(1, 2))])
    const first = take(it)
    take(it)
    expect(() => first.key).toThrow(/loan 1 of TestIterator/)
    const merge = new MergeIterator([checked(new TestIterator(0, 2)), checked(new TestIterator(1, 3))])
    const seen: KvEntry[] = []
    for (const text of [...numbered(0, 2), ...numbered(1, 3)]) {
      seen.push(take(merge))
      expect(textOf(seen.at(-1)!)).toBe(text)
    }
    for (const entry of seen.slice(0, -1)) expect(() => entry.value).toThrow(BorrowError)
  })

  it('43: checks a seek as a borrow, and only offers one where there is one', () => {
    const it = checked(new TestIterator(0, 3))
    const entry = take(it)
    const loan = it.next()
    expect(() => it.seek(new Uint8Array(0))).toThrow(BorrowError)
    loan[Symbol.dispose]()
    finish(it.seek(new TextEncoder().encode('key_00002')))
    expect(() => entry.key).toThrow(BorrowError)
    expect(nextText(it)).toBe('key_00002=value_00002')
  })

  it('5: a handle that waits takes the loan inside back', () => {
    const child = new KvProbe('child', ['pending', 'a=1'])
    const it = checked(child)
    const loan = it.next()
    expect(mockTask(loan).poll()).toBe(Pending)
    loan[Symbol.dispose]()
    expect(child.recalls).toBe(1)
    expect(nextText(it)).toBe('a=1')
    expect(child.misuse).toEqual([])
  })
})

describe('without checked', () => {
  it('43: a stale entry reads what was written over it, and a stale dispose ends the latest loan: the trap', () => {
    const it = new TestIterator(0, 3)
    const first = take(it)
    take(it)
    expect(textOf(first)).toBe('key_00001=value_00001')
    const stale = it.next()
    mockTask(stale).poll()
    const latest = it.next()
    stale[Symbol.dispose]()
    expect(() => mockTask(latest).poll()).toThrow(PolledAfterCompletionError)
  })
})

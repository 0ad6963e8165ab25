import { describe, expect, it } from 'vitest'
import { BorrowError, Pending, PolledAfterCompletionError } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { ConcatCursor, TestCursor, type KvCursor } from '../../src/iterators/index.ts'
import { CursorProbe } from '../support/cursor-probe.ts'
import { drainedCursor, textOfBytes } from '../support/kv-text.ts'
import { thrownBy } from '../support/thrown.ts'

const kinds: { name: string; loan: string; make: () => KvCursor & Disposable }[] = [
  { name: 'TestCursor', loan: 'TestCursorNext', make: () => new TestCursor(0, 2) },
  { name: 'ConcatCursor', loan: 'ConcatCursorNext', make: () => new ConcatCursor([new TestCursor(0, 1), new TestCursor(0, 0), new TestCursor(1, 2)]) },
  { name: 'ConcatCursor of ConcatCursors', loan: 'ConcatCursorNext', make: () => new ConcatCursor([new ConcatCursor<KvCursor>([]), new ConcatCursor([new TestCursor(0, 2)])]) },
]

const move = (cursor: KvCursor) => mockTask(cursor.next()).poll()

describe.each(kinds)('$name', ({ loan: loanName, make }) => {
  it('stands before the first entry when it is made', () => {
    const cursor = make()
    expect(cursor.isValid()).toBe(false)
    for (const read of [() => cursor.key(), () => cursor.value()]) {
      expect(thrownBy(read)).toBeInstanceOf(BorrowError)
      expect(String(thrownBy(read))).toMatch(/has nothing to lend, it is not at an entry; call next\(\), then ask isValid\(\)/)
    }
  })

  it('moves, and is not valid for ever after the last entry', () => {
    const cursor = make()
    expect(drainedCursor(cursor)).toEqual(['key_00000=value_00000', 'key_00001=value_00001'])
    for (let again = 0; again < 3; again++) expect([move(cursor), cursor.isValid()]).toEqual([undefined, false])
    expect(() => cursor.key()).toThrow(BorrowError)
  })

  it('43: lends the same future each time, one at a time', () => {
    const cursor = make()
    const loan = cursor.next()
    expect(String(thrownBy(() => cursor.next()))).toMatch(/next\(\) was called while .* still out.*dispose/)
    mockTask(loan).poll()
    expect(cursor.next()).toBe(loan)
  })

  it('43: cannot be read while it moves: E0502', () => {
    const cursor = make()
    move(cursor)
    const loan = cursor.next()
    for (const read of [() => cursor.key(), () => cursor.value(), () => cursor.isValid()]) {
      expect(thrownBy(read)).toBeInstanceOf(BorrowError)
      expect(String(thrownBy(read))).toMatch(/still out; the cursor is moving.*dispose/)
    }
    loan[Symbol.dispose]!()
    expect(textOfBytes(cursor.key())).toBe('key_00000')
  })

  it('3: its loan gives its output once', () => {
    const cursor = make()
    const loan = cursor.next()
    mockTask(loan).poll()
    expect((thrownBy(() => mockTask(loan).poll()) as PolledAfterCompletionError).what).toBe(loanName)
  })

  it('43: disposing it ends the loan', () => {
    const cursor = make()
    move(cursor)
    const loan = cursor.next()
    cursor[Symbol.dispose]()
    expect(() => mockTask(loan).poll()).toThrow(PolledAfterCompletionError)
    expect(cursor.isValid()).toBe(false)
    expect(() => cursor.key()).toThrow(/it was disposed/)
    expect(() => move(cursor)).toThrow(/was disposed/)
    cursor[Symbol.dispose]()
  })
})

describe('the children of ConcatCursor', () => {
  it('43: wait, and lose nothing when the loan is given up', () => {
    const child = new CursorProbe('child', ['pending', 'a=1', 'pending', 'b=2'])
    const cursor = new ConcatCursor([new CursorProbe('empty', []), child])
    const loan = cursor.next()
    expect(mockTask(loan).poll()).toBe(Pending)
    loan[Symbol.dispose]()
    expect(child.recalls).toBe(1)
    expect(drainedCursor(cursor)).toEqual(['a=1', 'b=2'])
    expect(child.misuse).toEqual([])
  })

  it('3, 5: are disposed once each, at their end or in index order', () => {
    const trace: string[] = []
    const children = (['a=1', 'b=1', 'c=1'] as const).map((step, at) => new CursorProbe(String(at), [step], trace))
    const cursor = new ConcatCursor(children)
    move(cursor)
    move(cursor)
    expect(trace).toEqual(['0 disposed'])
    cursor[Symbol.dispose]()
    cursor[Symbol.dispose]()
    expect(trace).toEqual(['0 disposed', '1 disposed', '2 disposed'])
    expect(children.flatMap((child) => child.misuse)).toEqual([])
  })

  it('2, 4: when one throws, the others are disposed, and the cursor is finished', () => {
    const boom = new Error('boom')
    const trace: string[] = []
    const cursor = new ConcatCursor([new CursorProbe('0', ['pending', { throw: boom }], trace), new CursorProbe('1', [], trace)])
    const task = mockTask(cursor.next())
    task.poll()
    expect(thrownBy(() => task.poll())).toBe(boom)
    expect(trace).toEqual(['1 disposed'])
    expect(() => move(cursor)).toThrow(PolledAfterCompletionError)
    expect(cursor.isValid()).toBe(false)
    expect(() => cursor.key()).toThrow(/it has failed/)
  })
})

// The sendable matrix: every public class, over contents that are sendable and over an `Rc`. Contract 22.
import { describe, expect, it } from 'vitest'
import { assertSendable, Cell, drop, isSendable, NotSendableError, Rc } from '../../src/index.ts'
import { exportedNames, isClass } from '../support/exported-classes.ts'
import { futureMatrix, iteratorMatrix } from '../support/sendable-matrix.ts'
import { otherMatrix, runtimeMatrix, syncMatrix, unnamedMatrix } from '../support/sendable-matrix-rooms.ts'
import type { Verdict } from '../support/sendable-row.ts'
import { thrownBy } from '../support/thrown.ts'

const named = [...futureMatrix, ...iteratorMatrix, ...syncMatrix, ...runtimeMatrix, ...otherMatrix]

/** Bases for classes of a program's own: what they hold is in those. */
const ABSTRACT = ['Loan', 'SeekableLoan', 'Stream']

/** What these refer to is not theirs, and goes on when they are disposed: a loan's iterator, the value that a channel shares. */
const BORROW = ['CachedConcatNext', 'CheckedNext', 'ConcatCursorNext', 'ConcatNext', 'MergeNext', 'StreamNext', 'Recv', 'BroadcastSender', 'WatchReceiver', 'WatchSender']

const expected: Record<Verdict, [plain: boolean, rc: boolean, cell: boolean]> = {
  yes: [true, true, true],
  no: [false, false, false],
  contents: [true, false, false],
}

describe.each([...named, ...unnamedMatrix])('22: %s is sendable: %s', (name, verdict, make) => {
  it('over plain data, an Rc, a Cell', () => {
    expect([isSendable(make({ n: 1 })), isSendable(make(new Rc(1))), isSendable(make(new Cell(1)))]).toEqual(expected[verdict])
  })

  it('says where the Rc is, if that is why it is not', () => {
    if (verdict !== 'contents') return
    const error = thrownBy(() => assertSendable(make(new Rc(1)))) as NotSendableError
    expect(error).toBeInstanceOf(NotSendableError)
    expect(error.message).toMatch(/\bRc\b/)
  })

  it('is that class', () => {
    const made = make(1) as object
    if (name !== 'JoinHandle') expect(made.constructor.name).toBe(name)
  })

  it('disposed, holds nothing', () => {
    if (verdict !== 'contents') return
    const made = make(new Rc(1))
    if (typeof (made as Partial<Disposable>)[Symbol.dispose] !== 'function' || BORROW.includes(name)) return
    drop(made)
    expect(isSendable(made)).toBe(true)
  })
})

describe('22: the matrix', () => {
  it('has every class of every barrel, once', async () => {
    const exported = await exportedNames()
    const classes = [...exported].filter(([, value]) => isClass(value)).map(([name]) => name)
    expect(named.map(([name]) => name).sort()).toEqual(classes.filter(name => !ABSTRACT.includes(name)).sort())
  })

  it('needs no row for functions and constants: all are sendable', async () => {
    const others = [...(await exportedNames())].filter(([, value]) => !isClass(value))
    expect(others.filter(([, value]) => !isSendable(value)).map(([name]) => name)).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { BorrowError, isPending, Pending, PolledAfterCompletionError } from '../../src/index.ts'
import { countingWaker, mockTask } from '../../src/testing/index.ts'
import { entriesOf, KvProbe, type KvStep } from '../support/kv-probe.ts'
import { drained, nextText, textOf } from '../support/kv-text.ts'
import { lendingKinds } from '../support/lending-kinds.ts'
import { thrownBy } from '../support/thrown.ts'

const boom = new Error('boom')

describe.each(lendingKinds)('$name', (kind) => {
  const rig = (...steps: KvStep[]) => {
    const child = new KvProbe('child', steps)
    return { child, it: kind.make(child) }
  }

  it('1: making it and lending a future polls nothing and calls no child', () => {
    const { child, it } = rig('a=1')
    it.next()
    expect([child.nexts, child.polls]).toEqual([0, 0])
  })

  it('43: lends the same future each time, or a fresh one where it boxes', () => {
    const { it } = rig('a=1', 'b=2')
    const first = it.next()
    expect(textOf(mockTask(first).poll())).toBe('a=1')
    const second = it.next()
    expect(second === first).toBe(!kind.fresh)
    expect(textOf(mockTask(second).poll())).toBe('b=2')
  })

  it('43: gives null for ever after the end', () => {
    const { child, it } = rig('a=1')
    expect([1, 2, 3, 4].map(() => nextText(it))).toEqual(['a=1', 'null', 'null', 'null'])
    expect(child.misuse).toEqual([])
  })

  it('43: a second next() before the loan was polled throws, and leaves the loan as it was', () => {
    const { child, it } = rig('a=1', 'b=2')
    const loan = it.next()
    const error = thrownBy(() => it.next())
    expect(error).toBeInstanceOf(BorrowError)
    expect((error as Error).message).toMatch(/next\(\).*still out.*dispose/)
    expect(textOf(mockTask(loan).poll())).toBe('a=1')
    expect(nextText(it)).toBe('b=2')
    expect(child.misuse).toEqual([])
  })

  it('43: a second next() while the loan waits throws, and leaves the loan as it was', () => {
    const { child, it } = rig('pending', 'a=1', 'b=2')
    const task = mockTask(it.next())
    expect(task.poll()).toBe(Pending)
    expect(() => it.next()).toThrow(BorrowError)
    child.waker!.wake()
    expect(task.isWoken()).toBe(true)
    expect(textOf(task.poll())).toBe('a=1')
    expect(nextText(it)).toBe('b=2')
    expect(child.misuse).toEqual([])
  })

  it('43: disposing an unpolled loan loses no entry', () => {
    const { child, it } = rig('a=1')
    it.next()[Symbol.dispose]!()
    expect([child.nexts, child.polls]).toEqual([0, 0])
    expect([nextText(it), nextText(it)]).toEqual(['a=1', 'null'])
    expect(child.misuse).toEqual([])
  })

  it('5, 43: disposing a waiting loan takes the child’s back at once and loses no entry', () => {
    const { child, it } = rig('a=1', 'pending', 'b=2', 'c=3')
    expect(nextText(it)).toBe('a=1')
    const loan = it.next()
    expect(mockTask(loan).poll()).toBe(Pending)
    loan[Symbol.dispose]!()
    expect([child.recalls, child.waker]).toEqual([1, null])
    expect([nextText(it), nextText(it), nextText(it)]).toEqual(['b=2', 'c=3', 'null'])
    expect(child.misuse).toEqual([])
  })

  it('4: disposing a loan that came back by itself, or twice, does nothing', () => {
    const { child, it } = rig('a=1', 'b=2')
    const loan = it.next()
    mockTask(loan).poll()
    loan[Symbol.dispose]!()
    loan[Symbol.dispose]!()
    expect([child.recalls, nextText(it)]).toEqual([0, 'b=2'])
  })

  it('3: polling a loan that has given its output throws with the type’s name', () => {
    const { child, it } = rig('a=1', 'b=2')
    const loan = it.next()
    mockTask(loan).poll()
    const error = thrownBy(() => mockTask(loan).poll())
    expect(error).toBeInstanceOf(PolledAfterCompletionError)
    expect((error as PolledAfterCompletionError).what).toBe(kind.loan)
    expect(child.polls).toBe(1)
    expect(nextText(it)).toBe('b=2')
  })

  it('3: polling a disposed loan throws', () => {
    const { it } = rig('a=1')
    const loan = it.next()
    loan[Symbol.dispose]!()
    expect(() => mockTask(loan).poll()).toThrow(PolledAfterCompletionError)
  })

  it.each(['unpolled', 'waiting', 'returned'] as const)('43: disposing the iterator ends the loan (%s) and disposes the child once', (state) => {
    const { child, it } = rig('pending', 'a=1')
    const loan = it.next()
    if (state !== 'unpolled') mockTask(loan).poll()
    if (state === 'returned') mockTask(loan).poll()
    it[Symbol.dispose]()
    expect([child.disposes, child.waker]).toEqual([1, null])
    const error = thrownBy(() => mockTask(loan).poll())
    expect(error).toBeInstanceOf(PolledAfterCompletionError)
    loan[Symbol.dispose]!()
    it[Symbol.dispose]()
    expect(child.disposes).toBe(1)
    expect(child.misuse).toEqual([])
  })

  it('3: a disposed iterator lends a loan whose poll says so', () => {
    const { child, it } = rig('a=1')
    it[Symbol.dispose]()
    for (let again = 0; again < 2; again++) {
      expect(String(thrownBy(() => nextText(it)))).toMatch(/^PolledAfterCompletionError: .* was disposed/)
    }
    expect(child.nexts).toBe(0)
  })

  it('2, 43: a throw reaches the caller and finishes the iterator; it is no end', () => {
    const { child, it } = rig('a=1', { throw: boom })
    nextText(it)
    const loan = it.next()
    expect(thrownBy(() => mockTask(loan).poll())).toBe(boom)
    loan[Symbol.dispose]!()
    expect(thrownBy(() => mockTask(loan).poll())).toBeInstanceOf(PolledAfterCompletionError)
    for (let again = 0; again < 2; again++) expect(thrownBy(() => nextText(it))).toBeInstanceOf(PolledAfterCompletionError)
    it[Symbol.dispose]()
    expect([child.polls, child.disposes]).toEqual([2, 0])
    expect(child.misuse).toEqual([])
  })

  it('2, 43: a throw after a wait does the same', () => {
    const { child, it } = rig('pending', { throw: boom })
    const task = mockTask(it.next())
    expect(task.poll()).toBe(Pending)
    expect(thrownBy(() => task.poll())).toBe(boom)
    expect(() => nextText(it)).toThrow(PolledAfterCompletionError)
    it[Symbol.dispose]()
    expect([child.disposes, child.recalls]).toEqual([0, 0])
    expect(child.misuse).toEqual([])
  })

  it('2, 7: from inside its own poll, neither a poll, nor a next(), nor a dispose', () => {
    const errors: unknown[] = []
    const inside = {
      run: () => {
        errors.push(
          ...[() => mockTask(loan).poll(), () => it.next(), () => loan[Symbol.dispose]!(), () => it[Symbol.dispose]()].map(thrownBy),
        )
      },
    }
    const { child, it } = rig(inside, 'a=1')
    const loan = it.next()
    expect(textOf(mockTask(loan).poll())).toBe('a=1')
    expect(errors.map((error) => (error as Error).name)).toEqual(['BorrowError', 'BorrowError', 'BorrowError', 'BorrowError'])
    expect(nextText(it)).toBe('null')
    expect(child.misuse).toEqual([])
  })

  it('9: a spurious poll polls the waiting child once, and the latest waker is the one woken', () => {
    const { child, it } = rig('pending', 'pending', 'a=1')
    const loan = it.next()
    const [early, late] = [countingWaker(), countingWaker()]
    expect([loan.poll({ waker: early }), loan.poll({ waker: late })]).toEqual([Pending, Pending])
    expect([child.nexts, child.polls]).toEqual([1, 2])
    child.waker!.wake()
    expect([early.count, late.count]).toEqual([0, 1])
    expect(textOf(mockTask(loan).poll())).toBe('a=1')
  })

  it('43: whatever waits, is given up and taken up again, the entries come in order and none is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('pending', 'entry')), fc.infiniteStream(fc.nat(3)), (plan, choices) => {
        const steps = plan.map((step, n): KvStep => (step === 'pending' ? 'pending' : `${String(n).padStart(4, '0')}=${n}`))
        const { child, it } = rig(...steps)
        const seen: string[] = []
        for (;;) {
          const loan = it.next()
          if (choices.next().value === 0) {
            loan[Symbol.dispose]!()
            continue
          }
          const answer = mockTask(loan).poll()
          if (answer === null) break
          if (isPending(answer)) loan[Symbol.dispose]!()
          else seen.push(textOf(answer))
        }
        it[Symbol.dispose]()
        expect(seen).toEqual(entriesOf(steps))
        expect(child.misuse).toEqual([])
      }),
    )
  })

  it('43: with every wait polled through, the same', () => {
    const { child, it } = rig('pending', 'a=1', 'b=2', 'pending', 'pending', 'c=3', 'pending')
    expect(drained(it)).toEqual(['a=1', 'b=2', 'c=3'])
    expect(child.misuse).toEqual([])
  })
})

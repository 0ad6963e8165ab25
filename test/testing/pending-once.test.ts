import { describe, expect, it } from 'vitest'
import { BorrowError, contextFrom, Done, inspect, isSendable, Pending, PolledAfterCompletionError, Rc, wakerFn } from '../../src/future/index.ts'
import { mockTask, panicWaker, pendingOnce } from '../../src/testing/index.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

describe('pendingOnce', () => {
  it('1: wakes once and answers Pending, then gives its value', () => {
    const task = mockTask(pendingOnce('v'))
    expect([task.poll(), task.isWoken(), task.wakeCount]).toEqual([Pending, true, 1])
    expect([task.poll(), task.isWoken(), task.wakeCount]).toEqual(['v', false, 1])
    expect(thrownBy(() => task.poll())).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('gives undefined where it is given nothing', () => {
    const task = mockTask(pendingOnce())
    expect([task.poll(), task.poll()]).toEqual([Pending, undefined])
  })

  it.each([Pending, Done])('1: refuses an answer as its value: %s', answer => {
    expect(() => pendingOnce(answer)).toThrow(/^pendingOnce: .* is an answer of poll, never a value/)
  })

  it.each([0, 1])('6: drops its value when it is disposed after %i polls, once, and not after its end', polls => {
    const [token, handedOn] = [new Token(), new Token()]
    const [future, finished] = [pendingOnce(token), pendingOnce(handedOn)]
    const [task, other] = [mockTask(future), mockTask(finished)]
    for (let poll = 0; poll < polls; poll++) task.poll()
    future[Symbol.dispose]()
    future[Symbol.dispose]()
    other.poll()
    other.poll()
    finished[Symbol.dispose]()
    expect([token.drops, handedOn.drops]).toEqual([1, 0])
    expect(thrownBy(() => task.poll())).toMatchObject({ message: expect.stringContaining('PendingOnce was polled after it was disposed') })
  })

  it('2: a waker that throws fails it, and its value is dropped', () => {
    const token = new Token()
    const future = pendingOnce(token)
    expect(() => future.poll(contextFrom(panicWaker()))).toThrow('panicWaker')
    expect(token.drops).toBe(1)
    expect(() => future.poll(contextFrom(panicWaker()))).toThrow(PolledAfterCompletionError)
  })

  it('2, 7: is borrowed while its waker runs', () => {
    const future = pendingOnce(1)
    const errors: unknown[] = []
    const waker = wakerFn(() => errors.push(thrownBy(() => future.poll(cx)), thrownBy(() => future[Symbol.dispose]())))
    const cx = contextFrom(waker)
    expect([future.poll(cx), future.poll(cx)]).toEqual([Pending, 1])
    expect(errors).toEqual([expect.any(BorrowError), expect.any(BorrowError)])
  })

  it('22: is as sendable as its value', () => {
    expect([isSendable(pendingOnce(1)), isSendable(pendingOnce(new Rc(1)))]).toEqual([true, false])
  })

  it('28: says what it waits on', () => {
    const future = pendingOnce(1)
    expect(future[inspect]()).toEqual({ name: 'PendingOnce' })
    mockTask(future).poll()
    expect(future[inspect]().waitsOn).toBe('its own wake, already made')
  })
})

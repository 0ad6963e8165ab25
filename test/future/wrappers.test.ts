import { describe, expect, it } from 'vitest'
import {
  BorrowError, boxed, byRef, catchUnwind, contextFrom, drop, Err, fuse, inspect, isSendable, noopWaker, Ok, Pending,
  PolledAfterCompletionError, Rc, ready, type Result,
} from '../../src/future/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { scripted } from '../support/scripted-future.ts'

const cx = contextFrom(noopWaker())

describe('fuse', () => {
  it('3: answers Pending for ever once it has given its output, and wakes nobody', () => {
    const child = scripted('a', ['wake', { ready: 1 }])
    const future = fuse(child)
    const task = mockTask(future)
    expect([future.isTerminated(), task.poll(), task.poll(), task.poll(), task.poll()]).toEqual([false, Pending, 1, Pending, Pending])
    expect([future.isTerminated(), child.polls, task.wakeCount]).toEqual([true, 2, 1])
  })

  it('3: also once it has failed, or been disposed', () => {
    const failed = fuse(scripted('a', [{ throw: new Error('no') }]))
    expect(() => failed.poll(cx)).toThrow('no')
    expect(failed.poll(cx)).toBe(Pending)
    const child = scripted('b', [])
    const disposed = fuse(child)
    drop(disposed)
    drop(disposed)
    expect([disposed.poll(cx), disposed.isTerminated(), child.disposes]).toEqual([Pending, true, 1])
  })

  it('2: a poll from inside its own poll is a borrow all the same', () => {
    const future = fuse(scripted('a', [{ run: () => future.poll(cx) }]))
    expect(() => future.poll(cx)).toThrow(BorrowError)
  })

  it('1: says that nothing will come, once nothing will', () => {
    const child = ready(1)
    const future = fuse(child)
    expect(future[inspect]()).toEqual({ name: 'Fuse', children: [child] })
    future.poll(cx)
    expect(future[inspect]()).toMatchObject({ name: 'Fuse', state: 'Finished', waitsOn: 'nothing: its future has ended' })
  })
})

describe('byRef', () => {
  it('5: disposes nothing: its owner polls on', () => {
    const child = scripted('a', ['pending', { ready: 1 }])
    const loan = byRef(child)
    loan.poll(cx)
    drop(loan)
    drop(loan)
    expect(() => loan.poll(cx)).toThrow(/^ByRef was polled after it was disposed/)
    expect([child.disposes, child.poll(cx)]).toEqual([0, 1])
  })

  it('3: finished, it is finished as any other', () => {
    const child = scripted('a', [{ ready: 1 }])
    const loan = byRef(child)
    expect(loan.poll(cx)).toBe(1)
    expect(() => loan.poll(cx)).toThrow(PolledAfterCompletionError)
    expect(child.polls).toBe(1)
  })

  it('2: a failure passes through', () => {
    const loan = byRef(scripted('a', [{ throw: new Error('no') }]))
    expect(() => loan.poll(cx)).toThrow('no')
    expect(() => loan.poll(cx)).toThrow(PolledAfterCompletionError)
  })
})

describe('boxed', () => {
  it('4: polls, fails and disposes as what is inside', () => {
    const child = scripted('a', ['pending', { ready: 1 }])
    expect([boxed(child).poll(cx), child.polls]).toEqual([Pending, 1])
    const failing = boxed(scripted('b', [{ throw: new Error('no') }]))
    expect(() => failing.poll(cx)).toThrow('no')
    const box = boxed(child)
    expect(box.poll(cx)).toBe(1)
    expect(() => box.poll(cx)).toThrow(/^Boxed was polled after it finished/)
    drop(box)
    expect(child.disposes).toBe(0)
    const other = scripted('c', [])
    const unpolled = boxed(other)
    drop(unpolled)
    drop(unpolled)
    expect(other.disposes).toBe(1)
  })
})

describe('catchUnwind', () => {
  it('2: makes a value of the output or of the failure, whatever was thrown', () => {
    const error = new Error('no')
    const outcomes: Result<number>[] = []
    for (const step of [{ ready: 7 }, { throw: error }, { throw: undefined }]) {
      const task = mockTask(catchUnwind(scripted<number>('a', ['pending', step])))
      expect(task.poll()).toBe(Pending)
      outcomes.push(task.poll() as Result<number>)
      expect(() => task.poll()).toThrow(/^CatchUnwind was polled after it finished/)
    }
    expect(outcomes).toEqual([Ok(7), Err(error), Err(undefined)])
  })

  it('5: what the dispose throws is not caught', () => {
    const future = catchUnwind(scripted('a', [], { disposeError: new Error('dispose') }))
    expect(() => drop(future)).toThrow('dispose')
    drop(future)
  })
})

describe.each([{ make: fuse }, { make: byRef }, { make: boxed }, { make: catchUnwind }])('$make.name', ({ make }) => {
  it('22: is as sendable as what is inside, and forgets it with its end', () => {
    expect(isSendable(make(ready(1)))).toBe(true)
    const future = make(ready(new Rc(1)))
    expect(isSendable(future)).toBe(false)
    future.poll(cx)
    expect(isSendable(future)).toBe(true)
  })

  it('1: polls nothing when made, and refuses what is no future', () => {
    const child = scripted('a', [])
    make(child)
    expect(child.polls).toBe(0)
    expect(() => make(undefined as never)).toThrow(new RegExp(`^${make.name}: expected a future`))
  })

  it('7: disposed from inside its own poll, it throws and goes on', () => {
    const future = make(scripted('a', [{ run: () => expect(() => drop(future)).toThrow(BorrowError) }, 'pending', { ready: 1 }]))
    expect(future.poll(cx)).toBe(Pending)
    expect(future.poll(cx)).not.toBe(Pending)
  })
})

it('Ok and Err are discriminated by ok', () => {
  expect([Ok(), Ok(1), Err('no')]).toEqual([{ ok: true, value: undefined }, { ok: true, value: 1 }, { ok: false, error: 'no' }])
})

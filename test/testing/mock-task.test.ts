import { describe, expect, it } from 'vitest'
import { budget, hasBudget, spendBudget, UNLIMITED } from '../../src/future/budget.ts'
import { noopWaker, Pending, pollFn } from '../../src/future/index.ts'
import { countingWaker, mockTask } from '../../src/testing/index.ts'
import { scripted } from '../support/scripted-future.ts'

describe('mockTask', () => {
  it('is woken from a wake to the next poll', () => {
    const child = scripted('a', ['pending', 'pending', { ready: 1 }])
    const task = mockTask(child)
    expect([task.isWoken(), task.poll(), task.isWoken()]).toEqual([false, Pending, false])
    child.wake()
    child.wake()
    expect([task.isWoken(), task.wakeCount]).toEqual([true, 2])
    expect([task.poll(), task.isWoken(), task.wakeCount]).toEqual([Pending, false, 2])
    expect(task.poll()).toBe(1)
  })

  it('counts a wake during the poll as woken since', () => {
    const task = mockTask(scripted('a', ['wake']))
    task.poll()
    expect(task.isWoken()).toBe(true)
  })

  it('9: with a fresh waker for each poll, tells wakes of earlier ones apart', () => {
    const child = scripted('a', ['pending', 'pending', 'pending'])
    const task = mockTask(child, { freshWaker: true })
    task.poll()
    const first = child.waker!
    child.wake()
    task.poll()
    expect(child.waker).not.toBe(first)
    expect(first.willWake(child.waker!)).toBe(false)
    expect(task.isWoken()).toBe(false)
    first.wake()
    expect([task.isWoken(), task.wakeCount, task.staleWakeCount]).toEqual([false, 1, 1])
    child.wake()
    expect([task.isWoken(), task.wakeCount, task.staleWakeCount]).toEqual([true, 2, 1])
    task.poll()
    expect([task.isWoken(), task.wakeCount, task.staleWakeCount]).toEqual([false, 2, 1])
  })

  it('4: disposes an unfinished future once, and no other', () => {
    const [waiting, finished, failed] = [scripted('a', ['pending']), scripted('b', [{ ready: 1 }]), scripted('c', [{ throw: new Error('c') }])]
    {
      using task = mockTask(waiting)
      task.poll()
      task[Symbol.dispose]()
      using other = mockTask(finished)
      other.poll()
      using third = mockTask(failed)
      expect(() => third.poll()).toThrow('c')
    }
    expect([waiting.disposes, finished.disposes, failed.disposes]).toEqual([1, 0, 0])
  })

  it('31: polls without a limit, or with a task’s budget anew for each poll, and gives back what was there', () => {
    const items = (): number => {
      let taken = 0
      return mockTask(
        pollFn(cx => {
          while (taken < 300 && hasBudget(cx)) {
            spendBudget()
            taken += 1
          }
          return taken
        }),
        { budget: inner },
      ).poll() as number
    }
    let inner = 5
    expect(items()).toBe(5)
    inner = 7
    expect(mockTask(pollFn(() => [items(), budget.left]), { budget: 2 }).poll()).toEqual([7, 2])
    expect(budget.left).toBe(UNLIMITED)
    expect(mockTask(pollFn(cx => (hasBudget(cx) ? 'free' : 'spent'))).poll()).toBe('free')
  })

  it.each([NaN, -1, 0.5, Infinity, '5' as never])('31: refuses a budget of %s', budget => {
    expect(() => mockTask(pollFn(() => 1), { budget })).toThrow(RangeError)
  })

  it('refuses what is no future', () => {
    expect(() => mockTask(7 as never)).toThrow(/^mockTask: expected a future/)
  })

  it('refuses options that are none, in words', () => {
    expect(() => mockTask(pollFn(() => 1), null as never)).toThrow('mockTask: the options must be an object, and are null')
    expect(() => mockTask(pollFn(() => 1), { budget: Symbol('5') as never })).toThrow('mockTask: budget must be a whole number, 0 or more, and is Symbol(5)')
  })
})

describe('countingWaker', () => {
  it('counts, and starts again', () => {
    const waker = countingWaker()
    waker.wake()
    waker.wake()
    expect([waker.count, waker.take(), waker.count]).toEqual([2, 2, 0])
  })

  it('9: wakes only like itself', () => {
    const waker = countingWaker()
    expect([waker.willWake(waker), waker.willWake(countingWaker()), waker.willWake(noopWaker())]).toEqual([true, false, false])
  })
})

import { describe, expect, it } from 'vitest'
import { asyncBlock, BorrowError, Cell, drop, isPending, isSendable, joinAll, Pending, pollFn, race, wait, wakerFn } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { Mutex, type Guard } from '../../src/sync/index.ts'
import { countingWaker, mockTask, pendingOnce } from '../../src/testing/index.ts'
import { leafLaws } from '../support/leaf-laws.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'

describe('Mutex, again', () => {
  leafLaws('Lock', () => {
    const mutex = new Mutex(0)
    const guard = mutex.tryLock()!
    return { future: mutex.lock(), satisfy: () => drop(guard), behind: [mutex] }
  })

  it('39: a guard after its dispose gives and takes no value, and unlocks nobody else\'s lock', () => {
    const mutex = new Mutex('a')
    const guard = mutex.tryLock()!
    drop(guard)
    for (const use of [() => guard.value, () => { guard.value = 'b' }]) {
      const error = thrownBy(use) as BorrowError
      expect([error.constructor, error.code]).toEqual([BorrowError, 'ERR_POLLUX_BORROW'])
      expect(error.message).toMatch(/guard/i)
    }
    const second = mutex.tryLock()!
    drop(guard)
    drop(guard)
    expect([mutex.tryLock(), second.value]).toEqual([null, 'a'])
  })

  it('39: tryLock overtakes nobody: not a waiter, not one that was handed the lock', () => {
    const mutex = new Mutex(0)
    const guard = mutex.tryLock()!
    const waiting = mockTask(mutex.lock())
    waiting.poll()
    drop(guard)
    expect([waiting.wakeCount, mutex.tryLock()]).toEqual([1, null])
    const late = mockTask(mutex.lock())
    expect([late.poll(), isPending(waiting.poll()), late.wakeCount]).toEqual([Pending, false, 0])
  })

  it('31, 38: the first to be polled, out of budget, is not out of line', () => {
    const mutex = new Mutex(0)
    const first = mutex.lock()
    const poor = mockTask(first, { budget: 0 })
    expect([poor.poll(), poor.wakeCount, mutex.tryLock()]).toEqual([Pending, 1, null])
    const second = mockTask(mutex.lock())
    expect(second.poll()).toBe(Pending)
    drop(first)
    expect([second.wakeCount, isPending(second.poll())]).toEqual([1, false])
  })

  it('39: aborted while granted: the lock goes to the next, and at last is free', () => {
    const mutex = new Mutex(0)
    const guard = mutex.tryLock()!
    const tasks = [0, 1, 2].map(() => mockTask(mutex.lock()))
    for (const task of tasks) task.poll()
    drop(guard)
    for (const task of tasks) drop(task)
    expect(tasks.map(task => task.wakeCount)).toEqual([1, 1, 1])
    expect(mutex.tryLock()).not.toBe(null)
  })

  it('39: dropped from the middle, from the front and from the back, the queue stays in order', () => {
    const mutex = new Mutex(0)
    let guard: Guard<number> = mutex.tryLock()!
    const tasks = [0, 1, 2, 3, 4].map(() => mockTask(mutex.lock()))
    for (const task of tasks) task.poll()
    for (const at of [2, 0, 4]) drop(tasks[at])
    const order: number[] = []
    for (let round = 0; round < 2; round++) {
      drop(guard)
      const at = tasks.findIndex(task => task.isWoken())
      order.push(at)
      guard = tasks[at]!.poll() as Guard<number>
    }
    expect([order, tasks.map(task => task.wakeCount)]).toEqual([[1, 3], [0, 1, 0, 1, 0]])
  })

  it('39: never poisoned: a failure in the middle leaves the value as it was', () => {
    const mutex = new Mutex({ n: 0 })
    const failing = mockTask(asyncBlock(function* () {
      using guard = yield* wait(mutex.lock())
      guard.value.n = 7
      throw new Error('in the middle')
    }))
    expect((thrownBy(() => failing.poll()) as Error).message).toBe('in the middle')
    expect(mutex.tryLock()?.value.n).toBe(7)
  })

  it('6: the guard of a finished child of a dropped joinAll is released, as is that of a lost race', () => {
    const mutex = new Mutex(0)
    const joined = mockTask(joinAll<unknown>([mutex.lock(), pollFn(() => Pending)]))
    expect([joined.poll(), mutex.tryLock()]).toEqual([Pending, null])
    drop(joined)
    const again = mutex.tryLock()!
    const raced = mockTask(race<Future<unknown>[]>(mutex.lock(), pendingOnce('other')))
    raced.poll()
    drop(again)
    drop(raced.poll())
    expect(mutex.tryLock()).not.toBe(null)
  })

  it('32: a waker that unlocks, locks and drops on the same mutex', () => {
    const mutex = new Mutex<string[]>([])
    const first = mutex.tryLock()!
    const futures = [0, 1, 2].map(() => mutex.lock())
    futures.forEach((future, at) => future.poll({ waker: wakerFn(() => {
      const guard = future.poll({ waker: countingWaker() })
      if (isPending(guard)) throw new Error('woken for nothing')
      guard.value.push(`${at}`)
      drop(guard)
    }) }))
    drop(first)
    expect(mutex.tryLock()?.value).toEqual(['0', '1', '2'])
  })

  it('32: an unlock whose waker throws has unlocked', () => {
    const mutex = new Mutex(0)
    const guard = mutex.tryLock()!
    const thrower = mutex.lock()
    thrower.poll({ waker: wakerFn(() => { throw new Error('waker') }) })
    expect((thrownBy(() => drop(guard)) as Error).message).toBe('waker')
    drop(guard)
    expect(isPending(thrower.poll({ waker: countingWaker() }))).toBe(false)
  })

  it('22: guard and lock are as sendable as the value, also as it is replaced', () => {
    const mutex = new Mutex<unknown>(1)
    const guard = mutex.tryLock()!
    const states = (): boolean[] => [mutex, guard, mutex.lock()].map(one => isSendable(one))
    expect(states()).toEqual([true, true, true])
    guard.value = new Cell(0)
    expect(states()).toEqual([false, false, false])
  })

  it.each(stages)('39: under %s, every increment counts, in the order of first polls', async (_, run) => {
    const trace = await run((start, lines) => {
      const counter = new Mutex(0)
      for (const name of ['a', 'b', 'c']) start(asyncBlock(function* () {
        for (let round = 0; round < 2; round++) {
          using guard = yield* wait(counter.lock())
          const seen = guard.value
          yield* wait(pendingOnce(0))
          guard.value = seen + 1
          lines.push(`${name}${guard.value}`)
        }
      }))
    })
    expect(trace).toEqual(['a1', 'b2', 'c3', 'a4', 'b5', 'c6'])
  })
})

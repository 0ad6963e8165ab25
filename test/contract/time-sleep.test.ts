// sleep and sleepUntil on a runtime whose clock is virtual: contract 3–5, 9, 28, 31, 32, 35.
import { describe, expect, it } from 'vitest'
import { blockOn, DeadlockError, drop, Instant, isSendable, join, joinAll, NoRuntimeError, Pending, PolledAfterCompletionError, pollFn, race, Runtime, sleep, sleepUntil } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { Stand } from '../support/time-stand.ts'
import { thrownBy } from '../support/thrown.ts'
import { VirtualDriver } from '../support/virtual-driver.ts'

const make: [name: string, make: (ms: number) => Future<void>][] = [
  ['sleep', sleep],
  ['sleepUntil', ms => sleepUntil(Instant.now().plus(ms))],
]

describe.each(make)('%s', (_name, after) => {
  it('28, 35: parks once for each deadline, and goes on exactly then', () => {
    const stand = new Stand()
    stand.runtime.blockOn(stand.within(() => join(stand.noted('a', after(20)), stand.noted('b', after(5)), stand.noted('c', after(20)))))
    expect(stand.trace).toEqual(['b at 5', 'a at 20', 'c at 20'])
    expect(stand.driver.trace).toEqual(['park until 5', 'park until 20'])
  })

  it('35: deadlines are rounded up to a tick', () => {
    const stand = new Stand(100.25)
    stand.runtime.blockOn(stand.within(() => after(1)))
    stand.runtime.blockOn(stand.within(() => after(0.5)))
    expect(stand.driver.trace).toEqual(['park until 102', 'park until 103'])
  })

  it.each([0, -0, -1, -Infinity])('35: %d is ready at the first poll, without a timer', ms => {
    const stand = new Stand()
    stand.within(() => expect(mockTask(after(ms)).poll()).toBe(undefined))
    expect(stand.runtime.timers).toBe(null)
  })

  it('35: NaN throws a RangeError at the call', () => {
    expect(thrownBy(() => after(NaN))).toBeInstanceOf(RangeError)
  })

  it('28, 35: Infinity never fires and counts as no timer', () => {
    const stand = new Stand()
    const error = thrownBy(() => stand.runtime.blockOn(stand.within(() => after(Infinity))))
    expect(error).toBeInstanceOf(DeadlockError)
    expect((error as DeadlockError).tasks.map(task => [task.name, task.waitsOn])).toEqual([['sleep(Infinity)', 'a timer (that never fires)']])
    expect(stand.driver.trace).toEqual([])
    stand.runtime.blockOn(stand.within(() => race(after(Infinity), after(7))))
    expect(stand.driver.trace).toEqual(['park until 7'])
  })

  it.each([2 ** 31, 2 ** 32 + 1, 1e15, 2 ** 60])('35: a delay of %d ms is not clamped', ms => {
    const stand = new Stand()
    stand.runtime.blockOn(stand.within(() => after(ms)))
    expect([stand.driver.time, stand.driver.trace]).toEqual([ms, [`park until ${ms}`]])
  })

  it('35: made inside a runtime, it counts from there', () => {
    const stand = new Stand()
    const slept = stand.within(() => after(10))
    stand.driver.time = 6
    stand.runtime.blockOn(slept)
    expect(stand.driver.trace).toEqual(['park until 10'])
  })

  it('5: disposing removes the timer at once, and nobody is woken', () => {
    const stand = new Stand()
    stand.within(() => {
      const task = mockTask(after(10))
      const other = mockTask(after(30))
      expect([task.poll(), other.poll()]).toEqual([Pending, Pending])
      drop(task)
      expect(stand.next).toBe(30)
      drop(other)
      expect(stand.next).toBe(null)
      stand.pass(100)
      expect([task.wakeCount, other.wakeCount]).toEqual([0, 0])
    })
  })

  it('3: finished or disposed, it throws when polled', () => {
    const stand = new Stand()
    stand.within(() => {
      const finished = mockTask(after(1))
      finished.poll()
      stand.pass(1)
      expect(finished.poll()).toBe(undefined)
      const disposed = after(1)
      drop(disposed)
      for (const poll of [() => finished.poll(), () => mockTask(disposed).poll()]) {
        expect(thrownBy(poll)).toBeInstanceOf(PolledAfterCompletionError)
      }
    })
  })

  it('9: it is woken once, by the waker of the latest poll', () => {
    const stand = new Stand()
    stand.within(() => {
      const task = mockTask(after(10), { freshWaker: true })
      for (let i = 0; i < 3; i++) expect(task.poll()).toBe(Pending)
      stand.pass(9)
      expect(task.wakeCount).toBe(0)
      stand.pass(1)
      stand.pass(50)
      expect([task.wakeCount, task.staleWakeCount, task.poll()]).toEqual([1, 0, undefined])
    })
  })

  it('31: spends no budget', () => {
    const stand = new Stand()
    stand.within(() => {
      const task = mockTask(after(10), { budget: 0 })
      expect([task.poll(), task.wakeCount]).toEqual([Pending, 0])
      stand.pass(10)
      expect(task.poll()).toBe(undefined)
    })
  })

  it('22: is sendable, unpolled and waiting', () => {
    const stand = new Stand()
    stand.within(() => {
      const slept = after(10)
      expect(isSendable(slept)).toBe(true)
      mockTask(slept).poll()
      expect(isSendable(slept)).toBe(true)
    })
  })
})

describe('sleep', () => {
  it('35: equal deadlines fire in the order of registration, however far away they were set', () => {
    const stand = new Stand()
    const { runtime, driver } = stand
    for (const at of [0, 1, 4000, 4090, 4999]) {
      driver.time = at
      runtime.runUntilStalled()
      stand.within(() => runtime.spawn(stand.noted(`from ${at}`, sleep(5000 - at))))
      runtime.runUntilStalled()
    }
    runtime.blockOn(stand.within(() => sleep(1000)))
    expect(stand.trace).toEqual(['from 0 at 5000', 'from 1 at 5000', 'from 4000 at 5000', 'from 4090 at 5000', 'from 4999 at 5000'])
  })

  it('28: a thousand tasks with one deadline are one park', () => {
    const stand = new Stand()
    stand.runtime.blockOn(stand.within(() => joinAll(Array.from({ length: 1000 }, () => stand.runtime.spawn(sleep(100))))))
    expect(stand.driver.trace).toEqual(['park until 100'])
  })

  it('35: made outside a runtime, it counts from its first poll', () => {
    const stand = new Stand(1000)
    const slept = sleep(10)
    stand.driver.time += 500
    stand.runtime.blockOn(slept)
    expect(stand.driver.trace).toEqual(['park until 1510'])
  })

  it('35: it moves to the runtime that polls it, and keeps what was left', () => {
    const [first, second] = [new Stand(), new Stand(7000)]
    const task = mockTask(sleep(100))
    first.within(() => task.poll())
    first.pass(60)
    second.within(() => expect(task.poll()).toBe(Pending))
    expect([first.next, second.next]).toEqual([null, 7040])
    first.pass(100)
    expect(task.wakeCount).toBe(0)
    second.pass(40)
    second.within(() => expect([task.wakeCount, task.poll()]).toEqual([1, undefined]))
  })

  it('35: between runtimes whose clocks read the same, its deadline stays what it was', () => {
    let time = 0
    const [first, second] = [1, 2].map(() => new Runtime({ driver: Object.assign(new VirtualDriver(), { now: () => (time += 0.01) }) }))
    const task = mockTask(sleep(100))
    for (const runtime of [first!, second!, first!, second!]) {
      using _ = runtime.enter()
      task.poll()
      expect(runtime.timers!.nextDeadline()).toBe(101)
    }
  })

  it('35: due by the time of its first poll, it is ready at that poll', () => {
    const stand = new Stand()
    const late = stand.within(() => sleep(10))
    stand.runtime.blockOn(stand.within(() => sleep(15)))
    stand.within(() => expect(mockTask(late).poll()).toBe(undefined))
  })

  it('35: disposed after the move, it leaves the runtime that it is with', () => {
    const [first, second] = [new Stand(), new Stand()]
    const task = mockTask(sleep(100))
    for (const stand of [first, second, first]) stand.within(() => task.poll())
    expect([first.next, second.next]).toEqual([100, null])
    drop(task)
    expect(first.next).toBe(null)
  })

  it('2, 20: polled outside any runtime, it throws NoRuntimeError and is finished; 0 needs none', () => {
    const slept = sleep(10)
    const error = thrownBy(() => mockTask(slept).poll())
    expect(error).toBeInstanceOf(NoRuntimeError)
    expect((error as Error).message).toContain('sleep(10)')
    expect(thrownBy(() => mockTask(slept).poll())).toBeInstanceOf(PolledAfterCompletionError)
    expect(mockTask(sleep(0)).poll()).toBe(undefined)
  })

  it('35: what is no number is a TypeError', () => {
    for (const wrong of [undefined, null, '20', 20n] as never[]) expect(thrownBy(() => sleep(wrong))).toBeInstanceOf(TypeError)
  })

  it('8: disposed unpolled, it never was in the wheel', () => {
    const stand = new Stand()
    stand.within(() => drop(sleep(10)))
    expect(stand.runtime.timers).toBe(null)
  })

  it('14: a busy task does not keep timers from firing', () => {
    const stand = new Stand()
    let polls = 0
    stand.runtime.spawn(
      pollFn(cx => {
        polls++
        stand.driver.time += 1
        cx.waker.wake()
        return Pending
      }),
    )
    stand.runtime.blockOn(stand.within(() => sleep(1)))
    expect(polls).toBeLessThanOrEqual(122)
    expect(stand.driver.trace).toEqual([])
  })

  it('30: shutting the runtime down takes the timers of its tasks away', () => {
    const stand = new Stand()
    stand.within(() => stand.runtime.spawn(sleep(10)))
    stand.runtime.runUntilStalled()
    stand.runtime[Symbol.dispose]()
    expect(stand.next).toBe(null)
  })

  it('28: dumps say what it waits for', () => {
    const stand = new Stand()
    stand.within(() => {
      for (const ms of [20, 0.5, Infinity]) stand.runtime.spawn(sleep(ms))
    })
    stand.runtime.spawn(sleep(5))
    stand.driver.time = 0.25
    expect(stand.runtime.dump().map(task => `${task.name}, ${task.state}: ${task.waitsOn}`)).toEqual([
      'sleep(20), unpolled: a timer (due in 20 ms)',
      'sleep(0.5), unpolled: a timer (due in 1 ms)',
      'sleep(Infinity), unpolled: a timer (that never fires)',
      'sleep(5), unpolled: a timer (starts when polled)',
    ])
    stand.runtime.runUntilStalled()
    stand.driver.time = 8
    expect(stand.runtime.dump().map(task => `${task.state}: ${task.waitsOn}`)).toEqual([
      'waiting: a timer (due in 12 ms)',
      'waiting: a timer (due)',
      'waiting: a timer (that never fires)',
      'waiting: a timer (due)',
    ])
  })

  it('28: on the real clock, blockOn sleeps no less than it was told', () => {
    const start = Instant.now()
    blockOn(sleep(2))
    expect(start.elapsed()).toBeGreaterThanOrEqual(2)
  })
})

describe('sleepUntil', () => {
  it('35: an instant that has passed is ready at the first poll', () => {
    const stand = new Stand()
    stand.within(() => {
      const instant = Instant.now().plus(10)
      stand.driver.time = 10
      expect(mockTask(sleepUntil(instant)).poll()).toBe(undefined)
    })
  })

  it('35: an instant of another clock is waited for on the clock of whoever polls', () => {
    const [first, second] = [new Stand(100), new Stand(5000)]
    const instant = first.within(() => Instant.now().plus(30))
    first.driver.time += 10
    second.runtime.blockOn(sleepUntil(instant))
    expect(second.driver.trace).toEqual(['park until 5020'])
  })
})

it.each([5, undefined, null, {}])('sleepUntil(%s) throws a TypeError that names the remedy', value => {
  expect(() => sleepUntil(value as unknown as Instant)).toThrow(/^sleepUntil: expected an Instant; for a number of milliseconds use sleep/)
})

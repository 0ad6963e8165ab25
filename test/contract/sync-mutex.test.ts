import { describe, expect, it } from 'vitest'
import { BorrowError, drop, inspect, isSendable, join, map, Pending, pollFn, PolledAfterCompletionError, Rc, type Future } from '../../src/future/index.ts'
import { blockOn, DeadlockError, Runtime, spawnLocal } from '../../src/runtime/index.ts'
import { Guard, Mutex } from '../../src/sync/index.ts'
import { mockTask, type MockTask } from '../../src/testing/index.ts'
import { ForeignExecutor } from '../support/foreign-executor.ts'
import { routine } from '../support/routine.ts'
import { thrownBy } from '../support/thrown.ts'
import { turns } from '../support/turns.ts'

function waiting<T>(mutex: Mutex<T>): MockTask<Guard<T>> {
  const task = mockTask(mutex.lock())
  expect(task.poll()).toBe(Pending)
  return task
}

describe('Mutex', () => {
  it('39: gives a guard to one at a time, through which its value is read and replaced', () => {
    const mutex = new Mutex(1)
    const guard = mockTask(mutex.lock()).poll() as Guard<number>
    expect([guard.value, mutex.tryLock()]).toEqual([1, null])
    guard.value = 2
    guard[Symbol.dispose]()
    using again = mutex.tryLock()!
    expect(again.value).toBe(2)
  })

  it('38, 39: first come, first served, by first polls', () => {
    const mutex = new Mutex('v')
    const guard = mutex.tryLock()!
    const unpolled = mockTask(mutex.lock())
    const [first, second] = [waiting(mutex), waiting(mutex)]
    unpolled.poll()
    const tasks = [first, second, unpolled]
    let holder = guard
    for (const [at, task] of tasks.entries()) {
      holder[Symbol.dispose]()
      expect(tasks.map(one => one.wakeCount)).toEqual(tasks.map((_, other) => (other <= at ? 1 : 0)))
      expect(mutex.tryLock()).toBe(null)
      holder = task.poll() as Guard<string>
    }
    holder[Symbol.dispose]()
    expect(mutex.tryLock()).toBeInstanceOf(Guard)
  })

  it('5, 39: dropped in the queue, or woken and unpolled, it loses nothing', () => {
    const mutex = new Mutex(0)
    const guard = mutex.tryLock()!
    const [a, b, c] = [waiting(mutex), waiting(mutex), waiting(mutex)]
    b[Symbol.dispose]()
    guard[Symbol.dispose]()
    expect([a.wakeCount, b.wakeCount, c.wakeCount]).toEqual([1, 0, 0])
    a[Symbol.dispose]()
    expect([a.wakeCount, b.wakeCount, c.wakeCount]).toEqual([1, 0, 1])
    drop(c.poll())
    expect(mutex.tryLock()).toBeInstanceOf(Guard)
  })

  it('39: is never poisoned: a task that fails drops its guard', () => {
    const runtime = new Runtime()
    const mutex = new Mutex({ done: 0 })
    const failing = routine('Failing', function* () {
      using guard = (yield mutex.lock()) as Guard<{ done: number }>
      guard.value.done++
      throw new Error('half-way')
    })
    expect(() => runtime.blockOn(runtime.spawnLocal(failing))).toThrow('half-way')
    expect(mutex.tryLock()!.value).toEqual({ done: 1 })
  })

  it('4, 39: a guard’s value after dispose throws, and a second dispose does not unlock for another', () => {
    const mutex = new Mutex(1)
    const guard = mutex.tryLock()!
    guard[Symbol.dispose]()
    const other = mutex.tryLock()!
    guard[Symbol.dispose]()
    expect(mutex.tryLock()).toBe(null)
    expect(() => guard.value).toThrow(BorrowError)
    expect(() => (guard.value = 2)).toThrow(BorrowError)
    expect(other.value).toBe(1)
    expect((thrownBy(() => guard.value) as Error).message).toBe('Guard was used after it was disposed, when it no longer holds the lock; lock again')
  })

  it('3, 4: a lock that gave its guard refuses a poll, and its dispose leaves the guard alone', () => {
    const mutex = new Mutex(1)
    const lock = mutex.lock()
    const guard = mockTask(lock).poll() as Guard<number>
    lock[Symbol.dispose]()
    expect([mutex.tryLock(), guard.value]).toEqual([null, 1])
    expect((thrownBy(() => mockTask(lock).poll()) as Error).message).toMatch(/^Lock was polled after it finished/)
    const dropped = mutex.lock()
    dropped[Symbol.dispose]()
    expect(() => mockTask(dropped).poll()).toThrow(PolledAfterCompletionError)
  })

  it('6: a guard that is the output of a finished child of a failed join is released', () => {
    const mutex = new Mutex(1)
    const failing = pollFn(() => {
      throw new Error('sibling')
    })
    expect(() => mockTask(join(mutex.lock(), failing)).poll()).toThrow('sibling')
    expect(mutex.tryLock()).toBeInstanceOf(Guard)
  })

  it('9: spurious polls keep the place, and the latest waker alone is called', () => {
    const mutex = new Mutex(1)
    const guard = mutex.tryLock()!
    const first = mockTask(mutex.lock(), { freshWaker: true })
    first.poll()
    const second = waiting(mutex)
    first.poll()
    guard[Symbol.dispose]()
    expect([first.wakeCount, first.staleWakeCount, second.wakeCount]).toEqual([1, 0, 0])
  })

  it('31: a task that locks and unlocks for ever lets others have their turn', () => {
    const runtime = new Runtime({ budget: 10 })
    const mutex = new Mutex(0)
    const trace: string[] = []
    const busy: Future<void> = pollFn(cx => {
      for (;;) {
        const guard = mutex.lock()
        const output = guard.poll(cx)
        if (output === Pending) {
          drop(guard)
          trace.push(`${locks} locks`)
          return trace.length === 4 ? undefined : Pending
        }
        locks++
        drop(output)
      }
    })
    let locks = 0
    const other = turns(1, () => trace.push('other'))
    runtime.blockOn(join(runtime.spawnLocal(busy), runtime.spawnLocal(other)))
    expect(trace).toEqual(['10 locks', 'other', '20 locks', '30 locks'])
  })

  it('31, 38: out of budget, a lock keeps what it was first to ask for', () => {
    const mutex = new Mutex(0)
    const spent = mockTask(mutex.lock(), { budget: 0 })
    expect([spent.poll(), spent.wakeCount, mutex.tryLock()]).toEqual([Pending, 1, null])
    spent[Symbol.dispose]()
    expect(mutex.tryLock()).toBeInstanceOf(Guard)
  })

  it('22: lock, guard and mutex are as sendable as the value', () => {
    for (const [value, expected] of [[{ plain: 1 }, true], [new Rc(1), false]] as const) {
      const mutex = new Mutex<unknown>(value)
      const guard = mutex.tryLock()!
      expect([mutex, mutex.lock(), guard].map(isSendable)).toEqual([expected, expected, expected])
      guard[Symbol.dispose]()
      expect(isSendable(guard)).toBe(true)
    }
  })

  it('24: a guard of what is not sendable, held across a suspension, fails its task', () => {
    const runtime = new Runtime()
    const mutex = new Mutex<unknown>(1)
    const future = map(mutex.lock(), guard => ((guard.value = new Rc(1)), guard))
    const error = thrownBy(() => runtime.blockOn(runtime.spawn(join(future, routine('Waits', function* () {
      yield pollFn(cx => (cx.waker.wake(), Pending))
    }))))) as Error
    expect((error as { cause?: Error }).cause?.name).toBe('NotSendableError')
    expect(mutex.tryLock()).toBeInstanceOf(Guard)
  })

  it('28: a deadlock report says who waits for which lock', () => {
    const a = new Mutex(0, { name: 'accounts' })
    const b = new Mutex(0, { name: 'journal' })
    const taker = (name: string, first: Mutex<number>, second: Mutex<number>) => routine(name, function* () {
      using one = (yield first.lock()) as Guard<number>
      yield turn()
      using two = (yield second.lock()) as Guard<number>
      return one.value + two.value
    })
    const turn = () => {
      let polled = false
      return pollFn(cx => (polled ? undefined : ((polled = true), cx.waker.wake(), Pending)))
    }
    const error = thrownBy(() => blockOn(routine('Main', function* () {
      const others = [spawnLocal(taker('Transfer', a, b)), spawnLocal(taker('Report', b, a))]
      for (const other of others) yield other
    }))) as DeadlockError
    expect(error).toBeInstanceOf(DeadlockError)
    expect(error.message.split('\n').slice(1).filter(line => line.includes('Mutex')).map(line => line.trim())).toMatchInlineSnapshot(`
      [
        "task 1 (Transfer): waits on Mutex journal held, next in the queue",
        "task 2 (Report): waits on Mutex accounts held, next in the queue",
      ]
    `)
  })

  it('a lock says what it waits on', () => {
    const mutex = new Mutex(0)
    const guard = mutex.tryLock()!
    const [unpolled, first, second] = [mutex.lock(), mutex.lock(), mutex.lock()]
    mockTask(first).poll()
    mockTask(second).poll()
    expect([unpolled, first, second].map(lock => lock[inspect]())).toEqual([
      { name: 'Lock', state: 'unpolled', waitsOn: 'Mutex held' },
      { name: 'Lock', state: 'waiting', waitsOn: 'Mutex held, next in the queue' },
      { name: 'Lock', state: 'waiting', waitsOn: 'Mutex held, 1 before it in the queue' },
    ])
    expect([mutex[inspect](), guard[inspect]()]).toEqual([{ name: 'Mutex', state: 'locked' }, { name: 'Guard', state: 'holds Mutex' }])
    guard[Symbol.dispose]()
    expect([first[inspect](), guard[inspect]()]).toEqual([{ name: 'Lock', state: 'given' }, { name: 'Guard', state: 'Disposed' }])
    expect(() => new Mutex(0, { name: 7 as never })).toThrow(TypeError)
  })

  it('runs on a foreign executor', () => {
    const executor = new ForeignExecutor()
    const mutex = new Mutex(0)
    const tasks = Array.from({ length: 5 }, () => executor.spawn(map(mutex.lock(), guard => {
      const value = ++guard.value
      drop(guard)
      return value
    })))
    const guard = mutex.tryLock()!
    expect(executor.run()).toBe(5)
    drop(guard)
    expect(executor.run()).toBe(5)
    expect(tasks.map(task => task.output)).toEqual([1, 2, 3, 4, 5])
  })
})

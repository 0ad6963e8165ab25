import { describe, expect, it } from 'vitest'
import { BorrowError, inspect, isSendable, Pending, PolledAfterCompletionError, type Poll } from '../../src/future/index.ts'
import { ClosedError, Permit, Semaphore, type Acquire } from '../../src/sync/index.ts'
import { mockTask, type MockTask } from '../../src/testing/index.ts'
import { ForeignExecutor } from '../support/foreign-executor.ts'
import { thrownBy } from '../support/thrown.ts'

const held = (output: Poll<Permit>): Permit => {
  expect(output).toBeInstanceOf(Permit)
  return output as Permit
}

/** An acquire that has been polled, and waits. */
function waiting(semaphore: Semaphore, count = 1): MockTask<Permit> {
  const task = mockTask(semaphore.acquire(count))
  expect(task.poll()).toBe(Pending)
  return task
}

const woken = (...tasks: MockTask<unknown>[]): number[] => tasks.map(task => task.wakeCount)

describe('Semaphore', () => {
  it('38, 39: acquire takes permits at its first poll, and a permit gives them back once', () => {
    const semaphore = new Semaphore(3)
    const acquire = mockTask(semaphore.acquire(2))
    expect(semaphore.available).toBe(3)
    const permit = held(acquire.poll())
    expect([permit.count, semaphore.available, acquire.wakeCount]).toEqual([2, 1, 0])
    permit[Symbol.dispose]()
    permit[Symbol.dispose]()
    expect([permit.count, semaphore.available]).toEqual([0, 3])
  })

  it('38: an unpolled acquire holds no place: the order is that of first polls', () => {
    const semaphore = new Semaphore(0)
    const late = mockTask(semaphore.acquire())
    const early = waiting(semaphore)
    late.poll()
    semaphore.addPermits(1)
    expect(woken(early, late)).toEqual([1, 0])
    expect(late.poll()).toBe(Pending)
    held(early.poll())
  })

  it('39: first come, first served: who wants few waits behind who wants many', () => {
    const semaphore = new Semaphore(1)
    const many = waiting(semaphore, 3)
    const few = waiting(semaphore, 1)
    expect([semaphore.available, semaphore.tryAcquire()]).toEqual([0, null])
    semaphore.addPermits(1)
    expect(woken(many, few)).toEqual([0, 0])
    semaphore.addPermits(1)
    expect(woken(many, few)).toEqual([1, 0])
    const permit = held(many.poll())
    permit[Symbol.dispose]()
    expect(woken(many, few)).toEqual([1, 1])
    held(few.poll())
    expect(semaphore.available).toBe(2)
  })

  it('39: nobody overtakes one that was given its permits and has not been polled', () => {
    const semaphore = new Semaphore(1)
    const permit = semaphore.tryAcquire()!
    const first = waiting(semaphore)
    permit[Symbol.dispose]()
    expect([semaphore.available, semaphore.tryAcquire()]).toEqual([0, null])
    const second = waiting(semaphore)
    held(first.poll())
    expect(woken(first, second)).toEqual([1, 0])
  })

  it('39: a release wakes every waiter that it satisfies, in order', () => {
    const semaphore = new Semaphore(0)
    const tasks = [1, 2, 1, 3, 1].map(count => waiting(semaphore, count))
    semaphore.addPermits(5)
    expect(woken(...tasks)).toEqual([1, 1, 1, 0, 0])
    expect(tasks.slice(0, 3).map(task => held(task.poll()).count)).toEqual([1, 2, 1])
    expect(semaphore.available).toBe(0)
    semaphore.addPermits(3)
    expect(woken(...tasks)).toEqual([1, 1, 1, 1, 1])
  })

  it('5, 39: a dropped acquire gives its place up, and wakes the next if that has enough now', () => {
    const semaphore = new Semaphore(2)
    const big = waiting(semaphore, 3)
    const [one, two, three] = [waiting(semaphore), waiting(semaphore), waiting(semaphore)]
    two[Symbol.dispose]()
    expect(woken(big, one, two, three)).toEqual([0, 0, 0, 0])
    big[Symbol.dispose]()
    expect(woken(big, one, two, three)).toEqual([0, 1, 0, 1])
    held(one.poll())
    held(three.poll())
    expect(semaphore.available).toBe(0)
  })

  it('39: dropped after it was given its permits, and before its poll, it passes them on', () => {
    const semaphore = new Semaphore(2)
    const permit = semaphore.tryAcquire(2)!
    const both = waiting(semaphore, 2)
    const [one, other] = [waiting(semaphore), waiting(semaphore)]
    permit[Symbol.dispose]()
    expect(woken(both, one, other)).toEqual([1, 0, 0])
    both[Symbol.dispose]()
    expect(woken(both, one, other)).toEqual([1, 1, 1])
    one[Symbol.dispose]()
    held(other.poll())
    expect(semaphore.available).toBe(1)
  })

  it('39: close fails all who wait, one that was given its permits too, and these return', () => {
    const semaphore = new Semaphore(2)
    const permit = semaphore.tryAcquire(2)!
    const given = waiting(semaphore, 2)
    permit[Symbol.dispose]()
    const waiter = waiting(semaphore)
    semaphore.close()
    expect([woken(given, waiter), semaphore.isClosed()]).toEqual([[1, 1], true])
    for (const task of [given, waiter, mockTask(semaphore.acquire())]) {
      const error = thrownBy(() => task.poll()) as ClosedError
      expect(error).toBeInstanceOf(ClosedError)
      expect([error.code, error.message]).toEqual(['ERR_POLLUX_CLOSED', 'Semaphore.acquire: the semaphore is closed, and gives out no more permits'])
      expect(() => task.poll()).toThrow(PolledAfterCompletionError)
    }
    expect(semaphore.available).toBe(2)
    expect(() => semaphore.tryAcquire()).toThrow(ClosedError)
    semaphore.close()
    semaphore.addPermits(1)
    expect(semaphore.available).toBe(3)
  })

  it('39: dropped, not polled, after close, one that was given its permits returns them; a permit that is out stays good', () => {
    const semaphore = new Semaphore(2)
    const permit = semaphore.tryAcquire()!
    const other = semaphore.tryAcquire()!
    const given = waiting(semaphore)
    other[Symbol.dispose]()
    semaphore.close()
    given[Symbol.dispose]()
    expect([semaphore.available, permit.count]).toEqual([1, 1])
    permit[Symbol.dispose]()
    expect(semaphore.available).toBe(2)
  })

  it.each([0, -1, 1.5, NaN, Infinity, '1' as never])('39: acquire(%s) is a RangeError at the call', count => {
    const semaphore = new Semaphore(1)
    expect(() => semaphore.acquire(count)).toThrow(RangeError)
    expect(() => semaphore.tryAcquire(count)).toThrow(RangeError)
    expect(semaphore.available).toBe(1)
  })

  it.each([-1, 1.5, NaN, Infinity, undefined as never])('39: so are %s permits to begin with, to add or to forget', count => {
    expect(() => new Semaphore(count)).toThrow(RangeError)
    expect(() => new Semaphore(1).addPermits(count)).toThrow(RangeError)
    expect(() => new Semaphore(1).forgetPermits(count)).toThrow(RangeError)
  })

  it('39: more permits than a number can count are refused, and none is added', () => {
    const semaphore = new Semaphore(Number.MAX_SAFE_INTEGER)
    expect(() => semaphore.addPermits(1)).toThrow(RangeError)
    expect(semaphore.available).toBe(Number.MAX_SAFE_INTEGER)
  })

  it('39: more than the total waits for addPermits', () => {
    const semaphore = new Semaphore(1)
    const task = waiting(semaphore, 3)
    semaphore.addPermits(2)
    expect(held(task.poll()).count).toBe(3)
  })

  it('permits can be forgotten, split and merged', () => {
    const semaphore = new Semaphore(5)
    const permit = semaphore.tryAcquire(3)!
    const part = permit.split(2)!
    expect([permit.count, part.count, permit.split(2), semaphore.available]).toEqual([1, 2, null, 2])
    permit.merge(part)
    expect([permit.count, part.count]).toEqual([3, 0])
    part[Symbol.dispose]()
    expect(semaphore.available).toBe(2)
    permit.split(1)!.forget()
    permit[Symbol.dispose]()
    expect([semaphore.available, semaphore.forgetPermits(3), semaphore.available, semaphore.forgetPermits(3)]).toEqual([4, 3, 1, 1])
  })

  it('4: permits refuse what cannot be: to be used when they are gone, to be merged with another semaphore’s or themselves', () => {
    const permit = new Semaphore(1).tryAcquire()!
    const gone = new Semaphore(1).tryAcquire()!
    expect(() => permit.merge(permit)).toThrow(TypeError)
    expect(() => permit.merge(new Semaphore(1).tryAcquire()!)).toThrow(TypeError)
    expect(() => permit.split(0)).toThrow(RangeError)
    gone[Symbol.dispose]()
    gone.forget()
    expect(() => gone.split(1)).toThrow(BorrowError)
    expect(() => permit.merge(gone)).toThrow(BorrowError)
    expect(permit.count).toBe(1)
  })

  it('9: only the waker of the latest poll is called', () => {
    const semaphore = new Semaphore(0)
    const task = mockTask(semaphore.acquire(), { freshWaker: true })
    task.poll()
    task.poll()
    semaphore.addPermits(1)
    expect([task.wakeCount, task.staleWakeCount]).toEqual([1, 0])
  })

  it('3, 4: ended, it refuses a poll by its name, and a dispose does nothing', () => {
    const semaphore = new Semaphore(1)
    const [done, dropped] = [semaphore.acquire(), semaphore.acquire()]
    held(mockTask(done).poll())
    done[Symbol.dispose]()
    dropped[Symbol.dispose]()
    dropped[Symbol.dispose]()
    expect(semaphore.available).toBe(0)
    expect((thrownBy(() => mockTask(done).poll()) as Error).message).toMatch(/^Acquire was polled after it finished/)
    expect((thrownBy(() => mockTask(dropped).poll()) as Error).message).toMatch(/^Acquire was polled after it was disposed/)
  })

  it('31: spends one on progress alone; out of budget it has its permits, and hands them on at the next poll', () => {
    const semaphore = new Semaphore(1)
    const spent = mockTask(semaphore.acquire(), { budget: 0 })
    expect([spent.poll(), spent.wakeCount, semaphore.available]).toEqual([Pending, 1, 0])
    const waiter = mockTask(semaphore.acquire(), { budget: 0 })
    expect([waiter.poll(), waiter.wakeCount]).toEqual([Pending, 0])
    spent[Symbol.dispose]()
    expect(waiter.wakeCount).toBe(1)
    waiter[Symbol.dispose]()
    expect(semaphore.available).toBe(1)
  })

  it('32: a waker finds everything settled, and may come back', () => {
    const semaphore = new Semaphore(0)
    const trace: string[] = []
    const acquires: Acquire[] = []
    const wait = (name: string, onWake: () => void): void => {
      const acquire = semaphore.acquire()
      acquires.push(acquire)
      acquire.poll({ waker: { wake: () => (trace.push(`${name} woken, ${semaphore.available} available`), onWake()), willWake: () => false } })
    }
    wait('a', () => acquires[1]![Symbol.dispose]())
    wait('b', () => {})
    wait('c', () => semaphore.addPermits(1))
    semaphore.addPermits(2)
    // b's permit goes to c while a is woken; b, whose waker is in hand by then, is called all the same.
    expect(trace).toEqual(['a woken, 0 available', 'c woken, 0 available', 'b woken, 1 available'])
  })

  it('32: one waker’s throw does not keep the others from being woken', () => {
    const semaphore = new Semaphore(0)
    semaphore.acquire().poll({ waker: { wake: () => { throw new Error('waker') }, willWake: () => false } })
    const second = waiting(semaphore)
    expect(() => semaphore.addPermits(2)).toThrow('waker')
    held(second.poll())
  })

  it('22: permits, acquires and semaphores are sendable', () => {
    const semaphore = new Semaphore(1)
    expect([semaphore, semaphore.acquire(), semaphore.tryAcquire()].map(isSendable)).toEqual([true, true, true])
  })

  it('an acquire says what it waits on', () => {
    const semaphore = new Semaphore(2)
    const first = semaphore.acquire(3)
    const second = semaphore.acquire()
    expect(second[inspect]()).toEqual({ name: 'Acquire', state: 'unpolled', waitsOn: '1 of a Semaphore’s permits (2 free)' })
    mockTask(first).poll()
    mockTask(second).poll()
    expect(second[inspect]()).toEqual({ name: 'Acquire', state: 'waiting', waitsOn: '1 of a Semaphore’s permits (2 free), 1 before it in the queue' })
    semaphore.addPermits(1)
    expect([first[inspect](), semaphore[inspect]()]).toEqual([{ name: 'Acquire', state: 'given' }, { name: 'Semaphore', state: 'open', fields: { free: 0 } }])
  })

  it('runs on a foreign executor', () => {
    const executor = new ForeignExecutor()
    const semaphore = new Semaphore(1)
    const tasks = [semaphore.acquire(), semaphore.acquire(), semaphore.acquire()].map(acquire => executor.spawn(acquire))
    expect(executor.run()).toBe(3)
    expect(tasks.map(task => task.state)).toEqual(['done', 'running', 'running'])
    tasks[1]!.drop()
    tasks[0]!.output![Symbol.dispose]()
    expect(executor.run()).toBe(1)
    expect(tasks.map(task => [task.state, task.polls, task.wakes])).toEqual([['done', 1, 0], ['dropped', 1, 0], ['done', 2, 1]])
  })
})

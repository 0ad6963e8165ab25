import { describe, expect, it } from 'vitest'
import { blockOn, BorrowError, contextFrom, DeadlockError, Done, inspect, isSendable, Pending, PolledAfterCompletionError, Rc, ready, wakerFn, type Future } from '../../src/index.ts'
import { OnceCell, SetError } from '../../src/sync/index.ts'
import { countingWaker, mockTask } from '../../src/testing/index.ts'
import { ForeignExecutor } from '../support/foreign-executor.ts'
import { Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

/** A cell, and as many tasks that would have a probe each make its value. */
function contenders(count: number): { cell: OnceCell<unknown>, tasks: ReturnType<typeof mockTask<unknown>>[], probes: Probe[], begun: string[] } {
  const cell = new OnceCell<unknown>()
  const begun: string[] = []
  const probes = Array.from({ length: count }, (_, at) => new Probe(String(at)))
  const tasks = probes.map(probe => mockTask(cell.getOrInit(() => {
    begun.push(probe.name)
    return probe
  })))
  return { cell, tasks, probes, begun }
}

describe('OnceCell', () => {
  it('41: one makes the value, by its own polls, and the others are woken once to get it', () => {
    const { cell, tasks, probes, begun } = contenders(3)
    expect(tasks.map(task => task.poll())).toEqual([Pending, Pending, Pending])
    expect([begun, probes.map(probe => probe.polls), cell.get(), cell.isInitialized()]).toEqual([['0'], [1, 0, 0], undefined, false])
    probes[0]!.complete('value')
    expect(tasks.map(task => task.wakeCount)).toEqual([1, 0, 0])
    expect(tasks[0]!.poll()).toBe('value')
    expect(tasks.map(task => task.wakeCount)).toEqual([1, 1, 1])
    expect([tasks[1]!.poll(), tasks[2]!.poll(), cell.get(), begun]).toEqual(['value', 'value', 'value', ['0']])
    expect(blockOn(cell.getOrInit(() => ready('other')))).toBe('value')
  })

  it('41: a failed initialisation is handed to the next, in order, and fails its own driver alone', () => {
    const { cell, tasks, probes, begun } = contenders(3)
    for (const task of tasks) task.poll()
    probes[0]!.fail(new Error('boom'))
    expect(() => tasks[0]!.poll()).toThrow('boom')
    expect(tasks.map(task => task.wakeCount)).toEqual([1, 1, 0])
    expect([tasks[1]!.poll(), begun]).toEqual([Pending, ['0', '1']])
    probes[1]!.complete(7)
    expect([tasks[1]!.poll(), tasks[2]!.poll(), cell.get(), probes[0]!.misuse]).toEqual([7, 7, 7, []])
  })

  it('41: a dropped initialisation is disposed, then handed to the next', () => {
    const { tasks, probes, begun } = contenders(2)
    for (const task of tasks) task.poll()
    probes[0]!.onDispose = () => begun.push(`disposed, ${tasks[1]!.wakeCount} woken`)
    tasks[0]![Symbol.dispose]()
    expect([tasks[1]!.wakeCount, tasks[1]!.poll(), begun]).toEqual([1, Pending, ['0', 'disposed, 0 woken', '1']])
  })

  it('41: a turn given to a waiter that is dropped before its poll passes on, and is nobody else’s meanwhile', () => {
    const { cell, tasks, begun } = contenders(4)
    for (const task of tasks.slice(0, 3)) task.poll()
    tasks[0]![Symbol.dispose]()
    expect([tasks[3]!.poll(), begun]).toEqual([Pending, ['0']])
    expect(() => cell.set(1)).toThrow(SetError)
    tasks[1]![Symbol.dispose]()
    expect([tasks[2]!.wakeCount, tasks[2]!.poll(), tasks[3]!.wakeCount, begun]).toEqual([1, Pending, 0, ['0', '2']])
  })

  it('41: given up by the last, the cell is empty again', () => {
    const { cell, tasks, probes } = contenders(1)
    tasks[0]!.poll()
    expect(cell[inspect]()).toEqual({ name: 'OnceCell', state: 'initializing' })
    tasks[0]![Symbol.dispose]()
    expect([cell[inspect]().state, probes[0]!.disposes]).toEqual(['empty', 1])
    cell.set('set')
    expect([cell.get(), cell[inspect]().state]).toEqual(['set', 'set'])
  })

  it('41: set during an initialisation fails with the value, and when there is a value', () => {
    const { cell, tasks, probes } = contenders(1)
    tasks[0]!.poll()
    const during = thrownBy(() => cell.set('mine')) as SetError<string>
    expect([during.value, during.isInitializing(), during.isAlreadyInitialized()]).toEqual(['mine', true, false])
    probes[0]!.complete('theirs')
    tasks[0]!.poll()
    const after = thrownBy(() => cell.set('mine')) as SetError<string>
    expect([after.value, after.isInitializing(), after.isAlreadyInitialized(), cell.get()]).toEqual(['mine', false, true, 'theirs'])
  })

  it('1: calls nothing before the first poll, nothing at all when it is set, and refuses what is no value', () => {
    const cell = new OnceCell<unknown>()
    const called: string[] = []
    const unpolled = cell.getOrInit(() => (called.push('init'), ready(1)))
    for (const value of [Pending, Done]) expect(() => cell.set(value)).toThrow(TypeError)
    cell.set(undefined)
    expect([blockOn(unpolled), cell.isInitialized(), called]).toEqual([undefined, true, []])
    expect(() => cell.getOrInit(3 as never)).toThrow(TypeError)
  })

  it('2: an init that throws, or makes no future, is a failed initialisation', () => {
    const cell = new OnceCell<number>()
    expect(() => blockOn(cell.getOrInit(() => { throw new Error('boom') }))).toThrow('boom')
    expect(() => blockOn(cell.getOrInit((() => 3) as never))).toThrow('OnceCell.getOrInit, what its function made: expected a future')
    expect(blockOn(cell.getOrInit(() => ready(3)))).toBe(3)
  })

  it('5, 38: a dropped or unpolled waiter has no place', () => {
    const { tasks, probes } = contenders(3)
    tasks[0]!.poll()
    tasks[1]!.poll()
    tasks[1]![Symbol.dispose]()
    probes[0]!.complete(1)
    tasks[0]!.poll()
    expect([tasks[1]!.wakeCount, tasks[2]!.wakeCount]).toEqual([0, 0])
  })

  it('9: the latest waker alone is woken, and a driver is not woken by the cell', () => {
    const cell = new OnceCell<number>()
    const probe = new Probe<number>()
    const driver = mockTask(cell.getOrInit(() => probe))
    driver.poll()
    const waiter = mockTask(cell.getOrInit(() => ready(2)), { freshWaker: true })
    waiter.poll()
    waiter.poll()
    probe.willBe(1)
    expect([driver.poll(), driver.wakeCount, waiter.wakeCount, waiter.staleWakeCount]).toEqual([1, 0, 1, 0])
  })

  it('31: spends one for a value that is there, and none for one that it made', () => {
    const cell = new OnceCell<number>()
    expect(mockTask(cell.getOrInit(() => ready(1)), { budget: 0 }).poll()).toBe(1)
    const task = mockTask(cell.getOrInit(() => ready(1)), { budget: 0 })
    expect([task.poll(), task.isWoken()]).toEqual([Pending, true])
  })

  it('32: all is settled before a waker is called, and one that throws does not keep the others', () => {
    const { cell, tasks, probes } = contenders(1)
    tasks[0]!.poll()
    const boom = new Error('boom')
    const seen: unknown[] = []
    cell.getOrInit(() => ready(2)).poll(contextFrom(wakerFn(() => {
      seen.push(cell.get(), mockTask(cell.getOrInit(() => ready(3))).poll())
      throw boom
    })))
    const other = mockTask(cell.getOrInit(() => ready(4)))
    other.poll()
    probes[0]!.willBe(1)
    expect(() => tasks[0]!.poll()).toThrow(boom)
    expect(() => tasks[0]!.poll()).toThrow(PolledAfterCompletionError)
    expect([seen, other.wakeCount, other.poll()]).toEqual([[1, 1], 1, 1])
  })

  it('5: errors of a drop and of a waker do not keep the turn from passing on', () => {
    const { cell, tasks, probes } = contenders(1)
    tasks[0]!.poll()
    cell.getOrInit(() => ready(2)).poll(contextFrom(wakerFn(() => { throw new Error('second') })))
    probes[0]!.onDispose = () => { throw new Error('first') }
    const error = thrownBy(() => tasks[0]![Symbol.dispose]()) as Error & { suppressed: Error[] }
    expect([error.message, error.suppressed.map(each => each.message)]).toEqual(['first', ['second']])
  })

  it('2, 7: refuses to be polled or disposed inside its own poll', () => {
    const cell = new OnceCell<number>()
    const cx = contextFrom(countingWaker())
    const polling: Future<number> = cell.getOrInit(() => ready(polling.poll(cx) as number))
    expect(() => blockOn(polling)).toThrow(BorrowError)
    const disposing = cell.getOrInit(() => {
      disposing[Symbol.dispose]()
      return ready(1)
    })
    expect(() => blockOn(disposing)).toThrow(BorrowError)
  })

  it('28: waiting for itself is a deadlock that is told', () => {
    const cell = new OnceCell<number>()
    const error = thrownBy(() => blockOn(cell.getOrInit(() => cell.getOrInit(() => ready(1)))))
    expect(error).toBeInstanceOf(DeadlockError)
    expect((error as Error).message).toContain('another task’s initialisation of a OnceCell')
  })

  it('3: has released what it held at its end, and says so when polled again', () => {
    const cell = new OnceCell<number>()
    const future = cell.getOrInit(() => ready(1))
    blockOn(future)
    expect([Object.values(future).includes(cell), Object.values(cell).includes(future)]).toEqual([false, false])
    expect(() => blockOn(future)).toThrow(PolledAfterCompletionError)
  })

  it('22: as sendable as its value, its future and its function', () => {
    const cell = new OnceCell<unknown>()
    const future = cell.getOrInit(() => ready(1))
    expect([isSendable(cell), isSendable(future)]).toEqual([true, true])
    cell.set(new Rc(1))
    expect([isSendable(cell), isSendable(future)]).toEqual([false, false])
  })

  it('runs on a foreign executor', () => {
    const cell = new OnceCell<number>()
    const probe = new Probe<number>()
    const executor = new ForeignExecutor()
    const tasks = [0, 1, 2].map(() => executor.spawn(cell.getOrInit(() => probe)))
    executor.run()
    probe.complete(5)
    executor.run()
    expect(tasks.map(task => [task.output, task.polls])).toEqual([[5, 2], [5, 2], [5, 2]])
  })
})

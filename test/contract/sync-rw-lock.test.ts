import { describe, expect, it } from 'vitest'
import { BorrowError, drop, inspect, isSendable, Pending, PolledAfterCompletionError, Rc } from '../../src/future/index.ts'
import { ReadGuard, RwLock, WriteGuard } from '../../src/sync/index.ts'
import { mockTask, type MockTask } from '../../src/testing/index.ts'
import { ForeignExecutor } from '../support/foreign-executor.ts'
import { thrownBy } from '../support/thrown.ts'

type Side = 'read' | 'write'
type AnyGuard = ReadGuard<number> | WriteGuard<number>

function waiting(lock: RwLock<number>, side: Side): MockTask<AnyGuard> {
  const task: MockTask<AnyGuard> = mockTask<AnyGuard>(lock[side]())
  expect(task.poll()).toBe(Pending)
  return task
}

const woken = (tasks: MockTask<unknown>[]): string => tasks.map(task => (task.isWoken() ? 'W' : '-')).join('')

describe('RwLock', () => {
  it('39: many readers, or one writer', () => {
    const lock = new RwLock(1)
    const [a, b] = [lock.tryRead()!, mockTask(lock.read()).poll() as ReadGuard<number>]
    expect([a.value, b.value, lock.tryWrite()]).toEqual([1, 1, null])
    drop(a)
    expect(lock.tryWrite()).toBe(null)
    drop(b)
    const writer = mockTask(lock.write()).poll() as WriteGuard<number>
    expect([lock.tryRead(), lock.tryWrite()]).toEqual([null, null])
    writer.value = 2
    drop(writer)
    expect(lock.tryRead()!.value).toBe(2)
  })

  it('39: write-preferring: a reader that comes after a waiting writer waits behind it', () => {
    const lock = new RwLock(0)
    const reader = lock.tryRead()!
    const tasks = [waiting(lock, 'write'), waiting(lock, 'read'), waiting(lock, 'read'), waiting(lock, 'write'), waiting(lock, 'read')]
    expect([lock.tryRead(), woken(tasks)]).toEqual([null, '-----'])
    drop(reader)
    expect(woken(tasks)).toBe('W----')
    drop(tasks[0]!.poll())
    expect(woken(tasks)).toBe('-WW--')
    const readers = [tasks[1]!.poll(), tasks[2]!.poll()]
    drop(readers[1])
    expect(woken(tasks)).toBe('-----')
    drop(readers[0])
    expect(woken(tasks)).toBe('---W-')
    drop(tasks[3]!.poll())
    expect(woken(tasks)).toBe('----W')
  })

  it('5, 39: a dropped writer that waited lets the readers behind it in', () => {
    const lock = new RwLock(0)
    const reader = lock.tryRead()!
    const tasks = [waiting(lock, 'write'), waiting(lock, 'read'), waiting(lock, 'read')]
    tasks[0]![Symbol.dispose]()
    expect([woken(tasks), reader.value]).toEqual(['-WW', 0])
  })

  it('39: dropped when it was given the lock, and not polled, it passes it on', () => {
    const lock = new RwLock(0)
    const writer = lock.tryWrite()!
    const tasks = [waiting(lock, 'write'), waiting(lock, 'read'), waiting(lock, 'write')]
    drop(writer)
    tasks[0]![Symbol.dispose]()
    expect(woken(tasks)).toBe('WW-')
    tasks[1]![Symbol.dispose]()
    expect(woken(tasks)).toBe('WWW')
    tasks[2]![Symbol.dispose]()
    expect(lock.tryWrite()).toBeInstanceOf(WriteGuard)
  })

  it('39: downgrade goes on as a reader, with the readers that are next, and no writer between', () => {
    const lock = new RwLock(1)
    const writer = lock.tryWrite()!
    const tasks = [waiting(lock, 'read'), waiting(lock, 'write'), waiting(lock, 'read')]
    writer.value = 2
    const reader = writer.downgrade()
    expect([woken(tasks), reader.value]).toEqual(['W--', 2])
    drop(writer)
    expect(() => writer.value).toThrow(BorrowError)
    expect(() => writer.downgrade()).toThrow(BorrowError)
    drop(reader)
    expect(woken(tasks)).toBe('W--')
    drop(tasks[0]!.poll())
    expect(woken(tasks)).toBe('-W-')
  })

  it('4, 39: a guard’s value after dispose throws, and a second dispose does nothing', () => {
    const lock = new RwLock(0)
    const [one, other] = [lock.tryRead()!, lock.tryRead()!]
    drop(one)
    drop(one)
    expect([lock.tryWrite(), other.value]).toEqual([null, 0])
    expect((thrownBy(() => one.value) as Error).message).toMatch(/^ReadGuard was used after it was disposed/)
    drop(other)
    const writer = lock.tryWrite()!
    drop(writer)
    const reader = lock.tryRead()!
    drop(writer)
    expect([lock.tryWrite(), reader.value]).toEqual([null, 0])
    expect(() => (writer.value = 1)).toThrow(BorrowError)
    expect(() => ((reader as { value: number }).value = 1)).toThrow(TypeError)
  })

  it.each(['read', 'write'] as const)('3, 4, 9, 31: %s() keeps the rules of a future', side => {
    const lock = new RwLock(0)
    const spent = mockTask<AnyGuard>(lock[side](), { budget: 0 })
    expect([spent.poll(), spent.wakeCount, lock.tryWrite()]).toEqual([Pending, 1, null])
    spent[Symbol.dispose]()
    const writer = lock.tryWrite()!
    const future = lock[side]()
    const task = mockTask<AnyGuard>(future, { freshWaker: true })
    task.poll()
    task.poll()
    drop(writer)
    expect([task.wakeCount, task.staleWakeCount]).toEqual([1, 0])
    const guard = task.poll()
    drop(future)
    expect(lock.tryWrite()).toBe(null)
    expect(() => task.poll()).toThrow(PolledAfterCompletionError)
    drop(guard)
    expect(lock.tryWrite()).toBeInstanceOf(WriteGuard)
  })

  it('22: lock, guards and futures are as sendable as the value', () => {
    for (const [value, expected] of [[[1], true], [new Rc(1), false]] as const) {
      const lock = new RwLock<unknown>(value)
      const reader = lock.tryRead()!
      expect([lock, reader, lock.read(), lock.write()].map(isSendable)).toEqual([expected, expected, expected, expected])
      drop(reader)
      expect([isSendable(lock.tryWrite()), isSendable(reader)]).toEqual([expected, true])
    }
  })

  it('its futures say what they wait on', () => {
    const lock = new RwLock(0, { name: 'config' })
    const reader = lock.tryRead()!
    const [write, read] = [lock.write(), lock.read()]
    mockTask(write).poll()
    mockTask(read).poll()
    expect([write, read].map(future => future[inspect]().waitsOn)).toEqual([
      'RwLock config held by 1 reader, to write, next in the queue',
      'RwLock config held by 1 reader, to read, 1 before it in the queue',
    ])
    expect([lock, reader].map(one => one[inspect]().state)).toEqual(['held by 1 reader', 'reads RwLock config'])
  })

  it('runs on a foreign executor', () => {
    const executor = new ForeignExecutor()
    const lock = new RwLock(0)
    const tasks = [executor.spawn(lock.read()), executor.spawn(lock.write()), executor.spawn(lock.read())]
    executor.run()
    expect(tasks.map(task => task.state)).toEqual(['done', 'running', 'running'])
    drop(tasks[0]!.output)
    executor.run()
    drop(tasks[1]!.output)
    executor.run()
    expect(tasks.map(task => [task.state, task.polls])).toEqual([['done', 1], ['done', 2], ['done', 2]])
  })
})

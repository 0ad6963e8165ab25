import { describe, expect, it } from 'vitest'
import { inspect, isSendable, Pending, PolledAfterCompletionError } from '../../src/future/index.ts'
import { Notify, type Notified } from '../../src/sync/index.ts'
import { mockTask, type MockTask } from '../../src/testing/index.ts'
import { ForeignExecutor } from '../support/foreign-executor.ts'
import { thrownBy } from '../support/thrown.ts'

function waiting(notify: Notify, count: number): MockTask<void>[] {
  const tasks = Array.from({ length: count }, () => mockTask(notify.notified()))
  for (const task of tasks) expect(task.poll()).toBe(Pending)
  return tasks
}

const wakes = (tasks: MockTask<void>[]): string => tasks.map(task => task.wakeCount).join('')
/** Whether a permit is stored; it is taken. */
function isReady(notify: Notify): boolean {
  using task = mockTask(notify.notified())
  return task.poll() !== Pending
}

describe('Notify', () => {
  it('38: holds at most one permit', () => {
    const notify = new Notify()
    notify.notifyOne()
    notify.notifyLast()
    expect([isReady(notify), isReady(notify)]).toEqual([true, false])
  })

  it('38: notifyOne wakes who waits longest, notifyLast who came last, each one', () => {
    const notify = new Notify()
    const tasks = waiting(notify, 4)
    notify.notifyOne()
    expect(wakes(tasks)).toBe('1000')
    notify.notifyLast()
    expect(wakes(tasks)).toBe('1001')
    notify.notifyOne()
    expect(wakes(tasks)).toBe('1101')
    expect(tasks.map(task => task.poll() === Pending)).toEqual([false, false, true, false])
    expect(isReady(notify)).toBe(false)
  })

  it('38: notifyWaiters wakes all who wait, and stores nothing', () => {
    const notify = new Notify()
    const tasks = waiting(notify, 3)
    notify.notifyWaiters()
    expect(wakes(tasks)).toBe('111')
    expect(tasks.map(task => task.poll())).toEqual([undefined, undefined, undefined])
    expect(isReady(notify)).toBe(false)
  })

  it('38: notifyWaiters completes what was made before it, polled or not, and leaves a permit where it is', () => {
    const notify = new Notify()
    const before = mockTask(notify.notified())
    notify.notifyOne()
    notify.notifyWaiters()
    const after = mockTask(notify.notified())
    expect(before.poll()).toBe(undefined)
    expect([after.poll(), isReady(notify)]).toEqual([undefined, false])
  })

  it('38: an unpolled waiter holds no place and takes no permit', () => {
    const notify = new Notify()
    const unpolled = mockTask(notify.notified())
    const [polled] = waiting(notify, 1)
    notify.notifyOne()
    notify.notifyOne()
    expect(polled!.poll()).toBe(undefined)
    unpolled[Symbol.dispose]()
    expect(isReady(notify)).toBe(true)
  })

  it('38: enable takes a place, or a permit, before the first poll', () => {
    const notify = new Notify()
    const [first, second] = [notify.notified(), notify.notified()]
    expect([second.enable(), second.enable(), mockTask(first).poll()]).toEqual([false, false, Pending])
    notify.notifyOne()
    expect([second.enable(), mockTask(second).poll()]).toEqual([true, undefined])
    notify.notifyOne()
    notify.notifyOne()
    const third = notify.notified()
    expect([third.enable(), isReady(notify)]).toEqual([true, false])
    third[Symbol.dispose]()
    expect(isReady(notify)).toBe(true)
  })

  it('38: a notification between enable and the first poll is not missed', () => {
    for (const call of ['notifyOne', 'notifyLast', 'notifyWaiters'] as const) {
      const notify = new Notify()
      const notified = notify.notified()
      notified.enable()
      notify[call]()
      const task = mockTask(notified)
      expect([task.poll(), task.wakeCount, isReady(notify)]).toEqual([undefined, 0, false])
    }
  })

  it.each([['notifyOne', '1100'], ['notifyLast', '0011']] as const)('38: dropped when %s has notified it and it was not polled since, it passes that on in the same way', (call, expected) => {
    const notify = new Notify()
    const tasks = waiting(notify, 4)
    notify[call]()
    tasks.find(task => task.isWoken())![Symbol.dispose]()
    expect(wakes(tasks)).toBe(expected)
    for (const task of tasks) task[Symbol.dispose]()
    expect([isReady(notify), isReady(notify)]).toEqual([true, false])
  })

  it('38: dropped when notifyWaiters has notified it, or when it waits, it passes nothing on', () => {
    const notify = new Notify()
    const tasks = waiting(notify, 2)
    notify.notifyWaiters()
    tasks[0]![Symbol.dispose]()
    expect(isReady(notify)).toBe(false)
    const [dropped, left] = waiting(notify, 2)
    dropped![Symbol.dispose]()
    notify.notifyOne()
    expect([dropped!.wakeCount, left!.wakeCount]).toEqual([0, 1])
  })

  it('9, 32: the latest waker is called once, however often it is notified', () => {
    const notify = new Notify()
    const task = mockTask(notify.notified(), { freshWaker: true })
    task.poll()
    task.poll()
    notify.notifyWaiters()
    notify.notifyWaiters()
    notify.notifyOne()
    expect([task.wakeCount, task.staleWakeCount, task.poll(), isReady(notify)]).toEqual([1, 0, undefined, true])
  })

  it('31: spends one on progress alone; out of budget it keeps its notification', () => {
    const notify = new Notify()
    const task = mockTask(notify.notified(), { budget: 0 })
    expect([task.poll(), task.wakeCount]).toEqual([Pending, 0])
    notify.notifyOne()
    expect([task.wakeCount, task.poll(), task.wakeCount]).toEqual([1, Pending, 2])
    task[Symbol.dispose]()
    expect(isReady(notify)).toBe(true)
  })

  it('32: a waker may drop another that is being notified, and notify', () => {
    const notify = new Notify()
    const trace: string[] = []
    const all: Notified[] = []
    const wait = (name: string, onWake: () => void): void => {
      const notified = notify.notified()
      all.push(notified)
      notified.poll({ waker: { wake: () => (trace.push(name), onWake()), willWake: () => false } })
    }
    wait('a', () => {
      all[1]![Symbol.dispose]()
      wait('late', () => {})
      notify.notifyWaiters()
    })
    wait('b', () => {})
    wait('c', () => { throw new Error('waker') })
    wait('d', () => {})
    expect(() => notify.notifyWaiters()).toThrow('waker')
    expect(trace).toEqual(['a', 'late', 'b', 'c', 'd'])
    expect(isReady(notify)).toBe(false)
  })

  it('3, 4: ended, it refuses poll and enable by its name, and a dispose does nothing', () => {
    const notify = new Notify()
    notify.notifyOne()
    const done = notify.notified()
    mockTask(done).poll()
    done[Symbol.dispose]()
    expect(isReady(notify)).toBe(false)
    expect(() => done.enable()).toThrow(PolledAfterCompletionError)
    const dropped = notify.notified()
    dropped[Symbol.dispose]()
    dropped[Symbol.dispose]()
    expect((thrownBy(() => mockTask(dropped).poll()) as Error).message).toMatch(/^Notified was polled after it was disposed/)
  })

  it('22: sendable; it says what it waits on', () => {
    const notify = new Notify()
    const [first, second] = [notify.notified(), notify.notified()]
    expect([notify, first].map(isSendable)).toEqual([true, true])
    first.enable()
    expect(second[inspect]()).toEqual({ name: 'Notified', state: 'unpolled', waitsOn: 'a Notify' })
    second.enable()
    expect(second[inspect]()).toEqual({ name: 'Notified', state: 'waiting', waitsOn: 'a Notify, 1 before it in the queue' })
    notify.notifyOne()
    expect([first, notify].map(one => one[inspect]())).toEqual([{ name: 'Notified', state: 'notified' }, { name: 'Notify', state: 'no permit is stored' }])
  })

  it('runs on a foreign executor', () => {
    const executor = new ForeignExecutor()
    const notify = new Notify()
    const tasks = [1, 2, 3].map(() => executor.spawn(notify.notified()))
    executor.run()
    notify.notifyOne()
    notify.notifyWaiters()
    notify.notifyOne()
    expect(executor.run()).toBe(3)
    expect(tasks.map(task => [task.state, task.polls, task.wakes])).toEqual([['done', 2, 1], ['done', 2, 1], ['done', 2, 1]])
    expect(executor.start(notify.notified()).polls).toBe(1)
  })
})

/** `runtime.observe`: observers that come later than the tasks. */
import { describe, expect, it } from 'vitest'
import {
  asyncBlock, byRef, hostLoop, LocalSet, lazy, NoRuntimeError, Pending, pending, pollFn, ready, Runtime, sleep, spawn, spawnLocal, wait, yieldNow,
} from '../../src/index.ts'
import { EVENTS } from '../../src/runtime/observer.ts'
import { chromeTrace, fanOut, Recorder } from '../../src/watch/index.ts'
import { Gate } from '../support/gate.ts'
import { Observed } from '../support/observed.ts'
import { quietLints } from '../support/quiet-lints.ts'
import { VirtualDriver } from '../support/virtual-driver.ts'

const SHORT = EVENTS.filter(event => event !== 'taskFound')

describe('runtime.observe', () => {
  it('tells of the tasks that are there, then of what happens, until it is disposed', () => {
    using runtime = new Runtime({ driver: new VirtualDriver() })
    const gate = new Gate('gate')
    runtime.spawnLocal(gate)
    runtime.spawnLocal(sleep(5))
    runtime.runUntilStalled()
    runtime.spawn(ready(1))
    const log = new Observed()
    const guard = runtime.observe(log.observer)
    expect(log.take()).toEqual([
      'taskFound 1 Gate task waiting [object Object]',
      'taskFound 2 sleep(5) task waiting [object Object]',
      'taskSpawned 3 ReadyFuture null task',
    ])
    gate.open()
    runtime.runUntilStalled()
    runtime.blockOn(sleep(5))
    expect(log.take()).toEqual([
      'taskWoken 1 null outside', 'taskPolled 3', 'taskCompleted 3 value', 'taskPolled 1', 'taskCompleted 1 value',
      'taskSpawned 0 sleep(5) null main', 'taskPolled 0', 'timerRegistered 1 0 5 sleep(5)', 'taskSuspended 0', 'parked 5', 'unparked',
      // The timer of task 2 began before, and nobody was told.
      'taskWoken 2 null timer', 'timerFired 1', 'taskWoken 0 null timer', 'taskPolled 0', 'taskCompleted 0 value',
    ])
    guard[Symbol.dispose]()
    guard[Symbol.dispose]()
    expect(runtime.executor.observer).toBe(null)
    runtime.runUntilStalled()
    expect(log.take()).toEqual([])
  })

  it('in the middle of a turn: what that does from then on is told as done by it', () => {
    using runtime = new Runtime()
    const log = new Observed(SHORT)
    runtime.blockOn(asyncBlock(function* () {
      const child = spawn(asyncBlock(function* () {
        runtime.observe(log.observer)
        spawn(ready(1))
        yield* wait(yieldNow())
      }))
      yield* wait(child)
    }))
    expect(log.take()).toEqual([
      'taskSpawned 0 AsyncBlock null main', 'taskSpawned 1 AsyncBlock null task', 'taskSpawned 2 ReadyFuture 1 task',
      'taskWoken 1 1 task', 'taskSuspended 1',
      'taskPolled 2', 'taskCompleted 2 value', 'taskPolled 1', 'taskCompleted 1 value', 'taskWoken 0 1 task',
      'taskPolled 0', 'taskCompleted 0 value',
    ])
  })

  it('sees the tasks of the LocalSets that the runtime polls, and those that they spawn', () => {
    using runtime = new Runtime()
    const set = new LocalSet()
    const gate = new Gate('gate')
    runtime.spawnLocal(set.runUntil(pending()))
    runtime.spawnLocal(set.runUntil(lazy(() => void spawnLocal(gate))))
    runtime.runUntilStalled()
    const log = new Observed(['taskFound', 'taskSpawned', 'taskWoken', 'taskCompleted'])
    {
      using _ = runtime.observe(log.observer)
      gate.open()
      set.spawnLocal(ready(1))
      runtime.runUntilStalled()
    }
    expect(log.take()).toEqual([
      'taskFound 1 RunUntil task waiting [object Object]',
      'taskFound 3 Gate local waiting [object Object]',
      'taskWoken 3 null outside', 'taskWoken 1 null outside',
      'taskSpawned 4 ReadyFuture null local',
      'taskCompleted 3 value', 'taskCompleted 4 value',
    ])
    const again = new LocalSet()
    again.spawnLocal(ready(1))
    runtime.blockOn(again)
    expect(log.take()).toEqual([])
  })

  it('several: each hears of what is there alone, and one that throws or goes keeps none of the others from hearing', () => {
    const [first, second] = [new Observed(SHORT), new Observed(SHORT)]
    using runtime = new Runtime({ observer: first.observer })
    runtime.spawnLocal(new Gate('gate'))
    runtime.runUntilStalled()
    first.take()
    const guard = runtime.observe(second.observer)
    expect([first.take(), second.take()]).toEqual([[], ['taskSpawned 1 Gate null task']])
    runtime.spawn(ready(1))
    guard[Symbol.dispose]()
    runtime.runUntilStalled()
    expect([first.take(), second.take()]).toEqual([['taskSpawned 2 ReadyFuture null task', 'taskPolled 2', 'taskCompleted 2 value'], ['taskSpawned 2 ReadyFuture null task']])
  })

  it('fanOut hands taskFound on, and taskSpawned to those that do not have it', () => {
    using runtime = new Runtime()
    runtime.spawnLocal(new Gate('gate'))
    runtime.runUntilStalled()
    const [knows, not] = [new Observed(['taskFound']), new Observed(['taskSpawned'])]
    runtime.observe(fanOut(knows.observer, not.observer))
    expect([knows.take(), not.take()]).toEqual([['taskFound 1 Gate task waiting [object Object]'], ['taskSpawned 1 Gate null task']])
  })

  it('a recorder: a task that waits is none of the queue', () => {
    using runtime = new Runtime()
    runtime.spawnLocal(new Gate('gate'))
    runtime.spawnLocal(yieldNow())
    runtime.tryRunOne()
    runtime.tryRunOne()
    const recorder = new Recorder()
    runtime.observe(recorder)
    expect([...recorder.events()]).toEqual([
      { seq: 0, at: null, type: 'taskFound', id: 1, name: 'Gate', kind: 'task', state: 'waiting' },
      { seq: 1, at: null, type: 'taskFound', id: 2, name: 'YieldNow', kind: 'task', state: 'queued' },
    ])
    const { traceEvents } = JSON.parse(chromeTrace(recorder)) as { traceEvents: { ph: string; args?: { tasks?: number; name?: string } }[] }
    expect(traceEvents.filter(({ ph }) => ph === 'C').map(({ args }) => args?.tasks)).toEqual([1])
    expect(traceEvents.map(({ args }) => args?.name)).toContain('task 1 (Gate)')
  })

  it('lints: nothing is said of what they have not seen', () => {
    const { lints, found } = quietLints()
    using runtime = new Runtime()
    const gates = ['a', 'b', 'c'].map(name => new Gate(name))
    const tasks = gates.map(gate => runtime.spawnLocal(gate))
    runtime.spawnLocal(pollFn(() => Pending))
    runtime.spawnLocal(pending())
    runtime.runUntilStalled()
    runtime.observe(lints)
    gates[0]!.open()
    runtime.runUntilStalled()
    tasks[1]!.abort()
    runtime.runUntilStalled()
    runtime.spawnLocal(byRef(tasks[2]!))
    runtime.runUntilStalled()
    gates[2]!.open()
    runtime.runUntilStalled()
    runtime[Symbol.dispose]()
    expect(found()).toEqual([])
  })

  it('lints: what is wrong from then on is found', () => {
    const { lints, found } = quietLints({ window: 10 })
    using runtime = new Runtime()
    runtime.spawnLocal(pollFn(cx => {
      cx.waker.wake()
      return Pending
    }))
    runtime.tryRunOne()
    runtime.observe(lints)
    for (let i = 0; i < 30; i++) runtime.tryRunOne()
    runtime.spawn(pollFn(() => Pending))
    runtime.tryRunOne()
    runtime.tryRunOne()
    expect(found()).toEqual(['busy-poll: 1 PollFn', 'lost-wakeup: 2 PollFn'])
  })

  it('33: a job that runs is found as such', () => {
    using runtime = new Runtime()
    const job = runtime.spawnBlocking((a: number) => a, 1)
    const log = new Observed(['taskFound', 'taskSpawned', 'taskCompleted'])
    runtime.observe(log.observer)
    expect(runtime.blockOn(job)).toBe(1)
    expect(log.take()[0]).toBe('taskSpawned 1 spawnBlocking(<anonymous>) null blocking')
  })

  it('refuses what is no observer, and a runtime that has shut down; a host’s runtime is told of, too', () => {
    const runtime = new Runtime({ driver: hostLoop() })
    expect(() => runtime.observe(5 as never)).toThrow('observe: observer must be an object with some of the methods of Observer')
    const log = new Observed(['taskSpawned'])
    const guard = runtime.observe(log.observer)
    runtime.spawn(lazy(() => 1))
    expect(log.take()).toEqual(['taskSpawned 1 Lazy null task'])
    runtime[Symbol.dispose]()
    guard[Symbol.dispose]()
    expect(() => runtime.observe({})).toThrow(NoRuntimeError)
  })

  it('a leaf is not asked to describe itself once the last observer of resources has gone', () => {
    let asked = 0
    const runtime = new Runtime()
    const observer = { resourceRegistered: () => void asked++ }
    const guard = runtime.observe(observer)
    const handle = runtime.spawnLocal(new Gate('gate'))
    runtime.spawnLocal(byRef(handle))
    runtime.runUntilStalled()
    guard[Symbol.dispose]()
    runtime.spawnLocal(byRef(runtime.spawnLocal(new Gate('gate'))))
    runtime.runUntilStalled()
    expect(asked).toBe(1)
    runtime[Symbol.dispose]()
  })
})

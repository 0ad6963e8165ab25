/** What an observer is told of tasks; contract 13–20 and 32 as they are seen from there. */
import { describe, expect, it } from 'vitest'
import { blockingPoolState, blockOn, join, limitBlockingPool, LocalSet, lazy, NestedBlockOnError, pending, pollFn, ready, remoteWaker, Runtime, sleep, spawn, wakeRemote, yieldNow, type Observer } from '../../src/index.ts'
import { Observed } from '../support/observed.ts'
import { Printed } from '../support/printed.ts'
import { VirtualDriver } from '../support/virtual-driver.ts'

const TASKS = ['taskSpawned', 'taskWoken', 'taskPolled', 'taskSuspended', 'taskAborted', 'taskCompleted'] as const

describe('an observer', () => {
  it('13, 26: is told of spawns with parent and kind, of turns, and of who woke whom', () => {
    const log = new Observed(TASKS)
    using runtime = new Runtime({ observer: log.observer })
    runtime.blockOn(lazy(() => {
      runtime.spawn(lazy(() => { spawn(ready(1)) }))
      runtime.spawnLocal(yieldNow())
    }))
    runtime.runUntilStalled()
    expect(log.take()).toEqual([
      'taskSpawned 0 Lazy null main',
      'taskPolled 0',
      'taskSpawned 1 Lazy 0 task',
      'taskSpawned 2 YieldNow 0 local',
      'taskCompleted 0 value',
      'taskPolled 1',
      'taskSpawned 3 ReadyFuture 1 task',
      'taskCompleted 1 value',
      'taskPolled 2',
      'taskWoken 2 2 task',
      'taskSuspended 2',
      'taskPolled 3',
      'taskCompleted 3 value',
      'taskPolled 2',
      'taskCompleted 2 value',
    ])
  })

  it('16: is told once that an abort was asked for, and of the disposal that comes of it', () => {
    const log = new Observed(TASKS)
    using runtime = new Runtime({ observer: log.observer })
    const handle = runtime.spawn(pending())
    runtime.runUntilStalled()
    log.take()
    handle.abort()
    handle.abort()
    runtime.runUntilStalled()
    handle.abort()
    expect(log.take()).toEqual(['taskAborted 1 null', 'taskWoken 1 null abort', 'taskCompleted 1 cancelled'])
  })

  it('16: an abort by a task names it; one of a queued task wakes nobody', () => {
    const log = new Observed(['taskWoken', 'taskAborted', 'taskCompleted'])
    using runtime = new Runtime({ observer: log.observer })
    const victim = runtime.spawn(pending())
    runtime.runUntilStalled()
    runtime.spawn(lazy(() => { fresh.abort(); victim.abort() }))
    const fresh = runtime.spawn(ready(1))
    runtime.runUntilStalled()
    expect(log.take()).toEqual([
      'taskAborted 3 2', 'taskAborted 1 2', 'taskWoken 1 2 abort', 'taskCompleted 2 value', 'taskCompleted 3 cancelled', 'taskCompleted 1 cancelled',
    ])
  })

  it('17: the end of a task wakes who joins it, in that task’s name', () => {
    const log = new Observed(['taskWoken', 'taskCompleted'])
    using runtime = new Runtime({ observer: log.observer })
    runtime.blockOn(runtime.spawn(yieldNow()))
    expect(log.take()).toEqual(['taskWoken 1 1 task', 'taskCompleted 1 value', 'taskWoken 0 1 task', 'taskCompleted 0 value'])
  })

  it('18, 26: a main future that fails, is stuck, or is shut down with its runtime has an end, too', () => {
    const log = new Observed(['taskCompleted'])
    using runtime = new Runtime({ observer: log.observer })
    expect(() => runtime.blockOn(lazy(() => { throw new Error('no') }))).toThrow('no')
    expect(() => runtime.blockOn(pending())).toThrow()
    expect(() => runtime.blockOn(pollFn(cx => { runtime[Symbol.dispose](); return pending().poll(cx) }))).toThrow()
    expect(log.take()).toEqual(['taskCompleted 0 panic', 'taskCompleted 0 cancelled', 'taskCompleted 0 cancelled'])
  })

  it('35: a wake by a timer says so', () => {
    const log = new Observed(['taskWoken', 'parked', 'unparked'])
    const runtime = new Runtime({ driver: new VirtualDriver(), observer: log.observer })
    runtime.blockOn(sleep(5))
    expect(log.take()).toEqual(['parked 5', 'unparked', 'taskWoken 0 null timer'])
  })

  it('28: a wake by another thread says so', () => {
    const log = new Observed(['taskWoken'])
    using runtime = new Runtime({ observer: log.observer })
    let polls = 0
    runtime.blockOn(pollFn(cx => {
      if (polls++ > 0) return 1
      wakeRemote(remoteWaker(cx.waker).handle)
      return pending().poll(cx)
    }))
    expect(log.take()).toEqual(['taskWoken 0 null remote'])
  })

  it('a wake from outside every turn says so', () => {
    const log = new Observed(['taskWoken'])
    using runtime = new Runtime({ observer: log.observer })
    let wake = (): void => {}
    runtime.spawnLocal(pollFn(cx => { wake = () => cx.waker.wake(); return pending().poll(cx) }))
    runtime.runUntilStalled()
    wake()
    expect(log.take()).toEqual(['taskWoken 1 null outside'])
  })

  it('the turns of a LocalSet’s tasks lie inside the turn that polls the set', () => {
    const log = new Observed(TASKS)
    using runtime = new Runtime({ observer: log.observer })
    const set = new LocalSet()
    runtime.blockOn(set.runUntil(lazy(() => {
      set.spawnLocal(lazy(() => { runtime.spawn(ready(1)) }))
      return 1
    })))
    expect(log.take().slice(2)).toEqual(['taskSpawned 1 Lazy 0 local', 'taskCompleted 0 value'])
    runtime.blockOn(set)
    runtime.runUntilStalled()
    expect(log.take()).toEqual([
      'taskSpawned 0 LocalSet null main', 'taskPolled 0', 'taskPolled 1', 'taskSpawned 2 ReadyFuture 1 task', 'taskCompleted 1 value',
      'taskCompleted 0 value', 'taskPolled 2', 'taskCompleted 2 value',
    ])
  })

  it('hears of the tasks of a set from elsewhere under the numbers that they keep', () => {
    const log = new Observed(['taskPolled', 'taskSuspended', 'taskCompleted', 'taskWoken'])
    using runtime = new Runtime({ observer: log.observer })
    const set = new LocalSet()
    const other = runtime.spawnLocal(pending())
    runtime.runUntilStalled()
    log.take()
    set.spawnLocal(lazy(() => { other.abort() }))
    runtime.blockOn(set)
    expect(log.take().map(line => line.replace(/-\d+/, 'local'))).toEqual([
      'taskPolled 0', 'taskPolled local', 'taskWoken 1 local abort', 'taskCompleted local value', 'taskCompleted 0 value',
    ])
  })

  it('33: is told of a job: its task, when a worker takes it, and when it has left it', () => {
    const log = new Observed(['taskSpawned', 'taskCompleted', 'jobStarted', 'jobEnded'])
    using runtime = new Runtime({ observer: log.observer })
    expect(runtime.blockOn(runtime.spawnBlocking((n: number) => n + 1, 4))).toBe(5)
    const lines = log.take().map(line => line.replace(/^(taskSpawned 1) .* (null blocking)$/, '$1 … $2').replace(/^(jobStarted 1) \d+$/, '$1 in a worker'))
    expect(lines.toSorted()).toEqual(['jobEnded 1', 'jobStarted 1 in a worker', 'taskCompleted 0 value', 'taskCompleted 1 value', 'taskSpawned 0 JoinHandle null main', 'taskSpawned 1 … null blocking'])
    expect(lines.indexOf('jobStarted 1 in a worker')).toBeLessThan(lines.indexOf('jobEnded 1'))
  })

  it('33: is told of a job that waits for a worker when that takes it; of one that was aborted when its worker is free; of a death', () => {
    const log = new Observed(['taskAborted', 'taskCompleted', 'jobStarted', 'jobEnded'])
    const take = (): string[] => log.take().map(line => line.replace(/^(jobStarted \d+) \d+$/, '$1 in a worker')).filter(line => !line.endsWith(' 0 value'))
    const gated = (gate: Int32Array): void => {
      Atomics.store(gate, 0, 1)
      Atomics.notify(gate, 0)
      Atomics.wait(gate, 1, 0)
    }
    const gate = new Int32Array(new SharedArrayBuffer(8))
    using runtime = new Runtime({ observer: log.observer, onUnhandledError: () => {} })
    // All workers but one are busy elsewhere, or there is none.
    while (blockingPoolState().idle < blockingPoolState().threads) runtime.blockOn(runtime.spawnBlocking(() => 0))
    const { threads } = blockingPoolState()
    limitBlockingPool({ threads: Math.max(1, threads) })
    const others = new Runtime()
    const busy = Array.from({ length: Math.max(1, threads) - 1 }, () => others.spawnBlocking(gated, gate))
    log.take()
    const first = runtime.spawnBlocking(gated, gate).id
    const running = runtime.spawnBlocking(() => 1)
    const aborted = runtime.spawnBlocking(() => 2)
    expect(take()).toEqual([`jobStarted ${first} in a worker`])
    aborted.abort()
    runtime.runUntilStalled()
    expect(take()).toEqual([`taskAborted ${aborted.id} null`, `taskCompleted ${aborted.id} cancelled`])
    Atomics.store(gate, 1, 1)
    Atomics.notify(gate, 1)
    expect(runtime.blockOn(running)).toBe(1)
    expect(take().filter(line => !line.startsWith('taskCompleted'))).toEqual([
      `jobEnded ${first}`, `jobStarted ${running.id} in a worker`, `jobEnded ${running.id}`,
    ])
    for (const handle of busy) others.blockOn(handle)
    const dying = runtime.spawnBlocking(() => process.exit(3))
    expect(() => runtime.blockOn(dying)).toThrow('WorkerDiedError')
    expect(take()).toEqual([`jobStarted ${dying.id} in a worker`, `jobEnded ${dying.id}`, `taskCompleted ${dying.id} panic`, 'taskCompleted 0 panic'])
  })

  it('of one runtime hears nothing of another’s, and who woke across the two is outside', () => {
    const log = new Observed(['taskWoken'])
    using first = new Runtime({ observer: log.observer })
    using second = new Runtime({ observer: {} })
    let wake = (): void => {}
    first.spawnLocal(pollFn(cx => { wake = () => cx.waker.wake(); return pending().poll(cx) }))
    first.runUntilStalled()
    second.blockOn(lazy(() => { wake() }))
    expect(log.take()).toEqual(['taskWoken 1 null outside'])
  })
})

describe('a callback of an observer', () => {
  it('27: may read, spawn and abort; blockOn in it is nested, also outside every poll', () => {
    const seen: unknown[] = []
    const observer: Observer = {
      taskWoken(id) {
        seen.push(runtime.dump().map(dump => `${dump.id} ${dump.state}`), runtime.metrics.numAliveTasks)
        try { runtime.blockOn(ready(id)) } catch (error) { seen.push(error instanceof NestedBlockOnError) }
        try { blockOn(ready(id)) } catch (error) { seen.push(error instanceof NestedBlockOnError) }
        if (id === 1) runtime.spawn(ready(1))
      },
    }
    const runtime = new Runtime({ observer })
    let wake = (): void => {}
    runtime.spawnLocal(pollFn(cx => { wake = () => cx.waker.wake(); return pending().poll(cx) }))
    runtime.runUntilStalled()
    wake()
    expect(seen).toEqual([['1 queued'], 1, true, true])
    expect(runtime.blockOn(ready('free again'))).toBe('free again')
    runtime[Symbol.dispose]()
  })

  it('that throws is printed, whatever it is told of, and changes nothing', () => {
    using printed = new Printed()
    const thrower = new Proxy({}, { get: () => () => { throw new Error('watching') } }) as Observer
    using runtime = new Runtime({ driver: new VirtualDriver(), observer: thrower })
    expect(runtime.blockOn(join(sleep(1), runtime.spawn(ready(2))))).toEqual([undefined, 2])
    const events = printed.lines.map(line => /observer's (\w+) threw/.exec(line)?.[1])
    expect([...new Set(events)].sort()).toEqual([
      'hears', 'parked', 'resourceReady', 'resourceRegistered', 'taskCompleted', 'taskContext', 'taskPolled', 'taskSpawned', 'taskSuspended', 'taskWoken', 'timerFired',
      'timerRegistered', 'unparked',
    ])
  })

  it('9: may give each poll a context of its own', () => {
    const seen: string[] = []
    const observer: Observer = {
      taskContext: (id, waker) => {
        seen.push(`poll ${id}`)
        return { waker: { wake: () => { seen.push(`wake ${id}`); waker.wake() }, willWake: other => other === waker } }
      },
    }
    using runtime = new Runtime({ observer })
    expect(runtime.blockOn(runtime.spawn(yieldNow()))).toBe(undefined)
    expect(seen).toEqual(['poll 0', 'poll 1', 'wake 1', 'poll 1', 'wake 0', 'poll 0'])
  })
})

/** `wrapSpawned`: contexts of the host for every task of a runtime. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import {
  asyncBlock, hostLoop, JoinSet, lazy, LocalSet, NotSendableError, pollFn, Rc, ready, Runtime, spawn, spawnLocal, wait, yieldNow, type Future,
} from '../../src/index.ts'
import { toPromise } from '../../src/interop/index.ts'
import { inAsyncContext, inDebuggerTask } from '../../src/watch/index.ts'
import { Observed } from '../support/observed.ts'
import { Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

const storage = new AsyncLocalStorage<string>()

describe('wrapSpawned', () => {
  it('with inAsyncContext: each task keeps the context of its spawn, also one that is spawned in a task', () => {
    const seen: unknown[] = []
    using runtime = new Runtime({ wrapSpawned: inAsyncContext })
    const child = (): Future<void> => asyncBlock(function* () {
      seen.push(`child ${storage.getStore()}`)
      yield* wait(yieldNow())
      seen.push(`child later ${storage.getStore()}`)
    })
    const parent = (): Future<void> => asyncBlock(function* () {
      yield* wait(yieldNow())
      spawnLocal(child())
      storage.run('inner', () => spawnLocal(child()))
    })
    storage.run('request', () => runtime.spawnLocal(parent()))
    runtime.spawnLocal(child())
    storage.run('loop', () => runtime.runUntilStalled())
    expect(seen).toEqual(['child undefined', 'child later undefined', 'child request', 'child inner', 'child later request', 'child later inner'])
  })

  it('polls and disposes in it, and puts back what was there after a throw', () => {
    const seen: unknown[] = []
    using runtime = new Runtime({ wrapSpawned: inAsyncContext, onUnhandledError: () => {} })
    const probes = ['a', 'b', 'c'].map(name => {
      const probe = new Probe()
      probe.onPoll = () => void seen.push(`poll ${storage.getStore()}`)
      probe.onDispose = () => {
        seen.push(`drop ${storage.getStore()}`)
        if (name === 'b') throw new Error('dispose')
      }
      if (name === 'a') probe.willThrow(new Error('poll'))
      return [probe, storage.run(name, () => runtime.spawnLocal(probe))] as const
    })
    storage.run('loop', () => {
      runtime.runUntilStalled()
      seen.push(`after ${storage.getStore()}`)
      probes[1]![1].abort()
      runtime.runUntilStalled()
      seen.push(`after ${storage.getStore()}`)
      runtime[Symbol.dispose]()
      seen.push(`after ${storage.getStore()}`)
      // Shut down: what is spawned now is disposed at once, where it was spawned.
      const late = new Probe()
      late.onDispose = () => void seen.push(`drop ${storage.getStore()}`)
      storage.run('late', () => runtime.spawnLocal(late))
    })
    expect(seen).toEqual(['poll a', 'poll b', 'poll c', 'after loop', 'drop b', 'after loop', 'drop c', 'after loop', 'drop late'])
  })

  it('in a JoinSet, in a LocalSet of the runtime, and for start; not around main futures and jobs', async () => {
    const wrapped: string[] = []
    const wrapSpawned = <T>(future: Future<T>): Future<T> => {
      wrapped.push(future.constructor.name)
      return inAsyncContext(future)
    }
    using runtime = new Runtime({ driver: hostLoop(), wrapSpawned })
    const set = new LocalSet()
    const get = lazy(() => storage.getStore())
    expect(await storage.run('promise', () => toPromise(get, { runtime }))).toBe('promise')
    using guard = runtime.enter()
    const members = new JoinSet<unknown>()
    storage.run('member', () => members.spawn(lazy(() => storage.getStore())))
    expect(runtime.blockOn(members.joinNext())).toBe('member')
    const inSet = set.runUntil(pollFn(() => storage.run('local', () => spawnLocal(lazy(() => storage.getStore())))))
    const task = runtime.blockOn(inSet)
    expect(runtime.blockOn(set.runUntil(task))).toBe('local')
    expect(wrapped.length).toBe(3)
    void guard
  })

  it('tasks go by the names of their futures, in dumps, to observers and in errors', () => {
    const log = new Observed(['taskSpawned'])
    using runtime = new Runtime({ wrapSpawned: inAsyncContext, observer: log.observer })
    const first = runtime.spawnLocal(new Probe())
    runtime.spawn(first)
    const failing = runtime.spawn(lazy(() => { throw new Error('no') }))
    runtime.runUntilStalled()
    expect(log.take()).toEqual(['taskSpawned 1 Probe null local', 'taskSpawned 2 JoinHandle null task', 'taskSpawned 3 Lazy null task'])
    expect(runtime.dumpText()).toBe('task 2 (JoinHandle): waiting, waits on task 1 (Probe)\n  task 1 (Probe): waiting')
    expect(runtime.dump().map(({ id, name, children }) => [id, name, children.length])).toEqual([[1, 'Probe', 0], [2, 'JoinHandle', 0]])
    expect(String(thrownBy(() => runtime.blockOn(failing)))).toBe('JoinError: task 3 (Lazy) failed: Error: no')
  })

  it('21, 24: what is spawned must be sendable as before, now and at each suspension', () => {
    using runtime = new Runtime({ wrapSpawned: inAsyncContext, onUnhandledError: () => {} })
    const holds = (): Future<void> => asyncBlock({ own: [new Rc(1)], sendable: false }, function* () { yield* wait(yieldNow()) })
    expect(thrownBy(() => runtime.spawn(holds()))).toBeInstanceOf(NotSendableError)
    const comes = new Probe() as Probe & { rc?: unknown }
    Object.defineProperty(comes, Symbol.for('pollux.sendable'), { get: () => comes.polls === 0 })
    const handle = runtime.spawn(comes)
    runtime.runUntilStalled()
    expect((thrownBy(() => runtime.blockOn(handle)) as Error).cause).toBeInstanceOf(NotSendableError)
  })

  it('what it throws spawn throws, the future is left with the caller and nothing is queued; no future is refused', () => {
    let answer: () => unknown = () => { throw new Error('wrap') }
    using runtime = new Runtime({ wrapSpawned: () => answer() as never })
    const probe = new Probe()
    expect(() => runtime.spawnLocal(probe)).toThrow('wrap')
    expect(() => runtime.start(probe)).toThrow('wrap')
    answer = () => 5
    expect(() => runtime.spawnLocal(probe)).toThrow('wrapSpawned: expected a future')
    expect([probe.polls, probe.disposes, runtime.metrics.spawnedTasksCount]).toEqual([0, 0, 0])
    expect(() => new Runtime({ wrapSpawned: 5 as never })).toThrow('Runtime: wrapSpawned must be a function')
  })

  it('with inDebuggerTask: each task is one of the console’s, by its name', () => {
    const seen: string[] = []
    const host = console as { createTask?: unknown }
    const { createTask } = host
    host.createTask = (name: string) => ({ run: (body: () => unknown) => { seen.push(`in ${name}`); return body() } })
    try {
      using runtime = new Runtime({ wrapSpawned: future => inDebuggerTask(inAsyncContext(future)) })
      runtime.blockOn(lazy(() => spawn(ready(5))))
      runtime.runUntilStalled()
      expect(seen).toEqual(['in ReadyFuture'])
    } finally {
      host.createTask = createTask
    }
  })
})

/** What of the room meets the host: signals, channels of diagnostics, contexts. */
import { AsyncLocalStorage } from 'node:async_hooks'
import diagnostics from 'node:diagnostics_channel'
import { describe, expect, it } from 'vitest'
import { byRef, inspect, lazy, oneshot, pending, Runtime, sleep, yieldNow, type Inspection, type Observer } from '../../src/index.ts'
import { diagnosticsObserver, dumpOnSignal, fanOut, inAsyncContext, inDebuggerTask, type SignalSource } from '../../src/watch/index.ts'
import { Probe } from '../support/probe.ts'
import { VirtualDriver } from '../support/virtual-driver.ts'

describe('dumpOnSignal', () => {
  it('writes what is unfinished at each signal, until it is disposed', () => {
    const listeners = new Map<string, () => void>()
    const source: SignalSource = { on: (signal, listener) => listeners.set(signal, listener), off: signal => listeners.delete(signal) }
    const written: string[] = []
    using runtime = new Runtime({ name: 'jobs' })
    const [, receiver] = oneshot<number>()
    {
      using _ = dumpOnSignal(runtime, { process: source, write: text => void written.push(text) })
      listeners.get('SIGUSR2')!()
      const first = runtime.spawn(receiver)
      runtime.spawn(first)
      runtime.runUntilStalled()
      listeners.get('SIGUSR2')!()
    }
    expect([written, listeners.size]).toEqual([[
      'pollux: "jobs", nothing unfinished',
      'pollux: "jobs", 2 unfinished\n' +
        'task 2 (JoinHandle): waiting, waits on task 1 (OneshotReceiver)\n' +
        '  task 1 (OneshotReceiver): waiting, waits on the value of a oneshot’s sender',
    ], 0])
  })

  it('listens to the process by itself, and leaves nothing behind', () => {
    using runtime = new Runtime()
    const before = process.listenerCount('SIGUSR2')
    const guard = dumpOnSignal(runtime, { write() {} })
    expect(process.listenerCount('SIGUSR2')).toBe(before + 1)
    guard[Symbol.dispose]()
    expect(process.listenerCount('SIGUSR2')).toBe(before)
  })

  it('says so where there is no process', () => {
    expect(() => dumpOnSignal(new Runtime(), { process: {} as SignalSource })).toThrow('dumpOnSignal: this host has no process')
  })
})

describe('diagnosticsObserver', () => {
  it('publishes each event to those who subscribed to it', () => {
    const messages: unknown[] = []
    const listener = (message: unknown, channel: string | symbol): void => void messages.push({ channel, ...(message as object) })
    diagnostics.subscribe('pollux:task:spawned', listener)
    diagnostics.subscribe('pollux:task:completed', listener)
    using runtime = new Runtime({ observer: diagnosticsObserver('jobs') })
    runtime.spawn(yieldNow())
    diagnostics.unsubscribe('pollux:task:spawned', listener)
    runtime.runUntilStalled()
    runtime.spawn(yieldNow())
    diagnostics.unsubscribe('pollux:task:completed', listener)
    runtime.runUntilStalled()
    expect(messages).toEqual([
      { channel: 'pollux:task:spawned', runtime: 'jobs', id: 1, name: 'YieldNow', parent: null, kind: 'task' },
      { channel: 'pollux:task:completed', runtime: 'jobs', id: 1, how: 'value' },
    ])
  })
})

describe('diagnosticsObserver without subscribers', () => {
  /** A leaf that waits, and counts how often it is asked what it is. */
  class Asked extends Probe {
    [inspect](): Inspection {
      this.asked++
      return { name: 'Asked', waitsOn: 'nobody' }
    }

    asked = 0
  }

  const work = (observer: Observer): { asked: number; published: number } => {
    let published = 0
    const { publish } = diagnostics.Channel.prototype
    diagnostics.Channel.prototype.publish = function (message) {
      published++
      publish.call(this, message)
    }
    try {
      using runtime = new Runtime({ observer, driver: new VirtualDriver() })
      const leaf = new Asked()
      const task = runtime.spawnLocal(leaf)
      runtime.spawnLocal(byRef(task))
      runtime.blockOn(sleep(5))
      leaf.complete(1)
      runtime.runUntilStalled()
      return { asked: leaf.asked, published }
    } finally {
      diagnostics.Channel.prototype.publish = publish
    }
  }

  it('makes no message and asks no leaf; also beside others', () => {
    expect(work(diagnosticsObserver())).toEqual({ asked: 0, published: 0 })
    expect(work(fanOut(diagnosticsObserver(), { taskPolled() {} }))).toEqual({ asked: 0, published: 0 })
    expect(work(fanOut(diagnosticsObserver(), { taskSpawned() {} })).published).toBe(0)
    expect(work(fanOut(diagnosticsObserver(), { taskSpawned() {} })).asked).toBe(1)
  })

  it('one subscriber pays for its channel alone, and hears of ends that it can place', () => {
    const heard: unknown[] = []
    const listener = (message: unknown): void => void heard.push(message)
    diagnostics.subscribe('pollux:resource:ready', listener)
    try {
      expect(work(diagnosticsObserver('r')).asked).toBe(0)
    } finally {
      diagnostics.unsubscribe('pollux:resource:ready', listener)
    }
    expect(heard).toEqual([{ runtime: 'r', id: 1 }])
  })
})

describe('inAsyncContext', () => {
  it('polls and disposes in the context of the call', () => {
    const storage = new AsyncLocalStorage<string>()
    const seen: unknown[] = []
    using runtime = new Runtime()
    const handles = ['a', 'b'].map(name => {
      const probe = new Probe()
      probe.onPoll = () => { seen.push(storage.getStore()) }
      probe.onDispose = () => { seen.push(`drop ${storage.getStore()}`) }
      return storage.run(name, () => runtime.spawnLocal(inAsyncContext(probe)))
    })
    storage.run('loop', () => runtime.runUntilStalled())
    handles[1]!.abort()
    runtime.runUntilStalled()
    expect([seen, storage.getStore()]).toEqual([['a', 'b', 'drop b'], undefined])
  })

  it('2, 3: hands on outputs and throws', () => {
    using runtime = new Runtime()
    expect(runtime.blockOn(inAsyncContext(lazy(() => 5)))).toBe(5)
    expect(() => runtime.blockOn(inAsyncContext(lazy(() => { throw new Error('no') })))).toThrow('no')
    expect(() => inAsyncContext(5 as never)).toThrow(TypeError)
  })
})

describe('inDebuggerTask', () => {
  it('polls inside a task of the console’s, where there are such', () => {
    const seen: string[] = []
    const host = console as { createTask?: unknown }
    const { createTask } = host
    host.createTask = (name: string) => ({ run: (body: () => unknown) => { seen.push(`in ${name}`); return body() } })
    try {
      using runtime = new Runtime()
      expect(runtime.blockOn(inDebuggerTask(lazy(() => 5), 'job'))).toBe(5)
      inDebuggerTask(pending())[Symbol.dispose]()
      expect(seen).toEqual(['in job', 'in PendingFuture'])
      host.createTask = undefined
      expect(runtime.blockOn(inDebuggerTask(lazy(() => 6)))).toBe(6)
    } finally {
      host.createTask = createTask
    }
  })
})

import { describe, expect, it } from 'vitest'
import { drop, hostLoop, map, pending, Pending, pollFn, remoteWaker, Runtime, sleep } from '../../src/index.ts'
import type { Poll, RemoteWaker } from '../../src/index.ts'
import { ManualHost } from '../support/manual-host.ts'
import { Printed } from '../support/printed.ts'
import { Probe } from '../support/probe.ts'

// Who keeps the process alive, and what is said when it ends, on a host by hand. Real processes are in host-loop-processes.test.ts.

const on = (host: ManualHost, name = 'runtime'): Runtime => new Runtime({ driver: hostLoop({ host }), name })

describe('29: the process stays alive', () => {
  it('29: for a registered source of either kind, and no longer', () => {
    for (const kind of ['thread', 'host'] as const) {
      const host = new ManualHost()
      const runtime = on(host)
      runtime.external(1, kind)
      runtime.external(1, kind)
      expect(host.pendingTimers).toEqual([2 ** 31 - 1])
      runtime.external(-1, kind)
      expect(host.isAlive).toBe(true)
      runtime.external(-1, kind)
      expect(host.isAlive).toBe(false)
    }
  })

  it('29: for one that is registered by a task, as soon as the runtime rests', () => {
    const host = new ManualHost()
    const runtime = on(host)
    runtime.spawnLocal(pollFn((): Poll<void> => {
      runtime.external(1, 'host')
      runtime.external(-1, 'host')
      runtime.external(1, 'host')
      return Pending
    }))
    host.settle()
    expect(host.trace).toEqual(['soon', `timer ${2 ** 31 - 1}`])
  })

  it('29: for however long a source takes', () => {
    const host = new ManualHost(1234.567_890_1)
    const runtime = on(host)
    runtime.external(1, 'host')
    for (let month = 0; month < 12; month++) host.pass(2 ** 31 - 1)
    expect(host.isAlive).toBe(true)
    runtime.external(-1, 'host')
    expect(host.isAlive).toBe(false)
  })

  it('29: a source beside a timer costs no second host timer', () => {
    const host = new ManualHost()
    const runtime = on(host)
    {
      using _ = runtime.enter()
      runtime.spawnLocal(sleep(50))
    }
    host.settle()
    runtime.external(1, 'host')
    expect(host.pendingTimers).toEqual([50])
    host.pass(50)
    expect(host.pendingTimers).toEqual([2 ** 31 - 1])
  })

  it('28, 29: for a RemoteWaker that is not disposed', () => {
    const host = new ManualHost()
    const runtime = on(host)
    let remote: RemoteWaker | null = null
    const task = new Probe()
    task.onPoll = cx => { remote ??= remoteWaker(cx.waker) }
    runtime.spawnLocal(task)
    host.settle()
    expect(host.isAlive).toBe(true)
    drop(remote)
    expect(host.isAlive).toBe(false)
  })

  it('29: not for idle tasks, nor for a runtime that has none', () => {
    const host = new ManualHost()
    on(host)
    on(host).spawnLocal(new Probe())
    host.settle()
    expect(host.isAlive).toBe(false)
  })
})

describe('29: the process ends', () => {
  it('29: stuck tasks are reported as DeadlockError does, exit code 13', () => {
    const host = new ManualHost()
    using printed = new Printed()
    const runtime = on(host, 'web')
    runtime.spawnLocal(pending())
    runtime.spawnLocal(map(pending(), () => 1))
    runtime.spawnLocal(new Probe().willBe(1))
    host.end()
    expect(host.process.exitCode).toBe(13)
    expect(printed.lines).toEqual([[
      'pollux: the process ends, and the runtime "web" is stuck',
      'DeadlockError: nothing can wake any of the 2 tasks that are left: no timer is set and no other thread holds a waker',
      '  task 1 (PendingFuture): waits on nothing: pending() never completes',
      '  task 2 (MapFuture): waits on nothing: pending() never completes',
      'a future that returns Pending must see to it that the waker of that poll is called; ' +
        'a waker called from outside the runtime needs remoteWaker(…), so that it counts',
    ].join('\n')])
  })

  it('29: each stuck runtime reports, once', () => {
    const host = new ManualHost()
    using printed = new Printed()
    for (const name of ['a', 'b']) on(host, name).spawnLocal(pending())
    on(host, 'c').spawnLocal(new Probe().willBe(1))
    host.end()
    host.end()
    expect(printed.lines.map(line => line.split('\n')[0])).toEqual(['a', 'b'].map(name => `pollux: the process ends, and the runtime "${name}" is stuck`))
  })

  it('29: an exit code that the program has set is left alone', () => {
    for (const [code, after] of [[1, 1], [99, 99], [0, 0], [undefined, 13]] as const) {
      const host = new ManualHost()
      using printed = new Printed()
      host.process.exitCode = code
      on(host).spawnLocal(pending())
      host.end()
      expect(host.process.exitCode).toBe(after)
      expect(printed.mentions('DeadlockError')).toBe(1)
    }
  })

  it('29: a process with nothing unsettled ends at once, in silence', () => {
    const host = new ManualHost()
    using printed = new Printed()
    const runtime = on(host)
    const disposed = on(host)
    runtime.spawnLocal(new Probe().willBe(1))
    disposed.spawnLocal(pending())
    host.settle()
    disposed[Symbol.dispose]()
    expect(host.end()).toBe(1)
    expect(printed.lines).toEqual([])
    expect(host.process.exitCode).toBe(undefined)
  })

  it('29: tasks that somebody finishes as the process ends are not stuck', () => {
    const host = new ManualHost()
    using printed = new Printed()
    const actor = new Probe()
    on(host).spawnLocal(actor)
    host.process.on('beforeExit', () => { if (actor.ended === null) actor.complete(1) })
    host.end()
    expect(actor.ended).toBe('ready')
    expect(printed.lines).toEqual([])
    expect(host.process.exitCode).toBe(undefined)
  })

  it('29: one that is woken at the end, and gets stuck again, is reported then', () => {
    const host = new ManualHost()
    using printed = new Printed()
    const actor = new Probe()
    on(host).spawnLocal(actor)
    let left = 3
    host.process.on('beforeExit', () => { if (left-- > 0) actor.wake() })
    host.end()
    expect(actor.polls).toBe(4)
    expect(printed.mentions('DeadlockError')).toBe(1)
    expect(host.process.exitCode).toBe(13)
  })

  it('19: a failure that nobody took is not silent: it goes to onUnhandledError then, once', () => {
    const host = new ManualHost()
    const heard: unknown[] = []
    const boom = new Error('boom')
    const runtime = new Runtime({ driver: hostLoop({ host }), onUnhandledError: error => { heard.push(error.cause) } })
    const handle = runtime.spawnLocal(new Probe().willThrow(boom))
    host.settle()
    expect(heard).toEqual([])
    host.end()
    host.end()
    expect(heard).toEqual([boom])
    expect(host.process.exitCode).toBe(undefined)
    expect(handle.isFinished()).toBe(true)
  })

  it('19, 29: what onUnhandledError spawns then still runs', () => {
    const host = new ManualHost()
    const last = new Probe().willBe(1)
    const runtime: Runtime = new Runtime({ driver: hostLoop({ host }), onUnhandledError: () => { runtime.spawnLocal(last) } })
    const handle = runtime.spawnLocal(new Probe().willThrow(new Error('boom')))
    host.end()
    expect(last.polls).toBe(1)
    expect(host.process.exitCode).toBe(undefined)
    expect(handle.isFinished()).toBe(true)
  })

  it('29: one listener a host, however many runtimes and runs', () => {
    const host = new ManualHost()
    for (let i = 0; i < 5; i++) {
      const runtime = on(host)
      runtime.spawnLocal(new Probe())
      host.settle()
      runtime[Symbol.dispose]()
    }
    expect(host.process.listeners.length).toBe(1)
  })
})

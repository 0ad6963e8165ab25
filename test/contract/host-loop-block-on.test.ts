import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  blockOn, byRef, DeadlockError, HostParkError, hostLoop, join, map, parkThread, Pending, pollFn, remoteWaker, Runtime, sleep, spawn,
  wakeRemote, yieldNow,
} from '../../src/index.ts'
import type { Future, Poll, RemoteWaker } from '../../src/index.ts'
import { GuardedMain } from '../support/guarded-main.ts'
import { HandDriver } from '../support/hand-driver.ts'
import { ManualHost } from '../support/manual-host.ts'
import { Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

// Where this thread is not to be parked: a runtime on hostLoop, and a host that forbids it.

const stand = (): { host: ManualHost; runtime: Runtime } => {
  const host = new ManualHost()
  return { host, runtime: new Runtime({ driver: hostLoop({ host }) }) }
}

describe('29: blockOn on a hostLoop', () => {
  it('26, 29: gives the output of what never waits, and runs the tasks beside it', () => {
    const { host, runtime } = stand()
    const trace: string[] = []
    const task = new Probe('task', trace)
    runtime.spawnLocal(task)
    expect(runtime.blockOn(map(join(yieldNow(), yieldNow()), () => trace.length))).toBe(1)
    expect(trace).toEqual(['task poll'])
    expect(host.trace).toEqual(['soon'])
  })

  it('29: throws HostParkError when it would first park, and disposes the main future', () => {
    const { runtime } = stand()
    const task = new Probe('Task')
    runtime.spawnLocal(task)
    const main = new Probe('Main')
    const error = thrownBy(() => runtime.blockOn(main)) as HostParkError
    expect(error).toBeInstanceOf(HostParkError)
    expect(error.code).toBe('ERR_POLLUX_HOST_PARK')
    expect(error.tasks.map(({ id }) => id)).toEqual([0, 1])
    expect([main.polls, main.disposes, task.polls, task.disposes]).toEqual([1, 1, 1, 0])
    expect(Runtime.current()).toBe(null)
  })

  it('29: says what waits, and what to do', () => {
    const { runtime } = stand()
    {
      using _ = runtime.enter()
      expect((thrownBy(() => runtime.blockOn(sleep(20))) as Error).message).toBe(
        'the one task that is left would have to be waited for, and a runtime with the driver hostLoop() never parks its thread\n' +
          '  the main future (sleep(20)): waits on a timer (due in 20 ms)\n' +
          "spawn the future, or make a promise of it with toPromise(future), and let the host's event loop turn; " +
          'or block on a runtime with the driver parkThread()',
      )
    }
  })

  it('29: so it does for a lost wakeup, a timer, a thread and a host source', () => {
    const { runtime } = stand()
    const waiting: (() => Future<unknown>)[] = [
      () => new Probe(),
      () => sleep(1),
      () => pollFn((cx): Poll<void> => {
        remoteWaker(cx.waker)
        return Pending
      }),
      () => pollFn((): Poll<void> => {
        runtime.external(1, 'host')
        return Pending
      }),
    ]
    for (const make of waiting) expect(thrownBy(() => runtime.blockOn(make()))).toBeInstanceOf(HostParkError)
  })

  it('28, 29: byRef keeps the future, and the host’s loop can finish it', () => {
    const { host, runtime } = stand()
    const main = new Probe<string>()
    expect(() => runtime.blockOn(byRef(main))).toThrow(HostParkError)
    expect(main.disposes).toBe(0)
    const got: string[] = []
    runtime.spawnLocal(map(main, output => got.push(output)))
    host.settle()
    main.complete('later')
    host.settle()
    expect(got).toEqual(['later'])
  })

  it('29: what it spawned goes on afterwards, in slices', () => {
    const { host, runtime } = stand()
    const trace: string[] = []
    runtime.blockOn(pollFn(() => { spawn(map(sleep(10), () => { trace.push(`at ${host.time}`) })) }))
    expect(trace).toEqual([])
    host.settle()
    host.pass(10)
    expect(trace).toEqual(['at 10'])
  })

  it('29: the driver’s park throws, whoever calls it', () => {
    expect(() => hostLoop({ host: new ManualHost() }).park()).toThrow(HostParkError)
  })

  it('26: the free blockOn parks, also beside hosted runtimes', () => {
    const { host, runtime } = stand()
    runtime.spawnLocal(new Probe())
    expect(blockOn(map(sleep(1), () => 'slept'))).toBe('slept')
    expect(host.trace).toEqual(['soon'])
  })
})

describe('28: parkThread where waiting is forbidden', () => {
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  const forbid = (): void => {
    vi.spyOn(Atomics, 'wait').mockImplementation(() => { throw new TypeError('Atomics.wait cannot be called in this context') })
  }

  it('28: HostParkError with the tasks and the remedy, and the main future is disposed', () => {
    forbid()
    using runtime = new Runtime()
    const main = new Probe()
    main.onPoll = () => void sleep(20).poll({ waker: main.waker! })
    main.waker = { wake: () => {}, willWake: () => false }
    const error = thrownBy(() => runtime.blockOn(main)) as HostParkError
    expect(error).toBeInstanceOf(HostParkError)
    expect(error.tasks.map(({ id }) => id)).toEqual([0])
    expect(main.disposes).toBe(1)
  })

  it('28: says so', () => {
    forbid()
    expect((thrownBy(() => blockOn(pollFn((cx): Poll<void> => {
      remoteWaker(cx.waker)
      return Pending
    }))) as Error).message).toBe(
      'the one task that is left would have to be waited for, and the host lets nobody park this thread, as a browser does with a page\n' +
        '  the main future (PollFn): waits on what its function arranged\n' +
        'use a runtime with the driver hostLoop(), or call blockOn in a worker',
    )
  })

  it('28: without shared memory likewise', () => {
    vi.stubGlobal('SharedArrayBuffer', undefined)
    expect((thrownBy(() => blockOn(sleep(20))) as Error).message).toContain(
      'the host has no SharedArrayBuffer (a page and its workers have it when cross-origin isolated)\n' +
        '  the main future (sleep(20)): waits on a timer',
    )
  })

  it('28: what never waits runs there, and a deadlock is one', () => {
    forbid()
    vi.stubGlobal('SharedArrayBuffer', undefined)
    expect(blockOn(map(join(yieldNow(), yieldNow()), () => 'done'))).toBe('done')
    expect(thrownBy(() => blockOn(new Probe()))).toBeInstanceOf(DeadlockError)
  })

  it('28: the host is asked once', () => {
    const wait = vi.spyOn(Atomics, 'wait')
    const questions = (): number => wait.mock.calls.filter(([, , value]) => Number(value) !== 0).length
    const driver = new HandDriver()
    using runtime = new Runtime({ driver })
    for (const output of ['first', 'second']) {
      const main = new GuardedMain()
      driver.acts.push(() => {}, () => main.finish(output))
      expect(runtime.blockOn(main)).toBe(output)
    }
    expect([driver.parks.length, questions()]).toEqual([4, 1])
  })
})

describe('28: parkThread({ maxPark })', () => {
  afterEach(() => { vi.restoreAllMocks() })

  /** How long each wait was to be, of a main future that sleeps for `ms` and is woken in wait number `woken`; and its polls. */
  function waits(maxPark: number, ms: number, woken: number): { waits: number[]; polls: number } {
    const real = Atomics.wait.bind(Atomics) as (word: Int32Array, index: number, value: number, ms?: number) => 'ok'
    const waits: number[] = []
    let remote: RemoteWaker | null = null
    vi.spyOn(Atomics, 'wait').mockImplementation(((word: Int32Array, index: number, value: number, ms: number) => {
      if (value === 0 && waits.push(ms) === woken) wakeRemote(remote!.handle)
      return real(word, index, value, ms)
    }) as typeof Atomics.wait)
    using runtime = new Runtime({ driver: parkThread({ maxPark }) })
    const timer = sleep(ms)
    let polls = 0
    runtime.blockOn(pollFn((cx): Poll<void> => {
      polls++
      remote ??= remoteWaker(cx.waker)
      if (polls === 1 && timer.poll(cx) === Pending) return Pending
      remote[Symbol.dispose]()
    }))
    return { waits, polls }
  }

  it('28: no single wait is longer, and between two nothing is polled', () => {
    const { waits: all, polls } = waits(2, Infinity, 3)
    expect(all.length).toBe(3)
    expect(all.filter(ms => ms > 2)).toEqual([])
    expect(polls).toBe(2)
  })

  it('28: the default is one wait, for as long as it takes', () => {
    expect(waits(Infinity, Infinity, 1)).toEqual({ waits: [Infinity], polls: 2 })
  })

  it('28: it shortens no deadline that is nearer', () => {
    const { waits: all, polls } = waits(1e9, 1e6, 1)
    expect(all.length).toBe(1)
    expect(all[0]).toBeLessThanOrEqual(1e6 + 1)
    expect(polls).toBe(2)
  })

  it('28: what nothing can wake is a deadlock all the same', () => {
    using runtime = new Runtime({ driver: parkThread({ maxPark: 1 }) })
    expect(thrownBy(() => runtime.blockOn(new Probe()))).toBeInstanceOf(DeadlockError)
  })

  it('28: it must be above 0', () => {
    for (const maxPark of [0, -1, NaN]) {
      expect(() => parkThread({ maxPark })).toThrow(RangeError)
      expect(() => parkThread({ maxPark })).toThrow(`maxPark must be above 0 milliseconds, and is ${maxPark}`)
    }
    parkThread({ maxPark: Infinity })
  })
})

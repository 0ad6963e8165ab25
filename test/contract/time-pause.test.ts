import { describe, expect, it } from 'vitest'
import {
  advance, ClockError, HostParkError, hostLoop, Instant, interval, join, lazy, map, pause, Pending, pollFn, remoteWaker, resume, Runtime, sleep, wakeRemote,
  type Future, type Poll,
} from '../../src/index.ts'
import { ManualHost } from '../support/manual-host.ts'
import { thrownBy } from '../support/thrown.ts'
import { VirtualDriver } from '../support/virtual-driver.ts'

/** Notes `name` and the time on the runtime's clock when the sleep is over. */
function noted(trace: string[], name: string, ms: number, start: Instant): Future<void> {
  return map(sleep(ms), () => void trace.push(`${name} at ${start.elapsed()}`))
}

function paused(): Runtime {
  return new Runtime({ driver: new VirtualDriver(), startPaused: true })
}

describe('37: a paused clock', () => {
  it('37: goes on by itself to the earliest timer when nothing is ready', () => {
    using runtime = paused()
    using _ = runtime.enter()
    const start = Instant.now()
    const trace: string[] = []
    runtime.spawn(noted(trace, 'late', 86_400_000, start))
    runtime.spawn(noted(trace, 'early', 10, start))
    runtime.blockOn(noted(trace, 'main', 86_400_001, start))
    expect(trace).toEqual(['early at 10', 'late at 86400000', 'main at 86400001'])
  })

  it('37: does not go on while a task is ready', () => {
    using runtime = paused()
    using _ = runtime.enter()
    const start = Instant.now()
    let turns = 0
    const times = new Set<number>()
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      times.add(start.elapsed())
      if (++turns === 1000) return
      cx.waker.wake()
      return Pending
    }))
    runtime.blockOn(sleep(5))
    expect([...times]).toEqual([0])
    expect(start.elapsed()).toBe(5)
  })

  it('37: parks for another thread instead of going on, without a deadline', () => {
    const driver = new VirtualDriver()
    using runtime = new Runtime({ driver: Object.assign(driver, { signal: () => new Int32Array(new SharedArrayBuffer(4)) }), startPaused: true })
    using _ = runtime.enter()
    const deadlines: (number | null)[] = []
    const start = Instant.now()
    let remote: { handle: Parameters<typeof wakeRemote>[0] } & Disposable
    driver.park = deadline => {
      deadlines.push(deadline)
      wakeRemote(remote.handle)
      remote[Symbol.dispose]()
    }
    const main = join(sleep(50), pollFn((cx): Poll<void> => {
      if (deadlines.length > 0) return
      remote = remoteWaker(cx.waker)
      return Pending
    }))
    runtime.blockOn(main)
    expect(deadlines).toEqual([null])
    expect(start.elapsed()).toBe(50)
  })

  it('37: does not go on past a source of the host: under parkThread that wait is refused', () => {
    using runtime = paused()
    runtime.external(1, 'host')
    expect(thrownBy(() => runtime.blockOn(sleep(5)))).toBeInstanceOf(HostParkError)
    runtime.external(-1, 'host')
    runtime.blockOn(sleep(5))
  })

  it('37: stays paused across blockOns, and a run of it is the same each time', () => {
    const run = (): string[] => {
      using runtime = paused()
      using _ = runtime.enter()
      const start = Instant.now()
      const trace: string[] = []
      for (let i = 0; i < 20; i++) runtime.spawn(noted(trace, `${i}`, (i * 7) % 5, start))
      runtime.blockOn(sleep(2))
      trace.push(`between ${start.elapsed()}`)
      runtime.blockOn(sleep(100))
      trace.push(`end ${start.elapsed()}`)
      return trace
    }
    expect(run()).toEqual(run())
    expect(run().slice(-1)).toEqual(['end 102'])
  })

  it('37: under hostLoop it goes on only after a full turn of the host', () => {
    const host = new ManualHost()
    const runtime = new Runtime({ driver: hostLoop({ host }), startPaused: true })
    const trace: string[] = []
    {
      using _ = runtime.enter()
      const start = Instant.now()
      runtime.spawn(noted(trace, 'a', 3_600_000, start))
    }
    host.turn()
    expect(trace).toEqual([])
    host.settle()
    expect(trace).toEqual(['a at 3600000'])
    runtime[Symbol.dispose]()
  })
})

describe('37: advance', () => {
  it('37: moves the clock to the end, then wakes due timers in order, before it returns', () => {
    using runtime = paused()
    using _ = runtime.enter()
    const start = Instant.now()
    const trace: string[] = []
    for (const ms of [30, 10, 20, 40]) runtime.spawn(noted(trace, `${ms}`, ms, start))
    runtime.runUntilStalled()
    advance(35)
    expect(start.elapsed()).toBe(35)
    expect(trace).toEqual([])
    expect(runtime.runUntilStalled()).toBe(3)
    expect(trace).toEqual(['10 at 35', '20 at 35', '30 at 35'])
    advance(0)
    advance(5)
    runtime.runUntilStalled()
    expect(trace.slice(3)).toEqual(['40 at 40'])
  })

  it('37: works inside a task, and an interval catches up', () => {
    using runtime = paused()
    const ticks: number[] = []
    const start = runtime.now()
    runtime.blockOn(lazy(() => {
      const every = interval(10)
      let tick = every.tick()
      runtime.spawnLocal(pollFn((cx): Poll<void> => {
        while (tick.poll(cx) !== Pending) {
          ticks.push(runtime.now() - start)
          if (ticks.length === 4) return
          tick = every.tick()
        }
        return Pending
      }))
    }))
    using _ = runtime.enter()
    runtime.runUntilStalled()
    advance(30)
    runtime.runUntilStalled()
    expect(ticks).toEqual([0, 30, 30, 30])
  })

  it.each([Number.NaN, -1, Infinity, '5', null, undefined])('37: advance(%s) throws RangeError', ms => {
    using runtime = paused()
    using _ = runtime.enter()
    expect(() => advance(ms as number)).toThrow(RangeError)
    expect(runtime.now()).toBe(0)
  })
})

describe('37: pause and resume', () => {
  it('37: without pause, and a second pause, throw', () => {
    using runtime = new Runtime({ driver: new VirtualDriver() })
    using _ = runtime.enter()
    expect(() => advance(1)).toThrow(ClockError)
    expect(() => resume()).toThrow(ClockError)
    pause()
    expect(() => pause()).toThrow(ClockError)
    resume()
    expect(() => resume()).toThrow(ClockError)
  })

  it('37: resume goes on from the paused value, also for timers that were set before', () => {
    const driver = new VirtualDriver()
    using runtime = new Runtime({ driver })
    using _ = runtime.enter()
    const start = Instant.now()
    const trace: string[] = []
    runtime.spawn(noted(trace, 'a', 100, start))
    runtime.runUntilStalled()
    pause()
    driver.park(driver.now() + 5000)
    expect(start.elapsed()).toBe(0)
    advance(40)
    resume()
    expect(start.elapsed()).toBe(40)
    const before = driver.now()
    runtime.blockOn(sleep(200))
    expect(trace).toEqual(['a at 100'])
    expect(driver.now() - before).toBe(200)
    expect(start.elapsed()).toBe(240)
  })
})

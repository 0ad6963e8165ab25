import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ClockError, DeadlockError, HostParkError, Instant, interval, join, joinAll, map, pending, race, remoteWaker, Runtime, sleep, timeout, Elapsed,
} from '../../src/index.ts'
import { manualClock, traceLog, type ManualClockOptions } from '../../src/testing/index.ts'
import { thrownBy } from '../support/thrown.ts'

const stand = (options?: ManualClockOptions) => {
  const clock = manualClock(options)
  return { clock, runtime: new Runtime({ driver: clock }) }
}

describe('manualClock', () => {
  it('37: jumps from timer to timer while nothing is ready', () => {
    const { clock, runtime } = stand()
    const log = traceLog({ clock })
    const noted = (name: string, ms: number) => map(sleep(ms), () => log.note(name))
    runtime.spawn(noted('hour', 3_600_000))
    runtime.spawn(noted('ten', 10))
    runtime.blockOn(join(noted('main', 3_600_001), noted('also ten', 10)))
    // The main future is polled first, and so registers first.
    expect(log.take()).toEqual(['also ten at 10', 'ten at 10', 'hour at 3600000', 'main at 3600001'])
    expect(clock.now()).toBe(3_600_001)
  })

  it('35: starts where it is told to, and does not move by itself', () => {
    const { clock, runtime } = stand({ start: 500 })
    using _ = runtime.enter()
    expect([clock.now(), runtime.now(), Instant.now().elapsed()]).toEqual([500, 500, 0])
    runtime.runUntilStalled()
    expect(clock.now()).toBe(500)
  })

  it('37: advance wakes nobody by itself; the next turn finds what is due, in the order of deadlines', () => {
    const { clock, runtime } = stand({ auto: false })
    const log = traceLog({ clock })
    for (const ms of [30, 10, 20, 40]) runtime.spawn(map(sleep(ms), () => log.note(`${ms}`)))
    runtime.runUntilStalled()
    clock.advance(9)
    runtime.runUntilStalled()
    expect(log.take()).toEqual([])
    clock.advance(26)
    expect(log.take()).toEqual([])
    runtime.runUntilStalled()
    expect(log.take()).toEqual(['10 at 35', '20 at 35', '30 at 35'])
    clock.advance(5)
    runtime.runUntilStalled()
    expect(log.take()).toEqual(['40 at 40'])
  })

  it('36: one clock may be several runtimes’', () => {
    const clock = manualClock()
    const [one, two] = [1, 2].map(() => new Runtime({ driver: clock }))
    one!.blockOn(sleep(20))
    expect(two!.now()).toBe(20)
    expect(() => two!.blockOn(timeout(5, pending()))).toThrow(Elapsed)
    expect(one!.now()).toBe(25)
  })

  it('28: auto: false refuses to wait for a timer, and names who waits', () => {
    const { clock, runtime } = stand({ auto: false })
    const error = thrownBy(() => runtime.blockOn(sleep(20))) as HostParkError
    expect(error).toBeInstanceOf(HostParkError)
    expect(error.tasks.map(task => task.name)).toEqual(['sleep(20)'])
    expect(error.message).toBe(
      'the one task that is left would have to be waited for, and this manual clock is moved by advance(ms) alone\n' +
        '  the main future (sleep(20)): waits on a timer (due in 20 ms)\n' +
        'spawn the future and take turns with runUntilStalled() between calls of advance(ms), or leave out auto: false',
    )
    expect(clock.now()).toBe(0)
  })

  it('28: auto: false runs what needs no wait, and what the program itself moves on', () => {
    const { clock, runtime } = stand({ auto: false })
    runtime.spawn(map(sleep(0), () => clock.advance(7)))
    expect(runtime.blockOn(map(sleep(7), () => clock.now()))).toBe(7)
  })

  it.each([true, false])('28: with nothing to wake anybody there is a deadlock, as on any driver (auto: %s)', auto => {
    const { runtime } = stand({ auto })
    expect(() => runtime.blockOn(pending())).toThrow(DeadlockError)
    expect(() => runtime.blockOn(sleep(Infinity))).toThrow(DeadlockError)
  })

  it.each([true, false])('28: does not wait for another thread, timer or not (auto: %s)', auto => {
    const { clock, runtime } = stand({ auto })
    runtime.external(1, 'thread')
    for (const future of [pending(), sleep(5)]) {
      expect(() => runtime.blockOn(future)).toThrow('may be woken by another thread, and a manual clock waits for none')
    }
    runtime.external(-1, 'thread')
    expect(clock.now()).toBe(0)
    expect(() => runtime.blockOn(pending())).toThrow(DeadlockError)
  })

  it('28: a remote waker is refused', () => {
    const { runtime } = stand()
    using _ = runtime.enter()
    expect(() => remoteWaker({ wake() {}, willWake: () => false })).toThrow(TypeError)
  })

  it('28: a source of the host does not keep the clock from a timer: it cannot wake during a park', () => {
    const { clock, runtime } = stand()
    runtime.external(1, 'host')
    runtime.blockOn(race(sleep(5), pending()))
    expect(clock.now()).toBe(5)
    expect(() => runtime.blockOn(pending())).toThrow(HostParkError)
  })

  it('37: the clock of a runtime over it may be paused as well', () => {
    const clock = manualClock({ auto: false })
    const runtime = new Runtime({ driver: clock, startPaused: true })
    runtime.blockOn(sleep(50))
    expect([runtime.now(), clock.now()]).toEqual([50, 0])
  })

  it('36: an interval of a jumping clock never misses a tick, one of a clock that was moved too far does', () => {
    const ticks = (options: ManualClockOptions, pass: (clock: { advance(ms: number): void }, runtime: Runtime) => void): string[] => {
      const { clock, runtime } = stand(options)
      const log = traceLog({ clock })
      using _ = runtime.enter()
      const every = interval(10, { missedTickBehavior: 'skip' })
      const next = (n: number): ReturnType<typeof runtime.spawnLocal> => runtime.spawnLocal(map(every.tick(), () => (log.note(`tick ${n}`), n < 4 && next(n + 1))))
      next(1)
      pass(clock, runtime)
      return log.take()
    }
    expect(ticks({}, (_, runtime) => runtime.blockOn(sleep(35)))).toEqual(['tick 1 at 0', 'tick 2 at 10', 'tick 3 at 20', 'tick 4 at 30'])
    const byHand = ticks({ auto: false }, (clock, runtime) => {
      for (const ms of [0, 27, 3]) {
        clock.advance(ms)
        runtime.runUntilStalled()
      }
    })
    expect(byHand).toEqual(['tick 1 at 0', 'tick 2 at 27', 'tick 3 at 30'])
  })

  it('35: sleeps end at their own deadlines, whatever they are', () => {
    fc.assert(fc.property(fc.array(fc.nat(10_000_000), { minLength: 1, maxLength: 20 }), delays => {
      const { clock, runtime } = stand()
      using _ = runtime.enter()
      expect(runtime.blockOn(joinAll(delays.map(ms => map(sleep(ms), () => clock.now()))))).toEqual(delays)
      expect(clock.now()).toBe(Math.max(...delays))
    }))
  })
})

describe('manualClock, parked by hand', () => {
  it('returns at once when it was unparked before, and once', () => {
    const clock = manualClock({ auto: false })
    clock.unpark()
    expect(clock.parkRefusal()).toBe(null)
    clock.park(null)
    expect(() => clock.park(null)).toThrow(ClockError)
    clock.external(1, 'thread')
    clock.unpark()
    expect(clock.parkRefusal()).toBe(null)
  })

  it('returns at once from a park until the past, and jumps to what is to come', () => {
    const clock = manualClock({ start: 10 })
    clock.park(5)
    expect(clock.now()).toBe(10)
    clock.park(15)
    expect(clock.now()).toBe(15)
  })

  it('never hangs', () => {
    expect(() => manualClock().park(null)).toThrow(
      'manualClock: parked without a deadline, and nothing would ever end that; call advance(ms) or unpark() instead of parking',
    )
    expect(() => manualClock({ auto: false, start: 1 }).park(5)).toThrow(
      'manualClock: parked until 5 at 1, and nothing would ever end that; call advance(ms), or leave out auto: false, instead of parking',
    )
  })

  it.each([NaN, -1, Infinity, '5' as never])('refuses to advance by %s', ms => {
    const clock = manualClock()
    expect(() => clock.advance(ms)).toThrow(RangeError)
    expect(clock.now()).toBe(0)
  })

  it.each([NaN, Infinity, '5' as never])('refuses to start at %s', start => {
    expect(() => manualClock({ start })).toThrow(RangeError)
  })

  it('refuses options that are none, in words', () => {
    expect(() => manualClock(null as never)).toThrow('manualClock: the options must be an object, and are null')
    expect(() => manualClock({ start: '5' as never })).toThrow('and is "5"')
    expect(() => manualClock().advance(Symbol('5') as never)).toThrow('and got Symbol(5)')
  })
})

// interval: contract 5, 9, 22, 35, 36.
import { describe, expect, it } from 'vitest'
import { BorrowError, drop, interval, isSendable, Instant, NoRuntimeError, Pending, PolledAfterCompletionError, race, sleep } from '../../src/index.ts'
import type { Interval, MissedTickBehavior } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { thrownBy } from '../support/thrown.ts'
import { Stand } from '../support/time-stand.ts'

/** A stand with an interval, whose ticks are noted as scheduled and given. */
class Ticking extends Stand {
  readonly start: Instant
  readonly interval: Interval

  constructor(period: number, missedTickBehavior?: MissedTickBehavior) {
    super(1000)
    this.start = this.within(() => Instant.now())
    this.interval = this.within(() => interval(period, missedTickBehavior === undefined ? {} : { missedTickBehavior }))
  }

  tick(): void {
    const at = this.runtime.blockOn(this.interval.tick())
    this.trace.push(`${at.since(this.start)} at ${this.driver.time - 1000}`)
  }

  /** Ticks after the clock has stood at each of `times`. */
  tickAt(...times: number[]): string[] {
    for (const time of times) {
      this.driver.time = Math.max(this.driver.time, 1000 + time)
      this.tick()
    }
    return this.trace
  }
}

describe('interval', () => {
  it('36: ticks at once, then every period, without drift', () => {
    const stand = new Ticking(2.5)
    for (let i = 0; i < 5; i++) stand.tick()
    expect(stand.trace).toEqual(['0 at 0', '2.5 at 3', '5 at 5', '7.5 at 8', '10 at 10'])
    expect(stand.driver.trace).toEqual([1003, 1005, 1008, 1010].map(time => `park until ${time}`))
  })

  it('36: the schedule starts at its creation, not at the first tick', () => {
    const stand = new Ticking(10)
    expect(stand.tickAt(4, 4, 4)).toEqual(['0 at 4', '10 at 10', '20 at 20'])
  })

  it('35: made outside a runtime, the schedule starts at the first poll', () => {
    const stand = new Stand(500)
    const ticks = interval(10)
    stand.driver.time = 600
    const [first, second] = [stand.runtime.blockOn(ticks.tick()), stand.runtime.blockOn(ticks.tick())]
    expect([second.since(first), stand.driver.time]).toEqual([10, 610])
  })

  it.each<[MissedTickBehavior | undefined, string[]]>([
    [undefined, ['0 at 0', '10 at 10', '20 at 45', '30 at 45', '40 at 45', '50 at 50', '60 at 60']],
    ['burst', ['0 at 0', '10 at 10', '20 at 45', '30 at 45', '40 at 45', '50 at 50', '60 at 60']],
    ['delay', ['0 at 0', '10 at 10', '20 at 45', '55 at 55', '65 at 65', '75 at 75', '85 at 85']],
    ['skip', ['0 at 0', '10 at 10', '20 at 45', '50 at 50', '60 at 60', '70 at 70', '80 at 80']],
  ])('36: missed ticks, %s', (behavior, trace) => {
    expect(new Ticking(10, behavior).tickAt(0, 10, 45, 45, 45, 45, 45)).toEqual(trace)
  })

  it('36: in a burst, every tick that the runtime has seen to be due is ready at its first poll', () => {
    const stand = new Ticking(10)
    stand.tick()
    stand.within(() => {
      stand.pass(35)
      const ticks = [1, 2, 3, 4].map(() => {
        using task = mockTask(stand.interval.tick())
        return task.poll()
      })
      expect(ticks.map(at => (at === Pending ? 'pending' : at.since(stand.start)))).toEqual([10, 20, 30, 'pending'])
    })
  })

  it.each<[MissedTickBehavior, string[]]>([
    ['burst', ['0 at 0', '10 at 15', '20 at 20', '30 at 36', '40 at 40']],
    ['delay', ['0 at 0', '10 at 15', '20 at 20', '30 at 36', '46 at 46']],
    ['skip', ['0 at 0', '10 at 15', '20 at 20', '30 at 36', '40 at 40']],
  ])('36: a tick 5 ms late is not missed, one 6 ms late is: %s', (behavior, trace) => {
    expect(new Ticking(10, behavior).tickAt(0, 15, 20, 36, 36)).toEqual(trace)
  })

  it('36: skip, late by whole periods, goes on with the next one', () => {
    expect(new Ticking(10, 'skip').tickAt(0, 40, 40)).toEqual(['0 at 0', '10 at 40', '50 at 50'])
  })

  it('36: a dropped tick is not lost, due or not', () => {
    const stand = new Ticking(10)
    stand.tick()
    stand.within(() => {
      const waiting = mockTask(stand.interval.tick())
      waiting.poll()
      drop(waiting)
      expect(stand.next).toBe(null)
      const due = mockTask(stand.interval.tick())
      due.poll()
      stand.pass(10)
      expect([due.wakeCount, waiting.wakeCount]).toEqual([1, 0])
      drop(due)
    })
    expect(stand.tickAt(12)).toEqual(['0 at 0', '10 at 12'])
  })

  it('36: a tick that loses a race is not lost', () => {
    const stand = new Ticking(10)
    stand.tick()
    for (let i = 0; i < 3; i++) stand.runtime.blockOn(stand.within(() => race(stand.interval.tick(), sleep(3))))
    stand.tick()
    expect(stand.trace).toEqual(['0 at 0', '10 at 10'])
  })

  it('36: a period that is not above 0, or NaN, throws a RangeError', () => {
    for (const ms of [0, -1, -Infinity, NaN]) expect(thrownBy(() => interval(ms))).toBeInstanceOf(RangeError)
    expect(thrownBy(() => interval(1, { missedTickBehavior: 'Burst' as never }))).toBeInstanceOf(TypeError)
  })

  it('35: an endless period ticks once', () => {
    const stand = new Ticking(Infinity)
    stand.tick()
    stand.within(() => expect(mockTask(stand.interval.tick()).poll()).toBe(Pending))
    expect([stand.trace, stand.next]).toEqual([['0 at 0'], null])
  })

  it('36: reset begins the schedule anew, also for a tick that waits', () => {
    const stand = new Ticking(10)
    stand.tick()
    stand.within(() => {
      const task = mockTask(stand.interval.tick())
      task.poll()
      stand.pass(4)
      stand.interval.reset()
      expect(stand.next).toBe(1014)
      stand.pass(9)
      expect(task.wakeCount).toBe(0)
      stand.pass(1)
      expect(task.wakeCount).toBe(1)
      expect((task.poll() as Instant).since(stand.start)).toBe(14)
    })
    stand.tick()
    expect(stand.trace).toEqual(['0 at 0', '24 at 24'])
  })

  it('36: reset before the first tick puts it off by a period', () => {
    const stand = new Ticking(10)
    stand.interval.reset()
    expect(stand.tickAt(0)).toEqual(['10 at 10'])
  })

  it('43: one tick is on loan at a time', () => {
    const stand = new Ticking(10)
    const tick = stand.interval.tick()
    const error = thrownBy(() => stand.interval.tick())
    expect(error).toBeInstanceOf(BorrowError)
    expect((error as Error).message).toContain('dispose it')
    drop(tick)
    drop(tick)
    stand.tick()
    expect(thrownBy(() => mockTask(tick).poll())).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('43: disposing the interval ends the loan and takes the timer away', () => {
    const stand = new Ticking(10)
    stand.tick()
    stand.within(() => {
      const task = mockTask(stand.interval.tick())
      task.poll()
      drop(stand.interval)
      drop(stand.interval)
      stand.interval.reset()
      expect(stand.next).toBe(null)
      stand.pass(100)
      expect(task.wakeCount).toBe(0)
      for (const misuse of [() => task.poll(), () => stand.interval.tick()]) {
        expect(thrownBy(misuse)).toBeInstanceOf(PolledAfterCompletionError)
      }
    })
  })

  it('2, 20: polled outside any runtime, the tick throws NoRuntimeError; the interval can be used on', () => {
    const ticks = interval(10)
    expect(thrownBy(() => mockTask(ticks.tick()).poll())).toBeInstanceOf(NoRuntimeError)
    new Stand().runtime.blockOn(ticks.tick())
  })

  it('35: polled by another runtime, the schedule moves there', () => {
    const [first, second] = [new Ticking(10), new Stand(7000)]
    first.tick()
    first.driver.time += 4
    const at = second.runtime.blockOn(first.interval.tick())
    expect([second.driver.trace, second.within(() => at.since(Instant.now()))]).toEqual([['park until 7006'], 0])
  })

  it('22, 28: is sendable, and dumps say what it waits for', () => {
    const stand = new Ticking(10)
    stand.tick()
    expect([isSendable(stand.interval), isSendable(stand.interval.tick())]).toEqual([true, true])
    drop(stand.interval)
    const other = stand.within(() => interval(20))
    stand.runtime.blockOn(other.tick())
    stand.runtime.spawn(other.tick())
    stand.runtime.runUntilStalled()
    expect(stand.runtime.dumpText()).toBe('task 1 (interval(20).tick()): waiting, waits on a timer (due in 20 ms)')
  })
})

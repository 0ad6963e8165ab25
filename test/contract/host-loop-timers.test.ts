import { describe, expect, it } from 'vitest'
import { drop, hostLoop, join, map, race, ready, Runtime, sleep } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { ManualHost } from '../support/manual-host.ts'
import { Probe } from '../support/probe.ts'

/** A hosted runtime, the host's wishes, and a trace of what happened when. */
class Stand {
  readonly host: ManualHost
  readonly runtime: Runtime
  readonly trace: string[] = []

  constructor(time = 0) {
    this.host = new ManualHost(time)
    this.runtime = new Runtime({ driver: hostLoop({ host: this.host }) })
  }

  /** Spawns what `make` makes with the runtime current. */
  spawn(name: string, make: () => Future<unknown>): { abort(): void } {
    using _ = this.runtime.enter()
    return this.runtime.spawnLocal(map(make(), () => void this.trace.push(`${name} at ${this.host.time}`)))
  }

  /** What was asked of the host since the last look, turns left out. */
  asked(): string[] {
    this.host.settle()
    return this.host.trace.splice(0).filter(line => line !== 'soon')
  }
}

describe('29, 35: one host timer for a runtime', () => {
  it('29: it is set for the earliest deadline when the runtime rests, and again only for an earlier one', () => {
    const stand = new Stand()
    stand.spawn('far', () => sleep(100))
    expect(stand.asked()).toEqual(['timer 100'])
    stand.spawn('farther', () => sleep(200))
    expect(stand.asked()).toEqual([])
    stand.spawn('near', () => sleep(50))
    expect(stand.asked()).toEqual(['clear', 'timer 50'])
    stand.spawn('as near', () => sleep(50))
    expect(stand.asked()).toEqual([])
    stand.host.pass(50)
    expect(stand.asked()).toEqual(['timer 50'])
    stand.host.pass(50)
    stand.host.pass(100)
    expect(stand.asked()).toEqual(['timer 100'])
    expect(stand.trace).toEqual(['near at 50', 'as near at 50', 'far at 100', 'farther at 200'])
    expect(stand.host.isAlive).toBe(false)
  })

  it('29: none is set while tasks are ready', () => {
    const stand = new Stand()
    const busy = new Probe()
    stand.runtime.spawnLocal(busy)
    busy.onPoll = () => busy.wake()
    stand.spawn('far', () => sleep(100))
    for (let turn = 0; turn < 5; turn++) stand.host.turn()
    expect(stand.host.pendingTimers).toEqual([])
    busy.onPoll = null
    expect(stand.asked()).toEqual(['timer 100'])
  })

  it('5, 29: it goes with the last deadline, so that the process may end', () => {
    const stand = new Stand()
    const task = stand.spawn('never', () => sleep(1000))
    expect(stand.asked()).toEqual(['timer 1000'])
    task.abort()
    expect(stand.asked()).toEqual(['clear'])
    expect(stand.host.isAlive).toBe(false)
  })

  it('29: when the earliest deadline goes it stays, and looks around in vain', () => {
    const stand = new Stand()
    const probe = new Probe()
    stand.spawn('race', () => race(sleep(50), probe))
    stand.spawn('far', () => sleep(200))
    expect(stand.asked()).toEqual(['timer 50'])
    stand.host.pass(10)
    probe.complete(1)
    expect(stand.asked()).toEqual([])
    stand.host.pass(40)
    expect(stand.asked()).toEqual(['timer 150'])
    stand.host.pass(150)
    expect(stand.trace).toEqual(['race at 10', 'far at 200'])
  })

  it('35: a host timer that rings early makes no sleep early', () => {
    const stand = new Stand()
    stand.spawn('sleep', () => sleep(50))
    stand.asked()
    stand.host.pass(49.4, 1)
    expect(stand.trace).toEqual([])
    expect(stand.asked()).toEqual(['timer 1'])
    stand.host.pass(1)
    expect(stand.trace).toEqual(['sleep at 50.4'])
  })

  it('35: one that rings late fires what became due, in the order of deadlines', () => {
    const stand = new Stand()
    for (const ms of [30, 10, 20]) stand.spawn(`${ms}`, () => sleep(ms))
    stand.host.settle()
    stand.host.pass(1000)
    expect(stand.trace).toEqual(['10 at 1000', '20 at 1000', '30 at 1000'])
    expect(stand.host.isAlive).toBe(false)
  })

  it('35: delays that no host can keep are kept in steps', () => {
    const longest = 2 ** 31 - 1
    const stand = new Stand()
    stand.spawn('years', () => sleep(longest * 2 + 1000))
    expect(stand.asked()).toEqual([`timer ${longest}`])
    stand.host.pass(longest)
    expect(stand.asked()).toEqual([`timer ${longest}`])
    stand.host.pass(longest)
    expect(stand.asked()).toEqual(['timer 1000'])
    expect(stand.trace).toEqual([])
    stand.host.pass(1000)
    expect(stand.trace).toEqual([`years at ${longest * 2 + 1000}`])
  })

  it('35: Infinity counts as no timer', () => {
    const stand = new Stand()
    stand.spawn('never', () => sleep(Infinity))
    expect(stand.asked()).toEqual([])
    expect(stand.host.isAlive).toBe(false)
  })

  it('35: a fraction of a millisecond is waited for whole', () => {
    const stand = new Stand(0.25)
    stand.spawn('sleep', () => sleep(1))
    expect(stand.asked()).toEqual(['timer 2'])
    stand.host.pass(2)
    expect(stand.trace).toEqual(['sleep at 2.25'])
  })

  it('29, 35: a timer set by a run that is none of the host’s is seen to, too', () => {
    const stand = new Stand()
    stand.spawn('by hand', () => join(sleep(10), ready(1)))
    stand.runtime.runUntilStalled()
    expect(stand.host.pendingTimers).toEqual([10])
    stand.host.pass(10)
    expect(stand.trace).toEqual(['by hand at 10'])
    using _ = stand.runtime.enter()
    stand.runtime.start(map(sleep(5), () => void stand.trace.push('started')))
    expect(stand.host.pendingTimers).toEqual([5])
    stand.host.pass(5)
    expect(stand.trace.at(-1)).toBe('started')
  })

  it('35: two runtimes have a timer each', () => {
    const stand = new Stand()
    const second = new Runtime({ driver: hostLoop({ host: stand.host }) })
    stand.spawn('first', () => sleep(20))
    {
      using _ = second.enter()
      drop(second.spawnLocal(map(sleep(10), () => void stand.trace.push(`second at ${stand.host.time}`))))
    }
    expect(stand.asked()).toEqual(['timer 20', 'timer 10'])
    stand.host.pass(10)
    stand.host.pass(10)
    expect(stand.trace).toEqual(['second at 10', 'first at 20'])
  })
})

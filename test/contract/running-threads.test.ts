import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { join, Parker, Pending, pollFn, remoteWaker, Runtime, wakeRemote } from '../../src/index.ts'
import type { Future, Poll, RemoteWaker } from '../../src/index.ts'
import { countingWaker } from '../../src/testing/index.ts'
import { SpyDriver } from '../support/spy-driver.ts'
import { WakeWorker } from '../support/wake-worker.ts'

// Wakes that come from a real thread while this one is parked.

let worker: WakeWorker
beforeAll(async () => { worker = await WakeWorker.start() })
afterAll(() => worker.stop())

/** Pending until the other thread has woken it `rounds` times, one wake asked for at each poll. */
class Ping implements Future<string> {
  polls = 0
  private left: number
  private burst: number
  private remote: RemoteWaker | null = null
  constructor(rounds: number, burst = 1) {
    this.left = rounds
    this.burst = burst
  }

  poll(cx: { waker: Parameters<typeof remoteWaker>[0] }): Poll<string> {
    this.polls++
    this.remote ??= remoteWaker(cx.waker)
    if (this.left-- === 0) {
      this.remote[Symbol.dispose]()
      return 'woken from a thread'
    }
    worker.wake(this.remote.handle, this.burst)
    return Pending
  }

  [Symbol.dispose](): void {
    this.remote?.[Symbol.dispose]()
  }
}

describe('28: a RemoteWaker and a real thread', () => {
  it('28: a thread wakes the parked executor: one park, one poll a wake', () => {
    const driver = new SpyDriver()
    using runtime = new Runtime({ driver })
    const main = new Ping(1)
    expect(runtime.blockOn(main)).toBe('woken from a thread')
    expect(main.polls).toBe(2)
    expect(driver.parks).toEqual([null])
  })

  it('28: again and again, on one waker', () => {
    using runtime = new Runtime()
    const main = new Ping(20)
    expect(runtime.blockOn(main)).toBe('woken from a thread')
    expect(main.polls).toBe(21)
  })

  it('13, 28: it may wake a task, of which the main future hears', () => {
    const driver = new SpyDriver()
    using runtime = new Runtime({ driver })
    const tasks = [new Ping(1), new Ping(2), new Ping(3)]
    const handles = tasks.map(task => runtime.spawnLocal(task))
    expect(runtime.blockOn(join(...handles))).toEqual(tasks.map(() => 'woken from a thread'))
    expect(tasks.map(task => task.polls)).toEqual([2, 3, 4])
    expect(driver.parks.length).toBeGreaterThan(0)
  })

  it('13, 32: a burst of wakes is at least one poll and at most one each', () => {
    using runtime = new Runtime()
    const main = new Ping(1, 1000)
    expect(runtime.blockOn(main)).toBe('woken from a thread')
    expect(main.polls).toBe(2)
  })

  it('32: wakes that arrive after the end are lost without harm', () => {
    using runtime = new Runtime()
    let remote: RemoteWaker | null = null
    runtime.blockOn(pollFn((cx): Poll<void> => {
      remote = remoteWaker(cx.waker)
      worker.wake(remote.handle, 100, 0)
      remote[Symbol.dispose]()
    }))
    expect(runtime.blockOn(new Ping(1))).toBe('woken from a thread')
    const handle = (remote as unknown as RemoteWaker).handle
    wakeRemote(handle)
    expect(runtime.runUntilStalled()).toBe(0)
  })

  it('28, 32: on its own thread a RemoteWaker’s handle works too, and a clone of it', () => {
    using runtime = new Runtime()
    let polls = 0
    let remote: RemoteWaker | null = null
    const output = runtime.blockOn(pollFn((cx): Poll<string> => {
      polls++
      remote ??= remoteWaker(cx.waker)
      wakeRemote(remote.handle)
      wakeRemote(structuredClone(remote.handle))
      if (polls < 3) return Pending
      remote[Symbol.dispose]()
      return 'own wakes'
    }))
    expect([output, polls]).toEqual(['own wakes', 3])
  })

  it('28: wakes that arrive between two runs are not lost', () => {
    using runtime = new Runtime()
    let polls = 0
    let remote: RemoteWaker | null = null
    const handle = runtime.spawnLocal(pollFn((cx): Poll<string> => {
      remote ??= remoteWaker(cx.waker)
      if (++polls === 1) return Pending
      remote[Symbol.dispose]()
      return 'heard'
    }))
    runtime.runUntilStalled()
    wakeRemote((remote as unknown as RemoteWaker).handle)
    expect(runtime.runUntilStalled()).toBe(1)
    expect(handle.poll({ waker: countingWaker() })).toBe('heard')
  })

  it('4, 28: a disposed RemoteWaker wakes nobody, and a second dispose does nothing', () => {
    using runtime = new Runtime()
    let polls = 0
    let remote: RemoteWaker | null = null
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      polls++
      remote ??= remoteWaker(cx.waker)
      return Pending
    }))
    runtime.runUntilStalled()
    const gone = remote as unknown as RemoteWaker
    const { handle } = gone
    gone[Symbol.dispose]()
    gone[Symbol.dispose]()
    wakeRemote(handle)
    expect(runtime.runUntilStalled()).toBe(0)
    expect(polls).toBe(1)
  })
})

describe('28: Parker and Unparker', () => {
  it('28: an unpark before the park is kept, once', () => {
    const parker = new Parker()
    const unparker = parker.unparker()
    unparker.unpark()
    unparker.unpark()
    parker.park()
    expect(parker.parkTimeout(0)).toBe(false)
    unparker.unpark()
    expect(parker.parkTimeout(0)).toBe(true)
    expect(parker.parkTimeout(5)).toBe(false)
  })

  it('28: a thread unparks this one', () => {
    const parker = new Parker()
    const unparker = parker.unparker()
    for (let round = 0; round < 3; round++) {
      worker.wake(unparker.handle)
      parker.park()
    }
    worker.wake(unparker.handle)
    expect(parker.parkTimeout(30_000)).toBe(true)
    expect(parker.parkTimeout(0)).toBe(false)
  })

  it('28: two parkers do not hear each other', () => {
    const [a, b] = [new Parker(), new Parker()]
    a.unparker().unpark()
    expect(b.parkTimeout(0)).toBe(false)
    expect(a.parkTimeout(0)).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import { isPending, Pending, pollFn, remoteWaker, Runtime, sleep, wakeRemote, wakerFn } from '../../src/index.ts'
import type { Future, Poll, RemoteWaker } from '../../src/index.ts'
import { countingWaker } from '../../src/testing/index.ts'
import { HandDriver } from '../support/hand-driver.ts'
import { Printed } from '../support/printed.ts'
import { Probe } from '../support/probe.ts'

// How news from outside (due timers, remote wakes) comes in while tasks keep the executor busy.

/** Wakes itself at each of `rounds` polls; `at` is told the number of each. */
function busy(rounds: number, at: (poll: number) => void): Future<void> {
  let polls = 0
  return pollFn((cx): Poll<void> => {
    at(++polls)
    if (polls === rounds) return
    cx.waker.wake()
    return Pending
  })
}

const runs: [string, (runtime: Runtime, last: Future<void>) => void][] = [
  ['runUntilStalled', (runtime, last) => {
    runtime.spawnLocal(last)
    runtime.runUntilStalled()
  }],
  ['blockOn', (runtime, last) => { runtime.blockOn(runtime.spawnLocal(last)) }],
  ['tryRunOne', (runtime, last) => {
    runtime.spawnLocal(last)
    while (runtime.tryRunOne()) continue
  }],
]

describe('14: every 61 task polls news is taken in without parking', () => {
  for (const [name, run] of runs) {
    it(`14: due timers under ${name}`, () => {
      const driver = new HandDriver()
      using runtime = new Runtime({ driver })
      using _ = runtime.enter()
      const timer = sleep(5)
      let polls = 0
      let firedAt = 0
      runtime.spawnLocal(pollFn((cx): Poll<void> => {
        const turn = timer.poll(cx)
        if (!isPending(turn)) firedAt = polls
        return turn
      }))
      run(runtime, busy(1000, poll => {
        polls = poll
        if (poll === 100) driver.clock += 10
      }))
      expect(firedAt).toBeGreaterThanOrEqual(100)
      expect(firedAt).toBeLessThanOrEqual(161)
      expect(driver.parks).toEqual([])
    })

    it(`14: remote wakes under ${name}`, () => {
      const driver = new HandDriver()
      using runtime = new Runtime({ driver })
      let polls = 0
      let heardAt = 0
      let remote: RemoteWaker | null = null
      runtime.spawnLocal(pollFn((cx): Poll<void> => {
        if (remote !== null) {
          heardAt = polls
          return remote[Symbol.dispose]()
        }
        remote = remoteWaker(cx.waker)
        return Pending
      }))
      run(runtime, busy(1000, poll => {
        polls = poll
        if (poll === 100 && remote !== null) wakeRemote(remote.handle)
      }))
      expect(heardAt).toBeGreaterThanOrEqual(100)
      expect(heardAt).toBeLessThanOrEqual(161)
      expect(driver.parks).toEqual([])
    })
  }

  it('14, 26: a main future that is always ready does not keep news from coming in', () => {
    const driver = new HandDriver()
    using runtime = new Runtime({ driver })
    using _ = runtime.enter()
    const timer = sleep(5)
    let fired = false
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      const turn = timer.poll(cx)
      fired = !isPending(turn)
      return turn
    }))
    let polls = 0
    runtime.blockOn(pollFn((cx): Poll<void> => {
      if (++polls === 100) driver.clock += 10
      if (fired || polls === 10_000) return
      cx.waker.wake()
      return Pending
    }))
    expect(fired).toBe(true)
    expect(driver.parks).toEqual([])
  })
})

describe('28, 32: remote wakes', () => {
  /** A task that never finishes and can be woken from other threads. */
  function reachable(runtime: Runtime): { probe: Probe; remote: RemoteWaker } {
    const probe = new Probe()
    let remote: RemoteWaker | null = null
    probe.onPoll = cx => { remote ??= remoteWaker(cx.waker) }
    runtime.spawnLocal(probe)
    runtime.runUntilStalled()
    return { probe, remote: remote as unknown as RemoteWaker }
  }

  it('28: each wakes its own waker only, many times between two polls once', () => {
    using runtime = new Runtime()
    const [a, b, c] = [reachable(runtime), reachable(runtime), reachable(runtime)]
    for (let i = 0; i < 100; i++) wakeRemote(b.remote.handle)
    expect(runtime.runUntilStalled()).toBe(1)
    expect([a, b, c].map(task => task.probe.polls)).toEqual([1, 2, 1])
    for (const task of [c, a, c]) wakeRemote(task.remote.handle)
    expect(runtime.runUntilStalled()).toBe(2)
    expect([a, b, c].map(task => task.probe.polls)).toEqual([2, 2, 2])
    for (const task of [a, b, c]) task.remote[Symbol.dispose]()
  })

  it('28: tryRunOne takes them in too', () => {
    using runtime = new Runtime()
    const task = reachable(runtime)
    expect(runtime.tryRunOne()).toBe(false)
    wakeRemote(task.remote.handle)
    expect(runtime.tryRunOne()).toBe(true)
    expect(runtime.tryRunOne()).toBe(false)
    expect(task.probe.polls).toBe(2)
    task.remote[Symbol.dispose]()
  })

  it('28: thousands of them keep their places apart, reused ones too', () => {
    using runtime = new Runtime()
    const tasks = Array.from({ length: 3000 }, () => reachable(runtime))
    for (const [i, task] of tasks.entries()) if (i % 7 === 0) wakeRemote(task.remote.handle)
    expect(runtime.runUntilStalled()).toBe(Math.ceil(3000 / 7))
    const stale = tasks.slice(0, 1000).map(task => task.remote.handle)
    for (const task of tasks.slice(0, 1000)) task.remote[Symbol.dispose]()
    const young = Array.from({ length: 1000 }, () => reachable(runtime))
    for (const handle of stale) wakeRemote(handle)
    // at worst a spurious poll for the heir of a place
    runtime.runUntilStalled()
    expect(Math.max(...young.map(task => task.probe.polls))).toBeLessThanOrEqual(2)
    const before = young.map(task => task.probe.polls)
    for (const task of young) wakeRemote(task.remote.handle)
    expect(runtime.runUntilStalled()).toBe(1000)
    expect(young.map((task, i) => task.probe.polls - (before[i] ?? 0))).toEqual(young.map(() => 1))
    expect(tasks.slice(0, 1000).every(task => task.probe.polls <= 2)).toBe(true)
    for (const task of [...tasks.slice(1000), ...young]) task.remote[Symbol.dispose]()
  })

  it('32: one waker’s throw does not keep the others from being woken', () => {
    using printed = new Printed()
    using runtime = new Runtime()
    using _ = runtime.enter()
    const [before, after] = [countingWaker(), countingWaker()]
    const wakers = [before, wakerFn(() => { throw new Error('bad waker') }), after]
    const remotes = wakers.map(waker => remoteWaker(waker))
    for (const remote of remotes) wakeRemote(remote.handle)
    // where the throw shows is open; that it stops nobody is not
    try { runtime.runUntilStalled() } catch {}
    runtime.runUntilStalled()
    expect([before.count, after.count]).toEqual([1, 1])
    for (const remote of remotes) remote[Symbol.dispose]()
    expect(printed.lines.length).toBeLessThanOrEqual(1)
  })

  it('32: a waker may dispose its own RemoteWaker and another that is due', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    let woken = 0
    const remotes: RemoteWaker[] = []
    const waker = wakerFn(() => {
      woken++
      for (const remote of remotes) remote[Symbol.dispose]()
    })
    remotes.push(remoteWaker(waker), remoteWaker(waker))
    for (const remote of remotes) wakeRemote(remote.handle)
    runtime.runUntilStalled()
    expect(woken).toBe(1)
  })
})

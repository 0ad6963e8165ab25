import { describe, expect, it } from 'vitest'
import { hostLoop, map, Pending, pollFn, Runtime, sleep, spawn, yieldNow } from '../../src/index.ts'
import type { Future, Poll } from '../../src/index.ts'
import { ManualHost } from '../support/manual-host.ts'
import { Printed } from '../support/printed.ts'
import { Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

// Slices, on a host that turns when the test says so. Real hosts are in host-loop-hosts.test.ts.

const on = (host: ManualHost, name = 'runtime'): Runtime => new Runtime({ driver: hostLoop({ host }), name })

/** Wakes itself at every poll, and runs `each` in it. */
const busy = (each: () => void): Future<void> => pollFn((cx): Poll<void> => {
  each()
  cx.waker.wake()
  return Pending
})

describe('29: slices', () => {
  it('13, 29: a spawned task runs in the next turn; many wakes ask for one turn', () => {
    const host = new ManualHost()
    const runtime = on(host)
    const probes = [new Probe(), new Probe()]
    for (const probe of probes) runtime.spawnLocal(probe)
    expect(probes.map(probe => probe.polls)).toEqual([0, 0])
    host.turn()
    expect(probes.map(probe => probe.polls)).toEqual([1, 1])
    for (const probe of [...probes, ...probes]) probe.wake()
    expect(host.settle()).toBe(1)
    expect(probes.map(probe => probe.polls)).toEqual([2, 2])
    expect(host.trace).toEqual(['soon', 'soon'])
  })

  it('29: an idle runtime asks for nothing', () => {
    const host = new ManualHost()
    on(host).spawnLocal(new Probe())
    host.settle()
    expect(host.isAlive).toBe(false)
    expect(host.trace).toEqual(['soon'])
  })

  it('29: a slice ends after 7,808 polls, and the next turn goes on', () => {
    const host = new ManualHost()
    let polls = 0
    on(host).spawnLocal(busy(() => polls++))
    const counts = [1, 2, 3].map(() => {
      host.turn()
      return polls
    })
    expect(counts).toEqual([7808, 15616, 23424])
  })

  it('29: a slice ends when its millisecond is over', () => {
    const host = new ManualHost()
    let polls = 0
    on(host).spawnLocal(busy(() => {
      polls++
      host.time += 0.01
    }))
    host.turn()
    expect(polls).toBeGreaterThanOrEqual(100)
    expect(polls).toBeLessThan(100 + 8)
  })

  it('29: a poll that is longer than a slice has it to itself', () => {
    const host = new ManualHost()
    const runtime = on(host)
    const trace: string[] = []
    for (const name of ['a', 'b']) runtime.spawnLocal(busy(() => {
      trace.push(name)
      host.time += 5
    }))
    for (let turn = 1; turn <= 3; turn++) {
      trace.push(`turn ${turn}`)
      host.turn()
    }
    expect(trace).toEqual(['turn 1', 'a', 'turn 2', 'b', 'turn 3', 'a'])
  })

  it('29: where many fast polls are followed by slow ones, at most eight of these are in the slice', () => {
    for (let fast = 0; fast < 200; fast++) {
      const host = new ManualHost()
      const runtime = on(host)
      let slow = 0
      for (let i = 0; i < fast; i++) runtime.spawnLocal(pollFn(() => {}))
      for (let i = 0; i < 100; i++) runtime.spawnLocal(pollFn(() => {
        slow++
        host.time += 5
      }))
      host.turn()
      expect(slow).toBeLessThanOrEqual(8)
    }
  })

  it('29: a slice takes at least one turn, even if taking in what is due used its time up', () => {
    const host = new ManualHost()
    const runtime = on(host)
    const slowWaker = { wake: () => { host.time += 10 }, willWake: () => false }
    const task = new Probe()
    runtime.spawnLocal(task)
    {
      using _ = runtime.enter()
      sleep(1).poll({ waker: slowWaker })
      host.time += 1
    }
    host.turn()
    expect(task.polls).toBe(1)
  })

  it('14, 29: in a slice too, due timers are taken in every 61 polls', () => {
    const host = new ManualHost(0.5)
    const runtime = on(host)
    let polls = 0
    let heard = 0
    {
      using _ = runtime.enter()
      runtime.spawnLocal(map(sleep(0.1), () => { heard = polls }))
    }
    host.settle()
    runtime.spawnLocal(busy(() => {
      if (++polls === 110) host.time = 1
    }))
    host.turn()
    expect(heard).toBeGreaterThan(109)
    expect(heard).toBeLessThanOrEqual(110 + 61 + 8)
  })

  it('29: what is woken in a slice runs in it; what the host wakes later, in a later one', () => {
    const host = new ManualHost()
    const runtime = on(host)
    const trace: string[] = []
    const second = new Probe('second', trace)
    runtime.spawnLocal(pollFn(() => { spawn(pollFn(() => { trace.push('spawned') })) }))
    runtime.spawnLocal(second)
    runtime.spawnLocal(map(yieldNow(), () => trace.push('yielded')))
    host.turn()
    trace.push('turn')
    second.complete(1)
    host.turn()
    expect(trace).toEqual(['second poll', 'spawned', 'yielded', 'turn', 'second poll'])
  })
})

describe('29: several runtimes on a thread', () => {
  it('29: busy ones alternate, a slice each', () => {
    const host = new ManualHost()
    const trace: string[] = []
    for (const name of ['a', 'b', 'c']) {
      on(host, name).spawnLocal(busy(() => {
        if (trace.at(-1) !== name) trace.push(name)
      }))
    }
    for (let turn = 0; turn < 6; turn++) {
      host.turn()
      trace.push('|')
    }
    expect(trace.join(' ')).toBe('a | b | c | a | b | c |')
  })

  it('29: those that have little to do share a turn', () => {
    const host = new ManualHost()
    const probes = ['a', 'b', 'c'].map(name => {
      const probe = new Probe(name)
      on(host, name).spawnLocal(probe)
      return probe
    })
    host.turn()
    expect(probes.map(probe => probe.polls)).toEqual([1, 1, 1])
    expect(host.trace).toEqual(['soon'])
  })

  it('29: a turn lasts no longer for being shared', () => {
    const host = new ManualHost()
    const polls = [0, 0, 0, 0]
    for (const at of polls.keys()) on(host).spawnLocal(pollFn(() => {
      polls[at]!++
      host.time += 0.5
    }))
    host.turn()
    expect(polls).toEqual([1, 1, 0, 0])
    host.turn()
    expect(polls).toEqual([1, 1, 1, 1])
  })

  it('29: an idle one that is woken waits for one slice of each busy one', () => {
    const host = new ManualHost()
    const waiting = new Probe()
    on(host).spawnLocal(waiting)
    host.settle()
    for (let i = 0; i < 3; i++) on(host).spawnLocal(busy(() => {}))
    host.turn()
    waiting.wake()
    const before = waiting.polls
    let turns = 0
    for (; waiting.polls === before; turns++) host.turn()
    expect(turns).toBeLessThanOrEqual(4)
  })

  it('29: two that wake each other leave the turn to the host in between', () => {
    const host = new ManualHost()
    const a = new Probe('a')
    const b = new Probe('b')
    on(host, 'a').spawnLocal(a)
    on(host, 'b').spawnLocal(b)
    a.onPoll = () => b.wake()
    b.onPoll = () => a.wake()
    host.turn()
    const polls: number[] = []
    for (let turn = 0; turn < 3; turn++) {
      host.turn()
      polls.push(a.polls + b.polls)
    }
    expect(polls[2]! - polls[1]!).toBeLessThanOrEqual(2)
  })
})

describe('27, 29: no slice inside a poll', () => {
  it('27: a host that turns inside a poll is told, and the loop goes on afterwards', () => {
    const host = new ManualHost()
    const guest = on(host, 'guest')
    const task = new Probe()
    guest.spawnLocal(task)
    using outer = new Runtime({ name: 'outer' })
    const error = outer.blockOn(pollFn(() => thrownBy(() => host.turn())))
    expect(error).toMatchObject({ code: 'ERR_POLLUX_NESTED_BLOCK_ON' })
    expect((error as Error).message).toContain('"outer"')
    expect(task.polls).toBe(0)
    host.settle()
    expect(task.polls).toBe(1)
  })

  it('27: a hosted runtime refuses to be run inside its own poll', () => {
    const host = new ManualHost()
    const runtime = on(host)
    const errors: unknown[] = []
    runtime.spawnLocal(pollFn(() => {
      errors.push(thrownBy(() => host.turn()), thrownBy(() => runtime.runUntilStalled()), thrownBy(() => runtime.blockOn(pollFn(() => 1))))
      runtime.spawnLocal(new Probe())
    }))
    runtime.runUntilStalled()
    for (const error of errors.slice(1)) expect(error).toMatchObject({ code: 'ERR_POLLUX_NESTED_BLOCK_ON' })
    host.settle()
    expect(runtime.dump().length).toBe(1)
  })

  it('27: it is current in its slices only', () => {
    const host = new ManualHost()
    const runtime = on(host)
    const seen: unknown[] = [Runtime.current()]
    runtime.spawnLocal(pollFn(() => { seen.push(Runtime.current()) }))
    host.settle()
    seen.push(Runtime.current())
    expect(seen).toEqual([null, runtime, null])
  })
})

describe('29: trouble in a slice', () => {
  it('18, 19: a task’s throw is the task’s, and goes to onUnhandledError where nobody joins', () => {
    const host = new ManualHost()
    const heard: unknown[] = []
    const runtime = new Runtime({ driver: hostLoop({ host }), onUnhandledError: error => { heard.push(error.cause) } })
    const boom = new Error('boom')
    runtime.spawnLocal(new Probe().willThrow(boom))[Symbol.dispose]()
    const after = new Probe()
    runtime.spawnLocal(after)
    host.turn()
    expect(heard).toEqual([boom])
    expect(after.polls).toBe(1)
  })

  it('29: a throw that is no task’s reaches the host, and every runtime goes on', () => {
    const host = new ManualHost()
    let throws = 1
    const runtime = new Runtime({ driver: hostLoop({ host }) })
    // Of user code nothing gets this far; a broken room of timers would.
    runtime.timers = { size: 0, nextDeadline: () => { if (throws-- > 0) throw new Error('timers'); return null }, advance: () => {} }
    const [first, other] = [new Probe(), new Probe()]
    runtime.spawnLocal(first)
    on(host).spawnLocal(other)
    expect(() => host.turn()).toThrow('timers')
    first.wake()
    host.settle()
    expect([first.polls, other.polls]).toEqual([2, 1])
    expect(Runtime.current()).toBe(null)
  })

  it('29: what an observer throws is printed, and goes no further', () => {
    const host = new ManualHost()
    using printed = new Printed()
    const observer = { taskSuspended: () => { throw new Error('observer') } }
    const runtime = new Runtime({ driver: hostLoop({ host }), observer })
    const [first, second] = [new Probe(), new Probe()]
    runtime.spawnLocal(first)
    runtime.spawnLocal(second)
    host.settle()
    expect([first.polls, second.polls]).toEqual([1, 1])
    expect(printed.lines.length).toBe(2)
  })
})

describe('29, 30: shutdown', () => {
  it('30: a runtime that is disposed gets no slice, and leaves nothing with the host', () => {
    const host = new ManualHost()
    const runtime = on(host)
    {
      using _ = runtime.enter()
      runtime.spawnLocal(sleep(1000))
      runtime.external(1, 'host')
    }
    host.settle()
    expect(host.isAlive).toBe(true)
    runtime[Symbol.dispose]()
    expect(host.isAlive).toBe(false)
    runtime.external(-1, 'host')
    expect(host.isAlive).toBe(false)
  })

  it('30: one that is disposed while it stands in the line is passed over', () => {
    const host = new ManualHost()
    const runtime = on(host)
    const gone = new Probe()
    const other = new Probe()
    runtime.spawnLocal(gone)
    on(host).spawnLocal(other)
    runtime[Symbol.dispose]()
    host.settle()
    expect([gone.polls, gone.disposes, other.polls]).toEqual([0, 1, 1])
  })

  it('30: one may be disposed by its own slice, or by another’s', () => {
    const host = new ManualHost()
    const [a, b] = [on(host, 'a'), on(host, 'b')]
    const [inA, inB] = [new Probe(), new Probe()]
    a.spawnLocal(pollFn(() => {
      a[Symbol.dispose]()
      b[Symbol.dispose]()
    }))
    a.spawnLocal(inA)
    b.spawnLocal(inB)
    host.settle()
    expect([inA.polls, inA.disposes, inB.polls, inB.disposes]).toEqual([0, 1, 0, 1])
    expect(host.isAlive).toBe(false)
    expect([a.isClosed, b.isClosed]).toEqual([true, true])
  })

  it('a driver serves one runtime', () => {
    const driver = hostLoop({ host: new ManualHost() })
    using _ = new Runtime({ driver })
    expect(() => new Runtime({ driver })).toThrow(TypeError)
    expect(() => new Runtime({ driver })).toThrow('make a hostLoop() for each')
  })
})

describe('27, 29: enter, from the host’s callbacks', () => {
  it('27: spawns and timers are the runtime’s, and run by themselves', () => {
    const host = new ManualHost(100)
    const runtime = on(host)
    const trace: string[] = []
    {
      using _ = runtime.enter()
      spawn(map(sleep(20), () => { trace.push(`slept until ${host.time}`) }))
    }
    host.settle()
    host.pass(19)
    host.pass(1)
    expect(trace).toEqual(['slept until 120'])
  })

  it('35: a timer that is polled by hand under it is kept too', () => {
    const host = new ManualHost()
    const runtime = on(host)
    let wakes = 0
    {
      using _ = runtime.enter()
      sleep(20).poll({ waker: { wake: () => wakes++, willWake: () => false } })
    }
    host.settle()
    host.pass(20)
    expect(wakes).toBe(1)
  })
})

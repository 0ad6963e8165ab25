import { describe, expect, it } from 'vitest'
import { asyncBlock, blockOn, drop, inspect, LocalSet, Pending, pollFn, ready, Runtime, spawn, taskLocal, wait, wakerFn, yieldNow } from '../../src/index.ts'
import type { Future, Poll } from '../../src/index.ts'
import { BEFORE_LOCAL_IDS, shareNextId } from '../../src/runtime/local-ids.ts'
import { Seat, Seats } from '../../src/runtime/seats.ts'
import { Probe } from '../support/probe.ts'
import { collected } from '../support/garbage.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

describe('the numbers of its tasks', () => {
  it('are drawn from the runtime, and grow within the set wherever they come from', () => {
    const counter = { lastId: BEFORE_LOCAL_IDS }
    const host = { lastId: 4, lentIds: 0 }
    shareNextId(counter, null)
    const outside = ++counter.lastId
    shareNextId(counter, host)
    const inside = ++counter.lastId
    const other = { lastId: 1, lentIds: 0 }
    shareNextId(counter, other)
    const moved = ++counter.lastId
    expect([outside < 0, inside, host.lastId, moved, other.lastId]).toEqual([true, 5, 5, 6, 6])
  })

  it('outside every runtime no two sets share one', () => {
    const ids = [new LocalSet(), new LocalSet()].flatMap(set => [set.spawnLocal(ready(1)).id, set.spawnLocal(ready(1)).id])
    expect([new Set(ids).size, ids.every(id => id < 0 && Number.isInteger(id))]).toEqual([4, true])
  })

  it('order by number is order of spawning, over two runtimes', () => {
    const trace: string[] = []
    const set = new LocalSet()
    const members = ['outside', 'first', 'second'].map(name => new Probe(name, trace))
    set.spawnLocal(members[0]!)
    using first = new Runtime()
    using second = new Runtime()
    for (let i = 0; i < 5; i++) first.spawnLocal(ready(i))
    first.spawnLocal(pollFn((cx): Poll<void> => {
      set.poll(cx)
      set.spawnLocal(members[1]!)
    }))
    first.runUntilStalled()
    second.spawnLocal(pollFn((cx): Poll<void> => {
      set.poll(cx)
      set.spawnLocal(members[2]!)
    }))
    second.runUntilStalled()
    trace.length = 0
    set[Symbol.dispose]()
    expect(trace).toEqual(['outside dispose', 'first dispose', 'second dispose'])
  })
})

describe('seats', () => {
  it('a seat is woken once between two waits, and not when it is free', () => {
    const seat = new Seat()
    const rig = new Rig()
    seat.wake()
    seat.wait(rig.waker)
    seat.wake()
    seat.wake()
    expect(rig.wakes).toBe(1)
    seat.wait(rig.waker)
    seat.wake()
    expect(rig.wakes).toBe(2)
  })

  it('seats may be taken and left by the wakers', () => {
    const trace: string[] = []
    const seats = new Seats()
    const [a, b, c] = [new Seat(), new Seat(), new Seat()]
    seats.wait(a, wakerFn(() => {
      trace.push('a')
      seats.leave(b)
      seats.wait(c, wakerFn(() => void trace.push('c')))
    }))
    seats.wait(b, wakerFn(() => void trace.push('b')))
    seats.wake()
    expect(trace).toEqual(['a'])
    seats.wake()
    expect(trace).toEqual(['a', 'c'])
  })

  it('a set that has ended holds no waker of who polled it', async () => {
    const set = new LocalSet()
    const poll = (): WeakRef<object> => {
      const waker = wakerFn(() => {})
      const run = set.runUntil(new Probe())
      run.poll({ waker })
      drop(run)
      set.poll({ waker })
      return new WeakRef(waker)
    }
    expect(await collected(poll())).toBe(true)
    expect(set[inspect]()).toEqual({ name: 'LocalSet' })
  })
})

describe('a runtime that polls many sets', () => {
  const sets = (count: number, then: () => void): Future<void> => asyncBlock(function* () {
    for (let n = 0; n < count; n++) {
      const set = new LocalSet()
      set.spawnLocal(yieldNow())
      yield* wait(set)
    }
    then()
  })

  it('keeps nothing of those that have ended, though the event loop never turns', () => {
    const heap = (): number => {
      globalThis.gc!()
      return process.memoryUsage().heapUsed
    }
    let before = 0
    let grown = 0
    blockOn(asyncBlock(function* () {
      yield* wait(sets(500, () => { before = heap() }))
      yield* wait(sets(3000, () => { grown = heap() - before }))
    }))
    expect(grown).toBeLessThan(1_000_000)
  })

  it('knows again one that it had let go: its tasks keep their numbers, and observers are told of each once', () => {
    const told: string[] = []
    using runtime = new Runtime({ observer: { taskSpawned: (id, name, _, kind) => void (kind === 'local' && told.push(`${id} ${name}`)) } })
    const set = new LocalSet()
    set.spawnLocal(ready('first'))
    runtime.blockOn(set)
    runtime.blockOn(sets(40, () => {}))
    told.length = 0
    set.spawnLocal(new Probe('second'))
    const ids = (): number[] => runtime.dump().flatMap(task => task.children.map(child => child.id))
    const handle = runtime.spawnLocal(set)
    runtime.runUntilStalled()
    const [first] = ids()
    const later: string[] = []
    {
      using _ = runtime.observe({ taskFound: (id, name, kind) => later.push(`${id} ${name}, ${kind}`) })
      runtime.runUntilStalled()
    }
    expect(told).toEqual([`${first} Probe`, `${first! + 1} LocalSet`])
    expect(later).toEqual([`${first! + 1} LocalSet, task`, `${first} Probe, local`])
    handle.abort()
  })
})

describe('a task that is started at once, inside the first turn of another', () => {
  it('both are seen meanwhile, in the order of spawning', () => {
    using runtime = new Runtime()
    let seen: unknown
    runtime.spawnLocal(pollFn((): Poll<void> => {
      runtime.start(pollFn((): Poll<void> => {
        seen = runtime.dump().map(task => [task.id, task.state])
        return Pending
      }))[Symbol.dispose]()
      return Pending
    }))
    runtime.spawnLocal(new Probe())
    runtime.runUntilStalled()
    expect(seen).toEqual([[1, 'polling'], [2, 'queued'], [3, 'polling']])
    expect(runtime.dump().map(task => task.id)).toEqual([1, 2, 3])
  })

  it('is no part of the LocalSet and of the taskLocal scope that are on the stack, which go on afterwards', () => {
    using runtime = new Runtime()
    const key = taskLocal<string>()
    const set = new LocalSet()
    const trace: string[] = []
    const note = (where: string): void => {
      trace.push(`${where}: ${key.get()}`)
    }
    set.spawnLocal(key.scope('value', pollFn((): Poll<void> => {
      runtime.start(pollFn((): Poll<void> => note('started')))[Symbol.dispose]()
      note('around')
      spawn(pollFn((): Poll<void> => note('spawned')))
    })))
    runtime.blockOn(set)
    runtime.runUntilStalled()
    expect(trace).toEqual(['started: undefined', 'around: value', 'spawned: undefined'])
  })
})

it('a set whose own wake throws has let go of its tasks', () => {
  const set = new LocalSet()
  const probe = new Probe()
  probe.onPoll = cx => cx.waker.wake()
  set.spawnLocal(probe)
  const waker = wakerFn(() => { throw new Error('waker') })
  expect(thrownBy(() => set.poll({ waker }))).toEqual(new Error('waker'))
  expect([probe.polls, probe.disposes, probe.misuse]).toEqual([61, 1, []])
  const main = new Probe()
  const busy = new LocalSet()
  const task = new Probe()
  task.onPoll = cx => cx.waker.wake()
  busy.spawnLocal(task)
  const run = busy.runUntil(main)
  expect(thrownBy(() => run.poll({ waker }))).toEqual(new Error('waker'))
  expect([main.disposes, task.disposes, main.misuse]).toEqual([1, 0, []])
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockOn, BorrowError, DeadlockError, inspect, join, LocalSet, pending, pollFn, Runtime, spawnLocal, taskLocal } from '../../src/index.ts'
import type { Future, Poll, TaskDump } from '../../src/index.ts'
import { misuses, Probe, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

// A LocalSet and its surroundings: the runtimes that poll it one after another, and what is current around its tasks.

/** A future that says its name and waits for ever. */
const named = (name: string): Probe => Object.assign(new Probe(name), { [inspect]: () => ({ name, waitsOn: 'nothing' }) })

/** The numbers of all tasks in `dumps`, those of sets too. */
const idsIn = (dumps: TaskDump[]): number[] => dumps.flatMap(({ id, children }) => [...(id === 0 ? [] : [id]), ...idsIn(children)])

const spawning = (set: LocalSet, ...names: string[]): Future<void> => pollFn((): Poll<void> => {
  for (const name of names) set.spawnLocal(named(name))
})

describe('a set that one runtime polls after another', () => {
  it('28: two blockOns on one set: every stuck task is listed, each with a number of its own', () => {
    const set = new LocalSet()
    blockOn(set.runUntil(spawning(set, 'first')))
    const beside = pollFn((): Poll<void> => void spawnLocal(named('second')))
    const error = thrownBy(() => blockOn(join(beside, set))) as DeadlockError
    expect(error).toBeInstanceOf(DeadlockError)
    expect(error.message).toContain('any of the 3 tasks that are left')
    expect(['(first)', '(second)'].map(name => error.message.split(name).length)).toEqual([2, 2])
    const ids = idsIn(error.tasks)
    expect([ids.length, new Set(ids).size]).toEqual([2, 2])
  })

  it('a task of the set and one of the runtime never share a number, and the handle says the new one', () => {
    const set = new LocalSet()
    using first = new Runtime()
    const handles = [1, 2].map(() => first.blockOn(set.runUntil(pollFn(() => set.spawnLocal(pending())))))
    expect(handles.map(({ id }) => id)).toEqual([1, 2])
    using second = new Runtime()
    const own = [1, 2, 3].map(() => second.spawnLocal(pending()))
    second.spawnLocal(set)
    second.runUntilStalled()
    expect([...own, ...handles].map(({ id }) => id)).toEqual([1, 2, 3, 5, 6])
    expect(second.spawnLocal(pending()).id).toBe(7)
    expect(idsIn(second.dump())).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('a task spawned when the runtime that polled the set is gone has its number from the current one, and keeps it', () => {
    const set = new LocalSet()
    blockOn(set.runUntil(spawning(set, 'early', 'late')))
    using second = new Runtime()
    using _ = second.enter()
    const handle = set.spawnLocal(new Probe())
    const { id } = handle
    second.spawnLocal(set)
    second.runUntilStalled()
    expect([id, handle.id, idsIn(second.dump())]).toEqual([5, 5, [6, 3, 4, 5]])
  })

  it('an observer is told of them under the numbers that it will hear of', () => {
    const told: string[] = []
    const observer = {
      taskSpawned: (id: number, name: string) => void told.push(`spawned ${id} ${name}`),
      taskCompleted: (id: number) => void told.push(`completed ${id}`),
    }
    const set = new LocalSet()
    using first = new Runtime({ observer })
    using second = new Runtime({ observer })
    const member = named('member')
    first.blockOn(set.runUntil(pollFn(() => void set.spawnLocal(member))))
    second.spawnLocal(named('own'))
    member.willBe(1)
    told.length = 0
    second.blockOn(set)
    expect(told).toEqual(['spawned 0 LocalSet', 'spawned 2 member', 'completed 2', 'completed 0'])
  })

  it('a set that several tasks poll is dumped once', () => {
    using runtime = new Runtime()
    const set = new LocalSet()
    for (let i = 0; i < 2; i++) runtime.spawnLocal(set.runUntil(new Probe()))
    set.spawnLocal(named('member'))
    runtime.runUntilStalled()
    const text = runtime.dumpText()
    expect(text.split('(member)').length).toBe(2)
  })

  it('random moves: no two tasks in sight share a number, and the order of the numbers is that of spawning', () => {
    const step = fc.record({ at: fc.nat(2), onSet: fc.boolean() })
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), steps => {
      const set = new LocalSet()
      const runtimes = [new Runtime(), new Runtime(), new Runtime()]
      const members: { readonly id: number }[] = []
      for (const { at, onSet } of steps) {
        const runtime = runtimes[at]!
        if (!onSet) runtime.spawnLocal(new Probe())
        else runtime.blockOn(set.runUntil(pollFn((): Poll<void> => void members.push(set.spawnLocal(new Probe())))))
        runtime.start(set.runUntil(new Probe()))
        const seen = idsIn(runtime.dump())
        expect(new Set(seen).size).toBe(seen.length)
        const ids = members.map(({ id }) => id)
        expect(ids).toEqual([...ids].sort((one, other) => one - other))
      }
      set[Symbol.dispose]()
      for (const runtime of runtimes) runtime[Symbol.dispose]()
    }), { numRuns: 60 })
  })
})

describe('27: guards of enter and the tasks of a set', () => {
  it('27: a guard that one task leaves behind is not in place for the next one', () => {
    using runtime = new Runtime({ name: 'home' })
    using other = new Runtime({ name: 'other' })
    const set = new LocalSet()
    const seen: unknown[] = []
    const guards: Disposable[] = []
    set.spawnLocal(pollFn((): Poll<void> => void guards.push(other.enter())))
    for (let i = 0; i < 2; i++) set.spawnLocal(pollFn((): Poll<void> => void seen.push(Runtime.current())))
    runtime.blockOn(set)
    expect(seen.map(current => current === runtime)).toEqual([true, true])
    expect(thrownBy(() => guards[0]![Symbol.dispose]())).toBeInstanceOf(BorrowError)
  })

  it('27: nor after the set’s turns, nor where the set is polled by hand', () => {
    using other = new Runtime()
    const set = new LocalSet()
    const seen: unknown[] = []
    set.spawnLocal(pollFn((): Poll<void> => void other.enter()))
    set.spawnLocal(pollFn((): Poll<void> => void seen.push(Runtime.current())))
    new Rig().turn(set)
    expect([...seen, Runtime.current()]).toEqual([null, null])
  })

  it('27: a guard of whoever polls the set stays in place, around every turn and after them', () => {
    using runtime = new Runtime()
    using other = new Runtime()
    const set = new LocalSet()
    const seen: boolean[] = []
    const look = (): void => void seen.push(Runtime.current() === other)
    for (let i = 0; i < 3; i++) {
      set.spawnLocal(pollFn((): Poll<void> => {
        look()
        if (i === 1) runtime.enter()
      }))
    }
    runtime.blockOn(pollFn((cx): Poll<void> => {
      using _ = other.enter()
      set.poll(cx)
      look()
    }))
    expect(seen).toEqual([true, true, true, true])
  })

  it('27: nor is one that a dispose leaves behind in place for the next dispose', () => {
    for (const asSet of [true, false]) {
      using other = new Runtime()
      using runtime = new Runtime()
      const set = new LocalSet()
      const seen: unknown[] = []
      const members = probes(2)
      members[0]!.onDispose = () => void other.enter()
      members[1]!.onDispose = () => void seen.push(Runtime.current() === other)
      for (const member of members) (asSet ? set : runtime).spawnLocal(member)
      ;(asSet ? set : runtime)[Symbol.dispose]()
      expect([...seen, Runtime.current(), misuses(members)]).toEqual([false, null, []])
    }
  })
})

it('20, 34: what is spawned onto a disposed set is disposed outside the scope of who spawns', () => {
  const key = taskLocal<string>()
  const set = new LocalSet()
  set[Symbol.dispose]()
  const seen: unknown[] = []
  const late = new Probe()
  late.onDispose = () => void seen.push(key.get())
  blockOn(key.scope('mine', pollFn((): Poll<void> => {
    set.spawnLocal(late)
    seen.push(key.get())
  })))
  expect([seen, late.polls, late.disposes]).toEqual([[undefined, 'mine'], 0, 1])
})

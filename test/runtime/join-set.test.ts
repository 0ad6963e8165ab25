import { describe, expect, it } from 'vitest'
import { BorrowError, Done, inspect, isSendable, JoinError, JoinSet, LocalSet, pollFn, Rc, ready, Runtime, unconstrained, wakerFn } from '../../src/index.ts'
import type { Poll } from '../../src/index.ts'
import { collected } from '../support/garbage.ts'
import { Probe, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

describe('tryJoinNext', () => {
  it('gives what has ended, undefined while nothing has, and Done when the set is empty', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    const set = new JoinSet<number>()
    expect(set.tryJoinNext()).toBe(Done)
    const [a, b] = probes<number>(2)
    set.spawn(a!)
    set.spawn(b!)
    expect(set.tryJoinNext()).toBe(undefined)
    runtime.runUntilStalled()
    b!.complete(2)
    runtime.runUntilStalled()
    expect([set.tryJoinNext(), set.tryJoinNext(), set.size]).toEqual([2, undefined, 1])
    a!.fail(new Error('boom'))
    runtime.runUntilStalled()
    expect((thrownBy(() => set.tryJoinNext()) as JoinError).isPanic()).toBe(true)
    expect(set.tryJoinNext()).toBe(Done)
  })

  it('costs nothing of the budget', () => {
    using runtime = new Runtime({ budget: 1 })
    using _ = runtime.enter()
    const set = new JoinSet<number>()
    for (let i = 0; i < 10; i++) set.spawn(ready(i))
    runtime.runUntilStalled()
    const probe = new Probe()
    const taken: unknown[] = []
    probe.onPoll = () => { for (let i = 0; i < 11; i++) taken.push(set.tryJoinNext()) }
    runtime.spawnLocal(probe)
    runtime.runUntilStalled()
    expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, Done])
  })
})

it('under unconstrained joinNext takes as much as there is', () => {
  using runtime = new Runtime()
  using _ = runtime.enter()
  const set = new JoinSet<number>()
  for (let i = 0; i < 1000; i++) set.spawn(ready(i))
  runtime.runUntilStalled()
  let taken = 0
  let polls = 0
  runtime.spawnLocal(unconstrained(pollFn((cx): Poll<void> => {
    polls++
    while (set.joinNext().poll(cx) !== Done) taken++
  })))
  runtime.runUntilStalled()
  expect([polls, taken]).toEqual([1, 1000])
})

it('a set keeps no waker of a joinNext that has ended, nor one of an output that was taken', async () => {
  using runtime = new Runtime()
  using _ = runtime.enter()
  const set = new JoinSet<object>()
  const act = (): WeakRef<object>[] => {
    const waker = wakerFn(() => {})
    const output = {}
    const probe = new Probe<object>()
    set.spawnLocal(probe)
    set.spawnLocal(new Probe<object>())
    runtime.runUntilStalled()
    const next = set.joinNext()
    next.poll({ waker })
    probe.complete(output)
    runtime.runUntilStalled()
    next.poll({ waker })
    const dropped = set.joinNext()
    dropped.poll({ waker })
    dropped[Symbol.dispose]()
    return [new WeakRef(waker), new WeakRef(output)]
  }
  const [waker, output] = act()
  expect([await collected(waker!), await collected(output!), set.size]).toEqual([true, true, 1])
})

describe('detachAll', () => {
  it('empties the set; members run on, outputs are dropped and failures reported', () => {
    const reported: unknown[] = []
    using runtime = new Runtime({ onUnhandledError: error => void reported.push(error.cause) })
    using _ = runtime.enter()
    const set = new JoinSet<unknown>()
    const [ended, later] = [new Token('ended'), new Token('later')]
    const probe = new Probe()
    set.spawnLocal(new Probe().willBe(ended))
    set.spawnLocal(probe)
    set.spawnLocal(new Probe().willThrow('boom'))
    runtime.runUntilStalled()
    set.detachAll()
    expect([set.size, ended.drops, reported]).toEqual([0, 1, ['boom']])
    probe.complete(later)
    runtime.runUntilStalled()
    expect([later.drops, probe.disposes]).toEqual([1, 0])
  })

  it('wakes who waits for a member: there is none', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    const set = new JoinSet<unknown>()
    const probe = new Probe()
    set.spawnLocal(probe)
    runtime.runUntilStalled()
    const next = set.joinNext()
    const rig = new Rig()
    rig.turn(next)
    set.detachAll()
    expect([rig.wakes, rig.turn(next)]).toEqual([1, { value: Done }])
    probe.complete(1)
    runtime.runUntilStalled()
    expect(rig.wakes).toBe(1)
  })

  it('detaches all, whatever their outputs throw when dropped', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    const set = new JoinSet<unknown>()
    const errors = [new Error('first'), new Error('second')]
    for (const error of errors) set.spawnLocal(ready({ [Symbol.dispose]: () => { throw error } }))
    const token = new Token()
    set.spawnLocal(ready(token))
    runtime.runUntilStalled()
    const thrown = thrownBy(() => set.detachAll()) as Error & { suppressed: unknown[] }
    expect([thrown, thrown.suppressed, token.drops, set.size]).toEqual([errors[0], [errors[1]], 1, 0])
  })
})

describe('a hundred thousand members', () => {
  it('are joined in the order in which they end', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    const set = new JoinSet<number>()
    const many = 100_000
    const members: Probe<number>[] = []
    for (let i = 0; i < many; i++) {
      const member = new Probe<number>()
      members.push(member)
      set.spawnLocal(member)
    }
    runtime.runUntilStalled()
    // Every member once: 61 is prime to their number.
    for (let i = 0; i < many; i++) members[(i * 61) % many]!.complete((i * 61) % many)
    runtime.runUntilStalled()
    let misplaced = 0
    for (let i = 0; i < many; i++) if (set.tryJoinNext() !== (i * 61) % many) misplaced++
    expect([misplaced, set.tryJoinNext()]).toEqual([0, Done])
    expect(members.every(member => member.polls === 2)).toBe(true)
  })

  it('waking one polls no other', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    const set = new JoinSet<number>()
    const members = probes<number>(1000)
    for (const member of members) set.spawnLocal(member)
    runtime.runUntilStalled()
    members[500]!.complete(500)
    expect(runtime.runUntilStalled()).toBe(1)
    expect(set.tryJoinNext()).toBe(500)
  })
})

describe('wakers that throw', () => {
  it('an abort that reaches one keeps no other member from being asked', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    const local = new LocalSet()
    const set = new JoinSet<unknown>()
    const [inside, outside] = probes(2)
    runtime.blockOn(local.runUntil(ready(0)))
    const spawner = new Probe().willBe(0)
    spawner.onPoll = () => void set.spawnLocal(inside!)
    runtime.blockOn(local.runUntil(spawner))
    set.spawnLocal(outside!)
    local.poll({ waker: wakerFn(() => {}) })
    runtime.runUntilStalled()
    local.poll({ waker: wakerFn(() => { throw new Error('waker') }) })
    expect(thrownBy(() => set.abortAll())).toEqual(new Error('waker'))
    runtime.runUntilStalled()
    expect(outside!.disposes).toBe(1)
    local[Symbol.dispose]()
    expect(inside!.disposes).toBe(1)
  })
})

describe('descriptions', () => {
  it('is as sendable as the outputs in it', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    const set = new JoinSet<unknown>()
    set.spawnLocal(new Probe())
    set.spawnLocal(ready(1))
    const next = set.joinNext()
    runtime.runUntilStalled()
    expect([isSendable(set), isSendable(next)]).toEqual([true, true])
    set.spawnLocal(ready(new Rc(1)))
    runtime.runUntilStalled()
    expect([isSendable(set), isSendable(next)]).toEqual([false, false])
  })

  it('says what it waits for', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    const set = new JoinSet<unknown>()
    const next = set.joinNext()
    expect(next[inspect]()).toEqual({ name: 'JoinSet.joinNext()' })
    set.spawnLocal(new Probe())
    expect(next[inspect]()).toEqual({ name: 'JoinSet.joinNext()', waitsOn: 'the one task of a JoinSet (task 1)' })
    set.spawnLocal(new Probe())
    expect(next[inspect]()).toEqual({ name: 'JoinSet.joinNext()', waitsOn: 'one of the 2 tasks of a JoinSet (task 1, task 2)' })
    next[Symbol.dispose]()
    expect(next[inspect]()).toEqual({ name: 'JoinSet.joinNext()', state: 'disposed' })
    expect(set[inspect]()).toEqual({ name: 'JoinSet', state: '2 members' })
  })

  it('a borrow in use says who borrowed and what to do', () => {
    const set = new JoinSet<unknown>()
    set.joinNext()
    const error = thrownBy(() => set.shutdown())
    expect(error).toBeInstanceOf(BorrowError)
    expect((error as Error).message).toBe(
      'JoinSet: shutdown() was called while the future of an earlier joinNext() or shutdown() is still out; ' +
        'a set lends itself to one future at a time: poll that one to its end, or dispose it, first',
    )
  })

  it('a future of it that is polled or disposed inside its own poll throws', () => {
    using runtime = new Runtime({ budget: 1 })
    using _ = runtime.enter()
    const set = new JoinSet<number>()
    set.spawn(ready(1))
    set.spawn(ready(2))
    runtime.runUntilStalled()
    const thrown: unknown[] = []
    const probe = new Probe()
    probe.onPoll = () => {
      set.joinNext().poll({ waker: wakerFn(() => {}) })
      const next = set.joinNext()
      const waker = wakerFn(() => thrown.push(thrownBy(() => next.poll({ waker })), thrownBy(() => next[Symbol.dispose]())))
      next.poll({ waker })
    }
    runtime.spawnLocal(probe)
    runtime.runUntilStalled()
    expect(thrown.map(error => error instanceof BorrowError)).toEqual([true, true])
  })
})

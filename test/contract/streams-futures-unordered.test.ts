// FuturesUnordered and FuturesOrdered, and what is the same in both: contract 2–10, 22–24, 31, 32, 42.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atSuspension, BorrowError, Done, drop, isSendable, Pending, pollFn, PolledAfterCompletionError, Rc, ready, Runtime, sendable } from '../../src/index.ts'
import type { Context, Future, Poll } from '../../src/index.ts'
import { budget, UNLIMITED } from '../../src/future/budget.ts'
import { FuturesOrdered, FuturesUnordered, type Stream } from '../../src/iterators/index.ts'
import { countingWaker, mockTask } from '../../src/testing/index.ts'
import { misuses, Probe, probes } from '../support/probe.ts'
import { StreamRig, type StreamTurn } from '../support/stream-rig.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

const boom = new Error('boom')
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const item = (value: unknown): StreamTurn => ({ item: value })

/** Runs `body` as inside a task's poll with so much budget; gives what is left. */
function withBudget(left: number, body: () => void): number {
  budget.left = left
  try {
    body()
    return budget.left
  } finally {
    budget.left = UNLIMITED
  }
}

const sets = [
  ['FuturesUnordered', FuturesUnordered],
  ['FuturesOrdered', FuturesOrdered],
] as const

describe.each(sets)('%s', (name, Set) => {
  /** A set of `n` probes that has been polled once, with a trace of what is done to them. */
  function started(n: number) {
    const trace: string[] = []
    const all = probes(n, trace)
    const set = new Set<unknown>(all)
    const rig = new StreamRig()
    rig.turn(set)
    /** The names of the children polled since the last call. */
    const polled = (): string[] => trace.splice(0).filter(line => line.endsWith('poll')).map(line => line.split(' ')[0]!)
    return { all, set, rig, trace, polled }
  }

  it('1: making one polls nothing, and pushing does not either', () => {
    const all = probes(3)
    const set = new Set<unknown>(all.slice(0, 2))
    set.push(all[2]!)
    expect([set.size, all.map(({ polls }) => polls)]).toEqual([3, [0, 0, 0]])
  })

  it('10: the first poll polls every child once, in order; a spurious one nobody', () => {
    const { set, rig, polled } = started(40)
    expect(polled()).toEqual(range(40).map(String))
    expect([rig.turn(set), rig.turn(set), polled(), rig.wakes]).toEqual(['pending', 'pending', [], 0])
  })

  it('10: polls exactly the woken children, each once, in the order of the wakes', () => {
    const { all, set, rig, polled } = started(8)
    polled()
    for (const i of [6, 2, 6, 0, 2]) all[i]!.wake()
    expect([rig.turn(set), polled()]).toEqual(['pending', ['6', '2', '0']])
    expect([rig.turn(set), polled()]).toEqual(['pending', []])
  })

  it('10: a finished child is forgotten, and its waker does nothing from then on', () => {
    const { all, set, rig } = started(3)
    all[0]!.complete('a')
    expect(rig.turn(set)).toEqual(item('a'))
    expect([rig.turn(set), set.size]).toEqual(['pending', 2])
    rig.waker.take()
    all[0]!.wake()
    const late = new Probe('late')
    set.push(late)
    rig.turn(set)
    rig.waker.take()
    all[0]!.wake()
    expect([rig.wakes, rig.turn(set), late.polls, misuses(all)]).toEqual([0, 'pending', 1, []])
  })

  it('32: many wakes between two polls wake the task once', () => {
    const { all, set, rig } = started(100)
    for (const child of all) child.wake()
    expect(rig.wakes).toBe(1)
    rig.turn(set)
    for (const child of all) child.wake()
    expect(rig.wakes).toBe(2)
  })

  it('9: only the waker of the latest poll is called', () => {
    const { all, set, rig } = started(3)
    const later = new StreamRig()
    later.turn(set)
    all[1]!.wake()
    expect([rig.wakes, later.wakes]).toEqual([0, 1])
  })

  it('32: a poll that gave an item owes nobody a wake', () => {
    const { all, set, rig } = started(3)
    all[0]!.complete('a')
    rig.turn(set)
    const { wakes } = rig
    for (const child of all.slice(1)) child.wake()
    set.push(new Probe())
    expect(rig.wakes).toBe(wakes)
    expect(rig.turn(set)).toBe('pending')
    expect(misuses(all)).toEqual([])
  })

  it('42: a push wakes the task that waits, once for many, and the child is polled then', () => {
    const { set, rig, polled } = started(2)
    polled()
    const [c, d] = [new Probe(), new Probe()]
    set.push(c)
    set.push(d)
    expect([rig.wakes, c.polls, d.polls]).toEqual([1, 0, 0])
    expect([rig.turn(set), c.polls, d.polls, polled()]).toEqual(['pending', 1, 1, []])
  })

  it('42: Done when empty, and on after a later push', () => {
    const rig = new StreamRig()
    const set = new Set<unknown>()
    expect([rig.turn(set), rig.turn(set)]).toEqual(['done', 'done'])
    set.push(ready(1))
    expect(rig.turns(set)).toEqual([item(1), 'done'])
    set.push(ready(2))
    expect(rig.turns(set)).toEqual([item(2), 'done'])
    expect([set.resumable, rig.wakes]).toEqual([true, 0])
  })

  it('42: next() gives Done, and items again after a push', () => {
    const set = new Set<unknown>()
    expect(mockTask(set.next()).poll()).toBe(Done)
    set.push(ready(1))
    expect([mockTask(set.next()).poll(), mockTask(set.next()).poll()]).toEqual([1, Done])
  })

  it('42, 2: a child that throws is gone, and the set goes on', () => {
    const { all, set, rig } = started(3)
    all[1]!.fail(boom)
    expect(rig.turn(set)).toEqual({ thrown: boom })
    expect([set.size, rig.turn(set)]).toEqual([2, 'pending'])
    all[0]!.complete('a')
    all[2]!.complete('c')
    expect(rig.turns(set)).toEqual([item('a'), item('c'), 'done'])
    expect(misuses(all)).toEqual([])
  })

  it('42: a throw comes out of next(), which can be asked again', () => {
    const set = new Set<unknown>([pollFn(() => { throw boom }), ready(2)])
    expect(thrownBy(() => mockTask(set.next()).poll())).toBe(boom)
    expect([mockTask(set.next()).poll(), mockTask(set.next()).poll()]).toEqual([2, Done])
  })

  it('1: an output that would pass for the end is refused as the failure of its child', () => {
    const rig = new StreamRig()
    const set = new Set<unknown>([ready<unknown>(0), pollFn<unknown>(() => Done), ready<unknown>(2)])
    const turns = rig.turns(set)
    expect([turns[0], turns[2], turns[3]]).toEqual([item(0), item(2), 'done'])
    expect(String((turns[1] as { thrown: unknown }).thrown)).toMatch(new RegExp(`^TypeError: ${name}: Done is an answer`))
  })

  it('42: children that wake themselves are polled once a poll, and asked for again, once', () => {
    for (const size of [1, 2, 7, 50]) {
      const all = probes(size)
      for (const child of all) child.onPoll = cx => cx.waker.wake()
      const rig = new StreamRig()
      const set = new Set<unknown>(all)
      for (let round = 1; round <= 3; round++) {
        expect([rig.turn(set), rig.wakes]).toEqual(['pending', round])
        expect(all.map(({ polls }) => polls)).toEqual(all.map(() => round))
      }
    }
  })

  it('10: one child may wake another at any time, and no wake is lost', () => {
    for (const [from, to] of [[0, 3], [3, 0], [2, 2]] as const) {
      const { all, set, rig } = started(4)
      all[from]!.onPoll = () => all[to]!.wake()
      all[from]!.wake()
      const { polls } = all[to]!
      rig.turn(set)
      all[from]!.onPoll = null
      expect(rig.wakes).toBe(2)
      rig.turn(set)
      expect(all[to]!.polls).toBeGreaterThan(polls)
    }
  })

  it('42: a child may push from its poll; what it pushed is polled by the next poll, which is asked for', () => {
    const late = new Probe('late')
    const rig = new StreamRig()
    const set = new Set<unknown>()
    let pushed = false
    set.push(pollFn(() => {
      if (!pushed) set.push(late)
      pushed = true
      return Pending
    }))
    expect([rig.turn(set), rig.wakes, late.polls, set.size]).toEqual(['pending', 1, 0, 2])
    expect([rig.turn(set), rig.wakes, late.polls]).toEqual(['pending', 1, 1])
  })

  it('31: stops when the budget is spent, and goes on where it stopped', () => {
    const trace: string[] = []
    const set = new Set<unknown>(probes(10, trace).map(child => pollFn(cx => {
      if (budget.left > 0) budget.left -= 1
      return child.poll(cx)
    })))
    const rig = new StreamRig()
    for (let round = 1; round <= 2; round++) {
      expect(withBudget(4, () => expect(rig.turn(set)).toBe('pending'))).toBe(0)
      expect([trace.length, rig.wakes]).toEqual([4 * round, round])
    }
    withBudget(4, () => expect(rig.turn(set)).toBe('pending'))
    expect(trace).toEqual(range(10).map(i => `${i} poll`))
    expect(rig.wakes, 'all had their turn').toBe(2)
  })

  it('31: without budget polls nobody; wakes its task only if a child is due; spends nothing itself', () => {
    const { all, set, rig } = started(2)
    withBudget(0, () => expect([rig.turn(set), rig.wakes]).toEqual(['pending', 0]))
    all[0]!.complete('a')
    expect(rig.wakes).toBe(1)
    withBudget(0, () => expect([rig.turn(set), rig.wakes, all[0]!.polls]).toEqual(['pending', 2, 1]))
    expect(withBudget(5, () => expect(rig.turn(set)).toEqual(item('a')))).toBe(5)
  })

  it('5: disposing it disposes the unfinished children in the order of the pushes, all of them', () => {
    const { all, set, rig, trace } = started(5)
    all[2]!.complete('c')
    rig.turn(set)
    if (name === 'FuturesOrdered') expect(set.size).toBe(5)
    set.push(new Probe('5', trace))
    const [first, later] = [new Error('first'), new Error('later')]
    all[1]!.onDispose = () => { throw first }
    all[4]!.onDispose = () => { throw later }
    trace.length = 0
    expect(thrownBy(() => drop(set))).toBe(first)
    expect((first as { suppressed?: unknown[] }).suppressed).toEqual([later])
    expect(trace).toEqual(['0', '1', '3', '4', '5'].map(child => `${child} dispose`))
    drop(set)
    for (const child of all) child.wake()
    expect([set.size, misuses(all)]).toEqual([0, []])
  })

  it('4, 8: disposed unpolled, it disposes its children unpolled', () => {
    const all = probes(3)
    drop(new Set<unknown>(all))
    expect(all.map(({ polls, disposes }) => [polls, disposes])).toEqual([[0, 1], [0, 1], [0, 1]])
  })

  it('3: after its dispose, polls throw with its name, and what is pushed is disposed', () => {
    const { set, rig } = started(1)
    drop(set)
    const { thrown } = rig.turn(set) as { thrown: PolledAfterCompletionError }
    expect([thrown instanceof PolledAfterCompletionError, thrown.what]).toEqual([true, name])
    const late = new Probe()
    set.push(late)
    expect([late.polls, late.disposes, set.size]).toEqual([0, 1, 0])
  })

  it('4: what a child pushes while it is disposed is disposed, too', () => {
    const { all, set } = started(2)
    const late = new Probe()
    all[0]!.onDispose = () => set.push(late)
    drop(set)
    expect([late.disposes, all[1]!.disposes]).toEqual([1, 1])
  })

  it('2, 7: from inside its own poll, a poll and a dispose throw BorrowError, and nothing is harmed', () => {
    const errors: unknown[] = []
    const rig = new StreamRig()
    const set: Stream<unknown> & { push(f: Future<unknown>): void } = new Set<unknown>()
    set.push(pollFn(cx => {
      errors.push(thrownBy(() => set.pollNext(cx)), thrownBy(() => drop(set)))
      return 'fine'
    }))
    set.push(ready('too'))
    expect(rig.turns(set)).toEqual([item('fine'), item('too'), 'done'])
    expect(errors.map(error => error instanceof BorrowError)).toEqual([true, true])
    expect(mockTask(set.next()).poll(), 'the loan has not been closed').toBe(Done)
  })

  it('32: a waker that polls the set from inside a push finds the child there', () => {
    const got: unknown[] = []
    const set = new Set<unknown>([new Probe()])
    const waker = { wake: () => void got.push(set.pollNext(contextOf), set.size), willWake: () => false }
    const contextOf: Context = { waker }
    set.pollNext(contextOf)
    set.push(ready('pushed'))
    expect(got).toEqual(name === 'FuturesUnordered' ? ['pushed', 1] : [Pending, 2])
  })

  it('43: disposing the loan of next() loses nothing, and its waker is let go', () => {
    const { all, set } = started(2)
    const task = mockTask(set.next())
    task.poll()
    task[Symbol.dispose]()
    all[0]!.complete('a')
    expect(task.wakeCount).toBe(0)
    expect(mockTask(set.next()).poll()).toBe('a')
  })

  it('refuses what is no future, at the call, and leaves all with the caller', () => {
    const child = new Probe()
    expect(() => new Set<unknown>([child, 7 as never])).toThrow(new RegExp(`${name}, future 1: expected a future`))
    expect(() => new Set<unknown>().push(Promise.resolve(1) as never)).toThrow(/fromPromise/)
    expect(() => new Set<unknown>(child as never)).toThrow(new RegExp(`${name} takes one iterable of futures`))
    expect(() => new Set<unknown>(null as never)).toThrow(TypeError)
    expect([child.polls, child.disposes]).toEqual([0, 0])
  })

  it('22: is as sendable as its children', () => {
    const holding = (value: unknown): Future<unknown> => ({ poll: () => Pending, value }) as Future<unknown>
    expect(isSendable(new Set<unknown>([holding(1)]))).toBe(true)
    const set = new Set<unknown>([holding(1), holding(new Rc(1))])
    expect([isSendable(set), isSendable(set.next())]).toEqual([false, false])
  })

  it('24: a task whose set comes to hold what is not sendable fails; one whose child lets go of it in time does not', () => {
    class Moody implements Future<number> {
      private polls = 0
      private readonly offends: readonly boolean[]
      constructor(...offends: boolean[]) {
        this.offends = offends
      }
      poll(cx: Context): Poll<number> {
        if (this.polls++ === this.offends.length) return this.polls
        cx.waker.wake()
        return Pending
      }
      get [sendable](): boolean {
        return this.polls === 0 || !this.offends[this.polls - 1]
      }
    }
    using runtime = new Runtime({ onUnhandledError: () => {} })
    const outcome = (set: Stream<number>): unknown => {
      const handle = runtime.spawn(set.next())
      runtime.runUntilStalled()
      try {
        return mockTask(handle).poll()
      } catch (error) {
        return ((error as Error).cause as Error).name
      }
    }
    expect(outcome(new Set([new Moody(false, false)]))).toBe(3)
    expect(outcome(new Set([new Moody(false, true)]))).toBe('NotSendableError')
    const set = new Set<number>([new Moody(false, false)])
    set.push(pollFn(() => {
      set.push({ poll: () => Pending, rc: new Rc(1) } as Future<number>)
      return Pending
    }))
    expect(outcome(set), 'pushed while it ran').toBe('NotSendableError')
  })

  it('24: at a suspension it is judged by what it holds then', () => {
    const pending = (fields: object): Future<unknown> => ({ poll: () => Pending, ...fields }) as Future<unknown>
    const rig = new StreamRig()
    const unasked = new Set<unknown>([pending({ rc: new Rc(1) })])
    rig.turn(unasked)
    expect(unasked[atSuspension](), 'never asked for its tag').toBe(false)

    const set = new Set<unknown>()
    expect(isSendable(set)).toBe(true)
    set.push(pending({ rc: new Rc(1) }))
    rig.turn(set)
    expect(set[atSuspension](), 'a poll does not make it better').toBe(false)

    const brief = new Set<unknown>()
    expect(isSendable(brief)).toBe(true)
    brief.push({ poll: () => 'done', rc: new Rc(1) } as Future<unknown>)
    brief.push({ poll: () => { throw boom }, rc: new Rc(1) } as Future<unknown>)
    brief.push(pending({}))
    expect(brief[atSuspension]()).toBe(false)
    expect(rig.turns(brief)).toHaveLength(3)
    expect([brief.size, brief[atSuspension]()]).toEqual([1, true])
  })

  it('9: after a throw or a dispose it wakes nobody', () => {
    const { all, set, rig } = started(3)
    all[0]!.fail(boom)
    rig.turn(set)
    const { wakes } = rig
    for (const child of all) child.wake()
    set.push(new Probe())
    expect(rig.wakes).toBe(wakes)
    expect(rig.turn(set)).toBe('pending')
    drop(set)
    for (const child of all) child.wake()
    set.push(new Probe())
    expect(rig.wakes).toBe(wakes)
  })

  it('says what it holds', () => {
    const { all, set, rig } = started(3)
    all[1]!.complete('b')
    rig.turn(set)
    const inspection = (set as unknown as { [key: symbol]: () => { state: string; children: object[] } })[Symbol.for('pollux.inspect')]!()
    expect(inspection).toEqual({
      name,
      state: name === 'FuturesUnordered' ? '2 unfinished' : '2 unfinished, 1 waiting for their turn',
      children: [all[0], all[2]],
    })
  })

  it('42: a hundred thousand children: one wake, one poll', () => {
    const n = 100_000
    const { all, set, rig } = started(n)
    const total = (): number => all.reduce((sum, { polls }) => sum + polls, 0)
    expect(total()).toBe(n)
    all[n - 1]!.wake()
    rig.turn(set)
    expect(total()).toBe(n + 1)
    for (const [i, child] of all.entries()) child.willBe(i)
    for (const child of all) child.wake()
    const turns = rig.turns(set)
    expect([turns.length, turns.at(-2), turns.at(-1), total(), rig.wakes]).toEqual([n + 1, item(n - 1), 'done', 2 * n + 1, 2])
  })
})

describe('FuturesUnordered', () => {
  it('42: gives outputs in the order in which the children were woken to finish', () => {
    const all = probes(4)
    const set = new FuturesUnordered<unknown>(all)
    const rig = new StreamRig()
    rig.turn(set)
    for (const i of [2, 0, 3]) all[i]!.complete(i)
    expect(rig.turns(set)).toEqual([item(2), item(0), item(3), 'pending'])
    all[1]!.complete(1)
    expect(rig.turns(set)).toEqual([item(1), 'done'])
  })

  it('14: a child that wakes itself keeps nobody from finishing', () => {
    const busy = new Probe()
    busy.onPoll = cx => cx.waker.wake()
    const set = new FuturesUnordered<unknown>([busy, ready(1), ready(2), ready(3)])
    const rig = new StreamRig()
    expect(rig.turns(set)).toEqual([item(1), item(2), item(3), 'pending'])
    expect(busy.polls).toBeLessThanOrEqual(2)
  })
})

describe('FuturesOrdered', () => {
  it('42: gives outputs in the order of the pushes, and keeps what is early', () => {
    const all = probes(4)
    const set = new FuturesOrdered<unknown>(all)
    const rig = new StreamRig()
    rig.turn(set)
    for (const i of [2, 3, 1]) all[i]!.complete(i)
    expect([rig.turns(set), set.size]).toEqual([['pending'], 4])
    all[0]!.complete(0)
    expect(rig.turns(set)).toEqual([item(0), item(1), item(2), item(3), 'done'])
    expect(all.map(({ polls }) => polls)).toEqual([2, 2, 2, 2])
  })

  it('42: pushFront puts a future before all others', () => {
    const set = new FuturesOrdered<unknown>([ready(1)])
    set.pushFront(ready(0))
    set.push(ready(2))
    set.pushFront(ready(-1))
    expect(new StreamRig().turns(set)).toEqual([item(-1), item(0), item(1), item(2), 'done'])
  })

  it('42: what is pushed to the front from inside a poll is next, before the one that pushed it', () => {
    const set: FuturesOrdered<unknown> = new FuturesOrdered<unknown>()
    set.push(pollFn(() => {
      set.pushFront(ready('front'))
      return 'pusher'
    }))
    const rig = new StreamRig()
    expect([rig.turn(set), rig.wakes]).toEqual(['pending', 1])
    expect(rig.turns(set)).toEqual([item('front'), item('pusher'), 'done'])
  })

  it('42: a throw does not wait for its turn, and the queue closes up', () => {
    const all = probes(3)
    const set = new FuturesOrdered<unknown>(all)
    const rig = new StreamRig()
    rig.turn(set)
    all[1]!.complete(1)
    all[2]!.fail(boom)
    expect(rig.turn(set)).toEqual({ thrown: boom })
    all[0]!.complete(0)
    expect(rig.turns(set)).toEqual([item(0), item(1), 'done'])
  })

  it('6: outputs that nobody will get are dropped, in order with the children', () => {
    const trace: string[] = []
    const all = probes(3, trace)
    const set = new FuturesOrdered<unknown>(all)
    const rig = new StreamRig()
    rig.turn(set)
    const token = new Token('token', trace)
    all[1]!.complete(token)
    rig.turn(set)
    trace.length = 0
    drop(set)
    expect(trace).toEqual(['0 dispose', 'token dropped', '2 dispose'])
  })

  it('24: an early output that is not sendable counts', () => {
    const handle = (() => {
      using runtime = new Runtime({ onUnhandledError: () => {} })
      const set = new FuturesOrdered<unknown>([pollFn(() => Pending), pollFn(() => new Rc(1))])
      const spawned = runtime.spawn(set.next())
      runtime.runUntilStalled()
      return spawned
    })()
    expect(((thrownBy(() => mockTask(handle).poll()) as Error).cause as Error).name).toBe('NotSendableError')
  })
})

type Op = { do: 'push' } | { do: 'wake' | 'finish' | 'fail'; child: number } | { do: 'poll' }

const ops = fc.array(fc.oneof(
  { weight: 2, arbitrary: fc.constant<Op>({ do: 'push' }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('wake' as const, 'finish' as const, 'finish' as const, 'fail' as const), child: fc.nat(9) }) },
  { weight: 5, arbitrary: fc.constant<Op>({ do: 'poll' }) },
), { maxLength: 80 })

describe.each(sets)('%s against its model', (name, Set) => {
  const ordered = name === 'FuturesOrdered'

  it('9, 10, 32, 42: polls what was woken, in order; gives each output once; wakes once; disposes the rest', () => {
    fc.assert(fc.property(ops, steps => {
      const trace: string[] = []
      const waker = countingWaker()
      const set = new Set<number>()
      const all: Probe<number>[] = []
      // The model: children by number. What is due, in order; what they will do; what is held, in order; who waits.
      const due: number[] = []
      const outcome = new Map<number, 'finish' | 'fail'>()
      let held: number[] = []
      const finished = new globalThis.Set<number>()
      let waits = false
      let wakes = 0
      const wake = (child: number): void => {
        if (!held.includes(child) || finished.has(child) || due.includes(child)) return
        due.push(child)
        if (waits) wakes++
        waits = false
      }
      const modelPoll = (): [unknown, string[]] => {
        const polls: string[] = []
        if (held.length === 0) return ['done', polls]
        if (ordered && finished.has(held[0]!)) return [held.shift(), polls]
        for (;;) {
          const child = due.shift()
          if (child === undefined) break
          polls.push(`${child} poll`)
          const how = outcome.get(child)
          if (how === 'fail') held = held.filter(other => other !== child)
          if (how === 'fail') return [`thrown ${child}`, polls]
          if (how !== 'finish') continue
          finished.add(child)
          if (ordered && held[0] !== child) continue
          held = held.filter(other => other !== child)
          return [child, polls]
        }
        waits = true
        return ['pending', polls]
      }
      for (const step of steps) {
        if (step.do === 'push') {
          const child = new Probe<number>(String(all.length), trace)
          held.push(all.length)
          all.push(child)
          wake(all.length - 1)
          set.push(child)
        } else if (step.do === 'poll') {
          trace.length = 0
          waits = false
          const expected = modelPoll()
          let got: unknown
          try {
            got = set.pollNext({ waker })
          } catch (error) {
            got = error
          }
          expect([got === Done ? 'done' : got === Pending ? 'pending' : got, trace]).toEqual(expected)
        } else if (step.child < all.length) {
          const child = all[step.child]!
          if (step.do !== 'wake' && !outcome.has(step.child)) {
            outcome.set(step.child, step.do)
            if (step.do === 'fail') child.willThrow(`thrown ${step.child}`)
            else child.willBe(step.child)
          }
          if (child.waker !== null) wake(step.child)
          child.wake()
        }
        expect([set.size, waker.count]).toEqual([held.length, wakes])
      }
      trace.length = 0
      drop(set)
      expect(trace).toEqual(held.filter(child => !finished.has(child)).map(child => `${child} dispose`))
      expect(misuses(all)).toEqual([])
    }), { numRuns: 500 })
  })
})

// Sets of futures once more, from the contract alone: what wakes whom, what a set asks of its children, and what it lets go of.
import { describe, expect, it } from 'vitest'
import {
  BorrowError, contextFrom, Done, FuturesOrdered, FuturesUnordered, Pending, PolledAfterCompletionError, Stream, wakerFn,
} from '../../src/index.ts'
import type { Waker } from '../../src/index.ts'
import { countingWaker, mockTask, pendingOnce } from '../../src/testing/index.ts'
import { misuses, Probe, probes } from '../support/probe.ts'
import { stages } from '../support/stages.ts'
import { StreamRig } from '../support/stream-rig.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

const polls = (all: readonly Probe[]): number[] => all.map(p => p.polls)

describe('FuturesUnordered', () => {
  it('1, 42: making one, and a push, poll nothing', () => {
    const all = probes(3)
    const set = new FuturesUnordered(all.slice(0, 2))
    set.push(all[2]!)
    expect([set.size, polls(all)]).toEqual([3, [0, 0, 0]])
  })

  it('10: only what was woken is polled, once however often it was woken, and the task is woken once', () => {
    const all = probes(50)
    const set = new FuturesUnordered(all)
    const rig = new StreamRig()
    expect(rig.turn(set)).toBe('pending')
    for (let i = 0; i < 3; i++) for (const at of [40, 7, 23]) all[at]!.wake()
    expect(rig.wakes).toBe(1)
    expect(rig.turn(set)).toBe('pending')
    expect(all.filter(p => p.polls === 2).map(p => p.name)).toEqual(['7', '23', '40'])
    expect(all.every(p => p.polls <= 2)).toBe(true)
    expect(rig.wakes).toBe(1)
  })

  it('9: a poll that nobody asked for polls no child', () => {
    const all = probes(4)
    const set = new FuturesUnordered(all)
    const rig = new StreamRig()
    for (let i = 0; i < 10; i++) expect(rig.turn(set)).toBe('pending')
    expect(polls(all)).toEqual([1, 1, 1, 1])
    expect(rig.wakes).toBe(0)
  })

  it('42: children finish in the order in which they were woken', () => {
    const all = probes(5)
    const set = new FuturesUnordered(all)
    const rig = new StreamRig()
    rig.turn(set)
    for (const at of [3, 0, 4]) all[at]!.complete(at)
    expect(rig.turns(set)).toEqual([{ item: 3 }, { item: 0 }, { item: 4 }, 'pending'])
    for (const at of [2, 1]) all[at]!.complete(at)
    expect(rig.turns(set)).toEqual([{ item: 2 }, { item: 1 }, 'done'])
    expect([set.size, rig.turn(set), misuses(all)]).toEqual([0, 'done', []])
  })

  it('42: children that wake themselves for ever are polled once a poll, and the set asks for another', () => {
    const all = probes(3)
    for (const p of all) p.onPoll = cx => cx.waker.wake()
    const set = new FuturesUnordered(all)
    const task = mockTask(set.next())
    for (let round = 1; round <= 4; round++) {
      expect(task.poll()).toBe(Pending)
      expect(polls(all)).toEqual([round, round, round])
      expect([task.isWoken(), task.wakeCount]).toEqual([true, round])
    }
  })

  it('32: children left over when an item was found are not forgotten', () => {
    const all = probes(3)
    all.forEach((p, i) => p.willBe(i))
    const set = new FuturesUnordered(all)
    const rig = new StreamRig()
    expect(rig.turn(set)).toEqual({ item: 0 })
    // The caller polls again until Pending: that is the protocol of streams, so no wake is needed, and none is lost.
    expect(rig.turns(set)).toEqual([{ item: 1 }, { item: 2 }, 'done'])
    expect(polls(all)).toEqual([1, 1, 1])
  })

  it('31: with no budget left, a set with a woken child asks for another turn; one that waits does not', () => {
    const all = probes(2)
    const set = new FuturesUnordered(all)
    const rig = new StreamRig()
    rig.turn(set)
    const idle = mockTask(set.next(), { budget: 0 })
    for (let i = 0; i < 3; i++) expect([idle.poll(), idle.isWoken()]).toEqual([Pending, false])
    all[1]!.complete('b')
    expect(idle.isWoken()).toBe(true)
    for (let i = 0; i < 3; i++) expect([idle.poll(), idle.isWoken()]).toEqual([Pending, true])
    idle[Symbol.dispose]()
    expect(mockTask(set.next(), { budget: 1 }).poll()).toBe('b')
  })

  it('31: a budget of 2 gives two items, then a requeue, and loses none', () => {
    const all = probes<number>(5)
    all.forEach((p, i) => p.willBe(i))
    const task = mockTask(new FuturesUnordered(all).toArray(), { budget: 2 })
    let turns = 1
    for (; task.poll() === Pending; turns++) expect(task.isWoken()).toBe(true)
    expect(turns).toBeGreaterThanOrEqual(3)
    expect(misuses(all)).toEqual([])
  })

  it('2, 42: a throw comes out once, takes its child with it, and the set goes on', () => {
    const all = probes(3)
    const set = new FuturesUnordered(all)
    const rig = new StreamRig()
    rig.turn(set)
    const failure = new Error('one')
    all[1]!.fail(failure)
    all[2]!.complete('c')
    expect(rig.turn(set)).toEqual({ thrown: failure })
    expect(set.size).toBe(2)
    expect(rig.turn(set)).toEqual({ item: 'c' })
    all[0]!.complete('a')
    expect(rig.turns(set)).toEqual([{ item: 'a' }, 'done'])
    expect([misuses(all), all.map(p => p.disposes)]).toEqual([[], [0, 0, 0]])
  })

  it('42: the same through next(): the loan ends with the throw, and may be made again', () => {
    const all = probes(2)
    const set = new FuturesUnordered(all)
    const failure = new Error('first')
    all[0]!.willThrow(failure)
    all[1]!.willBe('b')
    expect(thrownBy(() => set.next().poll(new StreamRig().cx))).toBe(failure)
    expect(set.next().poll(new StreamRig().cx)).toBe('b')
    expect(set.next().poll(new StreamRig().cx)).toBe(Done)
  })

  it('42: Done, and after a push it goes on; the push wakes who waits, not who does not', () => {
    const set = new FuturesUnordered<string>()
    const rig = new StreamRig()
    expect(rig.turn(set)).toBe('done')
    const [a, b] = probes<string>(2)
    set.push(a!)
    expect([rig.wakes, rig.turn(set)]).toEqual([0, 'pending'])
    set.push(b!.willBe('b'))
    expect([rig.wakes, b!.polls]).toEqual([1, 0])
    expect(rig.turns(set)).toEqual([{ item: 'b' }, 'pending'])
    expect(a!.polls).toBe(1)
  })

  it('9: only the waker of the latest poll is woken', () => {
    const [a] = probes(1)
    const set = new FuturesUnordered([a!])
    const [first, second] = [countingWaker(), countingWaker()]
    set.pollNext(contextFrom(first))
    set.pollNext(contextFrom(second))
    a!.wake()
    expect([first.count, second.count, a!.polls]).toEqual([0, 1, 1])
  })

  it('13, 32: the waker of a child that is gone wakes nobody, nor whoever has its place now', () => {
    const [a, b] = probes(2)
    const set = new FuturesUnordered([a!])
    const rig = new StreamRig()
    rig.turn(set)
    a!.complete('a')
    expect(rig.turn(set)).toEqual({ item: 'a' })
    const stale = a!.waker!
    set.push(b!)
    expect(rig.turn(set)).toBe('pending')
    const wakes = rig.wakes
    stale.wake()
    expect([rig.turn(set), b!.polls, rig.wakes]).toEqual(['pending', 1, wakes])
    set[Symbol.dispose]()
    b!.waker!.wake()
    stale.wake()
    expect([rig.wakes, misuses([a!, b!])]).toEqual([wakes, []])
  })

  it('13: a child woken in the poll in which it finishes is not polled again', () => {
    const [a, b] = probes(2)
    a!.willBe('a').onPoll = cx => cx.waker.wake()
    const set = new FuturesUnordered([a!, b!])
    const rig = new StreamRig()
    expect(rig.turns(set)).toEqual([{ item: 'a' }, 'pending'])
    expect([a!.polls, b!.polls, misuses([a!, b!])]).toEqual([1, 1, []])
  })

  it('10: a child that another wakes in the same poll is polled again, and the set says so', () => {
    const [a, b] = probes(2)
    b!.onPoll = () => { if (b!.polls === 1) a!.complete('a') }
    const set = new FuturesUnordered([a!, b!])
    const task = mockTask(set.next())
    const first = task.poll()
    if (first === Pending) expect(task.isWoken()).toBe(true)
    expect(first === Pending ? task.poll() : first).toBe('a')
    expect(misuses([a!, b!])).toEqual([])
  })

  it('4: a disposed set disposes its children once, in the order of the pushes, all of them; a second dispose does nothing', () => {
    const trace: string[] = []
    const all = probes(4, trace)
    const set = new FuturesUnordered(all)
    new StreamRig().turn(set)
    const errors = [new Error('first'), new Error('second')]
    all[1]!.onDispose = () => { throw errors[0] }
    all[3]!.onDispose = () => { throw errors[1] }
    trace.length = 0
    const thrown = thrownBy(() => set[Symbol.dispose]()) as Error & { suppressed?: unknown[] }
    expect(thrown).toBe(errors[0])
    expect(thrown.suppressed).toEqual([errors[1]])
    expect(trace).toEqual(['0 dispose', '1 dispose', '2 dispose', '3 dispose'])
    set[Symbol.dispose]()
    expect(all.map(p => p.disposes)).toEqual([1, 1, 1, 1])
    expect(thrownBy(() => set.pollNext(new StreamRig().cx))).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('4: what is pushed onto a disposed set is disposed, also while it is being disposed', () => {
    const [a, late, later] = probes(3)
    const set = new FuturesUnordered([a!])
    a!.onDispose = () => { set.push(late!); set[Symbol.dispose]() }
    set[Symbol.dispose]()
    set.push(later!)
    expect([a!, late!, later!].map(p => [p.polls, p.disposes])).toEqual([[0, 1], [0, 1], [0, 1]])
    expect(misuses([a!, late!, later!])).toEqual([])
  })

  it('2, 7: inside a child the set is neither polled nor disposed; nothing is lost by the attempt', () => {
    const [a, b] = probes(2)
    const set = new FuturesUnordered([a!, b!])
    const thrown: unknown[] = []
    a!.willBe('a').onPoll = cx => {
      thrown.push(thrownBy(() => set.pollNext(cx)), thrownBy(() => set[Symbol.dispose]()))
    }
    expect(new StreamRig().turns(set)).toEqual([{ item: 'a' }, 'pending'])
    expect(thrown.map(e => e instanceof BorrowError)).toEqual([true, true])
    expect([b!.polls, b!.disposes, set.size]).toEqual([1, 0, 1])
  })

  it('42: children push from inside their polls; what they push is not overlooked', () => {
    const [a, b, c] = probes(3)
    const set = new FuturesUnordered([a!])
    a!.onPoll = () => { if (a!.polls === 1) set.push(b!.willBe('b')) }
    b!.onPoll = () => set.push(c!.willBe('c'))
    const task = mockTask(set.next())
    let got = task.poll()
    if (got === Pending) {
      expect(task.isWoken()).toBe(true)
      got = task.poll()
    }
    expect(got).toBe('b')
    expect(new StreamRig().turns(set)).toEqual([{ item: 'c' }, 'pending'])
    expect(polls([a!, b!, c!])).toEqual([1, 1, 1])
  })

  it('32: a waker may poll the set it is of', () => {
    const all = probes(2)
    const set = new FuturesUnordered(all)
    const got: unknown[] = []
    const cx = contextFrom(wakerFn(() => { for (let x; (x = set.pollNext(cx)) !== Pending && x !== Done;) got.push(x) }))
    set.pollNext(cx)
    all[1]!.complete('b')
    all[0]!.complete('a')
    expect(got).toEqual(['b', 'a'])
    expect([set.pollNext(cx), misuses(all)]).toEqual([Done, []])
  })

  it('32: a waker may push onto the set, and dispose it', () => {
    const [a, b] = probes(2)
    const set = new FuturesUnordered([a!])
    set.pollNext(contextFrom(wakerFn(() => set.push(b!))))
    a!.wake()
    expect(set.size).toBe(2)
    set.pollNext(contextFrom(wakerFn(() => set[Symbol.dispose]())))
    a!.wake()
    expect([a!.disposes, b!.disposes, misuses([a!, b!])]).toEqual([1, 1, []])
  })

  it('32: a waker may dispose the set from inside a push: the future that is pushed is disposed, not leaked', () => {
    const [a, b] = probes(2)
    const set = new FuturesUnordered([a!])
    set.pollNext(contextFrom(wakerFn(() => set[Symbol.dispose]())))
    set.push(b!)
    expect([a!.disposes, b!.disposes, set.size]).toEqual([1, 1, 0])
  })

  it('32: a waker that throws does not lose the wake, nor the future that was pushed', () => {
    const [a, b] = probes(2)
    const set = new FuturesUnordered([a!])
    const failure = new Error('waker')
    const bad = contextFrom(wakerFn(() => { throw failure }))
    set.pollNext(bad)
    a!.willBe('a')
    expect(thrownBy(() => a!.wake())).toBe(failure)
    expect(new StreamRig().turns(set)).toEqual([{ item: 'a' }, 'done'])
    set.push(new Probe())
    set.pollNext(bad)
    expect(thrownBy(() => set.push(b!.willBe('b')))).toBe(failure)
    expect([set.size, new StreamRig().turn(set)]).toEqual([2, { item: 'b' }])
  })

  it('32: the waker that a child keeps says truly whether another is the same', () => {
    const wakers: Waker[] = []
    const all = probes(2)
    for (const p of all) p.onPoll = cx => void wakers.push(cx.waker)
    const set = new FuturesUnordered(all)
    const rig = new StreamRig()
    rig.turn(set)
    all[0]!.wake()
    rig.turn(set)
    expect(wakers.map(w => wakers.map(other => w.willWake(other)))).toEqual([
      [true, false, true], [false, true, false], [true, false, true],
    ])
  })

  it('42: next() that is disposed while it waits loses no item, and leaves nobody to be woken', () => {
    const [a] = probes(1)
    const set = new FuturesUnordered([a!])
    const rig = new StreamRig()
    const loan = set.next()
    expect(loan.poll(rig.cx)).toBe(Pending)
    ;(loan as Partial<Disposable>)[Symbol.dispose]!()
    a!.complete('a')
    expect(rig.wakes).toBe(0)
    expect(set.next().poll(rig.cx)).toBe('a')
    expect([a!.polls, a!.disposes]).toEqual([2, 0])
  })

  it('42: what is no future is refused, the rest left with the caller', () => {
    const [a] = probes(1)
    for (const bad of [null, undefined, 3, {}, Promise.resolve(1)]) {
      expect(thrownBy(() => new FuturesUnordered([a!, bad as never]))).toBeInstanceOf(TypeError)
      expect(thrownBy(() => new FuturesUnordered<unknown>().push(bad as never))).toBeInstanceOf(TypeError)
      expect(thrownBy(() => new FuturesOrdered([a!, bad as never]))).toBeInstanceOf(TypeError)
    }
    expect(thrownBy(() => new FuturesUnordered(5 as never))).toBeInstanceOf(TypeError)
    expect([a!.polls, a!.disposes]).toEqual([0, 0])
  })

  it.each([['FuturesUnordered', FuturesUnordered], ['FuturesOrdered', FuturesOrdered]])('1: %s: Done is no value of a child', (_, Set) => {
    const [a, b] = probes(2)
    const set = new Set([a!.willBe(Done), b!.willBe('b')])
    const rig = new StreamRig()
    const turn = rig.turn(set) as { thrown: unknown }
    expect(turn.thrown).toBeInstanceOf(TypeError)
    expect(rig.turns(set)).toEqual([{ item: 'b' }, 'done'])
  })
})

describe('FuturesOrdered', () => {
  it('42: outputs wait for their turn; only what was woken is polled; the task is woken once', () => {
    const all = probes(3)
    const set = new FuturesOrdered(all)
    const rig = new StreamRig()
    expect(rig.turn(set)).toBe('pending')
    all[2]!.complete('c')
    all[1]!.complete('b')
    expect([rig.wakes, rig.turn(set), polls(all), set.size]).toEqual([1, 'pending', [1, 2, 2], 3])
    all[0]!.complete('a')
    expect([rig.wakes, rig.turns(set)]).toEqual([2, [{ item: 'a' }, { item: 'b' }, { item: 'c' }, 'done']])
    expect(misuses(all)).toEqual([])
  })

  it('6: outputs that nobody gets are dropped once, with the children, in the order of the queue', () => {
    const trace: string[] = []
    const all = probes(4, trace)
    const tokens = [new Token('t1', trace), new Token('t3', trace)]
    const set = new FuturesOrdered(all)
    all[1]!.willBe(tokens[0])
    all[3]!.willBe(tokens[1])
    new StreamRig().turn(set)
    trace.length = 0
    set[Symbol.dispose]()
    set[Symbol.dispose]()
    expect(trace).toEqual(['0 dispose', 't1 dropped', '2 dispose', 't3 dropped'])
  })

  it('42: a throw does not wait; the queue closes up', () => {
    const all = probes(3)
    const set = new FuturesOrdered(all)
    const rig = new StreamRig()
    rig.turn(set)
    const failure = new Error('middle')
    all[1]!.fail(failure)
    all[2]!.complete('c')
    expect(rig.turn(set)).toEqual({ thrown: failure })
    all[0]!.complete('a')
    expect(rig.turns(set)).toEqual([{ item: 'a' }, { item: 'c' }, 'done'])
    expect([misuses(all), all.map(p => p.disposes)]).toEqual([[], [0, 0, 0]])
  })

  it('42: pushFront is next; also before outputs that are there already', () => {
    const [a, b, c] = probes(3)
    const set = new FuturesOrdered([a!, b!.willBe('b')])
    const rig = new StreamRig()
    rig.turn(set)
    set.pushFront(c!)
    expect(rig.wakes).toBe(1)
    a!.complete('a')
    expect(rig.turn(set)).toBe('pending')
    c!.complete('c')
    expect(rig.turns(set)).toEqual([{ item: 'c' }, { item: 'a' }, { item: 'b' }, 'done'])
  })

  it('31: an output that waits for its turn is given at the next budget, and asked for', () => {
    const all = probes(2)
    all.forEach((p, i) => p.willBe(i))
    const set = new FuturesOrdered(all)
    const task = mockTask(set.next(), { budget: 0 })
    expect([task.poll(), task.isWoken()]).toEqual([Pending, true])
    task[Symbol.dispose]()
    expect(new StreamRig().turns(set)).toEqual([{ item: 0 }, { item: 1 }, 'done'])
  })

  it('2, 7: inside a child the queue is neither polled nor disposed', () => {
    const [a, b] = probes(2)
    const set = new FuturesOrdered([a!, b!])
    const thrown: unknown[] = []
    a!.onPoll = cx => void thrown.push(thrownBy(() => set.pollNext(cx)), thrownBy(() => set[Symbol.dispose]()))
    new StreamRig().turn(set)
    expect(thrown.map(e => e instanceof BorrowError)).toEqual([true, true])
    expect(b!.disposes).toBe(0)
  })
})

describe('under every driver', () => {
  it.each(stages)('42: a set and a queue of children that take two polls each, in %s', async (_, stage) => {
    const trace = await stage((start, log) => {
      start(new FuturesUnordered([1, 2, 3].map(pendingOnce<number>)).forEach(x => void log.push(`u${x}`)))
      start(new FuturesOrdered([1, 2, 3].map(pendingOnce<number>)).forEach(x => void log.push(`o${x}`)))
    })
    expect(trace.filter(x => x.startsWith('u'))).toEqual(['u1', 'u2', 'u3'])
    expect(trace.filter(x => x.startsWith('o'))).toEqual(['o1', 'o2', 'o3'])
  })

  it.each(stages)('31: a thousand children that are ready do not keep a neighbour from its turn, in %s', async (_, stage) => {
    const trace = await stage((start, log) => {
      let given = 0
      start(new FuturesUnordered(Array.from({ length: 1000 }, (_, i) => pendingOnce(i))).forEach(() => { if (++given === 1000) log.push('set') }))
      start(Stream.from([1]).forEach(() => void log.push('neighbour')))
    })
    expect(trace).toEqual(['neighbour', 'set'])
  })
})

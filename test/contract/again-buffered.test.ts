// buffered and bufferUnordered once more, from the contract alone.
import { describe, expect, it } from 'vitest'
import { BorrowError, Done, map, Pending, PolledAfterCompletionError, Stream } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { mockTask, pendingOnce } from '../../src/testing/index.ts'
import { misuses, Probe, probes } from '../support/probe.ts'
import { stages } from '../support/stages.ts'
import { item, StreamProbe } from '../support/stream-probe.ts'
import { StreamRig } from '../support/stream-rig.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

type Kind = 'buffered' | 'bufferUnordered'
const kinds: Kind[] = ['buffered', 'bufferUnordered']

const over = (source: StreamProbe, kind: Kind, n: number): Stream<unknown> => (Stream.from(source) as Stream<Future<unknown>>)[kind](n)
const of = (all: Probe[], kind: Kind, n: number, end = true): [StreamProbe, Stream<unknown>] => {
  const source = new StreamProbe([...all.map(item), ...(end ? ['done' as const] : [])])
  return [source, over(source, kind, n)]
}

describe.each(kinds)('%s', kind => {
  it('1: making it polls nothing', () => {
    const [source] = of(probes(2), kind, 2)
    expect(source.polls).toBe(0)
  })

  it('42: at most n in flight, and no more is asked of the source', () => {
    const all = probes(5)
    const [source, stream] = of(all, kind, 2)
    const rig = new StreamRig()
    expect(rig.turn(stream)).toBe('pending')
    expect([source.polls, all.map(p => p.polls)]).toEqual([2, [1, 1, 0, 0, 0]])
    all[0]!.complete(0)
    expect(rig.turn(stream)).toEqual({ item: 0 })
    expect(rig.turn(stream)).toBe('pending')
    expect([source.polls, all.map(p => p.polls)]).toEqual([3, [2, 1, 1, 0, 0]])
    for (const at of [2, 1, 3, 4]) all[at]!.willBe(at)
    for (const at of [2, 1]) all[at]!.wake()
    const order = kind === 'buffered' ? [1, 2, 3, 4] : [2, 1, 3, 4]
    const got = rig.turns(stream)
    if (kind === 'buffered') expect(got).toEqual([...order.map(x => ({ item: x })), 'done'])
    else expect(got.slice(0, -1).map(t => (t as { item: unknown }).item).sort()).toEqual([1, 2, 3, 4])
    expect([misuses(all), source.misuse]).toEqual([[], []])
  })

  it('10: only what was woken is polled, and the task is woken once', () => {
    const all = probes(6)
    const [source, stream] = of(all, kind, 6, false)
    const rig = new StreamRig()
    rig.turn(stream)
    for (let i = 0; i < 3; i++) all[4]!.wake()
    all[3]!.wake()
    expect(rig.wakes).toBe(1)
    expect(rig.turn(stream)).toBe('pending')
    expect(all.map(p => p.polls)).toEqual([1, 1, 1, 2, 2, 1])
    expect([rig.wakes, source.misuse]).toEqual([1, []])
  })

  it('42: the source is not polled after its end, while futures are in flight', () => {
    const all = probes(2)
    const [source, stream] = of(all, kind, 5)
    const rig = new StreamRig()
    for (let i = 0; i < 4; i++) expect(rig.turn(stream)).toBe('pending')
    const asked = source.polls
    all[1]!.complete('b')
    all[0]!.complete('a')
    expect(rig.turns(stream).length).toBe(3)
    expect([asked, source.polls, source.disposes, source.misuse, misuses(all)]).toEqual([3, 3, 0, [], []])
    expect((rig.turn(stream) as { thrown: unknown }).thrown).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('42: the source wakes it while futures are in flight, and theirs does while the source waits', () => {
    const [a, b] = probes(2)
    const source = new StreamProbe([item(a)])
    const stream = over(source, kind, 3)
    const rig = new StreamRig()
    expect(rig.turn(stream)).toBe('pending')
    source.push(item(b!.willBe('b')))
    expect(rig.wakes).toBe(1)
    expect(rig.turn(stream)).toEqual(kind === 'buffered' ? 'pending' : { item: 'b' })
    rig.turn(stream)
    const before = rig.wakes
    a!.complete('a')
    expect(rig.wakes).toBe(before + 1)
    expect(rig.turn(stream)).toEqual({ item: 'a' })
  })

  it.each([0, -1, NaN, -Infinity, 0.5])('42: n = %d is a RangeError at the call, and the source is not moved', n => {
    const source = new StreamProbe(['done'])
    const stream = Stream.from(source) as Stream<Future<unknown>>
    expect(thrownBy(() => stream[kind](n))).toBeInstanceOf(RangeError)
    expect([source.polls, source.disposes]).toEqual([0, 0])
    expect(new StreamRig().turn(stream[kind](1))).toBe('done')
  })

  it('42: what is no number is refused at the call', () => {
    const stream = Stream.from([pendingOnce(1)])
    for (const bad of ['2', null, undefined, {}]) {
      const error = thrownBy(() => stream[kind](bad as never))
      expect(error instanceof TypeError || error instanceof RangeError).toBe(true)
    }
    expect(mockTask(stream.toArray()).poll()).not.toBe(undefined)
  })

  it('42: Infinity takes all that the source has', () => {
    const all = probes(40)
    const [, stream] = of(all, kind, Infinity)
    new StreamRig().turn(stream)
    expect(all.every(p => p.polls === 1)).toBe(true)
  })

  it('5, 6, 42: a throw finishes it: the others and the source are disposed, outputs dropped, before it gets out', () => {
    const trace: string[] = []
    const all = probes(4, trace)
    const [source, stream] = of(all, kind, 4, false)
    source.onDispose = () => void trace.push('source dispose')
    const rig = new StreamRig()
    rig.turn(stream)
    const token = new Token('token', trace)
    if (kind === 'buffered') all[2]!.complete(token)
    rig.turn(stream)
    trace.length = 0
    const failure = new Error('one')
    all[1]!.fail(failure)
    expect(rig.turn(stream)).toEqual({ thrown: failure })
    expect(all.map(p => p.disposes)).toEqual(kind === 'buffered' ? [1, 0, 0, 1] : [1, 0, 1, 1])
    expect([token.drops, source.disposes, source.misuse, misuses(all)]).toEqual([kind === 'buffered' ? 1 : 0, 1, [], []])
    const order = trace.filter(x => !x.endsWith('poll') && x !== 'source dispose')
    expect(order).toEqual(kind === 'buffered' ? ['0 dispose', 'token dropped', '3 dispose'] : ['0 dispose', '2 dispose', '3 dispose'])
    expect((rig.turn(stream) as { thrown: unknown }).thrown).toBeInstanceOf(PolledAfterCompletionError)
    stream[Symbol.dispose]()
    expect(source.disposes).toBe(1)
  })

  it('5: disposes that throw while it fails are on suppressed of the failure', () => {
    const all = probes(3)
    const [source, stream] = of(all, kind, 3, false)
    const rig = new StreamRig()
    rig.turn(stream)
    const late = [new Error('dispose'), new Error('source')]
    all[0]!.onDispose = () => { throw late[0] }
    source.onDispose = () => { throw late[1] }
    const failure: Error & { suppressed?: unknown[] } = new Error('poll')
    all[1]!.fail(failure)
    expect(rig.turn(stream)).toEqual({ thrown: failure })
    expect(new Set(failure.suppressed)).toEqual(new Set(late))
    expect(all[2]!.disposes).toBe(1)
  })

  it('42: a throw of the source disposes what is in flight', () => {
    const all = probes(2)
    const source = new StreamProbe(all.map(item))
    const stream = over(source, kind, 3)
    const rig = new StreamRig()
    rig.turn(stream)
    const failure = new Error('source')
    source.push({ throw: failure })
    expect(rig.turn(stream)).toEqual({ thrown: failure })
    expect([all.map(p => p.disposes), source.disposes, misuses(all)]).toEqual([[1, 1], 0, []])
  })

  it('42: an item that is no future is a TypeError, everything disposed', () => {
    const [a] = probes(1)
    const source = new StreamProbe([item(a), item(7)])
    const stream = over(source, kind, 3)
    const turn = new StreamRig().turn(stream) as { thrown: unknown }
    expect(turn.thrown).toBeInstanceOf(TypeError)
    expect([a!.disposes, source.disposes]).toEqual([1, 1])
  })

  it('4: disposed, it disposes each future once, and the source; wakers that come later reach nobody', () => {
    const all = probes(3)
    const [source, stream] = of(all, kind, 2, false)
    const rig = new StreamRig()
    rig.turn(stream)
    stream[Symbol.dispose]()
    stream[Symbol.dispose]()
    for (const p of all) p.wake()
    expect([all.map(p => p.disposes), source.disposes, rig.wakes]).toEqual([[1, 1, 0], 1, 0])
  })

  it('7: not disposed from inside one of its futures', () => {
    const [a, b] = probes(2)
    const [source, stream] = of([a!, b!], kind, 2)
    let thrown: unknown
    a!.onPoll = () => void (thrown ??= thrownBy(() => stream[Symbol.dispose]()))
    expect(new StreamRig().turn(stream)).toBe('pending')
    expect(thrown).toBeInstanceOf(BorrowError)
    expect([a!.disposes, b!.disposes, source.disposes]).toEqual([0, 0, 0])
  })

  it('31: without budget it asks for another turn when there is something, and not when there is nothing', () => {
    const all = probes(3)
    const [, stream] = of(all, kind, 2, false)
    new StreamRig().turn(stream)
    const task = mockTask(stream.next(), { budget: 0 })
    for (let i = 0; i < 2; i++) expect([task.poll(), task.isWoken()]).toEqual([Pending, false])
    all[0]!.complete('a')
    expect([task.poll(), task.isWoken()]).toEqual([Pending, true])
    task[Symbol.dispose]()
    expect(mockTask(stream.next(), { budget: 5 }).poll()).toBe('a')
    expect(misuses(all)).toEqual([])
  })

  it('9: a waker that is replaced is not woken any more', () => {
    const all = probes(2)
    const [source, stream] = of(all, kind, 2, false)
    const [first, second] = [new StreamRig(), new StreamRig()]
    first.turn(stream)
    second.turn(stream)
    all[0]!.wake()
    expect([first.wakes, second.wakes, source.misuse]).toEqual([0, 1, []])
  })

  it('32: a waker that throws loses no item', () => {
    const [a] = probes(1)
    const [, stream] = of([a!], kind, 2)
    const failure = new Error('waker')
    const waker = { wake: () => { throw failure }, willWake: () => false }
    stream.pollNext({ waker })
    expect(thrownBy(() => a!.complete('a'))).toBe(failure)
    expect(new StreamRig().turns(stream)).toEqual([{ item: 'a' }, 'done'])
  })

  it.each(stages)('42: two at a time, in %s', async (_, stage) => {
    let most = 0
    const trace = await stage((start, log) => {
      let flying = 0
      const fly = (x: number): Future<number> => {
        most = Math.max(most, ++flying)
        return map(pendingOnce(x), y => (flying--, y))
      }
      start(Stream.from([1, 2, 3, 4, 5]).map(fly)[kind](2).forEach(x => void log.push(String(x))))
    })
    expect([trace, most]).toEqual([['1', '2', '3', '4', '5'], 2])
  })
})

it('42: buffered holds a place for an output that waits for its turn', () => {
  const all = probes(3)
  const [source, stream] = of(all, 'buffered', 2)
  const rig = new StreamRig()
  rig.turn(stream)
  all[1]!.complete('b')
  expect([rig.turn(stream), source.polls, all[2]!.polls]).toEqual(['pending', 2, 0])
})

it('42: bufferUnordered gives them as they finish', () => {
  const all = probes(3)
  const [, stream] = of(all, 'bufferUnordered', 3)
  const rig = new StreamRig()
  rig.turn(stream)
  for (const at of [2, 0, 1]) {
    all[at]!.complete(at)
    expect(rig.turn(stream)).toEqual({ item: at })
  }
  expect(stream.pollNext(rig.cx)).toBe(Done)
})

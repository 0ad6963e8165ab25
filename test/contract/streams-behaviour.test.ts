import { describe, expect, it } from 'vitest'
import {
  advance, blockOn, BorrowError, Done, drop, Elapsed, inspect, isSendable, mpsc, Pending, PolledAfterCompletionError, Rc, ready, Runtime, sendable,
  Stream, type Context, type Future, type Poll, type PollNext,
} from '../../src/index.ts'
import { manualClock, mockTask } from '../../src/testing/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { item, StreamProbe } from '../support/stream-probe.ts'
import { StreamRig } from '../support/stream-rig.ts'
import { thrownBy } from '../support/thrown.ts'

const boom = new Error('boom')
const from = (probe: StreamProbe): Stream<any> => Stream.from(probe)

/** An item that writes down when it is dropped. */
class Token {
  readonly name: string
  readonly trace: string[]
  constructor(name: string, trace: string[]) {
    this.name = name
    this.trace = trace
  }
  [Symbol.dispose](): void {
    this.trace.push(this.name)
  }
}

const tokens = (names: string, trace: string[]): Token[] => [...names].map(name => new Token(name, trace))

describe('sources', () => {
  it('1: from does not ask for an iterator before the first poll, and tells it when it is left early', () => {
    const trace: string[] = []
    const iterable = {
      [Symbol.iterator]() {
        trace.push('open')
        let n = 0
        return { next: () => (trace.push('next'), { done: false as const, value: n++ }), return: () => (trace.push('return'), { done: true as const, value: undefined }) }
      },
    }
    drop(Stream.from(iterable))
    expect(trace).toEqual([])
    expect(blockOn(Stream.from(iterable).take(2).toArray())).toEqual([0, 1])
    expect(trace).toEqual(['open', 'next', 'next', 'return'])
  })

  it('2: an iterator that throws has ended, and is not told again', () => {
    const trace: string[] = []
    const iterable = { [Symbol.iterator]: () => ({ next: () => { throw boom }, return: () => (trace.push('return'), { done: true as const, value: undefined }) }) }
    expect(thrownBy(() => blockOn(Stream.from(iterable).toArray()))).toBe(boom)
    expect(trace).toEqual([])
  })

  it('1: Pending and Done are never items', () => {
    for (const answer of [Pending, Done]) {
      const streams: (() => Stream<unknown>)[] = [
        () => Stream.from([answer]), () => Stream.from(new Set([answer])), () => Stream.once(ready(null)).map(() => answer), () => Stream.repeat(answer),
        () => Stream.from([1]).map(() => answer).map(x => x), () => Stream.from([1]).filterMap(() => answer), () => Stream.from([1]).scan(() => answer, 0 as unknown),
        () => Stream.unfold(0, () => ready([answer, 0] as const)),
      ]
      for (const make of streams) expect(thrownBy(() => blockOn(make().toArray()))).toBeInstanceOf(TypeError)
    }
  })

  it('once: a value, or what a future gives; dropped if nobody takes it', () => {
    expect(blockOn(Stream.once(7).toArray())).toEqual([7])
    expect(blockOn(Stream.once(ready(7)).toArray())).toEqual([7])
    const trace: string[] = []
    drop(Stream.once(new Token('a', trace)))
    const probe = new Probe()
    drop(Stream.once(probe))
    expect([trace, probe.disposes]).toEqual([['a'], 1])
  })

  it('unfold: one future an item, null at the end; the one under way is disposed', () => {
    expect(blockOn(Stream.unfold(3, n => ready(n === 0 ? null : ([n, n - 1] as const))).toArray())).toEqual([3, 2, 1])
    const probe = new Probe<null>()
    const stream = Stream.unfold(0, () => probe)
    new StreamRig().turns(stream)
    drop(stream)
    expect([probe.polls, probe.disposes, probe.misuse]).toEqual([1, 1, []])
  })

  it('repeat, empty', () => {
    expect(blockOn(Stream.repeat('x').take(3).toArray())).toEqual(['x', 'x', 'x'])
    expect(blockOn(Stream.empty().toArray())).toEqual([])
  })
})

describe('arguments', () => {
  it('are refused at the call, and the stream stays with the caller', () => {
    const s = Stream.from([1, 2])
    const futures = s as Stream<unknown> as Stream<Future<number>>
    const bad = (value: unknown): never => value as never
    const calls: [() => unknown, new (...args: never[]) => Error][] = [
      [() => s.map(bad(1)), TypeError], [() => s.filter(bad(null)), TypeError], [() => s.take(-1), RangeError], [() => s.take(Number.NaN), RangeError],
      [() => s.take(bad('1')), TypeError], [() => s.drop(0.5), RangeError], [() => s.chunks(0), RangeError], [() => s.chunks(Infinity), RangeError],
      [() => futures.buffered(0), RangeError], [() => futures.bufferUnordered(Number.NaN), RangeError], [() => s.throttle(Number.NaN), RangeError],
      [() => s.timeout(bad('1')), TypeError], [() => s.zip(bad([1])), TypeError], [() => s.chain(s), BorrowError], [() => Stream.merge(s, s), BorrowError],
      [() => s.reduce(bad(1), 0), TypeError], [() => s.forEach(bad(1)), TypeError], [() => s.find(bad(1)), TypeError], [() => Stream.from(bad(7)), TypeError],
      [() => Stream.from(bad(ready(1))), TypeError], [() => Stream.unfold(0, bad(1)), TypeError], [() => Stream.merge(bad(1)), TypeError],
    ]
    for (const [call, kind] of calls) expect(thrownBy(call)).toBeInstanceOf(kind)
    expect(blockOn(s.toArray())).toEqual([1, 2])
  })

  it('42: a stream that is lent cannot be moved until the loan is disposed', () => {
    const s = Stream.from([1, 2])
    const loan = s.next()
    expect(String(thrownBy(() => s.map(x => x)))).toContain('map(…) was called while the future of next() is still out')
    drop(loan)
    expect(blockOn(s.map(x => x).toArray())).toEqual([1, 2])
  })

  it('flatMap: what its function returned must be a stream', () => {
    expect(String(thrownBy(() => blockOn(Stream.from([1]).flatMap(() => [1] as never).toArray())))).toContain('Stream.from(…)')
  })
})

describe('a stream of a user’s own that has a method named recall', () => {
  it.each(['map', 'buffered'] as const)('42: keeps it to itself when a next() of %s is disposed', method => {
    let calls = 0
    const own = { pollNext: () => Pending, recall: () => void calls++ } as PollNext<never>
    const stream = method === 'map' ? Stream.from(own).map(x => x) : Stream.from(own as PollNext<Future<never>>).buffered(2)
    for (let loan = 0; loan < 2; loan++) {
      const next = stream.next()
      expect(mockTask(next).poll()).toBe(Pending)
      drop(next)
    }
    expect(calls).toBe(0)
  })
})

describe('chains of streams', () => {
  it('42: chain has disposed the first, and what that owns, before it asks the second', () => {
    const trace: string[] = []
    const first = new StreamProbe([item(1), item(9)])
    first.onDispose = () => void trace.push('first disposed')
    const second = new StreamProbe([{ run: () => void trace.push('second polled') }, item(2), 'done'])
    expect(blockOn(from(first).takeWhile(x => x < 5).chain(from(second)).toArray())).toEqual([1, 2])
    expect([trace, first.disposes, first.misuse, second.misuse]).toEqual([['first disposed', 'second polled'], 1, [], []])
  })

  it('42: flatMap has disposed the stream of one item before it asks for the next', () => {
    const trace: string[] = []
    const inner = (n: number): Stream<number> => {
      const probe = new StreamProbe([item(n), item(9)])
      probe.onDispose = () => void trace.push(`${n} disposed`)
      return from(probe).takeWhile(x => x < 5)
    }
    const outer = new StreamProbe([item(1), { run: () => void trace.push('asked') }, item(2), 'done'])
    expect(blockOn(from(outer).flatMap(inner).toArray())).toEqual([1, 2])
    expect(trace).toEqual(['1 disposed', 'asked', '2 disposed'])
  })
})

describe('items that are never handed on', () => {
  it('6: are dropped: what filter refuses, what chunks and zip hold, what toArray has when the stream fails', () => {
    const dropped = (run: (trace: string[]) => void): string => {
      const trace: string[] = []
      try {
        run(trace)
      } catch (error) {
        if (error !== boom) throw error
      }
      return trace.join('')
    }
    const failing = (trace: string[]): Stream<Token> => Stream.from(tokens('abc', trace)).chain(from(new StreamProbe([{ throw: boom }])))
    const waiting = (trace: string[]): Stream<Token> => Stream.from(tokens('ab', trace)).chain(from(new StreamProbe([])))
    const rig = new StreamRig()
    expect({
      filter: dropped(t => blockOn(Stream.from(tokens('abc', t)).filter(x => x.name === 'b').toArray())),
      drop: dropped(t => blockOn(Stream.from(tokens('abc', t)).drop(2).toArray())),
      takeWhile: dropped(t => blockOn(Stream.from(tokens('abc', t)).takeWhile(x => x.name === 'a').toArray())),
      dropWhile: dropped(t => blockOn(Stream.from(tokens('abc', t)).dropWhile(x => x.name === 'a').toArray())),
      find: dropped(t => blockOn(Stream.from(tokens('abc', t)).find(x => x.name === 'b'))),
      count: dropped(t => blockOn(Stream.from(tokens('abc', t)).count())),
      toArray: dropped(t => blockOn(failing(t).toArray())),
      chunks: dropped(t => blockOn(failing(t).chunks(2).forEach(() => {}))),
      'chunks disposed': dropped(t => { const s = waiting(t).chunks(3); rig.turns(s); drop(s) }),
      zip: dropped(t => blockOn(Stream.from(tokens('ab', t)).zip(Stream.from([1])).toArray())),
      peekable: dropped(t => { const s = Stream.from(tokens('ab', t)).peekable(); new Rig().turn(s.peek()); drop(s) }),
    }).toEqual({
      filter: 'ac', drop: 'ab', takeWhile: 'b', dropWhile: 'a', find: 'a', count: 'abc', toArray: 'abc', chunks: 'c', 'chunks disposed': 'ab', zip: 'b', peekable: 'a',
    })
  })

  it('42: take disposes its source as it gives the last item; should that throw, the item is dropped', () => {
    const trace: string[] = []
    const probe = new StreamProbe([item(new Token('a', trace)), item(2)])
    const stream = from(probe).take(1)
    new StreamRig().turn(stream)
    expect([probe.polls, probe.disposes, trace]).toEqual([1, 1, []])
    const failing = new StreamProbe([item(new Token('b', trace))])
    failing.onDispose = () => { throw boom }
    expect(new StreamRig().turn(from(failing).take(1))).toEqual({ thrown: boom })
    expect([failing.disposes, trace]).toEqual([1, ['b']])
  })
})

describe('merge', () => {
  it('42: of streams that are ready each gives one in turn', () => {
    expect(blockOn(Stream.merge(Stream.from('aaa'), Stream.from('b'), Stream.from('cc')).reduce((s, x) => s + x, ''))).toBe('abcaca')
  })

  it('10: only streams that were woken are polled', () => {
    const probes = Array.from({ length: 40 }, () => new StreamProbe())
    const merged = Stream.merge(...probes)
    const rig = new StreamRig()
    expect(rig.turn(merged)).toBe('pending')
    probes[7]!.push(item('x'))
    expect(rig.wakes).toBe(1)
    expect([rig.turn(merged), rig.turn(merged)]).toEqual([{ item: 'x' }, 'pending'])
    expect(probes.map(probe => probe.polls)).toEqual(probes.map((_, i) => (i === 7 ? 3 : 1)))
  })

  it('5: a throw of one disposes the others in order', () => {
    const trace: number[] = []
    const probes = [0, 1, 2].map(() => new StreamProbe())
    probes.forEach((probe, i) => { probe.onDispose = () => trace.push(i) })
    const merged = Stream.merge(...probes)
    const rig = new StreamRig()
    rig.turn(merged)
    probes[1]!.push({ throw: boom })
    expect([rig.turn(merged), trace, probes.map(p => p.misuse)]).toEqual([{ thrown: boom }, [0, 2], [[], [], []]])
  })

  it('none: it has ended', () => expect(blockOn(Stream.merge().toArray())).toEqual([]))
})

describe('peekable', () => {
  it('42: peek() shows the item and leaves it; the end as well', () => {
    const s = Stream.from([1, 2]).peekable()
    const look = () => new Rig().turn(s.peek())
    const take = () => new Rig().turn(s.next())
    expect([look(), look(), take(), take(), look(), look(), take(), take(), look()]).toEqual([1, 1, 1, 2, Done, Done, Done, Done, Done].map(value => ({ value })))
  })

  it('42: peek() and next() exclude each other, and disposing either loses nothing', () => {
    const probe = new StreamProbe([])
    const s = from(probe).peekable()
    const rig = new Rig()
    const peek = s.peek()
    expect(rig.turn(peek)).toBe('pending')
    expect([thrownBy(() => s.next()), thrownBy(() => s.peek()), thrownBy(() => s.map(x => x))].map(e => e instanceof BorrowError)).toEqual([true, true, true])
    drop(peek)
    const next = s.next()
    expect(thrownBy(() => s.peek())).toBeInstanceOf(BorrowError)
    drop(next)
    probe.push(item('a'), item('b'))
    expect([rig.turn(s.peek()), blockOn(s.take(2).toArray())]).toEqual([{ value: 'a' }, ['a', 'b']])
  })

  it('42: a throw at a peek finishes the stream', () => {
    const s = from(new StreamProbe([{ throw: boom }])).peekable()
    const rig = new Rig()
    expect(rig.turn(s.peek())).toEqual({ thrown: boom })
    expect([rig.thrown(s.next()), rig.thrown(s.peek())].map(e => e instanceof PolledAfterCompletionError)).toEqual([true, true])
  })
})

describe('time', () => {
  // A driver whose clock starts at a whole number: deadlines are rounded up.
  const world = (): Runtime => new Runtime({ driver: manualClock(), startPaused: true })
  const stamped = (stream: Stream<unknown>): Future<unknown[]> => stream.map(x => [x, Math.round(Runtime.current()!.now())]).toArray()

  it('throttle delays, and drops nothing', () => {
    using runtime = world()
    const at = runtime.now()
    const got = runtime.blockOn(stamped(Stream.from('abc').throttle(10))) as [string, number][]
    expect(got.map(([x, t]) => [x, t - Math.round(at)])).toEqual([['a', 0], ['b', 10], ['c', 20]])
  })

  it('timeout throws Elapsed for an item that does not come, and disposes the source', () => {
    using runtime = world()
    const probe = new StreamProbe([item(1), 'pending'])
    const trace: unknown[] = []
    const error = thrownBy(() => runtime.blockOn(from(probe).timeout(20).forEach(x => trace.push(x)))) as Elapsed
    expect([error instanceof Elapsed, error.ms, trace, probe.disposes, probe.misuse]).toEqual([true, 20, [1], 1, []])
  })

  it('timeout counts from the poll that waits, for each item anew, and not while nobody does', () => {
    using runtime = world()
    using _guard = runtime.enter()
    const probe = new StreamProbe([])
    const stream = from(probe).timeout(20)
    const rig = new Rig()
    for (let i = 0; i < 3; i++) {
      const loan = stream.next()
      expect(rig.turn(loan)).toBe('pending')
      advance(15)
      drop(loan)
      advance(15)
    }
    const loan = stream.next()
    rig.turn(loan)
    advance(21)
    expect(rig.thrown(loan)).toBeInstanceOf(Elapsed)
  })
})

describe('budget', () => {
  const refusing: Record<string, (stream: Stream<number>, seen: () => void) => Stream<unknown>> = {
    filter: (stream, seen) => stream.filter(() => (seen(), false)),
    filterMap: (stream, seen) => stream.filterMap(() => (seen(), undefined)),
    dropWhile: (stream, seen) => stream.dropWhile(() => (seen(), true)),
    'drop(Infinity)': (stream, seen) => stream.inspect(seen).drop(Infinity),
    flatMap: (stream, seen) => stream.flatMap(() => (seen(), Stream.empty())),
    'chunks(1e9)': (stream, seen) => stream.inspect(seen).chunks(1e9),
  }

  it.each(Object.entries(refusing))('31: %s spends one an item that it does not hand on, and lets its task’s neighbours have a turn', (_name, make) => {
    let seen = 0
    const task = mockTask(make(Stream.repeat(1), () => void seen++).next(), { budget: 10 })
    for (let poll = 1; poll <= 3; poll++) {
      expect(task.poll()).toBe(Pending)
      expect([seen <= 11 * poll, seen >= 10 * poll, task.isWoken()]).toEqual([true, true, true])
    }
  })

  it('31: an operator that refuses everything returns, and one over a channel spends one an item', () => {
    using runtime = new Runtime()
    let seen = 0
    const handle = runtime.spawnLocal(Stream.repeat(1).filter(() => (seen++, false)).count())
    runtime.tryRunOne()
    expect(seen).toBe(128)
    handle.abort()
    runtime.runUntilStalled()
    const [tx, rx] = mpsc<number>(300)
    for (let i = 0; i < 300; i++) tx.trySend(i)
    drop(tx)
    let got = 0
    runtime.spawnLocal(rx.map(x => x).forEach(() => { got++ }))
    const turns: number[] = []
    while (runtime.tryRunOne()) turns.push(got)
    expect(turns).toEqual([128, 256, 300])
  })

  it('forEach waits for the future of an item before it asks for the next', () => {
    const probe = new StreamProbe([item(1), item(2), 'done'])
    const step = new Probe()
    const rig = new Rig()
    const future = from(probe).forEach(() => step)
    expect([rig.turn(future), probe.polls, step.polls]).toEqual(['pending', 1, 1])
    drop(future)
    expect([step.disposes, probe.disposes]).toEqual([1, 1])
  })
})

describe('streams of the user', () => {
  class Countdown extends Stream<number> {
    left = 3
    disposes = 0
    pollNext(): Poll<number | Done> {
      return this.left === 0 ? Done : this.left--
    }
    override [Symbol.dispose](): void {
      super[Symbol.dispose]()
      this.disposes++
    }
  }

  it('42: have the operators, which own them', () => {
    const stream = new Countdown()
    expect(blockOn(stream.map(n => n * 10).toArray())).toEqual([30, 20, 10])
    expect(String(thrownBy(() => stream.next()))).toContain('Countdown: next() was called after the stream was moved into map(…)')
    const other = new Countdown()
    expect([blockOn(other.some(n => n === 2)), other.disposes]).toEqual([true, 1])
  })
})

describe('loans through a chain', () => {
  class Slow extends Stream<number> {
    readonly probe = new StreamProbe()
    recalls = 0
    pollNext(cx: Context): Poll<number | Done> {
      return this.probe.pollNext(cx) as Poll<number | Done>
    }
    protected override recall(): void {
      this.recalls++
    }
  }

  it('42: a loan that is disposed while it waits tells the source below, and loses nothing', () => {
    const makers: ((s: Stream<number>) => Stream<unknown>)[] = [s => s.map(x => x), s => Stream.merge(s), s => s.flatMap(x => Stream.from([x])), s => s.timeout(50), s => s.chain(Stream.empty())]
    for (const make of makers) {
      using runtime = new Runtime({ startPaused: true })
      using _guard = runtime.enter()
      const source = new Slow()
      const stream = make(source)
      const rig = new Rig()
      const loan = stream.next()
      expect(rig.turn(loan)).toBe('pending')
      drop(loan)
      source.probe.push(item(7))
      expect([source.recalls, rig.turn(stream.next())]).toEqual([1, { value: 7 }])
    }
  })

  it('42: fuse gives Done for ever, after the end, a failure and a dispose', () => {
    const rig = new StreamRig()
    const ended = Stream.empty().fuse()
    const failed = from(new StreamProbe([{ throw: boom }])).fuse()
    const disposed = Stream.from([1]).fuse()
    drop(disposed)
    expect([rig.turn(ended), rig.turn(ended), rig.turn(failed), rig.turn(failed), rig.turn(disposed)]).toEqual(['done', 'done', { thrown: boom }, 'done', 'done'])
  })

  it('a chain of a thousand operators runs on the stack there is', () => {
    let stream: Stream<number> = Stream.from([0])
    for (let i = 0; i < 1000; i++) stream = i % 2 === 0 ? stream.map(x => x + 1) : stream.filter(() => true)
    expect(blockOn(stream.toArray())).toEqual([500])
  })
})

describe('what is told', () => {
  it('22: a chain is as sendable as its source and its functions', () => {
    const tainted = Object.assign((x: unknown) => x, { [sendable]: false })
    const chains = [Stream.from([1]), Stream.from([new Rc(1)]), Stream.from([1]).map(tainted), Stream.from([1]).map(x => x).map(tainted), Stream.from([1]).scan(s => s, new Rc(1)),
      Stream.from([1]).zip(Stream.from([new Rc(1)])), Stream.merge(Stream.from([1]), Stream.from([2])), Stream.from([1]).map(x => x).filter(() => true)]
    expect(chains.map(isSendable)).toEqual([true, false, false, false, false, false, true, true])
    expect([isSendable(Stream.from([1]).toArray()), isSendable(Stream.from([1]).forEach(tainted)), isSendable(Stream.from([new Rc(1)]).toArray())]).toEqual([true, false, false])
  })

  it('24: a chain that comes to hold what is not sendable fails its task at the next suspension', () => {
    const chains: ((s: Stream<any>) => Future<unknown>)[] = [s => s.toArray(), s => s.chunks(5).toArray(), s => s.zip(from(new StreamProbe([]))).toArray(), s => s.scan((_, x) => x, null).count(), s => s.reduce((_, x) => x, null)]
    for (const make of chains) {
      using runtime = new Runtime({ onUnhandledError: () => {} })
      const probe = Object.assign(new StreamProbe([item(new Rc(1))]), { [sendable]: true })
      const handle = runtime.spawn(make(from(probe)))
      runtime.runUntilStalled()
      expect(String(new Rig().thrown(handle))).toContain('came to hold a value that is not sendable')
    }
  })

  it('names the methods and shows the chain', () => {
    const told = (Stream.from([1]).filter(() => true).map(x => x).toArray())[inspect]!()
    expect(told.name).toBe('Stream.toArray')
    const names: string[] = []
    for (let at: object | undefined = told.children![0]; at !== undefined;) {
      const { name, children } = (at as { [inspect](): { name: string; children?: object[] } })[inspect]()
      names.push(name)
      at = children?.[0]
    }
    expect(names).toEqual(['Stream.map', 'Stream.filter', 'Stream.from'])
  })
})

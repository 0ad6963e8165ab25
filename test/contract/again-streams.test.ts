// Streams once more, from the contract alone.
import { describe, expect, it } from 'vitest'
import { BorrowError, Done, Pending, PolledAfterCompletionError, ready, Stream } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { stages } from '../support/stages.ts'
import { item, StreamProbe } from '../support/stream-probe.ts'
import { StreamRig } from '../support/stream-rig.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

const tokens = (n: number): Token[] => Array.from({ length: n }, (_, i) => new Token(String(i)))
const drops = (all: Token[]): number[] => all.map(t => t.drops)

describe('arguments', () => {
  const bad: [string, (s: Stream<number>, n: number) => unknown, number[]][] = [
    ['take', (s, n) => s.take(n), [NaN, -1]], ['drop', (s, n) => s.drop(n), [NaN, -1]], ['chunks', (s, n) => s.chunks(n), [NaN, 0, -1, 0.5]],
    ['throttle', (s, n) => s.throttle(n), [NaN]], ['timeout', (s, n) => s.timeout(n), [NaN]],
  ]
  it.each(bad)('42: %s refuses a number out of range at the call, and moves nothing', (_, call, numbers) => {
    const source = new StreamProbe([item(1), 'done'])
    const stream = Stream.from(source) as Stream<number>
    for (const n of numbers) expect(thrownBy(() => call(stream, n))).toBeInstanceOf(RangeError)
    expect([source.polls, source.disposes]).toEqual([0, 0])
    expect(new StreamRig().turns(stream)).toEqual([{ item: 1 }, 'done'])
  })

  it('4: what was moved is used no more; a source given twice is refused', () => {
    const stream = Stream.from([1])
    const moved = stream.map(x => x)
    for (const use of [() => stream.map(x => x), () => stream.next(), () => stream.toArray(), () => moved.zip(moved), () => Stream.merge(moved, moved)]) {
      expect(thrownBy(use)).toBeInstanceOf(BorrowError)
    }
    expect(new StreamRig().turns(moved)).toEqual([{ item: 1 }, 'done'])
  })
})

describe('what is lent', () => {
  it('42: a second next() is refused; disposing the first loses nothing; a stream that ended says Done again', () => {
    const source = new StreamProbe()
    const stream = Stream.from(source)
    const rig = new StreamRig()
    const loan = stream.next() as ReturnType<typeof stream.next> & Disposable
    expect(thrownBy(() => stream.next())).toBeInstanceOf(BorrowError)
    expect(loan.poll(rig.cx)).toBe(Pending)
    loan[Symbol.dispose]()
    source.push(item('a'), 'done')
    expect(['a', Done, Done].map(() => stream.next().poll(rig.cx))).toEqual(['a', Done, Done])
    expect([source.polls, source.misuse, source.disposes]).toEqual([3, [], 0])
  })

  it('6, 42: what was peeked at is there for next(), and dropped once if nobody takes it', () => {
    const all = tokens(2)
    const source = new StreamProbe(all.map(item))
    const stream = Stream.from(source).peekable()
    const rig = new StreamRig()
    for (let i = 0; i < 3; i++) expect(stream.peek().poll(rig.cx)).toBe(all[0])
    expect(stream.next().poll(rig.cx)).toBe(all[0])
    expect(stream.peek().poll(rig.cx)).toBe(all[1])
    for (let i = 0; i < 2; i++) stream[Symbol.dispose]()
    expect([drops(all), source.disposes, source.polls]).toEqual([[0, 1], 1, 2])
  })
})

describe('ends', () => {
  it('42: take has disposed its source as it gives the last item; take(0) polls nothing', () => {
    for (const n of [0, 2]) {
      const source = new StreamProbe([1, 2, 3].map(item))
      const stream = Stream.from(source).take(n)
      const rig = new StreamRig()
      for (let i = 0; i < n; i++) rig.turn(stream)
      if (n === 0) expect(rig.turn(stream)).toBe('done')
      expect([source.polls, source.disposes]).toEqual([n, 1])
    }
  })

  it('6, 42: zip that ends drops the item without a partner, and disposes the other source', () => {
    const [token] = tokens(1)
    const left = new StreamProbe([item(token)])
    const right = new StreamProbe()
    const stream = Stream.from(left).zip(Stream.from(right))
    const rig = new StreamRig()
    expect(rig.turn(stream)).toBe('pending')
    right.push('done')
    expect([rig.wakes, rig.turn(stream)]).toEqual([1, 'done'])
    expect([token!.drops, left.disposes, right.disposes, left.misuse, right.misuse]).toEqual([1, 1, 0, [], []])
  })

  it('6: items that are not handed on are dropped once', () => {
    const all = tokens(3)
    const rig = new StreamRig()
    rig.turn(Stream.from(new StreamProbe([...all.map(item), 'done'])).filter(t => t === all[2]))
    expect(drops(all)).toEqual([1, 1, 0])
    const chunks = Stream.from(new StreamProbe(all.slice(2).map(item))).chunks(2)
    rig.turn(chunks)
    chunks[Symbol.dispose]()
    expect(drops(all)).toEqual([1, 1, 1])
    const more = tokens(2)
    const array = mockTask(Stream.from(new StreamProbe(more.map(item))).toArray())
    array.poll()
    array[Symbol.dispose]()
    expect(drops(more)).toEqual([1, 1])
  })

  it('2, 42: a throw of a function finishes the stream, the source disposed; inside it the stream is neither polled nor disposed', () => {
    const source = new StreamProbe([1, 2].map(item))
    const rig = new StreamRig()
    const failure = new Error('fn')
    const thrown: unknown[] = []
    const stream: Stream<unknown> = Stream.from(source).map(() => {
      thrown.push(thrownBy(() => stream.pollNext(rig.cx)), thrownBy(() => stream[Symbol.dispose]()))
      throw failure
    })
    expect(rig.turn(stream)).toEqual({ thrown: failure })
    expect(thrown.map(e => e instanceof BorrowError)).toEqual([true, true])
    expect([source.disposes, source.misuse]).toEqual([1, []])
    expect((rig.turn(stream) as { thrown: unknown }).thrown).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('42: fuse says Done for ever, after a throw too', () => {
    const source = new StreamProbe([{ throw: 'x' }])
    const stream = Stream.from(source).fuse()
    const rig = new StreamRig()
    expect(['', '', ''].map(() => rig.turn(stream))).toEqual([{ thrown: 'x' }, 'done', 'done'])
  })

  it('42: merge polls what was woken, in turn; a throw disposes the others; what ended is left alone', () => {
    const all = [1, 2, 3].map(() => new StreamProbe())
    const stream = Stream.merge(...all.map(s => Stream.from(s)))
    const rig = new StreamRig()
    rig.turn(stream)
    all[1]!.push(item('b'))
    expect([rig.turns(stream), all[0]!.polls, all[2]!.polls]).toEqual([[{ item: 'b' }, 'pending'], 1, 1])
    all[0]!.push('done')
    expect(rig.turn(stream)).toBe('pending')
    all[2]!.push({ throw: 'x' })
    expect(rig.turn(stream)).toEqual({ thrown: 'x' })
    expect([all.map(s => s.disposes), all.flatMap(s => s.misuse)]).toEqual([[0, 1, 0], []])
  })
})

it.each([
  ['count', (s: Stream<number>) => s.count()], ['filter', (s: Stream<number>) => s.filter(() => false).next()],
  ['flatMap', (s: Stream<number>) => s.flatMap(() => Stream.empty()).next()], ['drop', (s: Stream<number>) => s.drop(1e9).next()],
  ['dropWhile', (s: Stream<number>) => s.dropWhile(() => true).next()], ['forEach', (s: Stream<number>) => s.forEach(() => ready())],
  ['chunks', (s: Stream<number>) => s.chunks(1e9).next()], ['takeWhile, find', (s: Stream<number>) => s.takeWhile(() => true).find(() => false)],
])('31: %s of a stream without end gives way when the budget is spent', (_, make) => {
  const task = mockTask(make(Stream.repeat(1)) as ReturnType<Stream<number>['count']>, { budget: 16 })
  for (let i = 0; i < 3; i++) expect([task.poll(), task.isWoken()]).toEqual([Pending, true])
})

it.each(stages)('42: a chain of operators, in %s', async (_, stage) => {
  const trace = await stage((start, log) => {
    start(Stream.unfold(1, n => ready(n > 6 ? null : [n, n + 1] as const)).filter(x => x % 2 === 0).zip(Stream.from('abc')).forEach(x => void log.push(x.join(''))))
  })
  expect(trace).toEqual(['2a', '4b', '6c'])
})

import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import {
  asyncBlock, blockOn, broadcast, contextFrom, Done, drop, fromAsyncIterable, fromEvent, fromNodeReadable, fromReadableStream, FuturesOrdered, FuturesUnordered,
  hostLoop, mpsc, noopWaker, ready, Runtime, Stream, wait, type Future, type Poll,
} from '../../src/index.ts'
import { BufReader } from '../../src/io/index.ts'
import { Pieces } from '../support/io-pieces.ts'
import { Probe } from '../support/probe.ts'
import { item, StreamProbe } from '../support/stream-probe.ts'

const cx = contextFrom(noopWaker())

/** A class of a user's own. */
class Numbers extends Stream<number> {
  private left = 2
  disposals = 0

  pollNext(): Poll<number | typeof Done> {
    if (this.disposals > 0) throw new Error('polled after its dispose')
    return this.left === 0 ? Done : this.left--
  }

  override [Symbol.dispose](): void {
    if (this.isAnothers) return
    super[Symbol.dispose]()
    this.disposals += 1
  }
}

interface MovedCase {
  name: string
  /** A stream, and whether what it owns has been let go of: 0, or 1, and never more. */
  make(): [stream: Stream<unknown>, released: () => number]
}

const over = (wrap: (probe: StreamProbe) => Stream<unknown>) => (): [Stream<unknown>, () => number] => {
  const probe = new StreamProbe()
  return [wrap(probe), () => probe.disposes]
}
const with1 = (wrap: (probe: Probe<number>) => Stream<unknown>) => (): [Stream<unknown>, () => number] => {
  const probe = new Probe<number>()
  return [wrap(probe), () => probe.disposes]
}

const cases: MovedCase[] = [
  { name: 'Stream.from(…)', make: over(probe => Stream.from(probe)) },
  { name: 'a chain', make: over(probe => Stream.from(probe).filter(() => true).enumerate()) },
  { name: 'fuse()', make: over(probe => Stream.from(probe).fuse()) },
  { name: 'peekable()', make: over(probe => Stream.from(probe).peekable()) },
  { name: 'Stream.merge(…)', make: over(probe => Stream.merge(Stream.from(probe))) },
  { name: 'Stream.once(future)', make: with1(probe => Stream.once(probe)) },
  { name: 'FuturesUnordered', make: with1(probe => new FuturesUnordered([probe])) },
  { name: 'FuturesOrdered', make: with1(probe => new FuturesOrdered([probe])) },
  { name: 'Receiver', make: () => {
    const [tx, rx] = mpsc(1)
    return [rx, () => Number(tx.isClosed())]
  } },
  { name: 'BroadcastReceiver', make: () => {
    const [tx, rx] = broadcast(1)
    return [rx, () => 1 - tx.receiverCount]
  } },
  { name: 'FromEvent', make: () => {
    const emitter = new EventEmitter()
    return [fromEvent(emitter, 'tick'), () => 1 - emitter.listenerCount('tick')]
  } },
  { name: 'FromNodeReadable', make: () => {
    const readable = new PassThrough()
    return [fromNodeReadable(readable), () => Number(readable.destroyed)]
  } },
  { name: 'FromReadableStream', make: () => {
    let cancels = 0
    return [fromReadableStream(new ReadableStream({ cancel: () => void cancels++ })), () => cancels]
  } },
  { name: 'FromAsyncIterable', make: () => {
    let returns = 0
    const iterator = { next: () => new Promise<never>(() => {}), return: async () => (returns++, { done: true as const, value: undefined }) }
    return [fromAsyncIterable({ [Symbol.asyncIterator]: () => iterator }), () => returns]
  } },
  { name: 'BufReader.lines()', make: () => {
    const pieces = new Pieces([Buffer.from('a\n')])
    return [new BufReader(pieces).lines(), () => pieces.disposed]
  } },
  { name: 'a class of a user’s own', make: () => {
    const numbers = new Numbers()
    return [numbers, () => numbers.disposals]
  } },
]

/** Every way to be taken over. */
const moves: Record<string, (stream: Stream<unknown>) => Stream<unknown> | Future<unknown>> = {
  map: stream => stream.map(x => x),
  fuse: stream => stream.fuse(),
  from: stream => Stream.from(stream),
  merge: stream => Stream.merge(stream, Stream.empty()),
  zip: stream => Stream.repeat(1).zip(stream),
  buffered: stream => stream.map(x => ready(x)).buffered(2),
  flatMap: stream => Stream.from([0]).flatMap(() => stream),
  toArray: stream => stream.toArray(),
}

const pollOnce = (owner: Stream<unknown> | Future<unknown>): unknown => ('pollNext' in owner ? owner.pollNext(cx) : owner.poll(cx))

describe('a stream that was moved', () => {
  for (const { name, make } of cases) {
    it(`4, 42: ${name}: disposed by whoever had it, it goes on; its new owner disposes it, once`, () => {
      using runtime = new Runtime({ driver: hostLoop() })
      using _entered = runtime.enter()
      for (const [move, take] of Object.entries(moves)) {
        if (name.includes('user') && move === 'toArray') continue // it ends in that poll
        const [stream, released] = make()
        // What `using` does: it takes the dispose when the stream is declared, and calls it when the scope ends.
        const dispose = stream[Symbol.dispose]
        const owner = take(stream)
        pollOnce(owner)
        dispose.call(stream)
        drop(stream)
        expect([move, released()]).toEqual([move, 0])
        drop(owner)
        drop(owner)
        expect([move, released()]).toEqual([move, 1])
        dispose.call(stream)
        expect([move, released()]).toEqual([move, 1])
      }
    })
  }

  it('4, 42: `using` and an operator go together', () => {
    const [tx, rx] = mpsc<number>(4)
    for (const n of [1, 2]) tx.trySend(n)
    const tens = (): Stream<number> => {
      using source = rx
      return source.map(n => n * 10)
    }
    const stream = tens()
    drop(tx)
    expect([tx.isClosed(), blockOn(stream.toArray())]).toEqual([false, [10, 20]])
  })

  it('4, 42: in a block, where the scope ends while the stream is on its way', () => {
    const numbers = new Numbers()
    const block = asyncBlock(function* () {
      using _mine = numbers
      return yield* wait(numbers.map(n => n + 1).toArray())
    })
    expect([blockOn(block), numbers.disposals]).toEqual([[3, 2], 0])
  })

  it('7, 42: disposed by whoever had it from inside its own poll, it goes on', () => {
    const probe = new StreamProbe([{ run: () => drop(inner) }, item(1)])
    const inner: Stream<unknown> = Stream.from(probe).fuse()
    expect(inner.map(x => x).pollNext(cx)).toBe(1)
    expect([probe.disposes, probe.misuse]).toEqual([0, []])
  })
})

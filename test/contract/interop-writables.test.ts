import { PassThrough, Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ReadableStream, TransformStream, WritableStream } from 'node:stream/web'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  asyncBlock, BorrowError, broadcast, ClosedError, Done, fromNodeWritable, fromWritableStream, hostLoop, HostParkError, inspect, isSendable, join, JoinError, map, mpsc, mpscUnbounded, Pending, Runtime,
  SendError, Stream, toNodeWritable, toPromise, toWritableStream, wait, type Sender,
} from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { hostTurns } from '../support/host-turns.ts'
import { SourceDriver } from '../support/source-driver.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

const boom = new Error('boom')

const open: Runtime[] = []
afterEach(() => {
  for (const runtime of open.splice(0)) runtime[Symbol.dispose]()
})

function stand() {
  const heard: JoinError[] = []
  const runtime = new Runtime({ driver: hostLoop(), onUnhandledError: error => { heard.push(error) } })
  open.push(runtime)
  return { runtime, heard }
}

const refused = (promise: Promise<unknown>): Promise<unknown> => promise.then(value => ['nothing was thrown', value], (error: unknown) => error)
const settled = (promise: Promise<unknown>): { now: string } => {
  const state = { now: 'waits' }
  promise.then(() => { state.now = 'done' }, () => { state.now = 'failed' })
  return state
}

describe('46: toWritableStream', () => {
  it('46: chunks reach the receiver in order, and after close() its end', async () => {
    const { runtime } = stand()
    const [sender, receiver] = mpsc<number>(2)
    const piped = new ReadableStream<number>({ start(to) { for (const n of [1, 2, 3, 4, 5]) to.enqueue(n); to.close() } }).pipeTo(toWritableStream(sender, { runtime }) as WritableStream<number>)
    expect(await toPromise(receiver.toArray(), { runtime })).toEqual([1, 2, 3, 4, 5])
    await piped
  })

  it('46: a full channel holds the writer back: its capacity, and one in the web stream', async () => {
    const { runtime } = stand()
    const [sender, receiver] = mpsc<number>(2)
    const writer = toWritableStream(sender, { runtime }).getWriter()
    const writes = [1, 2, 3, 4].map(n => settled(writer.write(n)))
    await hostTurns(2)
    expect([writes.map(({ now }) => now), writer.desiredSize]).toEqual([['done', 'done', 'waits', 'waits'], -1])
    expect(receiver.tryRecv()).toBe(1)
    await hostTurns(2)
    expect([writes.map(({ now }) => now), writer.desiredSize]).toEqual([['done', 'done', 'done', 'waits'], 0])
    receiver.tryRecv()
    await hostTurns(2)
    expect(writer.desiredSize).toBe(1)
  })

  it.each(['waits', 'is idle'])('46: abort() while a write %s disposes the sender at once, and drops what was not sent', async when => {
    const { runtime, heard } = stand()
    const [sender, receiver] = mpsc<Token>(1)
    const writer = toWritableStream(sender, { runtime }).getWriter()
    const tokens = [new Token(), new Token()]
    const first = writer.write(tokens[0]!)
    const second = when === 'waits' ? refused(writer.write(tokens[1]!)) : null
    await first
    await hostTurns()
    const aborted = writer.abort(boom)
    await aborted
    if (second !== null) expect(await second).toBe(boom)
    expect([tokens.map(({ drops }) => drops), receiver.tryRecv(), receiver.tryRecv()]).toEqual([[0, when === 'waits' ? 1 : 0], tokens[0], Done])
    expect(heard).toEqual([])
  })

  it('46: without a receiver a write fails with the SendError, and pipeTo cancels its source', async () => {
    const { runtime } = stand()
    const [sender, receiver] = mpsc<number>(1)
    const trace: unknown[] = []
    const source = new ReadableStream<number>({ pull(to) { to.enqueue(1) }, cancel(reason) { trace.push(reason) } }, { highWaterMark: 0 })
    const piped = refused(source.pipeTo(toWritableStream(sender, { runtime }) as WritableStream<number>))
    expect(await toPromise(receiver.recv(), { runtime })).toBe(1)
    receiver[Symbol.dispose]()
    const error = await piped
    expect([error instanceof SendError, trace]).toEqual([true, [error]])
  })

  it('46: a shutdown of the runtime fails the write with a cancelled JoinError; the sender is disposed', async () => {
    const { runtime } = stand()
    const [sender, receiver] = mpsc<number>(1)
    const writer = toWritableStream(sender, { runtime }).getWriter()
    writer.closed.catch(() => {})
    await writer.write(1)
    const waiting = refused(writer.write(2))
    runtime[Symbol.dispose]()
    const error = await waiting
    expect([error instanceof JoinError && error.isCancelled(), receiver.tryRecv(), receiver.tryRecv()]).toEqual([true, 1, Done])
  })

  it('46: the other senders will do; their receivers come to an end', async () => {
    const { runtime } = stand()
    const [unbounded, receiver] = mpscUnbounded<number>()
    const writer = toWritableStream(unbounded, { runtime }).getWriter()
    await writer.write(1)
    await writer.close()
    expect(await toPromise(receiver.toArray(), { runtime })).toEqual([1])
    const [sender, hearer] = broadcast<number>(4)
    const other = toWritableStream(sender, { runtime }).getWriter()
    await other.write(7)
    await other.close()
    expect([await toPromise(hearer.recv(), { runtime }), await toPromise(hearer.recv(), { runtime })]).toEqual([7, Done])
  })

  it('46: says what it was given', () => {
    const [sender] = mpsc<number>(1)
    expect(() => toWritableStream({} as never)).toThrow(/expected a sender.*got object/)
    for (const highWaterMark of [0, -1, NaN]) expect(() => toWritableStream(sender, { highWaterMark })).toThrow(RangeError)
  })
})

/** A web stream that takes what it is written when told to, and writes down what is asked of it. */
function sink(highWaterMark = 1) {
  const trace: string[] = []
  const takes: { resolve: () => void; reject: (error: unknown) => void }[] = []
  const work = (what: string): Promise<void> => {
    trace.push(what)
    return new Promise((resolve, reject) => takes.push({ resolve, reject }))
  }
  const web = new WritableStream<unknown>({
    write: chunk => work(`write ${String(chunk)}`),
    close: () => work('close'),
    abort(reason: unknown) { trace.push(`abort ${reason instanceof Error ? reason.name : String(reason)}`) },
  }, { highWaterMark })
  const take = async (): Promise<void> => { takes.shift()!.resolve(); await hostTurns() }
  const fail = async (): Promise<void> => { takes.shift()!.reject(boom); await hostTurns() }
  return { web, trace, take, fail }
}

describe('46: fromWritableStream', () => {
  it('46: takes an item while the web stream wants one, and holds the sender back while it does not', async () => {
    const { web, trace, take } = sink()
    await hostTurns()
    const to = fromWritableStream<string>(web)
    expect(web.locked).toBe(true)
    expect(mockTask(to.send('a')).poll()).toBe(undefined)
    const second = mockTask(to.send('b'))
    expect([second.poll(), second.poll(), trace]).toEqual([Pending, Pending, ['write a']])
    await take()
    expect([second.wakeCount, second.poll(), trace]).toEqual([1, undefined, ['write a', 'write b']])
    const closing = mockTask(to.close())
    expect(closing.poll()).toBe(Pending)
    await take()
    expect([closing.poll(), trace.at(-1), web.locked]).toEqual([Pending, 'close', true])
    await take()
    expect([closing.wakeCount, closing.poll(), web.locked]).toEqual([1, undefined, false])
    to[Symbol.dispose]()
    await hostTurns()
    expect(trace).toEqual(['write a', 'write b', 'close'])
  })

  it('5: a dropped send has not sent, drops its value, and leaves no waiter; a dropped close goes on', async () => {
    const { web, trace, take } = sink()
    await hostTurns()
    const to = fromWritableStream<unknown>(web)
    mockTask(to.send('a')).poll()
    const token = new Token()
    const dropped = mockTask(to.send(token))
    dropped.poll()
    dropped[Symbol.dispose]()
    dropped[Symbol.dispose]()
    await take()
    expect([dropped.wakeCount, token.drops, trace]).toEqual([0, 1, ['write a']])
    const closing = mockTask(to.close())
    closing.poll()
    closing[Symbol.dispose]()
    to[Symbol.dispose]()
    await take()
    expect([closing.wakeCount, trace, web.locked]).toEqual([0, ['write a', 'close'], false])
  })

  it('46: disposed before it was closed, it aborts with a ClosedError and releases the lock', async () => {
    const { web, trace } = sink()
    await hostTurns()
    const to = fromWritableStream<string>(web)
    to[Symbol.dispose]()
    to[Symbol.dispose]()
    await hostTurns()
    expect([trace, web.locked]).toEqual([['abort ClosedError'], false])
    expect(thrownBy(() => mockTask(to.send('a')).poll())).toMatchObject({ name: 'PolledAfterCompletionError' })
  })

  it('46: a failure is thrown from the send that waits, and from each after that; one that nobody meets is reported', async () => {
    const { runtime, heard } = stand()
    using _ = runtime.enter()
    const { web, fail } = sink()
    await hostTurns()
    const to = fromWritableStream<unknown>(web)
    mockTask(to.send('a')).poll()
    const token = new Token()
    const waiting = mockTask(to.send(token))
    waiting.poll()
    await fail()
    expect([waiting.wakeCount, thrownBy(() => waiting.poll()), token.drops]).toEqual([1, boom, 1])
    expect([thrownBy(() => mockTask(to.close()).poll()), web.locked]).toEqual([boom, false])
    to[Symbol.dispose]()
    await hostTurns()
    expect(heard).toEqual([])
    const other = sink()
    await hostTurns()
    const unseen = fromWritableStream<string>(other.web)
    await toPromise(unseen.send('a'), { runtime })
    const waited = mockTask(unseen.send('b'))
    waited.poll()
    waited[Symbol.dispose]()
    await other.fail()
    unseen[Symbol.dispose]()
    await hostTurns()
    expect(heard.map(error => error.cause)).toEqual([boom])
  })

  it('19: a close that nobody waits for any more, and that fails, is reported', async () => {
    const { runtime, heard } = stand()
    using _ = runtime.enter()
    const { web, fail } = sink()
    await hostTurns()
    const to = fromWritableStream<string>(web)
    const closing = mockTask(to.close())
    await toPromise(to.send('a'), { runtime })
    closing.poll()
    closing[Symbol.dispose]()
    to[Symbol.dispose]()
    await fail()
    expect(heard.map(error => error.cause)).toEqual([boom])
  })

  it('46: one that somebody else has closed, or that had failed, is no place to send to', async () => {
    const closed = new WritableStream<string>()
    await closed.close()
    using to = fromWritableStream<string>(closed)
    const waiting = mockTask(to.send('a'))
    waiting.poll()
    await hostTurns()
    expect([waiting.isWoken(), thrownBy(() => waiting.poll()) instanceof ClosedError, closed.locked]).toEqual([true, true, false])
    const failed = new WritableStream<string>({ start(controller) { controller.error(boom) } })
    using other = fromWritableStream<string>(failed)
    const sending = mockTask(other.send('a'))
    sending.poll()
    await hostTurns()
    expect([sending.isWoken(), thrownBy(() => sending.poll())]).toEqual([true, boom])
  })

  it('1, 3: a send that waits while its sink is disposed is woken, and told; so is one after the end', async () => {
    const { runtime } = stand()
    const sink = fromWritableStream<number>(new WritableStream({ write: () => new Promise(() => {}) }))
    const waiting = refused(toPromise(asyncBlock(function* () {
      for (const n of [1, 2]) yield* wait(sink.send(n))
    }), { runtime }))
    await hostTurns(3)
    sink[Symbol.dispose]()
    expect(String(await waiting)).toMatch(/^PolledAfterCompletionError: FromWritableStream was polled after it was disposed/)
    const ended = fromWritableStream<number>(new WritableStream())
    const late = await refused(toPromise(asyncBlock(function* () {
      yield* wait(ended.close())
      yield* wait(ended.send(1))
    }), { runtime }))
    expect(String(late)).toMatch(/^PolledAfterCompletionError: FromWritableStream was polled after it finished/)
  })

  it('1: refuses what is no web stream, a locked one, and two sends at once', async () => {
    expect(() => fromWritableStream(null as never)).toThrow(/expected a WritableStream.*got null/)
    const { web } = sink()
    await hostTurns()
    using to = fromWritableStream<string>(web)
    expect(() => fromWritableStream(web)).toThrow(/is locked/)
    mockTask(to.send('a')).poll()
    using waiting = mockTask(to.send('b'))
    waiting.poll()
    expect(thrownBy(() => mockTask(to.send('c')).poll())).toBeInstanceOf(BorrowError)
  })

  it('28: a host source while it waits; blockOn says so', async () => {
    const driver = new SourceDriver()
    using runtime = new Runtime({ driver })
    const { web } = sink()
    await hostTurns()
    using to = fromWritableStream<string>(web)
    runtime.blockOn(to.send('a'))
    const error = thrownBy(() => runtime.blockOn(to.send('b'))) as HostParkError
    expect([error instanceof HostParkError, error.tasks[0]?.waitsOn, driver.host]).toEqual([true, 'room in it', 0])
    expect([isSendable(to), to[inspect]().name]).toEqual([false, 'FromWritableStream'])
  })

  it('46: a stream into a transform, and out of it', async () => {
    const { runtime } = stand()
    const { readable, writable } = new TransformStream<number, number>({ transform: (n, to) => to.enqueue(n * n) })
    const to = fromWritableStream<number>(writable)
    const sent = toPromise(Stream.from([1, 2, 3]).forEach(n => to.send(n)), { runtime }).then(() => toPromise(to.close(), { runtime }))
    const got: number[] = []
    for await (const n of readable) got.push(n)
    await sent
    expect(got).toEqual([1, 4, 9])
  })
})

describe('46: all the way round', () => {
  /** One direction of the host's streams, as a sink and a source. */
  const ways = {
    web: (mark: number) => {
      const { readable, writable } = new TransformStream<number, number>({}, { highWaterMark: mark }, { highWaterMark: mark - 1 })
      return [fromWritableStream<number>(writable), (into: Sender<number>, runtime: Runtime) => readable.pipeTo(toWritableStream(into, { runtime }) as WritableStream<number>)] as const
    },
    node: (mark: number) => {
      const through = new PassThrough({ objectMode: true, highWaterMark: mark })
      return [fromNodeWritable<number>(through), (into: Sender<number>, runtime: Runtime) => pipeline(through, toNodeWritable(into, Writable, { runtime }))] as const
    },
  }

  it.each(['web', 'node'] as const)('46: %s: whatever the marks and the capacity, all items arrive, in order, and nothing is ahead of what may be', async kind => {
    const { runtime } = stand()
    const law = fc.asyncProperty(fc.array(fc.nat(), { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), async (items, mark, capacity) => {
      const [sender, receiver] = mpsc<number>(capacity)
      const [to, pipe] = ways[kind](mark)
      const piped = pipe(sender, runtime)
      let sent = 0
      let ahead = 0
      const sending = asyncBlock(function* () {
        yield* wait(Stream.from(items).forEach(item => map(to.send(item), () => void sent++)))
        yield* wait(to.close())
      })
      const got: number[] = []
      const receiving = receiver.forEach(item => {
        got.push(item)
        ahead = Math.max(ahead, sent - got.length)
      })
      await toPromise(join(sending, receiving), { runtime })
      await piped
      expect(got).toEqual(items)
      expect(ahead).toBeLessThanOrEqual(2 * mark + capacity + 4)
    })
    await fc.assert(law, { numRuns: 40 })
  })
})

describe('46: Node’s Writable', () => {
  it('46: toNodeWritable: pipeline holds back, ends, and the receiver with it', async () => {
    const { runtime } = stand()
    const [sender, receiver] = mpsc<number>(2)
    let made = 0
    const source = Readable.from((function* () { while (made < 50) yield ++made })(), { highWaterMark: 1 })
    const piped = pipeline(source, toNodeWritable(sender, Writable, { runtime }))
    const state = settled(piped)
    await hostTurns(20)
    expect([made < 10, state.now]).toEqual([true, 'waits'])
    expect(await toPromise(receiver.toArray(), { runtime })).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
    await piped
  })

  it('46: toNodeWritable: destroyed, it disposes the sender; without a receiver it is destroyed with the SendError', async () => {
    const { runtime } = stand()
    const [sender, receiver] = mpsc<number>(1)
    const writable = toNodeWritable(sender, Writable, { runtime })
    writable.write(1)
    writable.write(2)
    writable.on('error', () => {})
    writable.destroy()
    await hostTurns(2)
    expect([receiver.tryRecv(), receiver.tryRecv()]).toEqual([1, Done])
    const [other, gone] = mpsc<number>(1)
    gone[Symbol.dispose]()
    expect(await refused(pipeline(Readable.from([1, 2]), toNodeWritable(other, Writable, { runtime })))).toBeInstanceOf(SendError)
    expect(() => toNodeWritable(sender, {} as never)).toThrow(/expected the class Writable/)
  })

  /** Takes a chunk when told to. */
  function slow() {
    const trace: string[] = []
    const takes: ((error?: Error) => void)[] = []
    const writable = new Writable({ objectMode: true, highWaterMark: 1, write: (chunk, _, done) => { trace.push(`write ${String(chunk)}`); takes.push(done as never) }, final: done => { trace.push('final'); done() } })
    const take = async (error?: Error): Promise<void> => { takes.shift()!(error); await hostTurns() }
    return { writable, trace, take }
  }

  it('46: fromNodeWritable: waits for the drain, and for the end', async () => {
    const { writable, trace, take } = slow()
    const to = fromNodeWritable<string>(writable)
    expect(mockTask(to.send('a')).poll()).toBe(undefined)
    const second = mockTask(to.send('b'))
    expect(second.poll()).toBe(Pending)
    await take()
    expect([second.wakeCount, second.poll()]).toEqual([1, undefined])
    const closing = mockTask(to.close())
    expect(closing.poll()).toBe(Pending)
    await take()
    expect([closing.poll(), trace]).toEqual([undefined, ['write a', 'write b', 'final']])
    to[Symbol.dispose]()
    await hostTurns()
    expect(['drain', 'error', 'finish', 'close'].map(event => writable.listenerCount(event))).toEqual([0, 0, 0, 0])
  })

  it('46: fromNodeWritable: disposed, it destroys; a failure and an early close are thrown', async () => {
    const { runtime, heard } = stand()
    using _ = runtime.enter()
    const cut = slow()
    fromNodeWritable(cut.writable)[Symbol.dispose]()
    await hostTurns()
    expect([cut.writable.destroyed, cut.writable.listenerCount('error'), heard]).toEqual([true, 0, []])
    const failing = slow()
    const to = fromNodeWritable<string>(failing.writable)
    mockTask(to.send('a')).poll()
    const waiting = mockTask(to.send('b'))
    waiting.poll()
    await failing.take(boom)
    expect([waiting.isWoken(), thrownBy(() => waiting.poll())]).toEqual([true, boom])
    to[Symbol.dispose]()
    const closed = slow()
    using early = fromNodeWritable<string>(closed.writable)
    closed.writable.destroy()
    await hostTurns()
    expect(thrownBy(() => mockTask(early.send('a')).poll())).toBeInstanceOf(ClosedError)
    expect(thrownBy(() => mockTask(fromNodeWritable<string>(closed.writable).send('a')).poll())).toBeInstanceOf(ClosedError)
    const ended = slow().writable
    using late = fromNodeWritable<string>(ended.end())
    expect(thrownBy(() => mockTask(late.send('a')).poll())).toBeInstanceOf(ClosedError)
    expect(heard).toEqual([])
  })
})

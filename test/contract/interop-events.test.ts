import { EventEmitter } from 'node:events'
import { PassThrough, Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { ClosedError, Done, fromEvent, fromNodeReadable, hostLoop, HostParkError, isSendable, JoinError, MissedEventsError, Pending, PolledAfterCompletionError, Runtime, Stream, toNodeReadable, toPromise } from '../../src/index.ts'
import type { Poll } from '../../src/index.ts'
import { countingWaker, mockTask } from '../../src/testing/index.ts'
import { hostTurns } from '../support/host-turns.ts'
import { SourceDriver } from '../support/source-driver.ts'
import { item, StreamProbe } from '../support/stream-probe.ts'
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

/** Polls `stream` until it waits or is over: what it gave, the last line says how it stood. */
function drain(stream: Stream<unknown>, waker = countingWaker()): unknown[] {
  const got: unknown[] = []
  for (;;) {
    let answer: Poll<unknown>
    try {
      answer = stream.pollNext({ waker })
    } catch (error) {
      return [...got, { thrown: error }]
    }
    if (answer === Pending) return [...got, 'pending']
    if (answer === Done) return [...got, 'done']
    got.push(answer)
  }
}

const listening = (emitter: EventEmitter): string[] => emitter.eventNames().flatMap(name => Array<string>(emitter.listenerCount(name)).fill(String(name)))

describe('46: fromEvent', () => {
  it('46: events since the call, in order, then it waits and is woken once an event', () => {
    const emitter = new EventEmitter()
    using stream = fromEvent<[number]>(emitter, 'tick')
    emitter.emit('tick', 1)
    emitter.emit('tick', 2)
    const waker = countingWaker()
    expect(drain(stream, waker)).toEqual([[1], [2], 'pending'])
    emitter.emit('tick', 3)
    emitter.emit('tick', 4)
    expect([waker.count, drain(stream)]).toEqual([1, [[3], [4], 'pending']])
  })

  it('46: of an EventTarget: the events themselves', () => {
    const target = new EventTarget()
    using stream = fromEvent(target, 'tick')
    const event = new Event('tick')
    target.dispatchEvent(event)
    expect(drain(stream)).toEqual([event, 'pending'])
  })

  it('46: its listeners are gone after a dispose, an end, an error and an overflow', () => {
    for (const end of ['dispose', 'end', 'error', 'overflow']) {
      const emitter = new EventEmitter()
      const stream = fromEvent<[number]>(emitter, 'tick', { end: ['close', 'end'], highWaterMark: 1 })
      expect(listening(emitter)).toEqual(['tick', 'close', 'end', 'error'])
      emitter.emit('tick', 1)
      if (end === 'dispose') stream[Symbol.dispose]()
      else if (end === 'overflow') emitter.emit('tick', 2)
      else emitter.emit(end, boom)
      const drained = drain(stream)
      expect([end, listening(emitter)]).toEqual([end, []])
      if (end === 'end') expect(drained).toEqual([[1], 'done'])
      if (end === 'error') expect(drained).toEqual([[1], { thrown: boom }])
      stream[Symbol.dispose]()
    }
  })

  it('46: too many events: those kept are given, then an error has the count, and the stream is finished', () => {
    const emitter = new EventEmitter()
    const stream = fromEvent<[number]>(emitter, 'tick', { highWaterMark: 2 })
    for (let n = 1; n <= 5; n++) emitter.emit('tick', n)
    expect(stream.pollNext({ waker: countingWaker() })).toEqual([1])
    emitter.emit('tick', 6) // Behind a gap: not let in, though there is room.
    const [second, end] = drain(stream) as [unknown, { thrown: MissedEventsError }]
    expect([second, end.thrown.count, end.thrown.type, end.thrown.code]).toEqual([[2], 4, 'tick', 'ERR_POLLUX_MISSED_EVENTS'])
    expect(drain(stream)).toEqual([{ thrown: expect.any(PolledAfterCompletionError) as unknown }])
  })

  it.each([['dropOldest', [[3], [4]]], ['dropNewest', [[1], [2]]]] as const)('46: %s loses that one, drops it, and counts', (overflow, kept) => {
    const emitter = new EventEmitter()
    using stream = fromEvent<[number]>(emitter, 'tick', { highWaterMark: 2, overflow })
    for (let n = 1; n <= 4; n++) emitter.emit('tick', n)
    expect([drain(stream), stream.missed]).toEqual([[...kept, 'pending'], 2])
    const tokens = [new Token(), new Token()]
    using mapped = fromEvent(emitter, 'token', { highWaterMark: 1, overflow, map: (token: Token) => token })
    for (const token of tokens) emitter.emit('token', token)
    expect(tokens.map(({ drops }) => drops)).toEqual(overflow === 'dropOldest' ? [1, 0] : [0, 1])
    mapped[Symbol.dispose]()
    expect(tokens.map(({ drops }) => drops)).toEqual([1, 1])
  })

  it('46: map runs while the event is dispatched; its throw fails the stream, not the target', () => {
    const target = new EventTarget()
    const stream = fromEvent(target, 'tick', { map: (event: Event) => { event.preventDefault(); return event.eventPhase } })
    const event = new Event('tick', { cancelable: true })
    target.dispatchEvent(event)
    expect([event.defaultPrevented, drain(stream)]).toEqual([true, [2, 'pending']]) // AT_TARGET: it is still being dispatched.
    stream[Symbol.dispose]()
    const failing = fromEvent(target, 'tick', { map: () => { throw boom } })
    target.dispatchEvent(new Event('tick'))
    expect(drain(failing)).toEqual([{ thrown: boom }])
    failing[Symbol.dispose]()
  })

  it('46: disposed from inside map, it takes nothing in', () => {
    const emitter = new EventEmitter()
    const token = new Token()
    const stream = fromEvent(emitter, 'tick', { map: () => { stream[Symbol.dispose](); return token } })
    emitter.emit('tick')
    expect([token.drops, listening(emitter)]).toEqual([1, []])
  })

  it('46: a failure that nobody saw is reported when it is disposed', () => {
    const { runtime, heard } = stand()
    using _ = runtime.enter()
    const emitter = new EventEmitter()
    const stream = fromEvent(emitter, 'tick')
    emitter.emit('error', boom)
    stream[Symbol.dispose]()
    expect(heard.map(error => error.cause)).toEqual([boom])
  })

  it('28, 31: a host source while it waits; one of the budget an event', () => {
    const driver = new SourceDriver()
    using runtime = new Runtime({ driver })
    const emitter = new EventEmitter()
    using stream = fromEvent<[number]>(emitter, 'tick')
    const error = thrownBy(() => runtime.blockOn(stream.next())) as HostParkError
    expect([error instanceof HostParkError, error.tasks[0]?.waitsOn, driver.host]).toEqual([true, 'an event \'tick\'', 0])
    emitter.emit('tick', 1)
    emitter.emit('tick', 2)
    const task = mockTask({ poll: cx => stream.pollNext(cx) }, { budget: 0 })
    expect([task.poll(), task.wakeCount, drain(stream)]).toEqual([Pending, 1, [[1], [2], 'pending']])
    expect(isSendable(stream)).toBe(false)
  })

  it('46: says what is wrong with its arguments', () => {
    const emitter = new EventEmitter()
    expect(() => fromEvent({} as never, 'x')).toThrow(/expected an EventTarget or an EventEmitter, and got object/)
    for (const highWaterMark of [0, 1.5, Number.NaN]) expect(() => fromEvent(emitter, 'x', { highWaterMark })).toThrow(RangeError)
    expect(() => fromEvent(emitter, 'x', { overflow: 'lose' as never })).toThrow(/overflow/)
    expect(listening(emitter)).toEqual([])
  })
})

describe('46: fromNodeReadable', () => {
  it('46: reads only when polled, and no further than the Readable buffers', async () => {
    const { runtime } = stand()
    let reads = 0
    const readable = new Readable({ objectMode: true, highWaterMark: 1, read() { this.push(++reads) } })
    using stream = fromNodeReadable<number>(readable)
    await hostTurns(3)
    expect(reads).toBe(0)
    expect(await toPromise(stream.next(), { runtime })).toBe(1)
    await hostTurns(3)
    expect(reads).toBeLessThanOrEqual(3)
    expect(await toPromise(stream.next(), { runtime })).toBe(2)
  })

  it('46: the end, and an error, come through; no listener stays', async () => {
    const { runtime, heard } = stand()
    const whole = Readable.from(['a', 'b'])
    expect(await toPromise(fromNodeReadable<string>(whole).toArray(), { runtime })).toEqual(['a', 'b'])
    const failing = new Readable({ read() { this.destroy(boom) } })
    await expect(toPromise(fromNodeReadable(failing).toArray(), { runtime })).rejects.toBe(boom)
    await hostTurns(3)
    expect([listening(whole), listening(failing), heard]).toEqual([[], [], []])
  })

  it('46: closed before its end, it is a ClosedError', async () => {
    const { runtime } = stand()
    const cut = new PassThrough()
    const reading = toPromise(fromNodeReadable(cut).toArray(), { runtime })
    cut.destroy()
    await expect(reading).rejects.toBeInstanceOf(ClosedError)
    const before = new PassThrough()
    before.destroy()
    await hostTurns(2)
    await expect(toPromise(fromNodeReadable(before).toArray(), { runtime })).rejects.toBeInstanceOf(ClosedError)
  })

  it('46: disposed, polled or not, it destroys the Readable; an error of that is reported', async () => {
    const { runtime, heard } = stand()
    using _ = runtime.enter()
    for (const polled of [true, false]) {
      const readable = new Readable({ read() {}, destroy(_error, callback) { setImmediate(() => callback(boom)) } })
      const stream = fromNodeReadable(readable)
      if (polled) expect(drain(stream)).toEqual(['pending'])
      stream[Symbol.dispose]()
      expect(readable.destroyed).toBe(true)
      await hostTurns(4)
      expect([listening(readable), heard.splice(0).map(error => error.cause)]).toEqual([[], [boom]])
    }
  })

  it('28: a host source while it waits; refuses Pending as an object, and what is no Readable', () => {
    const driver = new SourceDriver()
    using runtime = new Runtime({ driver })
    using stream = fromNodeReadable(new Readable({ read() {} }))
    const error = thrownBy(() => runtime.blockOn(stream.next())) as HostParkError
    expect([error.tasks[0]?.waitsOn, driver.host]).toEqual(['a Readable', 0])
    const readable = new Readable({ objectMode: true, read() { this.push(Pending) } })
    expect(drain(fromNodeReadable(readable)).at(-1)).toEqual({ thrown: expect.any(TypeError) as unknown })
    expect(readable.destroyed).toBe(true)
    expect(() => fromNodeReadable(new Writable() as never)).toThrow(/expected a Readable/)
  })
})

describe('46: toNodeReadable', () => {
  it('46: polls only for a read, one item at a time; the end and items come through', async () => {
    const { runtime } = stand()
    const probe = new StreamProbe([item('a'), item('b'), 'done'])
    const readable = toNodeReadable(probe, Readable, { runtime })
    await hostTurns(2)
    expect(probe.polls).toBe(0)
    const seen: unknown[] = []
    for await (const chunk of readable) seen.push(chunk)
    expect([seen, probe.polls, probe.disposes, probe.misuse]).toEqual([['a', 'b'], 3, 0, []])
  })

  it('46: destroyed, it disposes the stream at once', async () => {
    const { runtime } = stand()
    const probe = new StreamProbe([item('a')])
    for await (const _ of toNodeReadable(probe, Readable, { runtime })) break
    expect([probe.disposes, probe.misuse]).toEqual([1, []])
    const waiting = new StreamProbe([])
    const readable = toNodeReadable(waiting, Readable, { runtime })
    readable.read()
    readable.destroy()
    expect([waiting.polls, waiting.disposes]).toEqual([1, 1])
  })

  it('46: a throw of the stream is its error; null as an item is refused', async () => {
    const { runtime } = stand()
    const drained = (stream: Stream<unknown> | StreamProbe): Promise<unknown[]> => toNodeReadable(stream, Readable, { runtime }).toArray()
    await expect(drained(new StreamProbe([{ throw: boom }]))).rejects.toBe(boom)
    await expect(drained(new StreamProbe([{ throw: 'text' }]))).rejects.toMatchObject({ cause: 'text' })
    await expect(drained(Stream.from([null]))).rejects.toBeInstanceOf(TypeError)
  })

  it('46: there and back, through a pipeline', async () => {
    const { runtime } = stand()
    const written: string[] = []
    const sink = new Writable({ decodeStrings: false, write(chunk, _encoding, callback) { written.push(String(chunk)); setImmediate(callback) } })
    const source = fromNodeReadable<string>(Readable.from(['to', 'be']))
    await pipeline(toNodeReadable(source.map(text => text.toUpperCase()), Readable, { runtime }), sink)
    expect(written).toEqual(['TO', 'BE'])
  })

  it('46: says what it was given', () => {
    expect(() => toNodeReadable([] as never, Readable)).toThrow(/expected a stream/)
    expect(() => toNodeReadable(Stream.empty(), undefined as never)).toThrow(/expected the class Readable/)
  })
})

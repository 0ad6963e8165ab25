import { ReadableStream, type ReadableStreamDefaultController, TransformStream } from 'node:stream/web'
import { afterEach, describe, expect, it } from 'vitest'
import { ClosedError, Done, fromReadableStream, hostLoop, HostParkError, inspect, isSendable, JoinError, Pending, PolledAfterCompletionError, Runtime, Stream, toPromise, toReadableStream } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
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

/** A web stream, started, that is fed by hand and writes down what is asked of it. */
async function source<T>(onCancel: () => void | Promise<void> = () => {}) {
  const trace: string[] = []
  let controller!: ReadableStreamDefaultController<T>
  const web = new ReadableStream<T>({
    start(given) { controller = given },
    pull() { trace.push('pull') },
    cancel(reason: unknown) {
      trace.push(`cancel ${reason instanceof Error ? reason.name : String(reason)}`)
      return onCancel()
    },
  }, { highWaterMark: 0 })
  await hostTurns() // It is pulled from only when it has started, a microtask later.
  return { web, trace, give: async (chunk: T) => { controller.enqueue(chunk); await hostTurns() }, controller }
}

const shown = (got: unknown): unknown => (got === Pending ? 'pending' : got === Done ? 'done' : got)

describe('46: fromReadableStream', () => {
  it('46: pulls exactly as often as chunks were asked for, and not before a poll', async () => {
    const { web, trace, give } = await source<number>()
    using stream = fromReadableStream<number>(web)
    await hostTurns(2)
    expect([web.locked, trace]).toEqual([true, []])
    using task = mockTask({ poll: cx => stream.pollNext(cx) })
    expect([task.poll(), task.poll(), trace]).toEqual([Pending, Pending, ['pull']])
    await give(1)
    expect([task.wakeCount, trace]).toEqual([1, ['pull']])
    expect([stream.pollNext({ waker: { wake() {}, willWake: () => true } }), trace]).toEqual([1, ['pull']])
    await hostTurns(2)
    expect(trace).toEqual(['pull'])
  })

  it('46: at the end the lock is released, nothing is cancelled, and it is Done for ever', async () => {
    const { web, trace, controller } = await source<number>()
    const stream = fromReadableStream<number>(web)
    const task = mockTask(stream.next())
    task.poll()
    controller.close()
    await hostTurns()
    expect(shown(task.poll())).toBe('done')
    expect([web.locked, trace]).toEqual([false, ['pull']])
    expect(shown(mockTask(stream.next()).poll())).toBe('done')
    stream[Symbol.dispose]()
    expect(trace).toEqual(['pull'])
  })

  it('46: an error of the web stream is thrown, the original, finishes the stream, and releases the lock', async () => {
    const { web, controller } = await source<number>()
    const stream = fromReadableStream<number>(web)
    const cx = { waker: { wake() {}, willWake: () => true } }
    stream.pollNext(cx)
    controller.error(boom)
    await hostTurns()
    expect(thrownBy(() => stream.pollNext(cx))).toBe(boom)
    expect(thrownBy(() => stream.pollNext(cx))).toBeInstanceOf(PolledAfterCompletionError)
    expect(web.locked).toBe(false)
    stream[Symbol.dispose]()
  })

  it.each(['unpolled', 'waiting', 'with a chunk that nobody took'])('46: disposed %s: cancelled once with a reason, the lock released at once', async when => {
    const { web, trace, give } = await source<Token>()
    const stream = fromReadableStream<Token>(web)
    const task = mockTask({ poll: cx => stream.pollNext(cx) })
    const token = new Token()
    if (when !== 'unpolled') task.poll()
    if (when.startsWith('with')) await give(token)
    const wakes = task.wakeCount
    stream[Symbol.dispose]()
    stream[Symbol.dispose]()
    expect([web.locked, trace.at(-1)]).toEqual([false, 'cancel ClosedError'])
    await hostTurns(2)
    expect([task.wakeCount - wakes, trace.length, token.drops]).toEqual([0, when === 'unpolled' ? 1 : 2, when.startsWith('with') ? 1 : 0])
  })

  it('46: the writer at the other side of a transform learns why', async () => {
    const { readable, writable } = new TransformStream<number, number>()
    const stream = fromReadableStream<number>(readable)
    stream[Symbol.dispose]()
    await expect(writable.getWriter().write(1)).rejects.toBeInstanceOf(ClosedError)
  })

  it('46: a failure of cancel(), and a web stream that had failed unseen, are reported once each', async () => {
    const { runtime, heard } = stand()
    using _ = runtime.enter()
    const refusing = await source<number>(() => Promise.reject(boom))
    fromReadableStream<number>(refusing.web)[Symbol.dispose]()
    await hostTurns()
    expect(heard.map(error => error.cause)).toEqual([boom])
    for (const settled of [true, false]) {
      heard.length = 0
      const failed = await source<number>()
      const stream = fromReadableStream<number>(failed.web)
      mockTask({ poll: cx => stream.pollNext(cx) }).poll()
      failed.controller.error(boom)
      if (settled) await hostTurns()
      stream[Symbol.dispose]()
      await hostTurns()
      expect([failed.web.locked, heard.map(error => error.cause)]).toEqual([false, [boom]])
    }
  })

  it('1: refuses what is no web stream, a locked one, and Pending and Done as chunks', async () => {
    expect(() => fromReadableStream(null as never)).toThrow(/expected a ReadableStream.*got null/)
    const { web, trace, give } = await source<unknown>()
    const stream = fromReadableStream<unknown>(web)
    expect(() => fromReadableStream<unknown>(web)).toThrow(/is locked/)
    const cx = { waker: { wake() {}, willWake: () => true } }
    stream.pollNext(cx)
    await give(Done)
    expect(thrownBy(() => stream.pollNext(cx))).toBeInstanceOf(TypeError)
    expect([web.locked, trace]).toEqual([false, ['pull', 'cancel ClosedError']])
  })

  it('28: a host source while a chunk is awaited; blockOn says so; a dropped next() loses nothing', async () => {
    const driver = new SourceDriver()
    using runtime = new Runtime({ driver })
    const { web, trace, give } = await source<number>()
    using stream = fromReadableStream<number>(web)
    const error = thrownBy(() => runtime.blockOn(stream.next())) as HostParkError
    expect([error instanceof HostParkError, error.tasks[0]?.waitsOn, driver.host]).toEqual([true, 'a web stream', 0])
    await give(7)
    expect([runtime.blockOn(stream.next()), trace, driver.host]).toEqual([7, ['pull'], 0])
    expect([isSendable(stream), stream[inspect]().name]).toEqual([false, 'FromReadableStream'])
  })
})

describe('46: toReadableStream', () => {
  it('46: polls only for a read, one item at a time', async () => {
    const { runtime } = stand()
    const probe = new StreamProbe([item('a'), item('b'), 'done'])
    const reader = toReadableStream(probe, { runtime }).getReader()
    await hostTurns(2)
    expect(probe.polls).toBe(0)
    expect(await reader.read()).toEqual({ value: 'a', done: false })
    await hostTurns(2)
    expect(probe.polls).toBe(1)
    expect([await reader.read(), await reader.read(), await reader.read()]).toEqual([{ value: 'b', done: false }, { value: undefined, done: true }, { value: undefined, done: true }])
    expect([probe.polls, probe.disposes, probe.misuse]).toEqual([3, 0, []])
  })

  it('46: with a highWaterMark so many items are made ahead', async () => {
    const { runtime } = stand()
    const probe = new StreamProbe([1, 2, 3, 4].map(item))
    const web = toReadableStream(probe, { runtime, highWaterMark: 2 })
    await hostTurns(3)
    expect(probe.polls).toBe(2)
    await web.cancel()
    expect(probe.disposes).toBe(1)
  })

  it('46: cancel disposes the stream at once, also while a read is pending', async () => {
    for (const waiting of [true, false]) {
      const { runtime } = stand()
      const probe = new StreamProbe([])
      const reader = toReadableStream(probe, { runtime }).getReader()
      const read = waiting ? reader.read() : null
      const cancelled = reader.cancel('enough')
      expect(probe.disposes).toBe(1)
      await cancelled
      if (read !== null) expect(await read).toEqual({ value: undefined, done: true })
      expect(probe.misuse).toEqual([])
    }
  })

  it('46: a throw of the stream is the web stream’s error; a shutdown a cancelled JoinError', async () => {
    const { runtime } = stand()
    const reader = toReadableStream(new StreamProbe([{ throw: boom }]), { runtime }).getReader()
    await expect(reader.read()).rejects.toBe(boom)
    const waiting = toReadableStream(new StreamProbe([]), { runtime }).getReader().read()
    runtime[Symbol.dispose]()
    const error: unknown = await waiting.catch((thrown: unknown) => thrown)
    expect([error instanceof JoinError, (error as JoinError).isCancelled()]).toEqual([true, true])
  })

  it('46: says what it was given', () => {
    expect(() => toReadableStream([] as never)).toThrow(/expected a stream.*got object/)
    expect(() => toReadableStream(Stream.empty(), { highWaterMark: -1 })).toThrow(RangeError)
  })

  it('46: there and back: items, an end, a throw and a dispose come through', async () => {
    const { runtime, heard } = stand()
    const round = (probe: StreamProbe) => fromReadableStream(toReadableStream(probe, { runtime }))
    expect(await toPromise(round(new StreamProbe([item('a'), item('b'), 'done'])).toArray(), { runtime })).toEqual(['a', 'b'])
    await expect(toPromise(round(new StreamProbe([item('a'), { throw: boom }])).toArray(), { runtime })).rejects.toBe(boom)
    const endless = new StreamProbe([item('a'), item('b')])
    expect(await toPromise(round(endless).take(1).toArray(), { runtime })).toEqual(['a'])
    expect([endless.polls, endless.disposes, endless.misuse, heard]).toEqual([1, 1, [], []])
  })

  it('46: as the body of a Response', async () => {
    const { runtime } = stand()
    const bytes = Stream.from(['to ', 'be']).map(text => new TextEncoder().encode(text))
    expect(await new Response(toReadableStream(bytes, { runtime })).text()).toBe('to be')
  })
})

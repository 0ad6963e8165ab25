import { afterEach, describe, expect, it } from 'vitest'
import { BorrowError, Done, fromAsyncIterable, HostParkError, inspect, isSendable, JoinError, Pending, pollFn, PolledAfterCompletionError, Runtime, Stream, toAsyncIterable } from '../../src/index.ts'
import type { Context, Poll } from '../../src/index.ts'
import { countingWaker, mockTask } from '../../src/testing/index.ts'
import { hostTurns } from '../support/host-turns.ts'
import { SourceDriver } from '../support/source-driver.ts'
import { StreamProbe, item } from '../support/stream-probe.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

const boom = new Error('boom')

/** An async iterable whose every answer the test gives by hand; it writes down what is asked of it. */
class HandIterable<T> implements AsyncIterable<T>, AsyncIterator<T> {
  onReturn: () => Promise<IteratorResult<T>> = () => Promise.resolve({ value: undefined, done: true })
  readonly trace: string[] = []
  private readonly answers: { resolve(result: IteratorResult<T>): void; reject(error: unknown): void }[] = []

  next(): Promise<IteratorResult<T>> {
    this.trace.push('next')
    return new Promise((resolve, reject) => { this.answers.push({ resolve, reject }) })
  }

  [Symbol.asyncIterator](): this {
    this.trace.push('open')
    return this
  }

  return(): Promise<IteratorResult<T>> {
    this.trace.push('return')
    return this.onReturn()
  }

  async give(value: T): Promise<void> {
    this.answers.shift()!.resolve({ value, done: false })
    await hostTurns()
  }

  async end(): Promise<void> {
    this.answers.shift()!.resolve({ value: undefined, done: true })
    await hostTurns()
  }

  async fail(error: unknown): Promise<void> {
    this.answers.shift()!.reject(error)
    await hostTurns()
  }
}

/** A place to poll a stream from. */
function place() {
  const waker = countingWaker()
  const cx: Context = { waker }
  const turn = (stream: { pollNext(cx: Context): Poll<unknown> }): unknown => {
    const got = stream.pollNext(cx)
    return got === Pending ? 'pending' : got === Done ? 'done' : { item: got }
  }
  return { waker, cx, turn }
}

const open: Runtime[] = []
afterEach(() => {
  for (const runtime of open.splice(0)) runtime[Symbol.dispose]()
})

/** A runtime that polls `stream` when told to, for as long as it has items. */
function stand<T>(stream: Stream<T>) {
  const heard: JoinError[] = []
  const seen: T[] = []
  const driver = new SourceDriver()
  const runtime = new Runtime({ driver, onUnhandledError: error => { heard.push(error) } })
  open.push(runtime)
  const handle = runtime.spawnLocal(pollFn((cx): Poll<'end'> => {
    for (;;) {
      const got = stream.pollNext(cx)
      if (got === Pending) return Pending
      if (got === Done) return 'end'
      seen.push(got)
    }
  }))
  return { runtime, driver, heard, seen, handle }
}

/** A stream of `iterable`, polled once by a runtime. */
function owned<T>(iterable: HandIterable<T>) {
  const stream = fromAsyncIterable(iterable)
  const made = stand(stream)
  made.runtime.runUntilStalled()
  return { ...made, stream }
}

describe('46: fromAsyncIterable', () => {
  it('1: making it asks nothing; the first poll opens it and asks for one item', async () => {
    const iterable = new HandIterable<number>()
    const stream = fromAsyncIterable(iterable)
    expect(stream).toBeInstanceOf(Stream)
    await hostTurns()
    expect(iterable.trace).toEqual([])
    const { turn } = place()
    expect([turn(stream), turn(stream)]).toEqual(['pending', 'pending'])
    expect(iterable.trace).toEqual(['open', 'next'])
  })

  it('46: asks for an item only when it is polled for one, one at a time', async () => {
    const iterable = new HandIterable<number>()
    const stream = fromAsyncIterable(iterable)
    const { waker, turn } = place()
    turn(stream)
    await iterable.give(1)
    await hostTurns(3)
    expect([waker.count, iterable.trace]).toEqual([1, ['open', 'next']])
    expect(turn(stream)).toEqual({ item: 1 })
    await hostTurns(3)
    expect(iterable.trace).toEqual(['open', 'next'])
    expect(turn(stream)).toBe('pending')
    await iterable.give(2)
    expect([waker.count, turn(stream), iterable.trace]).toEqual([2, { item: 2 }, ['open', 'next', 'next']])
  })

  it('46: the end is Done for ever, and return() is not called', async () => {
    const iterable = new HandIterable<number>()
    const stream = fromAsyncIterable(iterable)
    const { turn } = place()
    turn(stream)
    await iterable.end()
    expect([turn(stream), turn(stream)]).toEqual(['done', 'done'])
    stream[Symbol.dispose]()
    expect(iterable.trace).toEqual(['open', 'next'])
  })

  it('46: a rejected next() is thrown from the poll and finishes the stream; return() is not called', async () => {
    const iterable = new HandIterable<number>()
    const stream = fromAsyncIterable(iterable)
    const { turn } = place()
    turn(stream)
    await iterable.fail(boom)
    expect(thrownBy(() => turn(stream))).toBe(boom)
    const again = thrownBy(() => turn(stream)) as PolledAfterCompletionError
    expect([again instanceof PolledAfterCompletionError, again.what]).toEqual([true, 'FromAsyncIterable'])
    stream[Symbol.dispose]()
    expect(iterable.trace).toEqual(['open', 'next'])
  })

  it('2: a throw from opening it, or from next() itself, finishes it too', () => {
    const opening = fromAsyncIterable({ [Symbol.asyncIterator]: () => { throw boom } })
    const asking = fromAsyncIterable({ [Symbol.asyncIterator]: () => ({ next: () => { throw boom } }) })
    const { turn } = place()
    for (const stream of [opening, asking]) {
      expect(thrownBy(() => turn(stream))).toBe(boom)
      expect(thrownBy(() => turn(stream))).toBeInstanceOf(PolledAfterCompletionError)
      stream[Symbol.dispose]()
    }
  })

  it('1: refuses Pending and Done as items, and tells the iterator; refuses what is no result', async () => {
    for (const answer of [Pending, Done]) {
      const iterable = new HandIterable<unknown>()
      const stream = fromAsyncIterable(iterable)
      const { turn } = place()
      turn(stream)
      await iterable.give(answer)
      expect(thrownBy(() => turn(stream))).toBeInstanceOf(TypeError)
      expect(thrownBy(() => turn(stream))).toBeInstanceOf(PolledAfterCompletionError)
      expect(iterable.trace).toEqual(['open', 'next', 'return'])
    }
    const odd = fromAsyncIterable({ [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(7) as never }) })
    const { turn } = place()
    turn(odd)
    await hostTurns()
    expect((thrownBy(() => turn(odd)) as Error).message).toBe('fromAsyncIterable: next() of the async iterable gave 7, which is no iterator result')
  })

  it('2: polled from inside next(), it throws BorrowError; disposed there, too', () => {
    const errors: unknown[] = []
    const { turn } = place()
    const stream: Stream<number> = fromAsyncIterable({ [Symbol.asyncIterator]: () => ({ next: () => {
      errors.push(thrownBy(() => turn(stream)), thrownBy(() => stream[Symbol.dispose]()))
      return new Promise<never>(() => {})
    } }) })
    expect(turn(stream)).toBe('pending')
    expect(errors.map(error => error instanceof BorrowError)).toEqual([true, true])
  })

  it('46: says what it was given when that is no async iterable', () => {
    expect(() => fromAsyncIterable([1] as never)).toThrow(/fromAsyncIterable: expected an async iterable.*and got object/)
    expect(() => fromAsyncIterable(null as never)).toThrow(/and got null/)
  })

  it('9: only the waker of the latest poll is woken', async () => {
    const iterable = new HandIterable<number>()
    const stream = fromAsyncIterable(iterable)
    const [one, two] = [place(), place()]
    one.turn(stream)
    two.turn(stream)
    await iterable.give(1)
    expect([one.waker.count, two.waker.count]).toEqual([0, 1])
  })
})

describe('46: disposed', () => {
  it('8: unpolled: the iterable is never opened', () => {
    const iterable = new HandIterable<number>()
    const stream = fromAsyncIterable(iterable)
    stream[Symbol.dispose]()
    stream[Symbol.dispose]()
    expect(iterable.trace).toEqual([])
    const error = thrownBy(() => place().turn(stream)) as Error
    expect(error).toBeInstanceOf(PolledAfterCompletionError)
    expect(error.message).toContain('was disposed')
  })

  it.each([['while an item is awaited', false], ['with an item that nobody took', true]])('46: %s: return() is called once, at once, and nobody is woken', async (_, arrived) => {
    const iterable = new HandIterable<number>()
    const stream = fromAsyncIterable(iterable)
    const { waker, turn } = place()
    turn(stream)
    if (arrived) await iterable.give(1)
    const wakes = waker.count
    stream[Symbol.dispose]()
    stream[Symbol.dispose]()
    expect(iterable.trace).toEqual(['open', 'next', 'return'])
    if (!arrived) await iterable.give(1)
    expect(waker.count).toBe(wakes)
  })

  it('46: a rejection of return(), and one of the next() under way, go to onUnhandledError', async () => {
    const iterable = new HandIterable<number>()
    const late = new Error('late')
    iterable.onReturn = () => Promise.reject(boom)
    const { heard, stream, runtime } = owned(iterable)
    stream[Symbol.dispose]()
    await iterable.fail(late)
    expect(heard.map(error => [error.cause, error.message.replace(/^task \d+ /, '')])).toEqual([
      [boom, '(return() of an async iterable) failed: Error: boom'],
      [late, '(next() of an async iterable whose stream was disposed) failed: Error: late'],
    ])
    runtime[Symbol.dispose]()
  })

  it('46: a throw of return() itself is the dispose’s', () => {
    const iterable = new HandIterable<number>()
    iterable.onReturn = () => { throw boom }
    const { stream, heard, driver } = owned(iterable)
    expect(thrownBy(() => stream[Symbol.dispose]())).toBe(boom)
    stream[Symbol.dispose]()
    expect([heard, driver.host, iterable.trace]).toEqual([[], 0, ['open', 'next', 'return']])
  })

  it('6: an item that nobody took, or that comes too late, is dropped', async () => {
    for (const arrived of [true, false]) {
      const iterable = new HandIterable<Token>()
      const { stream } = owned(iterable)
      const token = new Token()
      if (arrived) await iterable.give(token)
      stream[Symbol.dispose]()
      if (!arrived) await iterable.give(token)
      expect(token.drops).toBe(1)
    }
  })

  it('6: a rejection that nobody took is reported', async () => {
    const iterable = new HandIterable<number>()
    const { stream, heard } = owned(iterable)
    await iterable.fail(boom)
    expect(heard).toEqual([])
    stream[Symbol.dispose]()
    expect(heard.map(error => error.cause)).toEqual([boom])
  })

  it('46: iterators without return() are let go in silence', async () => {
    const stream = fromAsyncIterable({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) })
    place().turn(stream)
    stream[Symbol.dispose]()
    expect(stream[inspect]()).toEqual({ name: 'FromAsyncIterable', state: 'Disposed' })
  })
})

describe('46: a host source while an item is awaited', () => {
  it('28: balanced over every item', async () => {
    const iterable = new HandIterable<number>()
    const { runtime, driver, seen } = stand(fromAsyncIterable(iterable))
    runtime.runUntilStalled()
    await iterable.give(1)
    expect(driver.host).toBe(0)
    runtime.runUntilStalled()
    await iterable.give(2)
    runtime.runUntilStalled()
    await iterable.end()
    runtime.runUntilStalled()
    expect([seen, driver.trace]).toEqual([[1, 2], ['+host', '-host', '+host', '-host', '+host', '-host']])
  })

  it('28: blockOn throws HostParkError, which says what is waited for', () => {
    const driver = new SourceDriver()
    using runtime = new Runtime({ driver })
    using stream = fromAsyncIterable(new HandIterable<number>())
    const error = thrownBy(() => runtime.blockOn(stream.next())) as HostParkError
    expect(error).toBeInstanceOf(HostParkError)
    expect(error.tasks[0]?.waitsOn).toBe('an async iterable')
    expect(driver.host).toBe(0)
  })

  it('43: disposing a waiting next() lets go of the source and loses no item', async () => {
    const iterable = new HandIterable<number>()
    const driver = new SourceDriver()
    using runtime = new Runtime({ driver })
    using stream = fromAsyncIterable(iterable)
    using guard = runtime.enter()
    const first = mockTask(stream.next())
    first.poll()
    expect(driver.host).toBe(1)
    first[Symbol.dispose]()
    expect(driver.host).toBe(0)
    await iterable.give(1)
    expect(first.wakeCount).toBe(0)
    using second = mockTask(stream.next())
    expect([second.poll(), iterable.trace]).toEqual([1, ['open', 'next']])
    guard[Symbol.dispose]()
  })

  it('22: not sendable', () => {
    expect(isSendable(fromAsyncIterable(new HandIterable()))).toBe(false)
  })
})

describe('46: with the host’s own', () => {
  it('46: an async generator: its finally runs on dispose', async () => {
    const trace: string[] = []
    const items = async function* () {
      try {
        for (let n = 1; ; n++) yield n
      } finally {
        trace.push('finally')
      }
    }
    const stream = fromAsyncIterable(items())
    for await (const n of toAsyncIterable(stream)) {
      trace.push(`item ${n}`)
      if (n === 3) break
    }
    await hostTurns()
    expect(trace).toEqual(['item 1', 'item 2', 'item 3', 'finally'])
  })

  it('46: there and back: nothing is lost, and an end, a throw and a break come through', async () => {
    const whole = new StreamProbe([item('a'), item('b'), 'done'])
    const seen: unknown[] = []
    for await (const value of toAsyncIterable(fromAsyncIterable(toAsyncIterable(whole)))) seen.push(value)
    expect([seen, whole.polls, whole.disposes, whole.misuse]).toEqual([['a', 'b'], 3, 0, []])

    const failing = new StreamProbe([item('a'), { throw: boom }])
    const through = toAsyncIterable(fromAsyncIterable(toAsyncIterable(failing)))
    await through.next()
    await expect(through.next()).rejects.toBe(boom)
    expect([failing.disposes, failing.misuse]).toEqual([0, []])

    const endless = new StreamProbe([item('a'), item('b')])
    for await (const _ of toAsyncIterable(fromAsyncIterable(toAsyncIterable(endless)))) break
    expect([endless.polls, endless.disposes, endless.misuse]).toEqual([1, 1, []])
  })
})

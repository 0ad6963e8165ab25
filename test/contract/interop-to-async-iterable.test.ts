import { afterEach, describe, expect, it } from 'vitest'
import { BorrowError, Done, hostLoop, JoinError, NestedBlockOnError, Pending, Runtime, Stream, blockOn, ready, toAsyncIterable } from '../../src/index.ts'
import type { Poll, Waker } from '../../src/index.ts'
import { standing } from '../support/host-turns.ts'
import { Printed } from '../support/printed.ts'
import { item, StreamProbe, type StreamStep } from '../support/stream-probe.ts'

const boom = new Error('boom')
const over = '{"done":true}'
const given = (value: unknown) => `{"value":${JSON.stringify(value)},"done":false}`

const open: Runtime[] = []
afterEach(() => {
  for (const runtime of open.splice(0)) runtime[Symbol.dispose]()
})

/** A runtime that only runs when told to, a stream of `steps`, and that stream's items. */
function stand(steps: StreamStep[] = [], resumable = false) {
  const heard: JoinError[] = []
  const runtime = new Runtime({ onUnhandledError: error => { heard.push(error) } })
  open.push(runtime)
  const stream = new StreamProbe(steps, resumable)
  return { runtime, heard, stream, items: toAsyncIterable(stream, { runtime }) }
}

describe('46: what it is given', () => {
  it('46: a runtime that is none is refused at the call, and null is as if left out', async () => {
    const stream = new StreamProbe([item(1)])
    expect(() => toAsyncIterable(stream, { runtime: 5 as never })).toThrow(new TypeError('toAsyncIterable: expected a runtime, a new Runtime({ driver: hostLoop() }), and got number'))
    expect([stream.polls, stream.disposes]).toEqual([0, 0])
    expect(await toAsyncIterable(stream, null).next()).toEqual({ value: 1, done: false })
    expect(await standing(toAsyncIterable(new StreamProbe([item(2)]), { runtime: null }).next())).toEqual([given(2)])
  })
})

describe('46: between two next()s', () => {
  it.each([['the next next()', true], ['return()', false]])('46: the stream is in no task: after a shutdown %s disposes it', async (_, asks) => {
    const { runtime, heard, stream, items } = stand([item(1), item(2)])
    await items.next()
    expect(runtime.dump()).toEqual([])
    runtime[Symbol.dispose]()
    expect(stream.disposes).toBe(0)
    if (asks) {
      const error = await items.next().catch((error: unknown) => error) as JoinError
      expect([error instanceof JoinError, error.isCancelled()]).toEqual([true, true])
    } else {
      expect(await items.return()).toEqual({ value: undefined, done: true })
    }
    expect([stream.polls, stream.disposes, stream.misuse, heard]).toEqual([1, 1, [], []])
    expect(await standing(items.next())).toEqual([over])
  })
})

describe('46: next() polls the stream', () => {
  it('1: making it polls nothing', () => {
    const { stream, items } = stand([item(1)])
    expect([stream.polls, stream.disposes, items[Symbol.asyncIterator]() === items]).toEqual([0, 0, true])
  })

  it('46: once at once, an item a call, and not ahead', async () => {
    const { stream, items } = stand([item(1), item(2)])
    const first = items.next()
    expect(stream.polls).toBe(1)
    expect(await first).toEqual({ value: 1, done: false })
    expect(stream.polls).toBe(1)
    expect(await items.next()).toEqual({ value: 2, done: false })
    expect(stream.polls).toBe(2)
  })

  it('46: waits for a wake, and is polled once for it', async () => {
    const { runtime, stream, items } = stand()
    const next = items.next()
    expect(await standing(next)).toEqual(['open'])
    stream.push(item('late'))
    expect([stream.polls, runtime.runUntilStalled(), stream.polls]).toEqual([1, 1, 2])
    expect(await standing(next)).toEqual([given('late')])
    expect(runtime.dump()).toEqual([])
  })

  it('46: the end is done for ever, and the stream not touched again', async () => {
    const { stream, items } = stand([item(1), 'done'])
    expect(await standing(items.next(), items.next(), items.next())).toEqual([given(1), over, over])
    expect(await standing(items.next(), items.return(5))).toEqual([over, '{"value":5,"done":true}'])
    expect([stream.polls, stream.disposes, stream.misuse]).toEqual([2, 0, []])
  })

  it('46: concurrent calls are served in order, while the stream is ready and when it is not', async () => {
    const { runtime, stream, items } = stand([item(1), 'pending', item(2), item(3)])
    const calls = [items.next(), items.next(), items.next(), items.next()]
    expect(await standing(...calls)).toEqual([given(1), 'open', 'open', 'open'])
    stream.push()
    runtime.runUntilStalled()
    expect(await standing(...calls)).toEqual([given(1), given(2), given(3), 'open'])
    stream.push('done')
    runtime.runUntilStalled()
    expect(await standing(...calls)).toEqual([given(1), given(2), given(3), over])
    expect(stream.polls).toBe(6)
  })

  it('31: spends one of the budget an item; ten thousand open calls overflow no stack and starve nobody', async () => {
    let left = 10_000
    const { runtime } = stand()
    const calls: Promise<IteratorResult<number>>[] = []
    const source = { pollNext: (cx: { waker: Waker }): Poll<number | typeof Done> => (calls.length < 10_000 ? (cx.waker.wake(), Pending) : left--) }
    const items = toAsyncIterable(source, { runtime })
    while (calls.length < 10_000) calls.push(items.next())
    expect(runtime.runUntilStalled()).toBe(Math.ceil(10_000 / 128))
    const all = await Promise.all(calls)
    expect(all.map(({ value }) => value as number)).toEqual(Array.from({ length: 10_000 }, (_, i) => 10_000 - i))
  })

  it('46: a call from inside the stream’s own poll is served after it', async () => {
    const calls: Promise<unknown>[] = []
    const { items } = stand([{ run: () => { calls.push(items.next()) } }, item(1), item(2)])
    calls.unshift(items.next())
    expect(await standing(...calls)).toEqual([given(1), given(2)])
  })

  it('46: an item that is a promise stays one', async () => {
    const promise = Promise.resolve('inner')
    const { items } = stand([item(promise)])
    expect((await items.next()).value).toBe(promise)
  })

  it('46: takes what has a pollNext, a Stream or not', async () => {
    class Two extends Stream<string> {
      private left = 2
      pollNext(): Poll<string | typeof Done> {
        return this.left === 0 ? Done : `${this.left--} left`
      }
    }
    const seen: string[] = []
    for await (const text of toAsyncIterable(new Two())) seen.push(text)
    expect(seen).toEqual(['2 left', '1 left'])
    expect(() => toAsyncIterable([1] as never)).toThrow(/toAsyncIterable: expected a stream.*and got object/)
  })
})

describe('46: errors reject and finish', () => {
  it('46: the call that meets the throw gets the original error, the others the end', async () => {
    const { runtime, stream, items, heard } = stand([item(1), { throw: boom }])
    expect(await standing(items.next(), items.next(), items.next())).toEqual([given(1), 'rejected: Error: boom', over])
    expect(await standing(items.next(), items.return())).toEqual([over, over])
    runtime[Symbol.dispose]()
    expect([stream.polls, stream.disposes, stream.misuse, heard]).toEqual([2, 0, [], []])
  })

  it('42: a set that stays usable after a throw is disposed, once, so that its other children are not left behind', async () => {
    const { stream, items, heard } = stand([{ throw: boom }, item(2)], true)
    expect(await standing(items.next(), items.next())).toEqual(['rejected: Error: boom', over])
    expect([stream.polls, stream.disposes, stream.misuse]).toEqual([1, 1, []])
    const failing = stand([{ throw: boom }], true)
    failing.stream.onDispose = () => { throw new Error('in dispose') }
    expect(await standing(failing.items.next())).toEqual(['rejected: Error: boom'])
    expect([failing.heard.map(error => (error.cause as Error).message), heard]).toEqual([['in dispose'], []])
  })

  it('46: a shutdown disposes the stream; the first call gets a cancelled JoinError', async () => {
    const { runtime, stream, items } = stand()
    const calls = [items.next(), items.next()]
    runtime[Symbol.dispose]()
    expect(stream.disposes).toBe(1)
    expect(await standing(...calls, items.next())).toEqual(['rejected: JoinError: task 1 (StreamProbe) was cancelled', over, over])
    expect([stream.disposes, stream.misuse]).toEqual([1, []])
  })

  it('46: a shutdown while nobody waits shows at the next call', async () => {
    const { runtime, stream, items } = stand([item(1)])
    await items.next()
    runtime[Symbol.dispose]()
    const error = await items.next().catch((error: unknown) => error) as JoinError
    expect([error instanceof JoinError, error.isCancelled(), stream.disposes, stream.polls]).toEqual([true, true, 1, 1])
    expect(await standing(items.next())).toEqual([over])
  })
})

describe('46: return() and throw()', () => {
  it('46: return() disposes the stream at once, even while calls are pending, which are done', async () => {
    const { runtime, stream, items } = stand()
    const calls = [items.next(), items.next()]
    const back = items.return('bye')
    expect(stream.disposes).toBe(1)
    expect(await standing(...calls, back, items.next())).toEqual([over, over, '{"value":"bye","done":true}', over])
    runtime.runUntilStalled()
    expect(runtime.dump()).toEqual([])
    stream.push(item(1))
    runtime.runUntilStalled()
    expect([stream.polls, stream.disposes, stream.misuse]).toEqual([1, 1, []])
  })

  it('46: before anything was asked for, and after items were', async () => {
    for (const asked of [0, 1]) {
      const { stream, items } = stand([item(1), item(2)])
      for (let i = 0; i < asked; i++) await items.next()
      const back = items.return()
      expect(stream.disposes).toBe(1)
      expect(await standing(back, items.return(), items.next())).toEqual([over, over, over])
      expect([stream.polls, stream.disposes, stream.misuse]).toEqual([asked, 1, []])
    }
  })

  it('27: the dispose runs inside the runtime', async () => {
    const { runtime, stream, items } = stand()
    const seen: unknown[] = []
    stream.onDispose = () => {
      seen.push(Runtime.current())
      blockOn(ready(1))
    }
    await expect(items.return()).rejects.toBeInstanceOf(NestedBlockOnError)
    expect(seen).toEqual([runtime])
  })

  it('7: from inside the stream’s poll, the dispose waits until that poll has returned, and its item still comes', async () => {
    for (const end of [item('last'), 'pending', 'done', { throw: boom }] as const) {
      const trace: string[] = []
      const backs: Promise<unknown>[] = []
      const inPoll: StreamStep = { run: () => {
        backs.push(items.return('r'), items.return('s'))
        trace.push('poll goes on')
      } }
      const { stream, items } = stand([inPoll, end])
      stream.onDispose = () => { trace.push('dispose') }
      const call = items.next()
      const first = end === 'pending' || end === 'done' ? over : 'item' in end ? given('last') : 'rejected: Error: boom'
      expect(await standing(call, ...backs, items.next())).toEqual([first, '{"value":"r","done":true}', '{"value":"s","done":true}', over])
      expect(trace).toEqual(end === 'done' || (typeof end === 'object' && 'throw' in end) ? ['poll goes on'] : ['poll goes on', 'dispose'])
      expect(stream.misuse).toEqual([])
    }
  })

  it('7: from inside the stream’s dispose it does nothing more', async () => {
    const { stream, items } = stand()
    const inner: Promise<unknown>[] = []
    stream.onDispose = () => { inner.push(items.return()) }
    expect(await standing(items.return(), ...inner)).toEqual([over, over])
    expect([stream.disposes, stream.misuse]).toEqual([1, []])
  })

  it('46: what the dispose throws rejects return(), once; pending calls are done', async () => {
    const { stream, items, heard } = stand()
    stream.onDispose = () => { throw boom }
    const call = items.next()
    expect(await standing(items.return(), items.return(), call)).toEqual(['rejected: Error: boom', over, over])
    expect([stream.disposes, heard]).toEqual([1, []])
  })

  it('46: throw() disposes the stream at once and rejects with its argument', async () => {
    const { stream, items } = stand([item(1)])
    const back = items.throw(boom)
    expect(stream.disposes).toBe(1)
    expect(await standing(back, items.next())).toEqual(['rejected: Error: boom', over])
  })

  it('46: return() waits for a promise that it is given', async () => {
    const { items } = stand()
    expect(await items.return(Promise.resolve('out'))).toEqual({ value: 'out', done: true })
  })
})

describe('46: for await', () => {
  it('46: break disposes the stream before the loop is left', async () => {
    const { stream, items } = stand([item(1), item(2), item(3)])
    const seen: unknown[] = []
    for await (const value of items) {
      seen.push(value)
      if (value === 2) break
    }
    expect([seen, stream.polls, stream.disposes, stream.misuse]).toEqual([[1, 2], 2, 1, []])
  })

  it('46: a throw in the body disposes the stream', async () => {
    const { stream, items } = stand([item(1)])
    const loop = async () => {
      for await (const _ of items) throw boom
    }
    await expect(loop()).rejects.toBe(boom)
    expect([stream.disposes, stream.misuse]).toEqual([1, []])
  })

  it('46: on a host loop, with a stream that wakes itself', async () => {
    using runtime = new Runtime({ driver: hostLoop() })
    let at = 0
    const items = toAsyncIterable({
      pollNext(cx): Poll<number | typeof Done> {
        if (++at % 2 === 1) {
          cx.waker.wake()
          return Pending
        }
        return at > 200 ? Done : at / 2
      },
    }, { runtime })
    const seen: number[] = []
    for await (const n of items) seen.push(n)
    expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
    expect(runtime.dump()).toEqual([])
  })

  it('46: a dump shows the stream that is waited for', () => {
    const { runtime, items } = stand()
    void items.next().catch(() => {})
    expect(runtime.dump().map(task => [task.name, task.children.map(child => child.name)])).toEqual([['toAsyncIterable(StreamProbe)', ['StreamProbe']]])
  })

  it('46: nothing of all this is printed', async () => {
    using printed = new Printed()
    const { items } = stand([item(1), { throw: new BorrowError('b') }])
    expect(await standing(items.next(), items.next())).toEqual([given(1), 'rejected: BorrowError: b'])
    expect(printed.lines).toEqual([])
  })
})

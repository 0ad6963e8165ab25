// The types at the border.
import { describe, expectTypeOf, it } from 'vitest'
import { Readable } from 'node:stream'
import { Done, fetchFuture, fromAbortSignal, fromAsyncIterable, fromEvent, fromPromise, fromReadableStream, ready, Stream as Streams, toAsyncIterable, toNodeReadable, toPromise, toReadableStream } from '../../src/index.ts'
import type { Future, Output, PollNext, Stream } from '../../src/index.ts'
import type { AbortSignalLike } from '../../src/interop/index.ts'

interface User {
  id: number
}

const user: Future<User> = ready({ id: 1 })

describe('the border', () => {
  it('keeps the output’s type, both ways', () => {
    expectTypeOf(toPromise(user)).toEqualTypeOf<Promise<User>>()
    const back = fromPromise(Promise.resolve<User>({ id: 1 }))
    expectTypeOf<Output<typeof back>>().toEqualTypeOf<User>()
    expectTypeOf(back).toExtend<Future<User>>()
    expectTypeOf(fromPromise<User>).parameter(0).toEqualTypeOf<PromiseLike<User>>()
  })

  it('keeps the item’s type, both ways', () => {
    const stream = fromAsyncIterable((async function* () { yield 'text' })())
    expectTypeOf(stream).toExtend<Stream<string>>()
    expectTypeOf(stream.next()).toEqualTypeOf<Future<string | Done>>()
    const items = toAsyncIterable(stream as PollNext<string>)
    expectTypeOf(items).toExtend<AsyncIterableIterator<string>>()
    expectTypeOf(items.next()).toEqualTypeOf<Promise<IteratorResult<string>>>()
    stream[Symbol.dispose]()
  })

  it('takes the host’s signals, and nothing or null in their place', () => {
    expectTypeOf<AbortSignal>().toExtend<AbortSignalLike>()
    expectTypeOf<Output<ReturnType<typeof fromAbortSignal>>>().toBeUnknown()
    expectTypeOf(toPromise<User>).toBeCallableWith(user, { signal: null })
    expectTypeOf(toPromise<User>).toBeCallableWith(user, { signal: undefined, runtime: undefined })
    expectTypeOf(toPromise<User>).toBeCallableWith(user, { signal: AbortSignal.abort() })
  })

  it('keeps the chunk’s type of web and Node streams', () => {
    using back = fromReadableStream(toReadableStream(Streams.from([1])))
    expectTypeOf(back).toExtend<Stream<number>>()
    expectTypeOf(toReadableStream(Streams.from(['a']))).toEqualTypeOf<ReadableStream<string>>()
    expectTypeOf(toNodeReadable(Streams.from([1]), Readable)).toEqualTypeOf<Readable>()
  })

  it('gives the host’s Response, disposable', () => {
    expectTypeOf<Output<ReturnType<typeof fetchFuture>>>().toExtend<Response & Disposable>()
    expectTypeOf(fetchFuture).parameters.toEqualTypeOf<Parameters<typeof fetch>>()
  })

  it('tells events, arguments and mapped items apart', () => {
    const target = new EventTarget()
    using events = fromEvent(target, 'x')
    expectTypeOf(events).toExtend<Stream<Event>>()
    using sizes = fromEvent(target, 'x', { map: (event: Event) => event.type.length })
    expectTypeOf(sizes).toExtend<Stream<number>>()
    using args = fromEvent<[number, string]>(process, 'x')
    expectTypeOf(args).toExtend<Stream<[number, string]>>()
  })

  it('refuses promises where futures are asked for, and the other way round', () => {
    expectTypeOf<Promise<User>>().not.toExtend<Future<User>>()
    expectTypeOf<Future<User>>().not.toExtend<PromiseLike<User>>()
  })
})

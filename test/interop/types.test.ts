// The types at the border.
import { describe, expectTypeOf, it } from 'vitest'
import { Done, fromAbortSignal, fromAsyncIterable, fromPromise, ready, toAsyncIterable, toPromise } from '../../src/index.ts'
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

  it('refuses promises where futures are asked for, and the other way round', () => {
    expectTypeOf<Promise<User>>().not.toExtend<Future<User>>()
    expectTypeOf<Future<User>>().not.toExtend<PromiseLike<User>>()
  })
})

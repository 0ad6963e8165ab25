// The types of asyncBlock, wait and tryWait: checked by the compiler; running it only shows that the calls exist.
/* oxlint-disable require-yield -- a body that waits for nothing is a case of its own */
import { describe, expectTypeOf, it } from 'vitest'
import { Err, Ok, asyncBlock, isSendable, join, ready, tryWait, wait, type AsyncBlock, type EarlyExit, type Future, type Output, type Result } from '../../src/future/index.ts'

const num = (): Future<number> => ready(1)
const parsed = (): Future<Result<number, 'bad number'>> => ready(Ok(1))
const opened = (): Future<Result<string, 'no file'>> => ready(Err('no file' as const))

describe('asyncBlock', () => {
  it('infers what waits give and what the block outputs', () => {
    const block = asyncBlock(function* () {
      const n = yield* wait(num())
      expectTypeOf(n).toEqualTypeOf<number>()
      const pair = yield* wait(join(num(), ready('x')))
      expectTypeOf(pair).toEqualTypeOf<[number, string]>()
      return `${n}`
    })
    expectTypeOf(block).toEqualTypeOf<AsyncBlock<string>>()
    expectTypeOf<Output<typeof block>>().toEqualTypeOf<string>()
    expectTypeOf(block).toExtend<Future<string>>()
  })

  it('is a future of void without return, of a union with several, and of never if it only throws', () => {
    expectTypeOf(asyncBlock(function* () { yield* wait(num()) })).toEqualTypeOf<AsyncBlock<void>>()
    const either = asyncBlock(function* () {
      if ((yield* wait(num())) > 1) return 'more' as const
      return 0 as const
    })
    expectTypeOf(either).toEqualTypeOf<AsyncBlock<'more' | 0>>()
    expectTypeOf(asyncBlock(function* () { return yield* wait(either) })).toEqualTypeOf<AsyncBlock<'more' | 0>>()
  })

  it('takes bodies that wait for nothing, and helpers with types written out', () => {
    expectTypeOf(asyncBlock(function* () { return 1 as number })).toEqualTypeOf<AsyncBlock<number>>()
    function* helper(n: number): Generator<Future<unknown>, string> {
      return `${n + (yield* wait(num()))}`
    }
    expectTypeOf(asyncBlock(() => helper(1))).toEqualTypeOf<AsyncBlock<string>>()
    expectTypeOf(asyncBlock(function* () { return (yield* helper(1)).length })).toEqualTypeOf<AsyncBlock<number>>()
  })

  it('gives the body what it owns, in order and by type', () => {
    const block = asyncBlock({ own: [num(), 'x'], name: 'pair', sendable: true }, function* (future, text) {
      expectTypeOf(future).toEqualTypeOf<Future<number>>()
      expectTypeOf(text).toEqualTypeOf<string>()
      return (yield* wait(future)) + text.length
    })
    expectTypeOf(block).toEqualTypeOf<AsyncBlock<number>>()
    asyncBlock({ own: [num(), 'x'] }, function* (future: Future<number>) { return yield* wait(future) })
    asyncBlock({ name: 'none' }, function* () {})
    // @ts-expect-error a number is not what is owned
    asyncBlock({ own: ['x'] }, function* (text: number) { return text })
  })

  it('refuses bodies that are async, that are no generators, or that yield what is no future', () => {
    const refused = (): void => {
      // @ts-expect-error an async function
      asyncBlock(async () => 1)
      // @ts-expect-error a plain function
      asyncBlock(() => 1)
      // @ts-expect-error a yield of a number
      asyncBlock(function* () { yield 1 })
      // @ts-expect-error a promise
      wait(new Promise(() => {}))
      // @ts-expect-error no future of a Result
      tryWait(num())
    }
    expectTypeOf(refused).toBeFunction()
    expectTypeOf(isSendable).toBeFunction()
  })
})

describe('tryWait', () => {
  it('gives the value, and adds its Err to what the block outputs', () => {
    const block = asyncBlock(function* () {
      const n = yield* tryWait(parsed())
      expectTypeOf(n).toEqualTypeOf<number>()
      const text = yield* tryWait(opened())
      expectTypeOf(text).toEqualTypeOf<string>()
      return Ok(text.length + n)
    })
    type Got = Output<typeof block>
    expectTypeOf<Extract<Got, { ok: true }>['value']>().toExtend<number>()
    expectTypeOf<Extract<Got, { ok: false }>['error']>().toEqualTypeOf<'bad number' | 'no file'>()
    expectTypeOf<Got>().toExtend<Result<number, 'bad number' | 'no file'>>()
  })

  it('is known to helpers by the type of what they yield', () => {
    function* helper(): Generator<Future<unknown> | EarlyExit<'bad number'>, number> {
      return yield* tryWait(parsed())
    }
    const block = asyncBlock(function* () { return Ok(yield* helper()) })
    expectTypeOf<Output<typeof block>>().toExtend<Result<number, 'bad number'>>()
  })
})

// The types of the vocabulary and of the combinators. What is asserted here is checked by the compiler; running it only shows that
// the calls exist.
import { describe, expectTypeOf, it } from 'vitest'
import {
  abortable, andThen, boxed, byRef, catchUnwind, Cell, contextFrom, type Done, drop, Err, flatten, fuse, inspectOutput, isPending, isReady, isSendable, join,
  joinAll, lazy, map, maybeDone, noopWaker, Ok, Pending, pending, pin, pollFn, race, Rc, Ready, ready, select, selectAll, selectBiased, selectOk, shared,
  tryJoin, tryJoinAll, wakerFn, type yieldNow,
} from '../../src/index.ts'
import type {
  AbortedError, AbortHandle, Context, Future, Inspection, inspect, JoinHandle, Output, Poll, Result, sendable, Shared, Waker,
} from '../../src/index.ts'

class Point {
  x = 1
}

// A future has one owner, so each call makes its own.
const num = (): Future<number> => ready(1)
const str = (): Future<string> => ready('x')
const point = (): Future<Point> => ready(new Point())
const result = <T, E>(value: Future<T>, _error: E): Future<Result<T, E>> => map(value, (v): Result<T, E> => Ok(v))

describe('the vocabulary', () => {
  it('Poll<T> is T or Pending, no wrapper', () => {
    expectTypeOf<Poll<number>>().toEqualTypeOf<number | typeof Pending>()
    expectTypeOf<typeof Pending>().toEqualTypeOf<Pending>()
    expectTypeOf<Pending>().toExtend<symbol>()
    expectTypeOf<typeof Done>().not.toEqualTypeOf<typeof Pending>()
    expectTypeOf(Ready(1 as number)).toEqualTypeOf<Poll<number>>()
  })

  it('a poll narrows by comparison and by the predicates', () => {
    const p = num().poll(contextFrom(noopWaker()))
    expectTypeOf(p).toEqualTypeOf<Poll<number>>()
    if (p === Pending) expectTypeOf(p).toEqualTypeOf<Pending>()
    else expectTypeOf(p).toEqualTypeOf<number>()
    if (isReady(p)) expectTypeOf(p).toEqualTypeOf<number>()
    if (isPending(p)) expectTypeOf(p).toEqualTypeOf<Pending>()
    if (!isPending(p)) expectTypeOf(p).toEqualTypeOf<number>()
  })

  it('a Future is any object with a poll; the rest of it is optional', () => {
    const bare = { poll: (_cx: Context): Poll<string> => 'x' }
    expectTypeOf(bare).toExtend<Future<string>>()
    expectTypeOf<{ poll(): number }>().toExtend<Future<number>>()
    expectTypeOf<{ poll(): number; [Symbol.dispose](): void; [sendable]: boolean; [inspect](): Inspection }>().toExtend<Future<number>>()
    expectTypeOf<{ poll(): number; readonly [sendable]: boolean }>().toExtend<Future<number>>()
    expectTypeOf<{ poll(): number; [sendable]: string }>().not.toExtend<Future<number>>()
    expectTypeOf<{ poll(): number }>().not.toExtend<Future<string>>()
    expectTypeOf<object>().not.toExtend<Future<unknown>>()
  })

  it('a Future is covariant in its output', () => {
    expectTypeOf<Future<number>>().toExtend<Future<number | string>>()
    expectTypeOf<Future<number>>().toExtend<Future<unknown>>()
    expectTypeOf<Future<never>>().toExtend<Future<number>>()
    expectTypeOf<Future<number | string>>().not.toExtend<Future<number>>()
  })

  it('Output takes the output out', () => {
    expectTypeOf<Output<Future<number>>>().toEqualTypeOf<number>()
    expectTypeOf<Output<ReturnType<typeof point>>>().toEqualTypeOf<Point>()
    expectTypeOf<Output<string>>().toEqualTypeOf<never>()
    expectTypeOf<Output<Future<number> | Future<string>>>().toEqualTypeOf<number | string>()
  })

  it('Output of what never gives anything is never, and of anything is anything', () => {
    expectTypeOf<Output<Future<never>>>().toEqualTypeOf<never>()
    expectTypeOf<Output<Future<unknown>>>().toEqualTypeOf<unknown>()
    expectTypeOf<Output<Future<void>>>().toEqualTypeOf<void>()
    expectTypeOf<Output<Future<boolean | null>>>().toEqualTypeOf<boolean | null>()
    expectTypeOf<Output<ReturnType<typeof pending<never>>>>().toEqualTypeOf<never>()
  })

  it('wakers and contexts', () => {
    expectTypeOf(noopWaker()).toExtend<Waker>()
    expectTypeOf(wakerFn(() => {})).toExtend<Waker>()
    expectTypeOf(contextFrom(noopWaker())).toExtend<Context>()
    expectTypeOf<Context['waker']>().toEqualTypeOf<Waker>()
    expectTypeOf<Waker['willWake']>().toEqualTypeOf<(other: Waker) => boolean>()
  })

  it('an Inspection gives a name and, where it can, more', () => {
    expectTypeOf<{ name: string }>().toExtend<Inspection>()
    expectTypeOf<Inspection['state']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Inspection['children']>().toEqualTypeOf<object[] | undefined>()
    expectTypeOf<{ state: string }>().not.toExtend<Inspection>()
  })

  it('Result is told apart by ok', () => {
    const r = { ok: true, value: 1 } as Result<number, Error>
    if (r.ok) expectTypeOf(r.value).toEqualTypeOf<number>()
    else expectTypeOf(r.error).toEqualTypeOf<Error>()
  })

  it('Rc and Cell carry their value’s type', () => {
    expectTypeOf(new Rc(1 as number).value).toEqualTypeOf<number>()
    expectTypeOf(new Rc(1 as number).clone()).toEqualTypeOf<Rc<number>>()
    expectTypeOf(new Cell('x' as string).get()).toEqualTypeOf<string>()
    expectTypeOf<Cell<string>['set']>().toEqualTypeOf<(v: string) => void>()
  })

  it('drop and isSendable take anything', () => {
    expectTypeOf(drop).toBeCallableWith(1)
    expectTypeOf(isSendable).parameter(0).toEqualTypeOf<unknown>()
    expectTypeOf(isSendable(1)).toEqualTypeOf<boolean>()
  })
})

describe('leaves', () => {
  it('give what they are made of', () => {
    expectTypeOf(ready(1 as number)).toExtend<Future<number>>()
    expectTypeOf<Output<ReturnType<typeof yieldNow>>>().toEqualTypeOf<void>()
    expectTypeOf(lazy(() => new Point())).toExtend<Future<Point>>()
    expectTypeOf(pollFn((cx): Poll<number> => (cx.waker, Pending))).toExtend<Future<number>>()
    expectTypeOf<Output<ReturnType<typeof pollFn<number>>>>().toEqualTypeOf<number>()
  })

  it('pending stands in for any future', () => {
    expectTypeOf(pending()).toExtend<Future<number>>()
    expectTypeOf(pending<string>()).toExtend<Future<string>>()
  })
})

describe('combinators of one', () => {
  it('map and andThen infer from the function', () => {
    const mapped = map(num(), (n) => {
      expectTypeOf(n).toEqualTypeOf<number>()
      return String(n)
    })
    expectTypeOf<Output<typeof mapped>>().toEqualTypeOf<string>()
    const then = andThen(num(), (n) => {
      expectTypeOf(n).toEqualTypeOf<number>()
      return point()
    })
    expectTypeOf<Output<typeof then>>().toEqualTypeOf<Point>()
  })

  it('andThen takes futures of several kinds from its function, and stays generic', () => {
    const either = andThen(num(), n => (n > 1 ? ready('a') : ready(2)))
    expectTypeOf<Output<typeof either>>().toEqualTypeOf<string | number>()
    const orNever = andThen(num(), n => (n > 1 ? ready('a') : pending()))
    expectTypeOf<Output<typeof orNever>>().toEqualTypeOf<string>()
    const generic = <T>(f: Future<T>, again: (value: T) => Future<T>): Future<T> => andThen(f, again)
    expectTypeOf<Output<ReturnType<typeof generic<Point>>>>().toEqualTypeOf<Point>()
  })

  it('fuse, byRef and boxed keep the output', () => {
    expectTypeOf<Output<ReturnType<typeof fuse<number>>>>().toEqualTypeOf<number>()
    expectTypeOf(fuse(point())).toExtend<Future<Point>>()
    expectTypeOf(byRef(point())).toExtend<Future<Point>>()
    expectTypeOf(boxed(point())).toExtend<Future<Point>>()
  })

  it('boxed erases which future it was', () => {
    expectTypeOf(boxed(ready(1 as number))).toEqualTypeOf(boxed(map(str(), (s) => s.length)))
  })

  it('inspectOutput, pin, shared and maybeDone', () => {
    const seen = inspectOutput(num(), (n) => expectTypeOf(n).toEqualTypeOf<number>())
    expectTypeOf<Output<typeof seen>>().toEqualTypeOf<number>()
    expectTypeOf<Output<ReturnType<ReturnType<typeof pin<number>>['asMut']>>>().toEqualTypeOf<number>()
    expectTypeOf(pin(num())).toExtend<Future<number> & Disposable>()
    expectTypeOf(shared(num()).clone()).toEqualTypeOf<Shared<number>>()
    expectTypeOf(maybeDone(num())).toExtend<Future<void>>()
    expectTypeOf(maybeDone(num()).takeOutput()).toEqualTypeOf<number | undefined>()
  })

  it('flatten takes one level away', () => {
    const flat = flatten(ready(point()))
    expectTypeOf<Output<typeof flat>>().toEqualTypeOf<Point>()
  })

  it('abortable gives a Result, and the handle that tasks give', () => {
    const [whole, handle] = abortable(num())
    expectTypeOf<Output<typeof whole>>().toEqualTypeOf<Result<number, AbortedError>>()
    expectTypeOf(handle).toEqualTypeOf<AbortHandle>()
    expectTypeOf<ReturnType<JoinHandle<number>['abortHandle']>>().toEqualTypeOf<AbortHandle>()
  })

  it('catchUnwind gives a Result with an unknown error', () => {
    const caught = catchUnwind(num())
    expectTypeOf<Output<typeof caught>>().toEqualTypeOf<Result<number>>()
    expectTypeOf<Extract<Output<typeof caught>, { ok: false }>['error']>().toEqualTypeOf<unknown>()
  })
})

describe('combinators of several', () => {
  it('join gives a tuple', () => {
    const both = join(num(), str())
    expectTypeOf<Output<typeof both>>().toEqualTypeOf<[number, string]>()
    const three = join(num(), str(), point())
    expectTypeOf<Output<typeof three>>().toEqualTypeOf<[number, string, Point]>()
    const one = join(num())
    expectTypeOf<Output<typeof one>>().toEqualTypeOf<[number]>()
    const none = join()
    expectTypeOf<Output<typeof none>>().toEqualTypeOf<[]>()
  })

  it('join of a spread array gives an array', () => {
    const fs: Future<number>[] = [num(), num()]
    const spread = join(...fs)
    expectTypeOf<Output<typeof spread>>().toEqualTypeOf<number[]>()
  })

  it('joinAll gives an array', () => {
    const all = joinAll([num(), num()])
    expectTypeOf<Output<typeof all>>().toEqualTypeOf<number[]>()
    expectTypeOf(joinAll([] as readonly Future<Point>[])).toExtend<Future<Point[]>>()
  })

  it('select and selectBiased give a union told apart by its index', () => {
    const chosen = select(num(), str(), point())
    const biased = selectBiased(num(), str(), point())
    type Chosen = Output<typeof chosen>
    expectTypeOf<Chosen>().toEqualTypeOf<{ index: 0; value: number } | { index: 1; value: string } | { index: 2; value: Point }>()
    expectTypeOf<Output<typeof biased>>().toEqualTypeOf<Chosen>()
    const narrow = (c: Chosen): void => {
      if (c.index === 0) expectTypeOf(c.value).toEqualTypeOf<number>()
      else if (c.index === 1) expectTypeOf(c.value).toEqualTypeOf<string>()
      else if (c.index === 2) expectTypeOf(c.value).toEqualTypeOf<Point>()
      else expectTypeOf(c).toEqualTypeOf<never>()
    }
    expectTypeOf(narrow).toBeFunction()
  })

  it('race gives the bare union', () => {
    const first = race(num(), str())
    expectTypeOf<Output<typeof first>>().toEqualTypeOf<number | string>()
  })

  it('pending among them adds nothing', () => {
    const both = join(pending(), num())
    expectTypeOf<Output<typeof both>>().toEqualTypeOf<[never, number]>()
    const first = race(pending(), num())
    expectTypeOf<Output<typeof first>>().toEqualTypeOf<number>()
    const chosen = select(num(), pending())
    expectTypeOf<Output<typeof chosen>>().toEqualTypeOf<{ index: 0; value: number } | { index: 1; value: never }>()
  })

  it('joinAll infers from futures of several kinds and outputs', () => {
    const mixed = joinAll([ready(1 as number), map(str(), (s) => s)])
    expectTypeOf<Output<typeof mixed>>().toEqualTypeOf<(number | string)[]>()
    const objects = joinAll([ready(1), ready({})])
    expectTypeOf<Output<typeof objects>>().toExtend<unknown[]>()
    const never = joinAll([pending(), num()])
    expectTypeOf<Output<typeof never>>().toEqualTypeOf<number[]>()
    const named = joinAll<unknown>([num(), str()])
    expectTypeOf<Output<typeof named>>().toEqualTypeOf<unknown[]>()
    const generic = <T>(fs: Future<T>[]): Future<T[]> => joinAll(fs)
    expectTypeOf(generic<number>).returns.toEqualTypeOf<Future<number[]>>()
  })

  it('tryJoin gives a result of a tuple, with the errors of all; tryJoinAll of an array', () => {
    const both = tryJoin(result(num(), 'no' as const), result(point(), new TypeError()))
    expectTypeOf<Output<typeof both>>().toEqualTypeOf<Result<[number, Point], 'no' | TypeError>>()
    const none = tryJoin()
    expectTypeOf<Output<typeof none>>().toEqualTypeOf<Result<[], never>>()
    const oks = tryJoin(ready(Ok(1 as number)), ready(Err('x' as string)))
    expectTypeOf<Output<typeof oks>>().toEqualTypeOf<Result<[number, never], string>>()
    const all = tryJoinAll([result(num(), new TypeError())])
    expectTypeOf<Output<typeof all>>().toEqualTypeOf<Result<number[], TypeError>>()
    const mixed = tryJoinAll([result(num(), 'a' as const), result(str(), 'b' as const)])
    expectTypeOf<Output<typeof mixed>>().toEqualTypeOf<Result<(number | string)[], 'a' | 'b'>>()
  })

  it('selectAll keeps the futures’ own type for the rest; selectOk gives a result', () => {
    const all = selectAll([ready(1 as number)])
    expectTypeOf<Output<typeof all>>().toEqualTypeOf<{ value: number; index: number; rest: ReturnType<typeof ready<number>>[] }>()
    const ok = selectOk([result(num(), 'a' as const), result(str(), 'b' as const)])
    expectTypeOf<Output<typeof ok>>().toEqualTypeOf<Result<number | string, 'a' | 'b'>>()
  })

  it('they nest', () => {
    const f = select(join(num(), map(str(), () => true as boolean)), andThen(num(), () => race(str(), point())))
    expectTypeOf<Output<typeof f>>().toEqualTypeOf<{ index: 0; value: [number, boolean] } | { index: 1; value: string | Point }>()
  })

  it('what is no future is refused', () => {
    const refused = (): void => {
      // @ts-expect-error a number is no future
      join(num(), 1)
      // @ts-expect-error nor is a promise
      race(num(), Promise.resolve(1))
      // @ts-expect-error the function of andThen returns a future
      andThen(num(), (n) => n + 1)
      // @ts-expect-error futures of results only
      tryJoin(num())
      // @ts-expect-error nor here
      selectOk([num()])
      // @ts-expect-error joinAll takes one list
      joinAll(num(), num())
    }
    expectTypeOf(refused).toBeFunction()
  })
})

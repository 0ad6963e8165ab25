// The async block as a language: what its body may say, and what the block makes of it.
/* oxlint-disable require-yield, unicorn/no-thenable -- a body that waits for nothing is a case, and so is what looks like a promise */
import { describe, expect, it } from 'vitest'
import {
  asyncBlock, byRef, contextFrom, Err, inspect, join, map, noopWaker, Ok, Pending, ready, tryWait, wait, yieldNow, type EarlyExit, type Future, type Result,
} from '../../src/future/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'

/** Polls `future` until it is ready, at most a hundred times. */
function run<T>(future: Future<T>): T {
  const cx = contextFrom(noopWaker())
  for (let i = 0; i < 100; i++) {
    const value = future.poll(cx)
    if (value !== Pending) return value
  }
  throw new Error('still pending')
}

describe('a body', () => {
  it('waits and goes on with the output', () => {
    const first = new Probe<number>()
    const rig = new Rig()
    const block = asyncBlock(function* () {
      const a = yield* wait(first)
      const b = yield* wait(ready('b'))
      return [a, b]
    })
    expect([rig.turn(block), first.polls]).toEqual(['pending', 1])
    first.complete(1)
    expect([rig.turn(block), first.polls, first.misuse]).toEqual([{ value: [1, 'b'] }, 2, []])
  })

  it('loops over ready futures in one poll', () => {
    const block = asyncBlock(function* () {
      let sum = 0
      for (let i = 0; i < 1000; i++) sum += yield* wait(ready(i))
      return sum
    })
    expect(new Rig().turn(block)).toEqual({ value: 499_500 })
  })

  it('waits in a loop, a poll a turn', () => {
    const rig = new Rig()
    const trace: string[] = []
    const block = asyncBlock(function* () {
      for (let i = 0; i < 3; i++) {
        trace.push(`turn ${i}`)
        yield* wait(yieldNow())
      }
    })
    for (let i = 0; i < 4; i++) trace.push(JSON.stringify(rig.turn(block)))
    expect(trace).toEqual(['turn 0', '"pending"', 'turn 1', '"pending"', 'turn 2', '"pending"', '{}'])
    expect(rig.wakes).toBe(3)
  })

  it('calls other generators, and uses what they return', () => {
    function* twice(n: number): Generator<Future<unknown>, number> {
      yield* wait(yieldNow())
      return (yield* wait(ready(n))) * 2
    }
    expect(run(asyncBlock(function* () { return (yield* twice(3)) + (yield* twice(4)) }))).toBe(14)
  })

  it('catches what it waits for, at the first poll and later', () => {
    const late = new Probe()
    const block = asyncBlock(function* () {
      const caught: unknown[] = []
      for (const child of [new Probe().willThrow('at once'), late]) {
        try {
          yield* wait(child)
        } catch (error) {
          caught.push(error)
        }
      }
      return caught
    })
    const rig = new Rig()
    expect(rig.turn(block)).toBe('pending')
    late.fail('later')
    expect(rig.turn(block)).toEqual({ value: ['at once', 'later'] })
    expect(late.misuse).toEqual([])
  })

  it('runs other blocks, and other blocks around combinators around blocks', () => {
    const add = (a: number, b: number): Future<number> =>
      asyncBlock(function* () {
        yield* wait(yieldNow())
        return a + b
      })
    const block = asyncBlock(function* () {
      const [x, y] = yield* wait(join(add(1, 2), map(add(3, 4), n => n * 10)))
      return yield* wait(add(x, y))
    })
    expect(run(block)).toBe(73)
  })

  it('may be a function that returns a generator, of arguments of its own', () => {
    function* body(n: number): Generator<Future<unknown>, number> {
      return n + (yield* wait(ready(1)))
    }
    expect(run(asyncBlock(() => body(41)))).toBe(42)
  })

  it('may yield a future without wait, untyped', () => {
    const child = new Probe<number>().willBe(7)
    expect(run(asyncBlock(function* (): Generator<Future<unknown>, unknown, unknown> { return yield child }))).toBe(7)
    expect([child.polls, child.misuse]).toEqual([1, []])
  })

  it('is given what the block owns', () => {
    expect(run(asyncBlock({ own: ['a', 2] }, function* (a, n) { return `${a}${yield* wait(ready(n))}` }))).toBe('a2')
  })
})

describe('tryWait', () => {
  const load = (result: Result<number, string>): Future<Result<number, string>> => map(yieldNow(), () => result)

  it('gives the value of an Ok, ready or later', () => {
    const block = asyncBlock(function* () {
      const a = yield* tryWait(ready(Ok(1)))
      const b = yield* tryWait(load(Ok(2)))
      return Ok(a + b)
    })
    expect(run(block)).toEqual(Ok(3))
  })

  it.each([['ready', () => ready(Err('no'))], ['later', () => load(Err('no'))], ['from a block', () => asyncBlock(function* () { return yield* wait(load(Err('no'))) })]] as const)(
    'ends the block with an Err, its finallys first: %s', (_, make) => {
      const trace: string[] = []
      const block = asyncBlock(function* () {
        try {
          yield* tryWait(make() as Future<Result<number, string>>)
          trace.push('went on')
        } finally {
          yield* wait(yieldNow())
          trace.push('finally')
        }
        return Ok(1)
      })
      expect([run(block), trace]).toEqual([Err('no'), ['finally']])
    })

  it('ends the block from inside a helper, not the block around', () => {
    function* helper(): Generator<Future<unknown> | EarlyExit<string>, number> {
      return yield* tryWait(load(Err('no')))
    }
    const inner = asyncBlock(function* () { return Ok(yield* helper()) })
    expect(run(asyncBlock(function* () { return ['around', yield* wait(inner)] }))).toEqual(['around', Err('no')])
  })

  it('refuses an output that is no Result, at the yield', () => {
    const block = asyncBlock(function* () { return yield* tryWait(ready(3) as unknown as Future<Result<number>>) })
    expect(() => run(block)).toThrow('tryWait: expected a future of a Result, and its output is number')
  })
})

describe('misuse', () => {
  it.each([
    ['a number', 1, 'number'],
    ['null', null, 'null'],
    ['nothing', undefined, 'undefined'],
    ['a promise', { then() {} }, 'a promise; write yield* wait(fromPromise(…))'],
  ])('a body that yields %s is told so, there', (_, value, got) => {
    const block = asyncBlock(function* () {
      try {
        yield value as never
      } catch (error) {
        return error
      }
      return 'went on'
    })
    const error = run(block) as Error
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toContain(`it yielded ${got}`)
  })

  it('is refused at the call where it can be', () => {
    const call = asyncBlock as (...args: unknown[]) => unknown
    expect(() => call(async () => 1)).toThrow(/got one that is async; write function\* and yield\* wait/)
    expect(() => call(async function* () {})).toThrow(/async/)
    expect(() => call()).toThrow(/got undefined/)
    expect(() => call(null, function* () {})).toThrow(/got null/)
    expect(() => call({ own: 3 }, function* () {})).toThrow(/own to be an array, and got number/)
    expect(() => call({})).toThrow(/got undefined/)
    expect(() => wait({ then() {} } as never)).toThrow(/fromPromise/)
    expect(() => tryWait(3 as never)).toThrow(/tryWait/)
  })

  it('a body that is no generator function is found out at the first poll', () => {
    expect(() => run(asyncBlock((() => 3) as never))).toThrow('asyncBlock: expected a generator function, function* () { … }, and got one that returns number')
  })

  it('a wait is good for one yield*', () => {
    const once = wait(ready(1))
    const block = asyncBlock(function* () { return [yield* once, yield* once] })
    expect(new Rig().thrown(block)).toMatchObject({ code: 'ERR_POLLUX_POLLED_AFTER_COMPLETION' })
  })

  it('waits that are made before they are used keep their futures apart', () => {
    const block = asyncBlock(function* () {
      const [a, b] = [wait(ready('a')), wait(map(yieldNow(), () => 'b'))]
      return [yield* b, yield* a]
    })
    expect(run(block)).toEqual(['b', 'a'])
  })

  it('a block that waits for itself, or for one around it, is told so and goes on', () => {
    const self: Future<string> = asyncBlock(function* (): Generator<Future<unknown>, string> {
      const inner = asyncBlock(function* (): Generator<Future<unknown>, unknown> {
        try {
          return yield* wait(self)
        } catch (error) {
          return error
        }
      })
      return ((yield* wait(inner)) as Error).name
    })
    expect(run(self)).toBe('BorrowError')
  })
})

describe('[inspect]', () => {
  const look = (future: Future<unknown>): unknown => future[inspect]!()

  it('tells how far it has come, and what it waits on', () => {
    const [first, second] = [new Probe(), new Probe()]
    const block = asyncBlock({ own: [first], name: 'job' }, function* (own) {
      yield* wait(own)
      yield* wait(ready(1))
      yield* wait(second)
    })
    const rig = new Rig()
    const seen = [look(block)]
    rig.turn(block)
    seen.push(look(block))
    first.complete(0)
    rig.turn(block)
    seen.push(look(block))
    second.complete(0)
    rig.turn(block)
    seen.push(look(block))
    expect(seen).toEqual([
      { name: 'job', state: 'not started', children: [first] },
      { name: 'job', state: 'wait 1', children: [first] },
      { name: 'job', state: 'wait 2', children: [second] },
      { name: 'job', state: 'Finished', children: [] },
    ])
  })

  it('shows block in block, each with its own wait', () => {
    const leaf = new Probe()
    const inner = asyncBlock(function* inner() { yield* wait(leaf) })
    const outer = asyncBlock(function* outer() { yield* wait(byRef(inner)); })
    const around = asyncBlock(function* () { yield* wait(outer) })
    new Rig().turn(around)
    expect([look(around), look(outer)]).toEqual([
      { name: 'AsyncBlock', state: 'wait 1', children: [outer] },
      { name: 'AsyncBlock(outer)', state: 'wait 1', children: [expect.anything()] },
    ])
  })

  it('is asked while the body runs', () => {
    const block: Future<unknown> = asyncBlock(function* (): Generator<never, unknown> { return look(block) })
    expect(run(block)).toMatchObject({ state: 'Polling' })
  })
})

it('a generator driven by hand is given the futures, and nothing is polled', () => {
  const child = new Probe<number>()
  const body = (function* () { return yield* wait(child) })()
  expect(body.next().value).toBe(child)
  expect(body.next(5)).toMatchObject({ done: true, value: 5 })
  expect(child.polls).toBe(0)
})

// What a stream holds: it drops what it does not hand on (contract 6), and is judged by it at suspensions (24).
import { describe, expect, it } from 'vitest'
import { JoinError, NotSendableError, Pending, pollFn, Rc, ready, Runtime, sendable, Stream } from '../../src/index.ts'
import type { Context, Future } from '../../src/index.ts'
import { Rig } from '../support/rig.ts'
import { StreamRig } from '../support/stream-rig.ts'
import { Token } from '../support/token.ts'

const boom = new Error('boom')
const fail = (): never => {
  throw boom
}

/** Ready at its second poll, which it asks for. */
function yields<T>(value: T): Future<T> {
  let asked = false
  return pollFn<T>(cx => {
    if (asked) return value
    asked = true
    cx.waker.wake()
    return Pending
  })
}

/** What `future` fails with as a task: the cause of its JoinError, or its output. */
function asTask(future: Future<unknown>): unknown {
  using runtime = new Runtime()
  const handle = runtime.spawn(future)
  runtime.runUntilStalled()
  const turn = new Rig().turn(handle)
  if (turn === 'pending' || 'value' in turn) return turn
  return turn.thrown instanceof JoinError ? turn.thrown.cause : turn.thrown
}

describe('6: an item over which a looking function throws is dropped, once', () => {
  it.each([
    ['filter', (stream: Stream<Token>) => stream.filter(fail)],
    ['takeWhile', (stream: Stream<Token>) => stream.takeWhile(fail)],
    ['dropWhile', (stream: Stream<Token>) => stream.dropWhile(fail)],
    ['inspect', (stream: Stream<Token>) => stream.inspect(fail)],
  ])('%s', (_, operator) => {
    const token = new Token()
    const stream = operator(Stream.from([token]))
    expect([new StreamRig().turn(stream), token.drops]).toEqual([{ thrown: boom }, 1])
  })

  it('find; some and every are given their items', () => {
    const drops = (['find', 'some', 'every'] as const).map(method => {
      const token = new Token()
      expect(new Rig().turn(Stream.from([token])[method](fail))).toEqual({ thrown: boom })
      return token.drops
    })
    expect(drops).toEqual([1, 0, 0])
  })

  it('5: what that drop throws is suppressed by the failure', () => {
    const late = new Error('late')
    const error = new Error('first')
    const item = { [Symbol.dispose]: (): never => { throw late } }
    const stream = Stream.from([item]).filter(() => { throw error })
    expect(new StreamRig().turn(stream)).toEqual({ thrown: error })
    expect((error as { suppressed?: unknown }).suppressed).toEqual([late])
  })
})

describe('24: at a suspension inside what an item started, what the source has come to hold counts', () => {
  /** One item; then the state is an Rc. */
  const counted = (): Stream<number> => Stream.unfold<number, number | Rc<number>>(0, state => ready(state instanceof Rc ? null : ([1, new Rc(1)] as const)))

  it.each([
    ['forEach', () => counted().forEach(() => yields(0))],
    ['flatMap', () => counted().flatMap(() => Stream.once(yields(0))).toArray()],
    ['scan before forEach', () => Stream.from([1]).scan((_: number | Rc<number>, x): number | Rc<number> => new Rc(x), 0).map(() => 1).forEach(() => yields(0))],
    ['merge before forEach', () => Stream.merge(counted()).forEach(() => yields(0))],
  ])('%s', (_, make) => {
    expect(asTask(make())).toBeInstanceOf(NotSendableError)
  })

  it('a merged stream that has let go before the task suspends does not count', () => {
    let polls = 0
    const brief = {
      pollNext(cx: Context): typeof Pending {
        polls += 1
        cx.waker.wake()
        return Pending
      },
      get [sendable](): boolean {
        return polls !== 1
      },
    }
    const merged = Stream.merge(brief, Stream.from([1]).chain(Stream.once(yields(2)))).take(2)
    expect(asTask(merged.toArray())).toEqual({ value: [1, 2] })
  })
})

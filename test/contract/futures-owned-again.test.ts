// Contract 4, 6, 22 and 24 where a future comes to hold something late: what it adopts, makes, or is given as its own.
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  BorrowError, Err, Ok, Pending, Rc, Runtime, andThen, asyncBlock, byRef, flatten, inspect, pending, pin, pollFn, ready, select, sendable, shared, tryWait, wait, type AsyncBlock, type Future, type Result,
} from '../../src/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

/** Pending once, then ready. */
function later<T>(value: T): Future<T> {
  let polls = 0
  return pollFn(cx => {
    if (polls++ > 0) return value
    cx.waker.wake()
    return Pending
  })
}

/** A runtime that keeps what it is told of failures. */
function quiet(): { runtime: Runtime; failures: string[] } {
  const failures: string[] = []
  const runtime = new Runtime({ onUnhandledError: error => void failures.push((error.cause as Error).name) })
  return { runtime, failures }
}

describe('what a future comes to hold late', () => {
  it('24: a block is judged again when it adopts one that was judged while it was lent', () => {
    const { runtime, failures } = quiet()
    using _ = runtime
    const inner = asyncBlock(function* () { yield* wait(pending()) })
    const holder = { bad: false, get [sendable]() { return !this.bad } }
    const task = runtime.spawn(asyncBlock({ own: [holder] }, function* (held) {
      yield* wait(select(byRef(inner), later('once')))
      held.bad = true
      yield* wait(inner)
    }))
    runtime.runUntilStalled()
    expect(task.isFinished()).toBe(true)
    task[Symbol.dispose]()
    expect(failures).toEqual(['NotSendableError'])
  })

  it.each([
    ['flatten', (second: Future<void>) => flatten(later(second))],
    ['andThen', (second: Future<void>) => andThen(later(0), () => second)],
  ])('24: the second future of a shared %s is refused to every task that holds it', (_name, make) => {
    const { runtime, failures } = quiet()
    using _ = runtime
    const waiting = { rc: new Rc(1), wake: () => {}, poll(cx: { waker: { wake(): void } }) { this.wake = () => cx.waker.wake(); return Pending } }
    const source = shared(make(waiting as unknown as Future<void>))
    const tasks = [runtime.spawn(source.clone()), runtime.spawn(source)]
    runtime.runUntilStalled()
    waiting.wake()
    runtime.runUntilStalled()
    expect(tasks.map(task => task.isFinished())).toEqual([true, true])
    for (const task of tasks) task[Symbol.dispose]()
    expect(failures).toEqual(['NotSendableError', 'NotSendableError'])
  })

  it('4: a pinned future cannot be owned by a block, too', () => {
    const probe = new Probe()
    const pinned = pin(probe)
    expect(thrownBy(() => asyncBlock({ own: [1, probe] }, function* () {}))).toBeInstanceOf(BorrowError)
    expect(probe.disposes).toBe(0)
    pinned[Symbol.dispose]()
    expect(probe.disposes).toBe(1)
  })

  it.each([
    ['flatten', (output: unknown) => flatten(ready(output as Future<void>))],
    ['andThen', (output: unknown) => andThen(ready(0), () => output as Future<void>)],
  ])('6: what %s gets instead of a future is dropped', (_name, make) => {
    let drops = 0
    const guard = { [Symbol.dispose]: () => void drops++ }
    expect(new Rig().thrown(make(guard))).toBeInstanceOf(TypeError)
    expect(drops).toBe(1)
    const probe = new Probe()
    using _pinned = pin(probe)
    expect(new Rig().thrown(make(probe))).toBeInstanceOf(BorrowError)
    expect(probe.disposes).toBe(0)
  })

  it('a block that is asked from inside its body, below another one, says that it is polled', () => {
    let state: string | undefined
    const inner: AsyncBlock<number> = asyncBlock(function* () {
      state = inner[inspect]().state
      return yield* wait(ready(1))
    })
    new Rig().turn(asyncBlock(function* () { return yield* wait(inner) }))
    expect(state).toBe('Polling')
  })

  it('waiting for one of two kinds of future gives the output of either', () => {
    const either = <A, B>(first: boolean, a: A, b: B): A | B => (first ? a : b)
    const block = asyncBlock(function* () { return yield* wait(either(true, ready(1), ready('a'))) })
    expectTypeOf(block).toEqualTypeOf<AsyncBlock<string | number>>()
    const a: Future<Result<number, 'a'>> = ready(Ok(1))
    const b: Future<Result<string, 'b'>> = ready(Err('b' as const))
    const trying = asyncBlock(function* () { return Ok(yield* tryWait(either(false, a, b))) })
    expect([new Rig().turn(block), new Rig().turn(trying)]).toEqual([{ value: 1 }, { value: { ok: false, error: 'b' } }])
  })
})

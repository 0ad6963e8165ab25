import { describe, expect, it } from 'vitest'
import {
  BorrowError, contextFrom, Done, drop, inspect, isPending, isReady, isSendable, lazy, noopWaker, Pending, pending, pollFn,
  PolledAfterCompletionError, Rc, ready, Ready, sendable, wakerFn, yieldNow, type Context,
} from '../../src/future/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { Token } from '../support/token.ts'

const cx = contextFrom(noopWaker())

describe('ready', () => {
  it('3: gives its value once', () => {
    const future = ready(7)
    expect(future.poll(cx)).toBe(7)
    expect(() => future.poll(cx)).toThrow(PolledAfterCompletionError)
    expect(() => future.poll(cx)).toThrow(/^ReadyFuture was polled after it finished/)
  })

  it('6: drops a value that was never handed on, and no other', () => {
    const [kept, given] = [new Token(), new Token()]
    const unpolled = ready(kept)
    drop(unpolled)
    drop(unpolled)
    expect(kept.drops).toBe(1)
    expect(() => unpolled.poll(cx)).toThrow(/^ReadyFuture was polled after it was disposed/)
    const polled = ready(given)
    polled.poll(cx)
    drop(polled)
    expect(given.drops).toBe(0)
  })

  it('1: refuses Pending and Done', () => {
    for (const answer of [Pending, Done]) {
      expect(() => ready(answer)).toThrow(TypeError)
      expect(() => Ready(answer)).toThrow(TypeError)
    }
  })

  it('22: is as sendable as its value', () => {
    expect(isSendable(ready(7))).toBe(true)
    const future = ready(new Rc(7))
    expect(isSendable(future)).toBe(false)
    future.poll(cx)
    expect(isSendable(future), 'handed on').toBe(true)
  })

  it('gives nothing where nothing was given', () => {
    expect(ready().poll(cx)).toBe(undefined)
  })
})

describe('pending', () => {
  it('1: never wakes, never ends', () => {
    const task = mockTask(pending())
    for (let i = 0; i < 3; i++) expect(task.poll()).toBe(Pending)
    expect(task.wakeCount).toBe(0)
  })

  it('3: refuses a poll once disposed', () => {
    const future = pending<number>()
    drop(future)
    drop(future)
    expect(() => future.poll(cx)).toThrow(/^PendingFuture was polled after it was disposed/)
  })

  it('28: says that it waits on nothing', () => {
    expect(pending()[inspect]().waitsOn).toContain('never completes')
  })

  it('5: each call makes one of its own, so that two may stand in one join', () => {
    expect(pending()).not.toBe(pending())
  })
})

describe('yieldNow', () => {
  it('1: wakes once, answers Pending once', () => {
    const task = mockTask(yieldNow(), { budget: 1 })
    expect(task.poll()).toBe(Pending)
    expect([task.isWoken(), task.wakeCount]).toEqual([true, 1])
    expect(task.poll()).toBe(undefined)
    expect([task.isWoken(), task.wakeCount]).toEqual([false, 1])
    expect(() => task.poll()).toThrow(/^YieldNow was polled after it finished/)
  })

  it('31: spends no budget, and needs none', () => {
    const task = mockTask(yieldNow(), { budget: 0 })
    expect(task.poll()).toBe(Pending)
    expect(task.poll()).toBe(undefined)
  })

  it('2: a waker that polls or disposes it borrows a future that runs', () => {
    for (const misuse of [(f: ReturnType<typeof yieldNow>) => f.poll(cx), drop]) {
      const future = yieldNow()
      expect(() => future.poll(contextFrom(wakerFn(() => misuse(future))))).toThrow(BorrowError)
      expect(() => future.poll(cx), '2: a throw from poll has finished it').toThrow(PolledAfterCompletionError)
    }
  })

  it('4: disposed, before the yield or after', () => {
    const [fresh, yielded] = [yieldNow(), yieldNow()]
    yielded.poll(cx)
    for (const future of [fresh, yielded]) {
      drop(future)
      drop(future)
      expect(() => future.poll(cx)).toThrow(/disposed/)
    }
  })

  it('says how far it is', () => {
    const future = yieldNow()
    expect(future[inspect]()).toEqual({ name: 'YieldNow' })
    future.poll(cx)
    expect(future[inspect]().state).toBe('yielded')
  })
})

describe('lazy', () => {
  it('1: calls its function at the first poll, with the context, once', () => {
    const seen: Context[] = []
    const future = lazy(context => seen.push(context))
    expect(seen).toEqual([])
    expect(future.poll(cx)).toBe(1)
    expect(seen).toEqual([cx])
    expect(() => future.poll(cx)).toThrow(/^Lazy was polled after it finished/)
  })

  it('8: disposed before, never calls it', () => {
    const future = lazy(() => expect.unreachable())
    drop(future)
    expect(() => future.poll(cx)).toThrow(/^Lazy was polled after it was disposed/)
  })

  it('2: a throw finishes it', () => {
    const future = lazy(() => {
      throw new Error('no')
    })
    expect(() => future.poll(cx)).toThrow('no')
    expect(() => future.poll(cx)).toThrow(PolledAfterCompletionError)
  })

  it('1: the function may not make Pending a value', () => {
    expect(() => lazy(() => Pending).poll(cx)).toThrow(TypeError)
  })

  it('2, 7: polled or disposed by its own function', () => {
    const polls = lazy((): number => polls.poll(cx) as number)
    expect(() => polls.poll(cx)).toThrow(BorrowError)
    const disposes = lazy((): void => drop(disposes))
    expect(() => disposes.poll(cx)).toThrow(BorrowError)
  })

  it('22: is as sendable as its function', () => {
    expect(isSendable(lazy(() => 1))).toBe(true)
    expect(isSendable(lazy(Object.assign(() => 1, { [sendable]: false })))).toBe(false)
  })

  it('refuses what is no function', () => {
    expect(() => lazy(ready(1) as never)).toThrow(TypeError)
  })
})

describe('pollFn', () => {
  it('1: every poll calls the function with the context, until it is ready', () => {
    const seen: Context[] = []
    const future = pollFn(context => (seen.push(context) < 3 ? Pending : 'done'))
    expect(seen).toEqual([])
    expect([future.poll(cx), future.poll(cx), future.poll(cx)]).toEqual([Pending, Pending, 'done'])
    expect(seen).toEqual([cx, cx, cx])
    expect(() => future.poll(cx)).toThrow(/^PollFn was polled after it finished/)
    expect(seen.length).toBe(3)
  })

  it('2: a throw finishes it; its own poll is a borrow', () => {
    const future = pollFn((context): number => future.poll(context) as number)
    expect(() => future.poll(cx)).toThrow(BorrowError)
    expect(() => future.poll(cx)).toThrow(PolledAfterCompletionError)
  })

  it('7: disposed from its own function, then from outside', () => {
    const future = pollFn(() => {
      expect(() => drop(future)).toThrow(BorrowError)
      return Pending
    })
    expect(future.poll(cx)).toBe(Pending)
    drop(future)
    drop(future)
    expect(() => future.poll(cx)).toThrow(/^PollFn was polled after it was disposed/)
  })

  it('22: is as sendable as its function', () => {
    expect(isSendable(pollFn(() => 1))).toBe(true)
    expect(isSendable(pollFn(Object.assign(() => 1, { [sendable]: false })))).toBe(false)
  })

  it('refuses what is no function', () => {
    expect(() => pollFn(7 as never)).toThrow(TypeError)
  })
})

it('isReady and isPending tell the two answers apart', () => {
  expect([isReady(Pending), isPending(Pending), isReady(undefined), isPending(undefined)]).toEqual([false, true, true, false])
})

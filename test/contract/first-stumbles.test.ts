// What a first program gets wrong, and what it is told: each message whole.
import { describe, expect, it } from 'vitest'
import {
  asyncBlock, BorrowError, blockOn, broadcast, drop, hostLoop, isSendable, join, mpsc, Ok, parkThread, PolledAfterCompletionError, Rc, ready,
  Runtime, Stream, tryWait, wait, watch, type Future,
} from '../../src/index.ts'
import { thrownBy } from '../support/thrown.ts'

const RUN_ANEW = 'it runs once: make a new one for each run, by a function that returns it'

function told(type: new (...args: never[]) => Error, act: () => unknown): string {
  const error = thrownBy(act) as Error
  expect(error).toBeInstanceOf(type)
  return error.message
}

describe('a yield without the star', () => {
  it('38: is told which wait it was, and where the star goes', () => {
    // @ts-expect-error a wait that is yielded
    const starless = (): unknown => blockOn(asyncBlock(function* () {
      yield wait(ready(1))
    }))
    // @ts-expect-error a tryWait that is yielded
    const tried = (): unknown => blockOn(asyncBlock(function* () {
      yield tryWait(ready(Ok(1)))
    }))
    expect(told(TypeError, starless)).toBe('asyncBlock: its body yielded a wait(…) without the star; write yield* wait(…)')
    expect(told(TypeError, tried)).toBe('asyncBlock: its body yielded a tryWait(…) without the star; write yield* tryWait(…)')
  })
})

describe('what has run already', () => {
  it('3: a block keeps its name, and asks for a new one', () => {
    function* load(): Generator<Future<unknown>, number> {
      return yield* wait(ready(1))
    }
    const block = asyncBlock(load)
    expect(blockOn(block)).toBe(1)
    expect(told(PolledAfterCompletionError, () => blockOn(block))).toBe(`AsyncBlock(load) was polled after it finished; ${RUN_ANEW}`)
    const dropped = asyncBlock(load)
    drop(dropped)
    expect(told(PolledAfterCompletionError, () => blockOn(dropped))).toBe(`AsyncBlock(load) was polled after it was disposed; ${RUN_ANEW}`)
  })

  it('3: so does a consumer of a stream', () => {
    const total = Stream.from([1, 2]).toArray()
    expect(blockOn(total)).toEqual([1, 2])
    expect(told(PolledAfterCompletionError, () => blockOn(total))).toBe(`Stream.toArray was polled after it finished; ${RUN_ANEW}`)
  })
})

describe('one thing in two places', () => {
  it('5: a future given twice is to be made twice, lent, or shared', () => {
    const once = ready(1)
    expect(told(BorrowError, () => join(once, once))).toBe(
      `join: futures 0 and 1 are one and the same ReadyFuture; a future has one owner: make two of them, ` +
        'lend it to one after the other with byRef(…), or give its output to both with shared(…)',
    )
  })

  it('40: a stream, not an iterator, lends one future', () => {
    const items = Stream.from([1, 2]).map(n => n)
    items.next()
    expect(told(BorrowError, () => items.next())).toBe(
      'Stream.map: next() was called while the future of the last next() is still out; a stream lends one future at a time: ' +
        'poll it to its output, or dispose it, before asking again',
    )
  })
})

describe('a receiver that waits for the end', () => {
  function waitsOn(prepare: (tx: ReturnType<typeof mpsc<number>>[0], rx: ReturnType<typeof mpsc<number>>[1]) => void): string | undefined {
    const [tx, rx] = mpsc<number>(2)
    prepare(tx, rx)
    return /waits on (.*)/.exec(told(Error, () => blockOn(rx.recv())))?.[1]
  }

  it('12: says how many senders, or permits, keep the channel open', () => {
    expect(waitsOn(() => {})).toBe('an item from a channel whose 1 sender is not disposed')
    expect(waitsOn(tx => tx.clone())).toBe('an item from a channel whose 2 senders are not disposed')
    expect(waitsOn(tx => {
      blockOn(tx.reserve())
      drop(tx)
    })).toBe('an item from a channel whose 1 permit is not disposed')
  })
})

describe('what stays on its thread', () => {
  it('22: ends that are disposed reach no value any more', () => {
    const [news, reader] = broadcast<unknown>(1)
    news.send(new Rc(0))
    const [level, levels] = watch<unknown>(new Rc(0))
    const ends = [news, level, levels]
    expect(ends.map(isSendable)).toEqual([false, false, false])
    for (const end of ends) drop(end)
    expect(ends.map(isSendable)).toEqual([true, true, true])
    drop(reader)
  })

  it('22: a runtime and its drivers; its numbers may go', () => {
    using runtime = new Runtime()
    expect([runtime, hostLoop(), parkThread()].map(isSendable)).toEqual([false, false, false])
    expect(isSendable(runtime.metrics)).toBe(true)
  })
})

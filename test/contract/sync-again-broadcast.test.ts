import { describe, expect, it } from 'vitest'
import { asyncBlock, BorrowError, Cell, Done, drop, isSendable, Pending, PolledAfterCompletionError, wait, wakerFn } from '../../src/index.ts'
import { broadcast, LaggedError, type BroadcastReceiver } from '../../src/sync/index.ts'
import { countingWaker, mockTask, pendingOnce } from '../../src/testing/index.ts'
import { leafLaws } from '../support/leaf-laws.ts'
import { reaches } from '../support/reaches.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

/** Whatever is there for `rx` now, a lag as `lag n`, the end as `end`. */
function drained<T>(rx: BroadcastReceiver<T>): unknown[] {
  const got: unknown[] = []
  for (;;) {
    try {
      const item = rx.tryRecv()
      if (item === undefined) return got
      if (item === Done) return [...got, 'end']
      got.push(item)
    } catch (error) {
      if (!(error instanceof LaggedError)) throw error
      got.push(`lag ${error.count}`)
    }
  }
}

describe('broadcast, again', () => {
  leafLaws('BroadcastReceiver.recv', () => {
    const [tx, rx] = broadcast<number>(2)
    return { future: rx.recv(), satisfy: () => void tx.send(1), behind: [tx, rx] }
  }, { stream: true })
  leafLaws('BroadcastReceiver.recv, to its end', () => {
    const [tx, rx] = broadcast<number>(2)
    return { future: rx.recv(), satisfy: () => drop(tx), behind: [tx, rx] }
  }, { free: true, stream: true })

  it('41: a capacity that is none throws RangeError at the call', () => {
    for (const bad of [0, -1, 0.5, 1.5, Number.NaN, Infinity, -Infinity, '1', null, 1n] as number[]) {
      expect(thrownBy(() => broadcast(bad))).toBeInstanceOf(RangeError)
    }
  })

  it.each([1, 2, 3, 5, 7])('41: capacity %i is exact: as many as that are kept, one more is a lag of one', capacity => {
    const [tx, rx] = broadcast<number>(capacity)
    const all = Array.from({ length: capacity }, (_, at) => at)
    for (const at of all) tx.send(at)
    expect(drained(rx)).toEqual(all)
    for (const at of [...all, capacity]) tx.send(at)
    expect(drained(rx)).toEqual(['lag 1', ...all.map(at => at + 1)])
  })

  it('41: lag is each receiver\'s own, is told once, again after more, with the exact count', () => {
    const [tx, slow] = broadcast<number>(2)
    const fast = tx.subscribe()
    for (let item = 0; item < 5; item++) {
      tx.send(item)
      expect(fast.tryRecv()).toBe(item)
    }
    const error = thrownBy(() => slow.tryRecv()) as LaggedError
    expect([error instanceof LaggedError, error.code, error.count]).toEqual([true, 'ERR_POLLUX_LAGGED', 3])
    tx.send(5)
    expect(drained(slow)).toEqual(['lag 1', 4, 5])
    expect(drained(fast)).toEqual([5])
  })

  it('41: a lag fails one recv; the next goes on, by the stream or by its future', () => {
    const [tx, rx] = broadcast<number>(1)
    tx.send(1)
    tx.send(2)
    const first = mockTask(rx.recv())
    expect((thrownBy(() => first.poll()) as LaggedError).count).toBe(1)
    expect(mockTask(rx.recv()).poll()).toBe(2)
    tx.send(3)
    tx.send(4)
    const cx = { waker: countingWaker() }
    expect((thrownBy(() => rx.pollNext(cx)) as LaggedError).count).toBe(1)
    expect(rx.pollNext(cx)).toBe(4)
  })

  it('41: sent to nobody gives 0, and the value stays with the caller; a later subscriber gets none of it', () => {
    const [tx, rx] = broadcast<Token>(2)
    const value = new Token()
    drop(rx)
    expect([tx.send(value), value.drops, tx.receiverCount, reaches(tx, value)]).toEqual([0, 0, 0, false])
    const late = tx.subscribe()
    expect([late.tryRecv(), tx.send(value), late.tryRecv() === value]).toEqual([undefined, 1, true])
  })

  it('41: subscribe and resubscribe get what is sent from then on', () => {
    const [tx, rx] = broadcast<number>(4)
    tx.send(1)
    const [second, third] = [tx.subscribe(), rx.resubscribe()]
    expect([tx.send(2), drained(rx), drained(second), drained(third)]).toEqual([3, [1, 2], [2], [2]])
  })

  it('41: Done at the end, for every receiver after what is kept, and for ever; the last sender counts', () => {
    const [tx, rx] = broadcast<number>(2)
    const [other, again] = [tx.clone(), rx.resubscribe()]
    tx.send(1)
    drop(tx)
    drop(tx)
    other.send(2)
    const waiting = mockTask(again.recv())
    expect([waiting.poll(), mockTask(again.recv()).poll()]).toEqual([1, 2])
    const last = mockTask(again.recv())
    expect(last.poll()).toBe(Pending)
    drop(other)
    expect([last.wakeCount, last.poll(), drained(rx)]).toEqual([1, Done, [1, 2, 'end']])
    expect([rx.tryRecv(), again.tryRecv()]).toEqual([Done, Done])
    const late = rx.resubscribe()
    expect(late.tryRecv()).toBe(Done)
  })

  it('1: Pending and Done are no values; undefined is one', () => {
    const [tx, rx] = broadcast<unknown>(1)
    for (const bad of [Pending, Done]) expect(thrownBy(() => tx.send(bad))).toBeInstanceOf(TypeError)
    expect([tx.send(undefined), mockTask(rx.recv()).poll()]).toEqual([1, undefined])
  })

  it('40: use of a disposed end is BorrowError, a second dispose nothing', () => {
    const [tx, rx] = broadcast<number>(1)
    const keep = tx.clone()
    drop(tx)
    drop(tx)
    for (const use of [() => tx.send(1), () => tx.subscribe(), () => tx.clone()]) expect(thrownBy(use)).toBeInstanceOf(BorrowError)
    const second = rx.resubscribe()
    drop(rx)
    drop(rx)
    for (const use of [() => rx.tryRecv(), () => rx.resubscribe()]) expect(thrownBy(use)).toBeInstanceOf(BorrowError)
    expect([keep.send(1), keep.receiverCount, second.tryRecv()]).toEqual([1, 1, 1])
  })

  it('43: two live recvs throw BorrowError; the receiver\'s dispose ends the loan', () => {
    const [, rx] = broadcast<number>(1)
    const loan = rx.recv()
    for (const use of [() => rx.recv(), () => rx.next()]) expect(thrownBy(use)).toBeInstanceOf(BorrowError)
    drop(loan)
    const again = rx.recv()
    again.poll({ waker: countingWaker() })
    drop(rx)
    expect(thrownBy(() => again.poll({ waker: countingWaker() }))).toBeInstanceOf(PolledAfterCompletionError)
    drop(again)
  })

  it('6: a value that none got and none will get is dropped once: overwritten, or left by the last receiver', () => {
    const trace: string[] = []
    const [tx, rx] = broadcast<Token>(2)
    const second = tx.subscribe()
    for (const name of ['a', 'b']) tx.send(new Token(name, trace))
    rx.tryRecv() // a is shared now: its dropping is its takers'
    tx.send(new Token('c', trace)) // overwrites a
    expect(trace).toEqual([])
    tx.send(new Token('d', trace)) // overwrites b, which nobody got
    expect(trace).toEqual(['b dropped'])
    drop(rx)
    expect(trace).toEqual(['b dropped'])
    drop(second)
    drop(second)
    expect(trace.sort()).toEqual(['b dropped', 'c dropped', 'd dropped'])
    drop(tx)
    expect(trace).toHaveLength(3)
  })

  it('3: what every receiver has had is not kept', () => {
    const [tx, rx] = broadcast<Token>(4)
    const second = tx.subscribe()
    const value = new Token()
    tx.send(value)
    rx.tryRecv()
    expect(reaches(tx, value)).toBe(true)
    second.tryRecv()
    expect(reaches(tx, value)).toBe(false)
    tx.send(value)
    rx.tryRecv()
    drop(second)
    expect([reaches(tx, value), value.drops]).toEqual([false, 0])
  })

  it('32: wakers of send may receive, drop others, subscribe and send: each is woken once, in order', () => {
    const [tx, rx] = broadcast<number>(4)
    const receivers = [rx, tx.subscribe(), tx.subscribe()]
    const trace: string[] = []
    receivers.forEach((one, at) => one.recv().poll({ waker: wakerFn(() => {
      trace.push(`wake ${at}`)
      if (at !== 0) return
      drop(receivers[2])
      trace.push(`got ${String(mockTask(tx.subscribe().recv()).poll() === Pending)}`)
      trace.push(`sent to ${tx.send(2)}`)
    }) }))
    expect(tx.send(1)).toBe(3)
    expect(trace.filter(line => line !== 'wake 2')).toEqual(['wake 0', 'got true', 'sent to 3', 'wake 1'])
  })

  it('32: send inside send: order is kept for all', () => {
    const [tx, rx] = broadcast<number>(4)
    const second = tx.subscribe()
    const loan = rx.recv()
    let sent = false
    loan.poll({ waker: wakerFn(() => {
      if (sent) return
      sent = true
      tx.send(2)
    }) })
    tx.send(1)
    drop(loan)
    expect([drained(rx), drained(second)]).toEqual([[1, 2], [1, 2]])
  })

  it('32: wakers that throw: every receiver is woken and gets the value', () => {
    const [tx, rx] = broadcast<number>(2)
    const receivers = [rx, tx.subscribe(), tx.subscribe()]
    const trace: number[] = []
    const loans = receivers.map(one => one.recv())
    loans.forEach((loan, at) => loan.poll({ waker: wakerFn(() => {
      trace.push(at)
      throw new Error(`waker ${at}`)
    }) }))
    expect((thrownBy(() => tx.send(1)) as Error).message).toBe('waker 0')
    expect([trace, loans.map(loan => loan.poll({ waker: countingWaker() }))]).toEqual([[0, 1, 2], [1, 1, 1]])
  })

  it('6, 32: the drop of an overwritten value may use the channel, or throw: the new value is there', () => {
    const [tx, rx] = broadcast<Disposable & { name: string }>(1)
    const seen: unknown[] = []
    const value = (name: string, act: () => void): Disposable & { name: string } => ({ name, [Symbol.dispose]: act })
    tx.send(value('a', () => void seen.push(drained(rx.resubscribe()), tx.receiverCount)))
    tx.send(value('b', () => { throw new Error('drop of b') }))
    expect(seen).toHaveLength(2)
    expect((thrownBy(() => tx.send(value('c', () => {}))) as Error).message).toBe('drop of b')
    expect((thrownBy(() => rx.tryRecv()) as LaggedError).count).toBe(2)
    expect((rx.tryRecv() as { name: string }).name).toBe('c')
  })

  it('31: an item spends one, and so does a lag; out of budget, a lag is not lost', () => {
    const [tx, rx] = broadcast<number>(1)
    tx.send(1)
    tx.send(2)
    const loan = rx.recv()
    const poor = mockTask(loan, { budget: 0 })
    expect([poor.poll(), poor.wakeCount]).toEqual([Pending, 1])
    expect((thrownBy(() => mockTask(loan, { budget: 1 }).poll()) as LaggedError).count).toBe(1)
    expect(mockTask(rx.recv(), { budget: 1 }).poll()).toBe(2)
  })

  it('22: ends are as sendable as what is kept', () => {
    const [tx, rx] = broadcast<unknown>(2)
    expect([isSendable(tx), isSendable(rx)]).toEqual([true, true])
    tx.send(new Cell(0))
    expect([isSendable(tx), isSendable(rx), isSendable(rx.recv())]).toEqual([false, false, false])
  })

  it.each(stages)('41: under %s, a fast and a slow receiver of one news', async (_, run) => {
    const trace = await run((start, lines) => {
      const [tx, rx] = broadcast<number>(2)
      const reader = (name: string, one: BroadcastReceiver<number>, pause: number): void => start(asyncBlock(function* () {
        for (;;) {
          try {
            const item = yield* wait(one.recv())
            if (item === Done) break
            lines.push(`${name} ${item}`)
          } catch (error) {
            lines.push(`${name} lost ${(error as LaggedError).count}`)
          }
          for (let turn = 0; turn < pause; turn++) yield* wait(pendingOnce(0))
        }
        lines.push(`${name} end`)
      }))
      reader('fast', rx, 0)
      reader('slow', tx.subscribe(), 4)
      start(asyncBlock(function* () {
        for (let item = 0; item < 5; item++) {
          tx.send(item)
          yield* wait(pendingOnce(0))
        }
        drop(tx)
      }))
    })
    expect(trace.filter(line => line.startsWith('fast'))).toEqual(['fast 0', 'fast 1', 'fast 2', 'fast 3', 'fast 4', 'fast end'])
    expect(trace.filter(line => line.startsWith('slow'))).toEqual(['slow 0', 'slow lost 2', 'slow 3', 'slow 4', 'slow end'])
  })
})

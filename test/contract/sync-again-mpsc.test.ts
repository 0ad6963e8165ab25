import { describe, expect, it } from 'vitest'
import { asyncBlock, BorrowError, Cell, Done, drop, isSendable, Pending, PolledAfterCompletionError, wait, wakerFn } from '../../src/index.ts'
import { budget } from '../../src/future/budget.ts'
import type { Future } from '../../src/index.ts'
import { mpsc, mpscUnbounded, SendError, type Receiver, type SendPermit } from '../../src/sync/index.ts'
import { countingWaker, mockTask, pendingOnce, type MockTask } from '../../src/testing/index.ts'
import { leafLaws } from '../support/leaf-laws.ts'
import { reaches } from '../support/reaches.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

/** Each polled once; all wait. */
function waiting<T>(...futures: Future<T>[]): MockTask<T>[] {
  return futures.map(future => {
    const task = mockTask(future)
    expect(task.poll()).toBe(Pending)
    return task
  })
}

const wakes = (tasks: MockTask<unknown>[]): number[] => tasks.map(task => task.wakeCount)

/** What is in the channel now. */
function drained<T>(rx: Receiver<T>): (T | 'end')[] {
  const items: (T | 'end')[] = []
  for (;;) {
    const item = rx.tryRecv()
    if (item === Done) return [...items, 'end']
    if (item === undefined) return items
    items.push(item)
  }
}

describe('mpsc, again', () => {
  leafLaws('Send into a full channel', () => {
    const [tx, rx] = mpsc<number>(1)
    tx.trySend(0)
    return { future: tx.send(1), satisfy: () => void rx.tryRecv(), behind: [tx, rx] }
  })
  leafLaws('Send, as a permit is dropped', () => {
    const [tx, rx] = mpsc<number>(1)
    const permit = tx.tryReserve()
    return { future: tx.send(1), satisfy: () => drop(permit), behind: [tx, rx] }
  })
  leafLaws('Reserve', () => {
    const [tx, rx] = mpsc<number>(1)
    tx.trySend(0)
    return { future: tx.reserve(), satisfy: () => void rx.tryRecv(), behind: [tx, rx] }
  })
  leafLaws('Recv', () => {
    const [tx, rx] = mpsc<number>(1)
    return { future: rx.recv(), satisfy: () => tx.trySend(1), behind: [tx, rx] }
  })
  leafLaws('Recv of an unbounded one', () => {
    const [tx, rx] = mpscUnbounded<number>()
    return { future: rx.recv(), satisfy: () => tx.send(1), behind: [tx, rx] }
  })
  leafLaws('RecvMany', () => {
    const [tx, rx] = mpsc<number>(1)
    return { future: rx.recvMany(3), satisfy: () => tx.trySend(1), behind: [tx, rx] }
  })
  leafLaws('Sender.closed', () => {
    const [tx, rx] = mpsc<number>(1)
    return { future: tx.closed(), satisfy: () => rx.close(), behind: [tx, rx] }
  }, { free: true })

  it('40: capacities and counts that are none throw RangeError at the call', () => {
    const [, rx] = mpsc<number>(1)
    for (const bad of [0, -1, 0.5, 1.5, Number.NaN, Infinity, -Infinity, '1', null, 1n] as number[]) {
      expect(thrownBy(() => mpsc(bad))).toBeInstanceOf(RangeError)
      if (bad !== Infinity) expect(thrownBy(() => rx.recvMany(bad))).toBeInstanceOf(RangeError)
    }
    expect(mockTask(rx.recv()).poll()).toBe(Pending) // the refused ones have lent nothing
  })

  it('1: Pending and Done are no values, for none of the ways to send; nothing is held afterwards', () => {
    const [tx, rx] = mpsc<unknown>(1)
    const [utx, urx] = mpscUnbounded<unknown>()
    for (const bad of [Pending, Done]) {
      for (const send of [() => tx.send(bad), () => tx.trySend(bad), () => utx.send(bad)]) expect(thrownBy(send)).toBeInstanceOf(TypeError)
      const permit = tx.tryReserve()
      expect(thrownBy(() => permit.send(bad))).toBeInstanceOf(TypeError)
      expect(tx.available).toBe(0)
      permit.send('good')
      expect(rx.tryRecv()).toBe('good')
    }
    drop(tx)
    drop(utx)
    expect([drained(rx), drained(urx)]).toEqual([['end'], ['end']])
  })

  it('40: undefined and null are values like others', () => {
    const [tx, rx] = mpsc<unknown>(4)
    for (const value of [undefined, null, Number.NaN]) tx.trySend(value)
    expect([rx.size, mockTask(rx.recvMany(9)).poll()]).toEqual([3, [undefined, null, Number.NaN]])
  })

  it('40: order kept; senders gone: drained, then Done for ever', () => {
    const [tx, rx] = mpsc<number>(3)
    const second = tx.clone()
    tx.trySend(1)
    second.trySend(2)
    drop(tx)
    drop(tx)
    second.trySend(3)
    drop(second)
    const got = [0, 1, 2, 3, 4].map(() => mockTask(rx.recv()).poll())
    expect(got).toEqual([1, 2, 3, Done, Done])
  })

  it('40: a receiver that is gone: SendError with the value, from every way to send, at once', () => {
    const [tx, rx] = mpsc<string>(1)
    const [utx, urx] = mpscUnbounded<string>()
    const early = tx.send('early')
    drop(rx)
    drop(urx)
    const values = [
      () => tx.trySend('try'), () => utx.send('unbounded'), () => mockTask(tx.send('send')).poll(), () => mockTask(early).poll(),
    ].map(act => thrownBy(act) as SendError<string>)
    expect(values.map(error => [error instanceof SendError, error.code, error.value])).toEqual(
      ['try', 'unbounded', 'send', 'early'].map(value => [true, 'ERR_POLLUX_SEND', value]),
    )
    for (const act of [() => tx.tryReserve(), () => mockTask(tx.reserve()).poll()]) expect(thrownBy(act)).toBeInstanceOf(SendError)
    expect([tx.isClosed(), utx.isClosed()]).toEqual([true, true])
  })

  it('40: use of a disposed end is BorrowError, a second dispose nothing', () => {
    const [tx, rx] = mpsc<number>(1)
    const other = tx.clone()
    drop(tx)
    drop(tx)
    for (const use of [() => tx.send(1), () => tx.trySend(1), () => tx.reserve(), () => tx.tryReserve(), () => tx.clone()]) {
      expect(thrownBy(use)).toBeInstanceOf(BorrowError)
    }
    const permit = other.tryReserve()
    permit.send(1)
    expect(thrownBy(() => permit.send(2))).toBeInstanceOf(BorrowError)
    drop(permit)
    drop(other)
    expect(drained(rx)).toEqual([1, 'end'])
  })

  it('40: send, reserve and trySend are one FIFO; nobody overtakes a woken waiter', () => {
    const [tx, rx] = mpsc<string>(1)
    tx.trySend('0')
    const [a] = waiting(tx.send('a'))
    const [b] = waiting(tx.reserve())
    const [c] = waiting(tx.send('c'))
    expect(rx.tryRecv()).toBe('0')
    expect(wakes([a!, b!, c!])).toEqual([1, 0, 0])
    const full = thrownBy(() => tx.trySend('x')) as SendError & { isFull(): boolean; isClosed(): boolean }
    expect([full.isFull(), full.isClosed(), full.value]).toEqual([true, false, 'x'])
    const [late] = waiting(tx.send('late'))
    expect([c!.poll(), a!.poll(), rx.tryRecv()]).toEqual([Pending, undefined, 'a'])
    const permit = b!.poll() as SendPermit<string>
    expect([rx.tryRecv(), wakes([c!, late!])]).toEqual([undefined, [0, 0]])
    permit.send('b')
    expect([rx.tryRecv(), wakes([c!, late!]), c!.poll(), rx.tryRecv(), late!.poll(), rx.tryRecv()]).toEqual(
      ['b', [1, 0], undefined, 'c', undefined, 'late'],
    )
  })

  it('40: a slot given to a dropped send or reserve passes on, in order, and at last is free', () => {
    const [tx, rx] = mpsc<number>(1)
    tx.trySend(0)
    const tasks = waiting<unknown>(tx.send(1), tx.reserve(), tx.send(3))
    rx.tryRecv()
    expect(wakes(tasks)).toEqual([1, 0, 0])
    drop(tasks[0])
    expect(wakes(tasks)).toEqual([1, 1, 0])
    drop(tasks[1])
    expect(wakes(tasks)).toEqual([1, 1, 1])
    drop(tasks[2])
    expect([tx.available, drained(rx)]).toEqual([1, []])
  })

  it('40, 6: a dropped send has not sent, and drops its value once; unpolled, waiting, granted', () => {
    const [tx, rx] = mpsc<Token>(1)
    const values = ['unpolled', 'waiting', 'granted'].map(name => new Token(name))
    const unpolled = tx.send(values[0]!)
    drop(unpolled)
    drop(unpolled)
    tx.trySend(new Token('filler'))
    const [granted, left] = waiting(tx.send(values[2]!), tx.send(values[1]!))
    drop(left)
    rx.tryRecv()
    drop(granted)
    drop(granted)
    expect([values.map(value => value.drops), tx.available, rx.size]).toEqual([[1, 1, 1], 1, 0])
  })

  it('6: what is left in the channel is dropped with the receiver, in order, once; what comes by a permit later, too', () => {
    const trace: string[] = []
    const [tx, rx] = mpsc<Token>(4)
    for (const name of ['a', 'b']) tx.trySend(new Token(name, trace))
    const permit = tx.tryReserve()
    drop(rx)
    drop(rx)
    permit.send(new Token('late', trace))
    drop(permit)
    expect(trace).toEqual(['a dropped', 'b dropped', 'late dropped'])
  })

  it('5, 6: a drop that throws keeps no other value from its drop, and no sender from being woken', () => {
    const [tx, rx] = mpsc<Disposable>(2)
    const trace: string[] = []
    const bomb = (name: string): Disposable => ({ [Symbol.dispose]: () => {
      trace.push(name)
      throw new Error(name)
    } })
    tx.trySend(bomb('a'))
    tx.trySend(bomb('b'))
    const [sending] = waiting(tx.send(bomb('c')))
    const error = thrownBy(() => drop(rx)) as Error & { suppressed: Error[] }
    expect([trace, error.message, error.suppressed.map(one => one.message)]).toEqual([['a', 'b'], 'a', ['b']])
    expect(sending!.wakeCount).toBe(1)
    expect(thrownBy(() => sending!.poll())).toBeInstanceOf(SendError)
    drop(rx)
    expect(trace).toEqual(['a', 'b'])
  })

  it('40: close lets outstanding permits send, and a granted but unpolled reserve does not hold the end up for ever', () => {
    const [tx, rx] = mpsc<string>(2)
    const permit = tx.tryReserve()
    tx.trySend('in')
    const [reserving] = waiting(tx.reserve())
    rx.tryRecv()
    expect(reserving!.wakeCount).toBe(1) // a slot is its own now
    rx.close()
    rx.close()
    const [recv] = waiting(rx.recv())
    expect(thrownBy(() => reserving!.poll())).toBeInstanceOf(SendError)
    expect(thrownBy(() => tx.trySend('x'))).toBeInstanceOf(SendError)
    permit.send('by permit')
    expect([recv!.wakeCount > 0, recv!.poll(), mockTask(rx.recv()).poll()]).toEqual([true, 'by permit', Done])
  })

  it('40: after close, the drop of the last permit wakes the receiver to its end', () => {
    for (const end of ['drop', 'send'] as const) {
      const [tx, rx] = mpsc<string>(3)
      const permits = [tx.tryReserve(), tx.tryReserve()]
      rx.close()
      const [recv] = waiting(rx.recv())
      drop(permits[0])
      expect(recv!.isWoken() ? recv!.poll() : Pending).toBe(Pending)
      const before = recv!.wakeCount
      if (end === 'drop') drop(permits[1])
      else permits[1]!.send('last')
      expect([recv!.wakeCount - before, recv!.poll()]).toEqual([1, end === 'drop' ? Done : 'last'])
    }
  })

  it('40: after close, an unfinished send or reserve that is dropped or fails wakes the receiver to its end', () => {
    for (const how of ['dropped', 'polled'] as const) {
      const [tx, rx] = mpsc<string>(1)
      tx.trySend('0')
      const [sending] = waiting<unknown>(tx.send('1'))
      rx.tryRecv()
      rx.close()
      const recv = mockTask(rx.recv())
      const first = recv.poll()
      if (how === 'dropped') drop(sending)
      else expect(thrownBy(() => sending!.poll())).toBeInstanceOf(SendError)
      if (first === Pending) {
        expect(recv.isWoken()).toBe(true)
        expect(recv.poll()).toBe(Done)
      } else expect(first).toBe(Done)
    }
  })

  it('40: an unfinished send and a permit count as senders; the last to end wakes the receiver', () => {
    const [tx, rx] = mpsc<number>(1)
    const permit = tx.tryReserve()
    const sending = tx.send(2)
    drop(tx)
    const [recv] = waiting(rx.recv())
    drop(permit)
    expect(recv!.poll()).toBe(Pending)
    drop(sending)
    expect([recv!.isWoken(), recv!.poll()]).toEqual([true, Done])
  })

  it('40, 43: two live recvs throw BorrowError, by whatever name; dispose, the end and a failure give the receiver back', () => {
    const [tx, rx] = mpsc<number>(2)
    const loan = rx.recv()
    for (const use of [() => rx.recv(), () => rx.next(), () => rx.recvMany(1), () => rx.tryRecv()]) {
      const error = thrownBy(use) as BorrowError
      expect(error).toBeInstanceOf(BorrowError)
      expect(error.message).toMatch(/dispose/)
    }
    drop(loan)
    const many = rx.recvMany(2)
    for (const use of [() => rx.recv(), () => rx.next(), () => rx.recvMany(1)]) expect(thrownBy(use)).toBeInstanceOf(BorrowError)
    drop(many)
    tx.trySend(1)
    tx.trySend(2)
    expect([mockTask(rx.next()).poll(), mockTask(rx.recvMany(5)).poll()]).toEqual([1, [2]])
  })

  it('40: a recv that is dropped after its wake has taken nothing', () => {
    const [tx, rx] = mpsc<number>(2)
    const [recv] = waiting(rx.recv())
    tx.trySend(1)
    expect(recv!.wakeCount).toBe(1)
    drop(recv)
    expect([rx.size, mockTask(rx.recv()).poll()]).toEqual([1, 1])
  })

  it('5, 43: disposing the receiver ends the loan: its poll throws, its dispose does nothing', () => {
    const [tx, rx] = mpsc<number>(1)
    const waker = countingWaker()
    const recv = rx.recv()
    recv.poll({ waker })
    drop(rx)
    expect(thrownBy(() => recv.poll({ waker }))).toBeInstanceOf(PolledAfterCompletionError)
    drop(recv)
    expect([reaches(tx, waker), tx.isClosed()]).toEqual([false, true])
  })

  it('31: each item spends one; recvMany takes no more than is left; waiting spends nothing', () => {
    const [tx, rx] = mpsc<number>(8)
    for (let item = 0; item < 6; item++) expect(mockTask(tx.send(item), { budget: 1 }).poll()).toBe(undefined)
    expect(mockTask(rx.recvMany(4), { budget: 2 }).poll()).toEqual([0, 1])
    const outer = budget.left
    try {
      budget.left = 5
      mockTask(rx.recv()).poll()
      const future = rx.recv()
      expect(future.poll({ waker: countingWaker() })).toBe(3)
      expect(budget.left).toBe(4)
      expect(rx.recvMany(9).poll({ waker: countingWaker() })).toEqual([4, 5])
      expect(budget.left).toBe(2)
      expect(rx.recv().poll({ waker: countingWaker() })).toBe(Pending)
      expect(budget.left).toBe(2)
    } finally {
      budget.left = outer
    }
  })

  it('31: a send that finds room but no budget keeps its turn: nobody overtakes', () => {
    const [tx, rx] = mpsc<string>(1)
    const first = tx.send('first')
    const spent = mockTask(first, { budget: 0 })
    expect([spent.poll(), spent.wakeCount]).toEqual([Pending, 1])
    expect(thrownBy(() => tx.trySend('second'))).toBeInstanceOf(SendError)
    const second = mockTask(tx.send('second'))
    expect([second.poll(), mockTask(first).poll(), rx.tryRecv(), second.wakeCount, second.poll(), rx.tryRecv()]).toEqual(
      [Pending, undefined, 'first', 1, undefined, 'second'],
    )
  })

  it('31, 40: a slot kept for want of budget passes on when its send or reserve is dropped, or the channel is closed', () => {
    const [tx, rx] = mpsc<Token>(1)
    const value = new Token()
    for (const future of [tx.send(value), tx.reserve()]) {
      expect(mockTask<unknown>(future, { budget: 0 }).poll()).toBe(Pending)
      expect(tx.available).toBe(0)
      const [other] = waiting(tx.reserve())
      drop(future)
      expect(other!.wakeCount).toBe(1)
      drop(other)
    }
    expect([tx.available, value.drops, rx.size]).toEqual([1, 1, 0])
    const late = tx.reserve()
    mockTask(late, { budget: 0 }).poll()
    rx.close()
    expect(thrownBy(() => mockTask(late).poll())).toBeInstanceOf(SendError)
    expect([tx.available, mockTask(rx.recv()).poll()]).toEqual([1, Done])
  })

  it('32: a sender\'s waker, called as an item is taken, may drop the receiver, recv again, or send', () => {
    const [tx, rx] = mpsc<number>(1)
    tx.trySend(0)
    const sending = tx.send(1)
    const trace: unknown[] = []
    sending.poll({ waker: wakerFn(() => {
      trace.push(sending.poll({ waker: countingWaker() }))
      trace.push(rx.size)
      trace.push(mockTask(rx.recv()).poll())
      drop(rx)
    }) })
    expect(mockTask(rx.recv()).poll()).toBe(0)
    expect(trace).toEqual([undefined, 1, 1])
    expect(tx.isClosed()).toBe(true)
  })

  it('32: the receiver\'s waker, called as an item comes, may drop sender and receiver: nothing is dropped twice', () => {
    const [tx, rx] = mpsc<Token>(1)
    const value = new Token()
    const recv = rx.recv()
    recv.poll({ waker: wakerFn(() => {
      drop(tx)
      drop(rx)
    }) })
    const sending = tx.send(value)
    expect(sending.poll({ waker: countingWaker() })).toBe(undefined)
    expect(value.drops).toBe(1)
    expect(thrownBy(() => sending.poll({ waker: countingWaker() }))).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('32: wakers that throw: the item was sent or taken all the same, and every waiter of close is woken', () => {
    const boom = wakerFn(() => { throw new Error('waker') })
    const [tx, rx] = mpsc<number>(1)
    const recv = rx.recv()
    recv.poll({ waker: boom })
    expect((thrownBy(() => tx.trySend(1)) as Error).message).toBe('waker')
    expect(rx.size).toBe(1)
    const sends = [2, 3].map(item => tx.send(item))
    sends[0]!.poll({ waker: boom })
    const other = countingWaker()
    sends[1]!.poll({ waker: other })
    expect((thrownBy(() => rx.close()) as Error).message).toBe('waker')
    expect(other.count).toBe(1)
    for (const send of sends) expect(thrownBy(() => send.poll({ waker: other }))).toBeInstanceOf(SendError)
    expect(recv.poll({ waker: other })).toBe(1)
    expect(mockTask(rx.recv()).poll()).toBe(Done)
  })

  it.each(['recv', 'tryRecv', 'recvMany'] as const)('6, 32: %s, whose taking wakes a sender that throws, drops what it took, and the slot is passed on', way => {
    const [tx, rx] = mpsc<Token>(1)
    const [first, second] = [new Token(), new Token()]
    tx.trySend(first)
    const sending = tx.send(second)
    sending.poll({ waker: wakerFn(() => { throw new Error('waker') }) })
    const take = (): unknown => (way === 'tryRecv' ? rx.tryRecv() : mockTask<unknown>(way === 'recv' ? rx.recv() : rx.recvMany(2)).poll())
    expect((thrownBy(take) as Error).message).toBe('waker')
    expect([first.drops, sending.poll({ waker: countingWaker() })]).toEqual([1, undefined])
    expect([rx.tryRecv() === second, second.drops, tx.available]).toEqual([true, 0, 1])
  })

  it('22: ends are as sendable as what they hold', () => {
    const [tx, rx] = mpsc<unknown>(2)
    const sending = tx.send(new Cell(0))
    expect([tx, rx, sending, tx.reserve()].map(one => isSendable(one))).toEqual([true, true, false, true])
    tx.trySend(new Cell(1))
    expect([tx, rx, rx.recv()].map(one => isSendable(one))).toEqual([true, false, false])
  })

  it.each(stages)('40: under %s, two senders and a slow receiver through one slot: each in its order, none lost', async (_, run) => {
    const trace = await run((start, lines) => {
      const [tx, rx] = mpsc<string>(1)
      for (const [name, sender] of [['a', tx], ['b', tx.clone()]] as const) start(asyncBlock(function* () {
        for (let item = 0; item < 3; item++) yield* wait(sender.send(`${name}${item}`))
        drop(sender)
      }))
      start(asyncBlock(function* () {
        for (;;) {
          const item = yield* wait(rx.recv())
          if (item === Done) break
          lines.push(item)
          yield* wait(pendingOnce(0))
        }
        lines.push('end')
      }))
    })
    expect(trace).toEqual(['a0', 'a1', 'b0', 'a2', 'b1', 'b2', 'end'])
  })
})

import { describe, expect, it } from 'vitest'
import { BorrowError, Done, drop, Pending, PolledAfterCompletionError, Rc, type Future } from '../../src/future/index.ts'
import { Stream } from '../../src/iterators/index.ts'
import { Runtime } from '../../src/runtime/index.ts'
import { mpsc, mpscUnbounded, SendError, type Receiver } from '../../src/sync/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

/** A channel that holds `values`. */
function holding<T>(...values: T[]) {
  const [tx, rx] = mpscUnbounded<T>()
  for (const value of values) tx.send(value)
  return { tx, rx }
}

const once = <T>(future: Future<T>): unknown => mockTask(future).poll()

describe('mpsc: receiving', () => {
  it('40: order kept; drained after the last sender, then Done for ever', () => {
    const { tx, rx } = holding(1, 2)
    drop(tx)
    expect([0, 1, 2, 3].map(() => once(rx.recv()))).toEqual([1, 2, Done, Done])
    expect([rx.tryRecv(), once(rx.recvMany(3)), once(rx.next())]).toEqual([Done, [], Done])
  })

  it('43: recv() and next() lend one and the same future, and allocate nothing', () => {
    const { rx } = holding(1, 2)
    const first = rx.recv()
    once(first)
    expect(rx.next()).toBe(first)
    expect(rx).toBeInstanceOf(Stream)
  })

  it('40: two live loans throw BorrowError, polled or not', () => {
    const { rx } = holding<number>()
    const loans: (() => Future<unknown>)[] = [() => rx.recv(), () => rx.next(), () => rx.recvMany(2)]
    const uses = [...loans, () => rx.tryRecv()]
    for (const lend of loans) {
      const loan = lend()
      for (let polls = 0; polls < 2; polls++) {
        for (const use of uses) {
          const error = thrownBy(use) as Error
          expect(error).toBeInstanceOf(BorrowError)
          expect(error.message).toMatch(/still out; a receiver lends one future at a time: poll it to its output, or dispose it/)
        }
        expect(once(loan)).toBe(Pending)
      }
      drop(loan)
    }
    expect(rx.tryRecv()).toBe(undefined)
  })

  it('43: a loan that has ended is not to be polled; disposing it then does nothing', () => {
    const { rx } = holding(1)
    const loan = rx.recv()
    once(loan)
    expect(thrownBy(() => once(loan))).toBeInstanceOf(PolledAfterCompletionError)
    drop(loan)
    const many = rx.recvMany(1)
    drop(many)
    drop(many)
    expect(thrownBy(() => once(many))).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('9, 32: a waiting receiver is woken once between two polls, by its latest waker', () => {
    const { tx, rx } = holding<number>()
    const task = mockTask(rx.recv(), { freshWaker: true })
    task.poll()
    task.poll()
    for (let i = 0; i < 3; i++) tx.send(i)
    expect([task.wakeCount, task.staleWakeCount, task.poll()]).toEqual([1, 0, 0])
    expect([once(rx.recv()), once(rx.recv()), task.wakeCount]).toEqual([1, 2, 1])
  })

  it('43: disposing a loan, woken or not, loses no item and leaves no waker', () => {
    const { tx, rx } = holding<number>()
    const task = mockTask(rx.recv())
    task.poll()
    drop(task)
    tx.send(1)
    expect(task.wakeCount).toBe(0)
    const [woken, many] = [mockTask(rx.recv()), () => mockTask(rx.recvMany(2))]
    drop(woken)
    drop(many())
    expect(once(rx.recv())).toBe(1)
  })

  it('40: the last sender wakes the receiver, to see the end', () => {
    const { tx, rx } = holding<number>()
    const task = mockTask(rx.recv())
    task.poll()
    const other = tx.clone()
    drop(tx)
    expect(task.wakeCount).toBe(0)
    drop(other)
    expect([task.wakeCount, task.poll()]).toEqual([1, Done])
  })

  it('40: recvMany gives what is there, at most max, and waits for the first', () => {
    const { tx, rx } = holding<number>()
    const task = mockTask(rx.recvMany(2))
    expect(task.poll()).toBe(Pending)
    for (let i = 0; i < 5; i++) tx.send(i)
    expect([task.wakeCount, task.poll()]).toEqual([1, [0, 1]])
    expect([once(rx.recvMany(Infinity)), rx.size]).toEqual([[2, 3, 4], 0])
    for (const max of [0, -1, NaN, 1.5]) expect(thrownBy(() => rx.recvMany(max))).toBeInstanceOf(RangeError)
  })

  it('40: recvMany wakes a sender for each slot that it frees', () => {
    const [tx, rx] = mpsc<number>(2)
    tx.trySend(0)
    tx.trySend(1)
    const tasks = [2, 3, 4].map(value => mockTask(tx.send(value)))
    for (const task of tasks) task.poll()
    expect(once(rx.recvMany(9))).toEqual([0, 1])
    expect(tasks.map(task => task.wakeCount)).toEqual([1, 1, 0])
  })

  it('31: receiving spends one an item, on progress only', () => {
    const { tx, rx } = holding(1, 2, 3, 4, 5)
    const starved = mockTask(rx.recv(), { budget: 0 })
    expect([starved.poll(), starved.wakeCount, rx.size]).toEqual([Pending, 1, 5])
    drop(starved)
    expect(mockTask(rx.recvMany(9), { budget: 3 }).poll()).toEqual([1, 2, 3])
    const none = mockTask(rx.recvMany(9), { budget: 0 })
    expect([none.poll(), none.wakeCount]).toEqual([Pending, 1])
    drop(none)
    expect([rx.tryRecv(), rx.tryRecv()]).toEqual([4, 5])
    const waits = mockTask(rx.recv(), { budget: 0 })
    expect([waits.poll(), waits.wakeCount]).toEqual([Pending, 0])
    drop(tx)
    expect([waits.wakeCount, waits.poll()]).toEqual([1, Done])
  })

  it('40: close() refuses later sends, fails waiting ones, and leaves what is there', () => {
    const [tx, rx] = mpsc<string>(1)
    tx.trySend('a')
    const waiting = mockTask(tx.send('b'))
    waiting.poll()
    rx.close()
    rx.close()
    expect([waiting.wakeCount, tx.isClosed()]).toEqual([1, true])
    expect((thrownBy(() => waiting.poll()) as SendError).value).toBe('b')
    expect((thrownBy(() => tx.trySend('c')) as SendError).value).toBe('c')
    expect([once(rx.recv()), once(rx.recv()), once(rx.recv())]).toEqual(['a', Done, Done])
  })

  it('40: close() wakes a recv that waits for what cannot come any more', () => {
    const { rx } = holding<number>()
    const task = mockTask(rx.recv())
    task.poll()
    rx.close()
    expect([task.wakeCount, task.poll()]).toEqual([1, Done])
  })

  it('6: what is left in the channel when its receiver goes is dropped, in order, all of it', () => {
    const trace: string[] = []
    const [a, b, c] = ['a', 'b', 'c'].map(name => new Token(name, trace))
    const boom = new Error('boom')
    const bomb = { [Symbol.dispose]() { throw boom } }
    const { tx, rx } = holding<unknown>(a, bomb, b, c)
    const taken = rx.tryRecv()
    expect(taken).toBe(a)
    expect(thrownBy(() => drop(rx))).toBe(boom)
    drop(rx)
    expect([trace, a!.drops, tx.isClosed()]).toEqual([['b dropped', 'c dropped'], 0, true])
  })

  it('43: disposing the receiver ends its loans', () => {
    for (const lend of [(rx: Receiver<number>) => rx.recv(), (rx: Receiver<number>) => rx.recvMany(1)]) {
      const { tx, rx } = holding<number>()
      const task = mockTask<unknown>(lend(rx))
      task.poll()
      drop(rx)
      expect(task.wakeCount).toBe(0)
      for (const use of [() => task.poll(), () => once(lend(rx) as Future<unknown>), () => rx.pollNext({ waker: task as never }), () => rx.tryRecv()]) {
        const error = thrownBy(use) as Error
        expect(error).toBeInstanceOf(PolledAfterCompletionError)
        expect(error.message).toContain('was disposed')
      }
      drop(tx)
    }
  })

  it('32: a waker that comes straight back finds the state settled', () => {
    const [tx, rx] = mpsc<number>(1)
    tx.trySend(1)
    const got: unknown[] = []
    const send = tx.send(2)
    send.poll({ waker: { wake: () => { send.poll({ waker: null as never }); got.push(rx.tryRecv()) }, willWake: () => false } })
    expect(once(rx.recv())).toBe(1)
    expect([got, rx.tryRecv()]).toEqual([[2], undefined])
  })

  it('32: a waker may dispose the receiver that is about to give an item', () => {
    const [tx, rx] = mpsc<number>(1)
    tx.trySend(1)
    const send = tx.send(2)
    send.poll({ waker: { wake: () => drop(rx), willWake: () => false } })
    expect(once(rx.recv())).toBe(1)
    expect((thrownBy(() => once(send)) as SendError).value).toBe(2)
    expect(thrownBy(() => once(rx.recv()))).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('6, 32: an item whose receiving fails, because the waker of a sender throws, is dropped', () => {
    const boom = new Error('boom')
    const thrower = { wake: () => { throw boom }, willWake: () => false }
    const [tx, rx] = mpsc<Token>(2)
    const tokens = [0, 1].map(() => new Token())
    for (const token of tokens) tx.trySend(token)
    const sends = [tx.send(new Token()), tx.send(new Token()), tx.send(new Token())]
    for (const send of sends) send.poll({ waker: thrower })
    expect(thrownBy(() => once(rx.recv()))).toBe(boom)
    expect(thrownBy(() => once(rx.recvMany(1)))).toBe(boom)
    expect(tokens.map(token => token.drops)).toEqual([1, 1])
    expect([sends.slice(0, 2).map(once), rx.size, tx.available]).toEqual([[undefined, undefined], 2, 0])
  })

  it('32: one waker’s throw keeps nobody else from being woken', () => {
    const boom = new Error('boom')
    const [tx, rx] = mpsc<number>(1)
    tx.trySend(1)
    tx.send(2).poll({ waker: { wake: () => { throw boom }, willWake: () => false } })
    const tasks = [mockTask<unknown>(tx.send(3)), mockTask<unknown>(tx.closed())]
    for (const task of tasks) task.poll()
    expect(thrownBy(() => drop(rx))).toBe(boom)
    expect(tasks.map(task => task.wakeCount)).toEqual([1, 1])
  })

  it('24: a task whose receiver comes to hold what is not sendable fails at its suspension', () => {
    const { tx, rx } = holding<unknown>()
    const runtime = new Runtime({ budget: 1, onUnhandledError: () => {} })
    const handle = runtime.spawn(rx.filter(() => false).next())
    runtime.runUntilStalled()
    tx.send(1)
    tx.send(new Rc(1))
    runtime.runUntilStalled()
    expect(String(thrownBy(() => once(handle)))).toContain('came to hold a value that is not sendable')
  })

  it('42: it is a stream, whose owner polls and disposes it', () => {
    const { tx, rx } = holding(1, 2, 3)
    const doubled = mockTask(rx.map(x => x * 2).take(2).toArray())
    expect(doubled.poll()).toEqual([2, 4])
    expect(tx.isClosed()).toBe(true)
  })
})

describe('mpsc: a receiver that was moved', () => {
  it('42: is refused to who gave it away, and cannot be given away while it is lent', () => {
    const { rx } = holding(1)
    const loan = rx.recv()
    expect(thrownBy(() => rx.map(x => x))).toBeInstanceOf(BorrowError)
    drop(loan)
    const mapped = rx.map(x => x + 1)
    for (const use of [() => rx.recv(), () => rx.next(), () => rx.recvMany(1), () => rx.tryRecv(), () => rx.map(x => x)]) {
      const error = thrownBy(use) as Error
      expect(error).toBeInstanceOf(BorrowError)
      expect(error.message).toContain('moved into map(…)')
    }
    expect(once(mapped.next())).toBe(2)
  })

  it('5: a dropped loan of what it was moved into leaves no waker behind', () => {
    const { tx, rx } = holding<number>()
    const mapped = rx.map(x => x + 1)
    const loan = mapped.next()
    const task = mockTask(loan)
    expect(task.poll()).toBe(Pending)
    drop(loan)
    tx.send(1)
    expect([task.isWoken(), once(mapped.next())]).toEqual([false, 2])
  })
})

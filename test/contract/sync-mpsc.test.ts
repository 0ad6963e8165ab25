import { describe, expect, it } from 'vitest'
import { BorrowError, Done, drop, inspect, isSendable, Pending, PolledAfterCompletionError, Rc } from '../../src/future/index.ts'
import { Runtime } from '../../src/runtime/index.ts'
import { mpsc, mpscUnbounded, SendError, type Receiver, type Sender } from '../../src/sync/index.ts'
import { mockTask, type MockTask } from '../../src/testing/index.ts'
import { ForeignExecutor } from '../support/foreign-executor.ts'
import { routine } from '../support/routine.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

/** A full channel of `values`, and tasks that have been polled in order to send `more`. */
function full<T>(values: T[], more: T[] = []): { tx: Sender<T>; rx: Receiver<T>; waiting: MockTask<void>[] } {
  const [tx, rx] = mpsc<T>(values.length)
  for (const value of values) tx.trySend(value)
  const waiting = more.map(value => mockTask(tx.send(value)))
  for (const task of waiting) expect(task.poll()).toBe(Pending)
  return { tx, rx, waiting }
}

const wakes = (tasks: MockTask<unknown>[]) => tasks.map(task => task.wakeCount)

/** What can be received at once. */
function taken<T>(rx: Receiver<T>): (T | typeof Done)[] {
  const all: (T | typeof Done)[] = []
  for (;;) {
    const item = rx.tryRecv()
    if (item === undefined) return all
    all.push(item)
    if (item === Done) return all
  }
}

describe('mpsc: sending', () => {
  it('40: a capacity that is no positive integer throws', () => {
    for (const capacity of [0, -1, 1.5, NaN, Infinity]) expect(thrownBy(() => mpsc(capacity))).toBeInstanceOf(RangeError)
  })

  it('1: Pending and Done are no values', () => {
    const [tx, rx] = mpsc<unknown>(2)
    const permit = tx.tryReserve()
    const [unbounded] = mpscUnbounded<unknown>()
    for (const value of [Pending, Done]) {
      for (const act of [() => tx.send(value), () => tx.trySend(value), () => permit.send(value), () => unbounded.send(value)]) {
        expect(thrownBy(act)).toBeInstanceOf(TypeError)
      }
    }
    permit.send(1)
    drop(tx)
    expect(taken(rx)).toEqual([1, Done])
  })

  it('40: a send with room is done at its first poll, and nothing before it', () => {
    const [tx, rx] = mpsc<number>(1)
    const task = mockTask(tx.send(1))
    expect(rx.size).toBe(0)
    expect([task.poll(), rx.size, task.wakeCount]).toEqual([undefined, 1, 0])
    expect(thrownBy(() => task.poll())).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('38: the queue is in the order of first polls, not of calls', () => {
    const { tx, rx } = full(['a'])
    const [late, early] = [mockTask(tx.send('late')), mockTask(tx.send('early'))]
    early.poll()
    late.poll()
    expect(rx.tryRecv()).toBe('a')
    expect(wakes([late, early])).toEqual([0, 1])
  })

  it('40: each item taken wakes one sender, in order, once', () => {
    const { rx, waiting } = full(['a'], ['b', 'c', 'd'])
    const seen = [rx.tryRecv()]
    for (const [at, task] of waiting.entries()) {
      expect(wakes(waiting)).toEqual(waiting.map((_, i) => (i <= at ? 1 : 0)))
      expect(task.poll()).toBe(undefined)
      seen.push(rx.tryRecv())
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd'])
  })

  it('40: nobody overtakes a sender that was woken: neither send, nor reserve, nor trySend', () => {
    const { tx, rx, waiting } = full(['a'], ['b'])
    rx.tryRecv()
    const error = thrownBy(() => tx.trySend('x')) as SendError & { isFull(): boolean; isClosed(): boolean }
    expect([error instanceof SendError, error.value, error.isFull(), error.isClosed()]).toEqual([true, 'x', true, false])
    const others = [mockTask<unknown>(tx.send('y')), mockTask<unknown>(tx.reserve())]
    expect(others.map(task => task.poll())).toEqual([Pending, Pending])
    expect(waiting[0]!.poll()).toBe(undefined)
    expect(taken(rx)).toEqual(['b'])
    expect(wakes(others)).toEqual([1, 0])
  })

  it('40: a spurious poll of a waiter keeps its place', () => {
    const { rx, waiting } = full(['a'], ['b', 'c'])
    for (let i = 0; i < 3; i++) expect(waiting[0]!.poll()).toBe(Pending)
    rx.tryRecv()
    expect(wakes(waiting)).toEqual([1, 0])
  })

  it('9: only the waker of the latest poll is called', () => {
    const { tx, rx } = full(['a'])
    const task = mockTask(tx.send('b'), { freshWaker: true })
    for (let i = 0; i < 3; i++) task.poll()
    rx.tryRecv()
    expect([task.wakeCount, task.staleWakeCount]).toEqual([1, 0])
  })

  it('40: a slot given to a sender that is dropped passes on, in order', () => {
    const { rx, waiting } = full(['a'], ['b', 'c', 'd'])
    rx.tryRecv()
    drop(waiting[0])
    expect(wakes(waiting)).toEqual([1, 1, 0])
    drop(waiting[2])
    expect(waiting[1]!.poll()).toBe(undefined)
    expect(taken(rx)).toEqual(['c'])
  })

  it('5: a sender dropped in the middle of the queue leaves it at once', () => {
    const { rx, waiting } = full(['a'], ['b', 'c', 'd'])
    drop(waiting[1])
    rx.tryRecv()
    expect(waiting[0]!.poll()).toBe(undefined)
    rx.tryRecv()
    expect(wakes(waiting)).toEqual([1, 0, 1])
  })

  it('40: a dropped send has not sent, and drops its value once', () => {
    const values = ['unpolled', 'queued', 'given'].map(name => new Token(name))
    const first = new Token('first')
    const { tx, rx } = full<Token>([first])
    const tasks = values.map(value => mockTask(tx.send(value)))
    tasks[2]!.poll()
    tasks[1]!.poll()
    expect(rx.tryRecv()).toBe(first)
    expect(wakes(tasks)).toEqual([0, 0, 1])
    for (const task of tasks) {
      drop(task)
      drop(task)
    }
    drop(tx)
    expect([values.map(value => value.drops), taken(rx)]).toEqual([[1, 1, 1], [Done]])
  })

  it('40: receiver gone: waiting and later senders have SendError with the value', () => {
    const { tx, rx, waiting } = full(['a'], ['b', 'c'])
    drop(rx)
    expect([wakes(waiting), tx.isClosed()]).toEqual([[1, 1], true])
    const failures = [() => waiting[0]!.poll(), () => waiting[1]!.poll(), () => mockTask(tx.send('d')).poll(), () => tx.trySend('e')].map(thrownBy)
    expect(failures.every(error => error instanceof SendError)).toBe(true)
    expect(failures.map(error => (error as SendError).value)).toEqual(['b', 'c', 'd', 'e'])
    expect((failures[3] as SendError & { isClosed(): boolean }).isClosed()).toBe(true)
    expect(thrownBy(() => mockTask(tx.reserve()).poll())).toBeInstanceOf(SendError)
    expect(thrownBy(() => tx.tryReserve())).toBeInstanceOf(SendError)
  })

  it('40: a sender that was given a slot and not polled when the receiver went fails, too', () => {
    const { rx, waiting } = full(['a'], ['b'])
    rx.tryRecv()
    drop(rx)
    expect((thrownBy(() => waiting[0]!.poll()) as SendError).value).toBe('b')
    expect(wakes(waiting)).toEqual([1])
  })

  it('31: send spends one of the budget, when it sends', () => {
    const [tx, rx] = mpsc<number>(1)
    const starved = mockTask(tx.send(1), { budget: 0 })
    expect([starved.poll(), starved.wakeCount, rx.size]).toEqual([Pending, 1, 0])
    drop(starved) // it kept the slot that it found, so that nobody overtakes it
    const task = mockTask(tx.send(2), { budget: 1 })
    expect([task.poll(), task.wakeCount]).toEqual([undefined, 0])
    const waits = mockTask(tx.send(3), { budget: 0 })
    expect([waits.poll(), waits.wakeCount]).toEqual([Pending, 0])
    expect(rx.tryRecv()).toBe(2)
    expect([waits.poll(), waits.wakeCount, tx.available]).toEqual([Pending, 2, 0])
    drop(waits)
    expect(tx.available).toBe(1)
  })

  it('4: a sender that was disposed is used no more; its clones go on', () => {
    const [tx, rx] = mpsc<number>(4)
    const other = tx.clone()
    drop(tx)
    drop(tx)
    for (const act of [() => tx.send(1), () => tx.trySend(1), () => tx.reserve(), () => tx.tryReserve(), () => tx.clone()]) {
      expect(thrownBy(act)).toBeInstanceOf(BorrowError)
    }
    other.trySend(2)
    expect(taken(rx)).toEqual([2])
    drop(other)
    expect(taken(rx)).toEqual([Done])
  })

  it('40: a send that outlives its sender counts as one', () => {
    const [tx, rx] = mpsc<number>(1)
    const send = mockTask(tx.send(1))
    drop(tx)
    const recv = mockTask(rx.recv())
    expect(recv.poll()).toBe(Pending)
    send.poll()
    expect([recv.poll(), taken(rx)]).toEqual([1, [Done]])
  })

  it('40: closed() is ready when the receiver goes or closes', () => {
    const [tx, rx] = mpsc<number>(1)
    const tasks = [mockTask(tx.closed()), mockTask(tx.closed())]
    expect(tasks.map(task => task.poll())).toEqual([Pending, Pending])
    rx.close()
    expect([wakes(tasks), tasks.map(task => task.poll())]).toEqual([[1, 1], [undefined, undefined]])
  })

  it('22: ends hold nothing but what is in the channel, and a send its value', () => {
    const [tx, rx] = mpsc<unknown>(2)
    const send = tx.send(new Rc(1))
    expect([tx, rx, rx.recv(), send, tx.send(1)].map(isSendable)).toEqual([true, true, true, false, true])
    mockTask(send).poll()
    expect([tx, rx, send].map(isSendable)).toEqual([true, false, true])
  })
})

describe('mpsc: unbounded', () => {
  it('40: sends at once, in order, and ends with its last sender', () => {
    const [tx, rx] = mpscUnbounded<number>()
    const recv = mockTask(rx.recv())
    recv.poll()
    for (let i = 0; i < 100; i++) tx.send(i)
    expect([recv.wakeCount, recv.poll(), rx.size]).toEqual([1, 0, 99])
    const other = tx.clone()
    drop(tx)
    other.send(100)
    drop(other)
    expect(taken(rx)).toEqual([...Array.from({ length: 100 }, (_, i) => i + 1), Done])
  })

  it('40: receiver gone: SendError with the value; closed() tells', () => {
    const [tx, rx] = mpscUnbounded<number>()
    const closed = mockTask(tx.closed())
    closed.poll()
    drop(rx)
    expect([closed.wakeCount, tx.isClosed(), (thrownBy(() => tx.send(7)) as SendError).value]).toEqual([1, true, 7])
    drop(tx)
    expect(thrownBy(() => tx.send(8))).toBeInstanceOf(BorrowError)
    expect(thrownBy(() => tx.clone())).toBeInstanceOf(BorrowError)
  })
})

describe('mpsc: on executors', () => {
  const program = (tx: Sender<number>, rx: Receiver<number>, n: number) => {
    const producer = routine('Producer', function* () {
      for (let i = 0; i < n; i++) yield tx.send(i)
      drop(tx)
    })
    const consumer = routine('Consumer', function* () {
      const got: unknown[] = []
      for (;;) {
        const item = yield rx.recv()
        if (item === Done) return got
        got.push(item)
      }
    })
    return { producer, consumer }
  }
  const numbers = Array.from({ length: 1000 }, (_, i) => i)

  it.each([1, 2, 128])('40: a thousand items through %i slots of one of ours', capacity => {
    const runtime = new Runtime()
    const { producer, consumer } = program(...mpsc<number>(capacity), 1000)
    runtime.spawnLocal(producer)
    expect(runtime.blockOn(consumer)).toEqual(numbers)
  })

  it('40: and of a foreign one', () => {
    const executor = new ForeignExecutor()
    const { producer, consumer } = program(...mpsc<number>(3), 1000)
    const [sends, receives] = [executor.spawn(producer), executor.spawn(consumer)]
    executor.run()
    expect([sends.state, receives.output]).toEqual(['done', numbers])
  })

  it('28: stuck ends tell what they wait on', () => {
    const [tx, rx] = mpsc<number>(1)
    tx.trySend(1)
    const send = mockTask(tx.send(2))
    send.poll()
    const [, other] = mpsc<number>(1)
    expect([tx.send(3)[inspect]().waitsOn, rx.recv()[inspect]().waitsOn, other[inspect]()]).toEqual([
      'the one slot of a channel',
      'an item from a channel whose 3 senders are not disposed',
      { name: 'Receiver', state: '0 items, 1 sender', waitsOn: 'an item from a channel whose 1 sender is not disposed' },
    ])
  })
})

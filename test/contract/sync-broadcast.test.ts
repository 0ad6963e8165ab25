import { describe, expect, it } from 'vitest'
import { blockOn, BorrowError, contextFrom, Done, drop, inspect, isSendable, join, Pending, PolledAfterCompletionError, Rc, wakerFn } from '../../src/index.ts'
import { broadcast, LaggedError, type BroadcastReceiver } from '../../src/sync/index.ts'
import { countingWaker, mockTask } from '../../src/testing/index.ts'
import { ForeignExecutor } from '../support/foreign-executor.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

/** All that a receiver has, without waiting: values, `lagged n`, and `done` or `empty`. */
function drain(receiver: BroadcastReceiver<unknown>): unknown[] {
  const got: unknown[] = []
  for (;;) {
    try {
      const value = receiver.tryRecv()
      if (value === undefined) return [...got, 'empty']
      if (value === Done) return [...got, 'done']
      got.push(value)
    } catch (error) {
      if (!(error instanceof LaggedError)) throw error
      got.push(`lagged ${error.count}`)
    }
  }
}

describe('broadcast', () => {
  it('41: gives every value to every receiver, in order, and says to how many', () => {
    const [sender, a] = broadcast<number>(4)
    const b = sender.subscribe()
    expect([sender.send(1), sender.send(2)]).toEqual([2, 2])
    const late = sender.subscribe()
    expect(sender.send(3)).toBe(3)
    expect([drain(a), drain(b), drain(late)]).toEqual([[1, 2, 3, 'empty'], [1, 2, 3, 'empty'], [3, 'empty']])
  })

  it.each([1, 2, 3, 5, 7])('41: of capacity %s keeps exactly so many', capacity => {
    const [sender, receiver] = broadcast<number>(capacity)
    for (let value = 0; value < capacity; value++) sender.send(value)
    expect(drain(receiver)).toEqual([...Array(capacity).keys(), 'empty'])
    for (let value = 0; value <= capacity; value++) sender.send(value)
    expect(drain(receiver)).toEqual(['lagged 1', ...[...Array(capacity).keys()].map(at => at + 1), 'empty'])
  })

  it.each([0, -1, 1.5, NaN, Infinity])('41: of capacity %s is refused', capacity => {
    expect(() => broadcast(capacity)).toThrow(RangeError)
  })

  it('41: a receiver that lags is told the count, then goes on with the oldest', () => {
    const [sender, slow] = broadcast<number>(2)
    const quick = sender.subscribe()
    for (let value = 1; value <= 5; value++) {
      sender.send(value)
      expect(blockOn(quick.recv())).toBe(value)
    }
    const error = thrownBy(() => blockOn(slow.recv()))
    expect(error).toBeInstanceOf(LaggedError)
    expect((error as LaggedError).count).toBe(3)
    expect([blockOn(slow.recv()), blockOn(slow.recv())]).toEqual([4, 5])
    expect(mockTask(slow.recv()).poll()).toBe(Pending)
  })

  it('41: gives what is kept, then Done for ever, when the last sender is gone', () => {
    const [sender, receiver] = broadcast<number>(4)
    const other = sender.clone()
    sender.send(1)
    sender[Symbol.dispose]()
    sender[Symbol.dispose]()
    other.send(2)
    expect([blockOn(receiver.recv()), blockOn(receiver.recv())]).toEqual([1, 2])
    const task = mockTask(receiver.recv())
    expect(task.poll()).toBe(Pending)
    other.clone()[Symbol.dispose]()
    expect(task.wakeCount).toBe(0)
    other[Symbol.dispose]()
    expect([task.wakeCount, task.poll(), blockOn(receiver.recv()), receiver.tryRecv()]).toEqual([1, Done, Done, Done])
  })

  it('41: sending to nobody returns 0, and a later receiver does not get it', () => {
    const [sender, receiver] = broadcast<Token>(4)
    receiver[Symbol.dispose]()
    const token = new Token()
    expect([sender.send(token), token.drops, sender.receiverCount]).toEqual([0, 0, 0])
    const later = sender.subscribe()
    expect([sender.send(token), drain(later)]).toEqual([1, [token, 'empty']])
  })

  it('resubscribes to what is sent from then on', () => {
    const [sender, receiver] = broadcast<number>(4)
    sender.send(1)
    const other = receiver.resubscribe()
    sender.send(2)
    expect([drain(receiver), drain(other)]).toEqual([[1, 2, 'empty'], [2, 'empty']])
  })

  it('1: refuses Pending and Done as values', () => {
    const [sender] = broadcast<unknown>(1)
    expect(() => sender.send(Pending)).toThrow(TypeError)
    expect(() => sender.send(Done)).toThrow(TypeError)
  })

  it('32: wakes each waiting receiver once, in order, whatever is sent before its next poll', () => {
    const [sender, a] = broadcast<number>(4)
    const b = sender.subscribe()
    const order: string[] = []
    a.recv().poll(contextFrom(wakerFn(() => order.push('a'))))
    b.recv().poll(contextFrom(wakerFn(() => order.push('b'))))
    sender.send(1)
    sender.send(2)
    expect(order).toEqual(['a', 'b'])
  })

  it('9: the latest waker alone is woken', () => {
    const [sender, receiver] = broadcast<number>(4)
    const task = mockTask(receiver.recv(), { freshWaker: true })
    task.poll()
    task.poll()
    sender.send(1)
    expect([task.wakeCount, task.staleWakeCount, task.poll()]).toEqual([1, 0, 1])
  })

  it('32: a waker may send, receive and leave; one that throws does not keep the others', () => {
    const [sender, a] = broadcast<number>(4)
    const b = sender.subscribe()
    const c = sender.subscribe()
    const boom = new Error('boom')
    const got: unknown[] = []
    a.recv().poll(contextFrom(wakerFn(() => {
      got.push(sender.send(2), drain(b), sender.subscribe().tryRecv())
      b[Symbol.dispose]()
      throw boom
    })))
    const task = mockTask(c.recv())
    task.poll()
    expect(() => sender.send(1)).toThrow(boom)
    task[Symbol.dispose]()
    expect([got, task.wakeCount, drain(c)]).toEqual([[3, [1, 2, 'empty'], undefined], 1, [1, 2, 'empty']])
  })

  it('43: recv lends one future at a time; disposing it loses no value', () => {
    const [sender, receiver] = broadcast<number>(4)
    const first = receiver.recv()
    expect(() => receiver.recv()).toThrow(BorrowError)
    const waker = countingWaker()
    first.poll(contextFrom(waker))
    first[Symbol.dispose]!()
    sender.send(1)
    expect([waker.count, blockOn(receiver.recv())]).toEqual([0, 1])
  })

  it('43: a recv that was woken and then disposed loses no value', () => {
    const [sender, receiver] = broadcast<number>(4)
    const task = mockTask(receiver.recv())
    task.poll()
    sender.send(1)
    task[Symbol.dispose]()
    expect(blockOn(receiver.recv())).toBe(1)
  })

  it('5: a receiver that is disposed while it waits is not there to be woken', () => {
    const [sender, gone] = broadcast<number>(4)
    const stays = sender.subscribe()
    const [lent, owned] = [mockTask(gone.recv()), sender.subscribe()]
    const waker = countingWaker()
    expect([lent.poll(), owned.pollNext(contextFrom(waker))]).toEqual([Pending, Pending])
    gone[Symbol.dispose]()
    owned[Symbol.dispose]()
    expect([sender.send(1), drain(stays), lent.wakeCount, waker.count]).toEqual([1, [1, 'empty'], 0, 0])
  })

  it('6: what nobody got is dropped once, when it is overwritten or its last receiver goes', () => {
    const trace: string[] = []
    const [sender, a] = broadcast<Token>(2)
    const b = sender.subscribe()
    const tokens = ['0', '1', '2', '3'].map(name => new Token(name, trace))
    sender.send(tokens[0]!)
    sender.send(tokens[1]!)
    expect(blockOn(a.recv())).toBe(tokens[0])
    sender.send(tokens[2]!)
    expect(trace).toEqual([])
    sender.send(tokens[3]!)
    expect(trace).toEqual(['1 dropped'])
    b[Symbol.dispose]()
    expect(trace).toEqual(['1 dropped'])
    a[Symbol.dispose]()
    expect(trace).toEqual(['1 dropped', '2 dropped', '3 dropped'])
  })

  it('17: a value that every receiver had is kept by nobody', () => {
    const [sender, receiver] = broadcast<Token>(2)
    sender.send(new Token())
    drain(receiver)
    expect(JSON.stringify((sender as unknown as { ring: { slots: unknown } }).ring.slots)).toBe('[{"due":0,"taken":true}]')
  })

  it('5: a drop that throws keeps neither the other drops nor the wakes from being made', () => {
    const [sender, a] = broadcast<Disposable>(1)
    const b = sender.subscribe()
    const boom = new Error('boom')
    const throwing = { [Symbol.dispose](): void { throw boom } }
    sender.send(throwing)
    const task = mockTask(sender.subscribe().recv())
    task.poll()
    expect(() => sender.send({ [Symbol.dispose]() {} })).toThrow(boom)
    expect(task.isWoken()).toBe(true)
    const error = thrownBy(() => join(b.recv()).poll(contextFrom(countingWaker())))
    expect(error).toBeInstanceOf(LaggedError)
    a[Symbol.dispose]()
  })

  it('31: spends one a value and a lag, nothing while it waits', () => {
    const [sender, receiver] = broadcast<number>(1)
    const waiting = mockTask(receiver.recv(), { budget: 0 })
    expect([waiting.poll(), waiting.isWoken()]).toEqual([Pending, false])
    sender.send(1)
    expect([waiting.poll(), waiting.isWoken()]).toEqual([Pending, true])
    waiting[Symbol.dispose]()
    expect(blockOn(receiver.recv())).toBe(1)
  })

  it('4: a disposed side says so, and a second dispose does nothing', () => {
    const [sender, receiver] = broadcast<number>(1)
    receiver[Symbol.dispose]()
    receiver[Symbol.dispose]()
    expect(sender.receiverCount).toBe(0)
    expect(() => blockOn(receiver.recv())).toThrow(PolledAfterCompletionError)
    expect(() => receiver.pollNext(contextFrom(countingWaker()))).toThrow(PolledAfterCompletionError)
    expect(() => receiver.tryRecv()).toThrow(BorrowError)
    sender[Symbol.dispose]()
    expect(() => sender.send(1)).toThrow(BorrowError)
    expect(() => sender.subscribe()).toThrow(BorrowError)
  })

  it('22: both sides are as sendable as what the channel keeps', () => {
    const [sender, receiver] = broadcast<unknown>(2)
    const loan = receiver.recv()
    expect([isSendable(sender), isSendable(receiver), isSendable(loan)]).toEqual([true, true, true])
    drop(loan)
    sender.send(new Rc(1))
    expect([isSendable(sender), isSendable(receiver)]).toEqual([false, false])
    drain(receiver)
    expect([isSendable(sender), isSendable(receiver)]).toEqual([true, true])
  })

  it('28: a receiver says what it waits for', () => {
    const [, receiver] = broadcast<unknown>(2)
    expect(receiver[inspect]()).toEqual({ name: 'BroadcastReceiver', waitsOn: 'a value from a broadcast whose 1 sender is not disposed' })
  })

  it('runs on a foreign executor', () => {
    const [sender, a] = broadcast<number>(2)
    const b = sender.subscribe()
    const executor = new ForeignExecutor()
    const tasks = [a, b].map(receiver => executor.spawn(receiver.recv()))
    executor.run()
    sender.send(5)
    executor.run()
    expect(tasks.map(task => [task.output, task.polls])).toEqual([[5, 2], [5, 2]])
  })
})

import { describe, expect, it } from 'vitest'
import { blockOn, BorrowError, contextFrom, Done, inspect, isSendable, Pending, PolledAfterCompletionError, Rc, wakerFn } from '../../src/index.ts'
import { ClosedError, SendError, watch } from '../../src/sync/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { ForeignExecutor } from '../support/foreign-executor.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

describe('watch', () => {
  it('41: the first value counts as seen, also for subscribe', () => {
    const [sender, receiver] = watch('a')
    expect([receiver.hasChanged(), receiver.borrow()]).toEqual([false, 'a'])
    sender.send('b')
    const later = sender.subscribe()
    expect([receiver.hasChanged(), later.hasChanged(), later.borrow()]).toEqual([true, false, 'b'])
    expect(mockTask(later.changed()).poll()).toBe(Pending)
  })

  it('41: an equal value is a change', () => {
    const [sender, receiver] = watch(1)
    const task = mockTask(receiver.changed())
    task.poll()
    sender.send(1)
    expect([task.wakeCount, receiver.hasChanged(), task.poll(), receiver.hasChanged()]).toEqual([1, true, undefined, false])
  })

  it('41: any number of changes are one, and the latest value is seen', () => {
    const [sender, receiver] = watch(0)
    const task = mockTask(receiver.changed())
    task.poll()
    for (const value of [1, 2, 3]) sender.send(value)
    expect([task.wakeCount, task.poll(), receiver.borrow(), mockTask(receiver.changed()).poll()]).toEqual([1, undefined, 3, Pending])
  })

  it('41: changed fails only when closed and seen', () => {
    const [sender, receiver] = watch(0)
    const behind = receiver.clone()
    sender.send(1)
    receiver.borrowAndUpdate()
    const task = mockTask(receiver.changed())
    task.poll()
    sender[Symbol.dispose]()
    sender[Symbol.dispose]()
    expect(task.wakeCount).toBe(1)
    expect(() => task.poll()).toThrow(ClosedError)
    expect([receiver.isClosed(), receiver.hasChanged(), receiver.borrow()]).toEqual([true, false, 1])
    expect([blockOn(behind.changed()), behind.borrow()]).toEqual([undefined, 1])
    expect(() => blockOn(behind.changed())).toThrow(ClosedError)
  })

  it('closes with the last of its senders', () => {
    const [sender, receiver] = watch(0)
    const other = sender.clone()
    sender[Symbol.dispose]()
    expect(receiver.isClosed()).toBe(false)
    other.send(1)
    other[Symbol.dispose]()
    expect([receiver.isClosed(), receiver.borrow()]).toEqual([true, 1])
  })

  it('borrow leaves a change unseen, borrowAndUpdate does not; a clone has seen as much', () => {
    const [sender, receiver] = watch(0)
    sender.send(1)
    expect([receiver.borrow(), receiver.hasChanged(), receiver.clone().hasChanged()]).toEqual([1, true, true])
    expect([receiver.borrowAndUpdate(), receiver.hasChanged(), receiver.clone().hasChanged()]).toEqual([1, false, false])
  })

  it('41: a dropped changed() leaves the change unseen and is not woken', () => {
    const [sender, receiver] = watch(0)
    const [dropped, woken] = [mockTask(receiver.changed()), mockTask(receiver.changed())]
    dropped.poll()
    woken.poll()
    dropped[Symbol.dispose]()
    expect(receiver.cell.waiters.head).toBe(receiver.cell.waiters.tail)
    sender.send(1)
    woken[Symbol.dispose]()
    expect([dropped.wakeCount, woken.wakeCount, receiver.hasChanged()]).toEqual([0, 1, true])
  })

  it('send without receivers throws with the value and keeps the old one; sendReplace and sendModify do not', () => {
    const [sender, receiver] = watch('a')
    receiver[Symbol.dispose]()
    const error = thrownBy(() => sender.send('b')) as SendError<string>
    expect([error instanceof SendError, error.value, sender.borrow()]).toEqual([true, 'b', 'a'])
    expect([sender.sendReplace('c'), sender.borrow()]).toEqual(['a', 'c'])
    sender.sendModify(value => `${value}d`)
    expect(sender.subscribe().borrow()).toBe('cd')
  })

  it('sendModify that throws changes nothing', () => {
    const [sender, receiver] = watch(1)
    expect(() => sender.sendModify(() => { throw new Error('boom') })).toThrow('boom')
    expect([receiver.hasChanged(), receiver.borrow()]).toEqual([false, 1])
  })

  it('1: refuses Pending and Done as values', () => {
    const [sender] = watch<unknown>(0)
    for (const send of [(v: unknown) => sender.send(v), (v: unknown) => sender.sendReplace(v), (v: unknown) => sender.sendModify(() => v), (v: unknown) => watch(v)]) {
      expect(() => send(Pending)).toThrow(TypeError)
      expect(() => send(Done)).toThrow(TypeError)
    }
  })

  it('closed() is ready when nobody receives, and subscribe() opens again', () => {
    const [sender, receiver] = watch(0)
    const other = receiver.clone()
    const task = mockTask(sender.closed())
    task.poll()
    receiver[Symbol.dispose]()
    expect([task.isWoken(), sender.receiverCount]).toEqual([false, 1])
    other[Symbol.dispose]()
    expect([task.wakeCount, sender.isClosed()]).toEqual([1, true])
    const again = sender.subscribe()
    expect([task.poll(), sender.isClosed()]).toEqual([Pending, false])
    again[Symbol.dispose]()
    expect([task.wakeCount, task.poll()]).toEqual([2, undefined])
  })

  it('6: send drops what it replaces, sendReplace hands it back, the last side to go drops the last', () => {
    const trace: string[] = []
    const [a, b, c] = ['a', 'b', 'c'].map(name => new Token(name, trace)) as [Token, Token, Token]
    const [sender, receiver] = watch(a)
    sender.send(a)
    expect(trace).toEqual([])
    sender.send(b)
    expect(trace).toEqual(['a dropped'])
    expect([sender.sendReplace(c), trace]).toEqual([b, ['a dropped']])
    sender[Symbol.dispose]()
    expect([receiver.borrow(), trace]).toEqual([c, ['a dropped']])
    receiver[Symbol.dispose]()
    receiver[Symbol.dispose]()
    expect(trace).toEqual(['a dropped', 'c dropped'])
  })

  it('32: all is settled before a waker is called, and one that throws does not keep the others', () => {
    const [sender, receiver] = watch(0)
    const boom = new Error('boom')
    const seen: unknown[] = []
    receiver.changed().poll(contextFrom(wakerFn(() => {
      seen.push(receiver.borrowAndUpdate())
      if (seen.length === 1) sender.send(2)
      throw boom
    })))
    const other = mockTask(receiver.clone().changed())
    other.poll()
    expect(() => sender.send(1)).toThrow(boom)
    expect([seen, other.wakeCount, other.poll()]).toEqual([[1], 1, undefined])
  })

  it('9: the latest waker alone is woken', () => {
    const [sender, receiver] = watch(0)
    const task = mockTask(receiver.changed(), { freshWaker: true })
    task.poll()
    task.poll()
    sender.send(1)
    expect([task.wakeCount, task.staleWakeCount]).toEqual([1, 0])
  })

  it('31: spends one a change, and at zero leaves it unseen', () => {
    const [sender, receiver] = watch(0)
    const task = mockTask(receiver.changed(), { budget: 0 })
    expect([task.poll(), task.isWoken()]).toEqual([Pending, false])
    sender.send(1)
    expect([task.poll(), task.isWoken(), receiver.hasChanged()]).toEqual([Pending, true, true])
    expect(blockOn(receiver.changed())).toBeUndefined()
  })

  it('4: a disposed side says so; a wait it left behind is woken and fails', () => {
    const [sender, receiver] = watch(0)
    const [left, other] = [mockTask(receiver.changed()), mockTask(receiver.clone().changed())]
    left.poll()
    other.poll()
    receiver[Symbol.dispose]()
    expect([left.wakeCount, other.wakeCount]).toEqual([1, 0])
    expect(() => left.poll()).toThrow(PolledAfterCompletionError)
    for (const use of [() => receiver.borrow(), () => receiver.borrowAndUpdate(), () => receiver.changed(), () => receiver.clone()]) expect(use).toThrow(BorrowError)
    sender[Symbol.dispose]()
    for (const use of [() => sender.send(1), () => sender.sendReplace(1), () => sender.subscribe(), () => sender.borrow()]) expect(use).toThrow(BorrowError)
  })

  it('22: both sides are as sendable as the value', () => {
    const [sender, receiver] = watch<unknown>(0)
    expect([isSendable(sender), isSendable(receiver), isSendable(receiver.changed())]).toEqual([true, true, true])
    sender.send(new Rc(1))
    expect([isSendable(sender), isSendable(receiver), isSendable(receiver.changed())]).toEqual([false, false, false])
  })

  it('28: a wait says what it waits for', () => {
    const [, receiver] = watch(0)
    expect(receiver.changed()[inspect]()).toEqual({ name: 'WatchReceiver.changed()', waitsOn: 'another value from a watch whose 1 sender is not disposed' })
  })

  it('runs on a foreign executor', () => {
    const [sender, receiver] = watch(0)
    const executor = new ForeignExecutor()
    const tasks = [executor.spawn(receiver.changed()), executor.spawn(receiver.clone().waitFor(n => n === 2))]
    executor.run()
    for (const value of [1, 2]) {
      sender.send(value)
      executor.run()
    }
    expect(tasks.map(task => [task.output, task.polls])).toEqual([[undefined, 2], [2, 3]])
  })
})

describe('watch, waitFor', () => {
  it('gives the present value if it fits, seen or not, and marks it as seen', () => {
    const [sender, receiver] = watch(0)
    expect(blockOn(receiver.waitFor(n => n === 0))).toBe(0)
    sender.send(1)
    expect([blockOn(receiver.waitFor(n => n === 1)), receiver.hasChanged()]).toEqual([1, false])
  })

  it('asks once a value, however often it is polled', () => {
    const [sender, receiver] = watch(0)
    const asked: number[] = []
    const task = mockTask(receiver.waitFor(n => (asked.push(n), n === 2)))
    task.poll()
    task.poll()
    sender.send(1)
    expect([task.isWoken(), task.poll(), receiver.hasChanged(), task.poll()]).toEqual([true, Pending, false, Pending])
    sender.send(2)
    expect([task.poll(), asked]).toEqual([2, [0, 1, 2]])
  })

  it('fails when closed, but not if the last value fits; and with what the predicate throws', () => {
    const [sender, receiver] = watch(1)
    const task = mockTask(receiver.waitFor(n => n === 2))
    task.poll()
    sender[Symbol.dispose]()
    expect(task.isWoken()).toBe(true)
    expect(() => task.poll()).toThrow(ClosedError)
    expect(blockOn(receiver.waitFor(n => n === 1))).toBe(1)
    expect(() => blockOn(receiver.waitFor(() => { throw new Error('boom') }))).toThrow('boom')
    expect(() => receiver.waitFor(3 as never)).toThrow(TypeError)
  })

  it('sees what its predicate sends', () => {
    const [sender, receiver] = watch(0)
    const task = mockTask(receiver.waitFor(n => {
      if (n < 3) sender.send(n + 1)
      return n === 3
    }))
    expect(task.poll()).toBe(3)
  })

  it('7: refuses a predicate that polls it, and fails if that disposes the receiver', () => {
    const [, receiver] = watch(0)
    const wait = receiver.waitFor(() => wait.poll(contextFrom(wakerFn(() => {}))) === 0)
    expect(() => blockOn(wait)).toThrow(BorrowError)
    const other = receiver.waitFor(() => {
      receiver[Symbol.dispose]()
      return false
    })
    expect(() => blockOn(other)).toThrow(PolledAfterCompletionError)
  })
})

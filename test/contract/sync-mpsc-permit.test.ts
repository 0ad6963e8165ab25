import { describe, expect, it } from 'vitest'
import { BorrowError, Done, drop, inspect, isSendable, Pending, PolledAfterCompletionError } from '../../src/future/index.ts'
import { mpsc, type SendError, type SendPermit } from '../../src/sync/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

const permitOf = <T>(task: { poll(): unknown }) => task.poll() as SendPermit<T>

describe('mpsc: permits', () => {
  it('40: reserve keeps a slot, in which its value goes behind those sent meanwhile', () => {
    const [tx, rx] = mpsc<string>(2)
    const permit = permitOf<string>(mockTask(tx.reserve()))
    expect(tx.available).toBe(1)
    tx.trySend('first')
    expect((thrownBy(() => tx.trySend('no room')) as SendError).value).toBe('no room')
    permit.send('second')
    expect([rx.tryRecv(), rx.tryRecv(), tx.available]).toEqual(['first', 'second', 2])
  })

  it('38: an unpolled reserve holds nothing', () => {
    const [tx] = mpsc<string>(1)
    const reserve = tx.reserve()
    expect(tx.available).toBe(1)
    drop(reserve)
    expect(thrownBy(() => mockTask(reserve).poll())).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('40: send and reserve are one queue', () => {
    const [tx, rx] = mpsc<string>(1)
    tx.trySend('a')
    const tasks = [mockTask<unknown>(tx.reserve()), mockTask<unknown>(tx.send('c')), mockTask<unknown>(tx.reserve())]
    for (const task of tasks) expect(task.poll()).toBe(Pending)
    rx.tryRecv()
    expect(tasks.map(task => task.wakeCount)).toEqual([1, 0, 0])
    permitOf<string>(tasks[0]!).send('b')
    expect([rx.tryRecv(), tasks.map(task => task.wakeCount)]).toEqual(['b', [1, 1, 0]])
    tasks[1]!.poll()
    expect([rx.tryRecv(), tasks.map(task => task.wakeCount)]).toEqual(['c', [1, 1, 1]])
  })

  it('40: a permit that is disposed, or a reserve that was given a slot, passes it on', () => {
    const [tx, rx] = mpsc<string>(1)
    const permit = tx.tryReserve()
    const tasks = [mockTask<unknown>(tx.reserve()), mockTask<unknown>(tx.send('b'))]
    for (const task of tasks) task.poll()
    drop(permit)
    drop(permit)
    expect(tasks.map(task => task.wakeCount)).toEqual([1, 0])
    drop(tasks[0])
    expect([tasks[1]!.wakeCount, tasks[1]!.poll(), rx.tryRecv(), tx.available]).toEqual([1, undefined, 'b', 1])
  })

  it('40: a permit counts as a sender, used or disposed', () => {
    for (const use of [(permit: SendPermit<string>) => permit.send('x'), (permit: SendPermit<string>) => drop(permit)]) {
      const [tx, rx] = mpsc<string>(1)
      const permit = tx.tryReserve()
      drop(tx)
      const task = mockTask(rx.recv())
      expect(task.poll()).toBe(Pending)
      use(permit)
      expect(task.wakeCount).toBe(1)
      if (task.poll() === 'x') expect(mockTask(rx.recv()).poll()).toBe(Done)
    }
  })

  it('40: close lets outstanding permits send, and the receiver waits for them', () => {
    const [tx, rx] = mpsc<string>(3)
    const permits = [tx.tryReserve(), tx.tryReserve()]
    tx.trySend('a')
    rx.close()
    expect([mockTask(rx.recv()).poll(), rx.tryRecv()]).toEqual(['a', undefined])
    const task = mockTask(rx.recv())
    expect(task.poll()).toBe(Pending)
    permits[0]!.send('b')
    expect([task.wakeCount, task.poll()]).toEqual([1, 'b'])
    const last = mockTask(rx.recv())
    expect(last.poll()).toBe(Pending)
    drop(permits[1])
    expect([last.wakeCount, last.poll(), thrownBy(() => tx.tryReserve())]).toEqual([1, Done, expect.objectContaining({ code: 'ERR_POLLUX_SEND' })])
  })

  it('40: a reserve that was given a slot before the close fails after it', () => {
    const [tx, rx] = mpsc<string>(1)
    tx.trySend('a')
    const task = mockTask(tx.reserve())
    task.poll()
    rx.tryRecv()
    rx.close()
    expect([rx.tryRecv(), (thrownBy(() => task.poll()) as SendError).code]).toEqual([Done, 'ERR_POLLUX_SEND'])
  })

  it('6: what a permit sends to a receiver that is gone is dropped', () => {
    const [tx, rx] = mpsc<Token>(1)
    const permit = tx.tryReserve()
    drop(rx)
    const token = new Token()
    permit.send(token)
    expect(token.drops).toBe(1)
  })

  it('4: a permit is good for one value', () => {
    const [tx, rx] = mpsc<number>(2)
    const permit = tx.tryReserve()
    permit.send(1)
    expect(thrownBy(() => permit.send(2))).toBeInstanceOf(BorrowError)
    drop(permit)
    expect([rx.size, tx.available]).toEqual([1, 1])
  })

  it('31: reserve spends one of the budget, when it gives a permit', () => {
    const [tx] = mpsc<number>(1)
    const task = mockTask(tx.reserve(), { budget: 0 })
    expect([task.poll(), task.wakeCount, tx.available]).toEqual([Pending, 1, 0])
    drop(task)
    expect(tx.available).toBe(1)
  })

  it('22: permits and reserves hold no value', () => {
    const [tx] = mpsc<number>(1)
    const reserve = tx.reserve()
    expect([isSendable(reserve), isSendable(tx.tryReserve()), reserve[inspect]().name]).toEqual([true, true, 'Reserve'])
  })
})

import { describe, expect, it } from 'vitest'
import { Done, drop, inspect, isSendable, Pending, PolledAfterCompletionError, Rc, type Future } from '../../src/future/index.ts'
import { Runtime } from '../../src/runtime/index.ts'
import { oneshot, type OneshotReceiver } from '../../src/sync/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { ForeignExecutor } from '../support/foreign-executor.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

const told = (error: unknown) => [(error as Error).name, (error as { code: string }).code, (error as { value?: unknown }).value]

describe('oneshot', () => {
  it('41: a value sent before the first poll is there at it, and nobody is woken', () => {
    const [tx, rx] = oneshot<number>()
    tx.send(42)
    const task = mockTask(rx)
    expect([task.poll(), task.wakeCount]).toEqual([42, 0])
  })

  it('41: a waiting receiver is woken once, by the waker of its latest poll', () => {
    const [tx, rx] = oneshot<number>()
    const task = mockTask(rx, { freshWaker: true })
    task.poll()
    expect(task.poll()).toBe(Pending)
    tx.send(42)
    expect([task.wakeCount, task.staleWakeCount, task.poll()]).toEqual([1, 0, 42])
    tx[Symbol.dispose]()
    expect(task.wakeCount).toBe(1)
  })

  it('41: undefined is a value', () => {
    const [tx, rx] = oneshot<undefined>()
    const task = mockTask(rx)
    task.poll()
    tx.send(undefined)
    expect([task.isWoken(), task.poll()]).toEqual([true, undefined])
  })

  it('41: a sender disposed without sending is ClosedError at the receiver, waiting or not', () => {
    for (const polls of [0, 1]) {
      const [tx, rx] = oneshot<number>()
      const task = mockTask(rx)
      for (let i = 0; i < polls; i++) task.poll()
      tx[Symbol.dispose]()
      tx[Symbol.dispose]()
      expect(task.wakeCount).toBe(polls)
      expect(told(thrownBy(() => task.poll()))).toEqual(['ClosedError', 'ERR_POLLUX_CLOSED', undefined])
    }
  })

  it('41: a receiver that is gone is ClosedError at the sender, which has its value back', () => {
    const [tx, rx] = oneshot<Token>()
    const value = new Token()
    drop(rx)
    expect(tx.isClosed()).toBe(true)
    expect(told(thrownBy(() => tx.send(value)))).toEqual(['ClosedError', 'ERR_POLLUX_CLOSED', value])
    expect(value.drops).toBe(0)
  })

  it('41: a second send is SendError with the value, and so is one after dispose', () => {
    const [tx, rx] = oneshot<number>()
    tx.send(1)
    expect(told(thrownBy(() => tx.send(2)))).toEqual(['SendError', 'ERR_POLLUX_SEND', 2])
    expect(mockTask(rx).poll()).toBe(1)
    const [other] = oneshot<number>()
    other[Symbol.dispose]()
    expect(told(thrownBy(() => other.send(3)))).toEqual(['SendError', 'ERR_POLLUX_SEND', 3])
  })

  it('1: Pending and Done are refused, and the sender can still send', () => {
    const [tx, rx] = oneshot<unknown>()
    for (const value of [Pending, Done]) expect(thrownBy(() => tx.send(value))).toBeInstanceOf(TypeError)
    tx.send('value')
    expect(mockTask(rx).poll()).toBe('value')
  })

  it('6: a value whose receiver is disposed is dropped, once; one that was taken is not', () => {
    const [left, taken] = [new Token('left'), new Token('taken')]
    const [a, b] = [oneshot<Token>(), oneshot<Token>()]
    a[0].send(left)
    b[0].send(taken)
    drop(a[1])
    drop(a[1])
    expect(mockTask(b[1]).poll()).toBe(taken)
    drop(b[1])
    expect([left.drops, taken.drops]).toEqual([1, 0])
  })

  it('3: polled after its value, its failure or its dispose, it says so', () => {
    const ends: ((rx: OneshotReceiver<number>, tx: Disposable & { send(v: number): void }) => void)[] = [
      (rx, tx) => (tx.send(1), mockTask(rx).poll()),
      (rx, tx) => (drop(tx), thrownBy(() => mockTask(rx).poll())),
      rx => drop(rx),
    ]
    for (const end of ends) {
      const [tx, rx] = oneshot<number>()
      end(rx, tx)
      expect(thrownBy(() => mockTask(rx).poll())).toBeInstanceOf(PolledAfterCompletionError)
    }
  })

  it('5: a disposed receiver keeps no waker', () => {
    const [tx, rx] = oneshot<number>()
    const task = mockTask(rx)
    task.poll()
    drop(rx)
    drop(tx)
    expect(task.wakeCount).toBe(0)
  })

  it('41: close() refuses what is sent later, gives what was sent before, and wakes a waiting receiver', () => {
    const [late, early] = [oneshot<number>(), oneshot<number>()]
    const task = mockTask(late[1])
    task.poll()
    late[1].close()
    late[1].close()
    expect(task.wakeCount).toBe(1)
    expect(told(thrownBy(() => late[0].send(1)))).toEqual(['ClosedError', 'ERR_POLLUX_CLOSED', 1])
    expect(told(thrownBy(() => task.poll()))[0]).toBe('ClosedError')
    early[0].send(2)
    early[1].close()
    expect(mockTask(early[1]).poll()).toBe(2)
  })

  it('41: tryRecv() gives the value, undefined before it, and fails as the poll does', () => {
    const [tx, rx] = oneshot<number>()
    expect(rx.tryRecv()).toBe(undefined)
    tx.send(1)
    expect(rx.tryRecv()).toBe(1)
    expect(thrownBy(() => rx.tryRecv())).toBeInstanceOf(PolledAfterCompletionError)
    const [gone, waits] = oneshot<number>()
    drop(gone)
    expect(told(thrownBy(() => waits.tryRecv()))[0]).toBe('ClosedError')
  })

  it('41: closed() wakes everybody who waits for it once, and none who was disposed', () => {
    const [tx, rx] = oneshot<number>()
    const tasks = [0, 1, 2].map(() => mockTask(tx.closed()))
    for (const task of tasks) expect(task.poll()).toBe(Pending)
    drop(tasks[1])
    drop(rx)
    expect(tasks.map(task => task.wakeCount)).toEqual([1, 0, 1])
    expect([tasks[0]!.poll(), tasks[2]!.poll(), mockTask(tx.closed()).poll()]).toEqual([undefined, undefined, undefined])
  })

  it('31: spends nothing of the budget', () => {
    const [tx, rx] = oneshot<number>()
    tx.send(1)
    expect(mockTask(rx, { budget: 0 }).poll()).toBe(1)
  })

  it('32: the state is settled before the waker is called, which may take the value, or throw', () => {
    const [tx, rx] = oneshot<number>()
    let got: unknown
    const waker = { wake: () => void (got = rx.tryRecv()), willWake: () => false }
    rx.poll({ waker })
    tx.send(7)
    expect(got).toBe(7)

    const [sends, receives] = oneshot<number>()
    const boom = new Error('boom')
    const watcher = mockTask(sends.closed())
    watcher.poll()
    receives.poll({ waker: { wake: () => { throw boom }, willWake: () => false } })
    expect(thrownBy(() => sends.send(1))).toBe(boom)
    expect([watcher.wakeCount, mockTask(receives).poll()]).toEqual([1, 1])
  })

  it('22, 24: the receiver is as sendable as the value that it holds', () => {
    const [tx, rx] = oneshot<unknown>()
    expect([isSendable(tx), isSendable(rx), isSendable(tx.closed())]).toEqual([true, true, true])
    tx.send(new Rc(1))
    expect([isSendable(tx), isSendable(rx)]).toEqual([true, false])
  })

  it('says what it waits on', () => {
    const [tx, rx] = oneshot<number>()
    const state = (future: Future<unknown>) => future[inspect]!()
    expect(state(rx)).toEqual({ name: 'OneshotReceiver', state: 'waiting', waitsOn: 'the value of a oneshot’s sender' })
    expect(state(tx.closed())).toEqual({ name: 'Closed', waitsOn: 'the end of a channel’s receiver' })
    tx.send(1)
    expect(state(rx)).toEqual({ name: 'OneshotReceiver', state: 'sent' })
  })

  it('runs on an executor that is none of ours', () => {
    const executor = new ForeignExecutor()
    const [tx, rx] = oneshot<string>()
    const task = executor.start(rx)
    expect(task.state).toBe('running')
    tx.send('hello')
    expect([executor.run(), task.output, task.polls, task.wakes]).toEqual([1, 'hello', 2, 1])
  })

  it('runs between two tasks', () => {
    const runtime = new Runtime()
    const [tx, rx] = oneshot<string>()
    const task = runtime.spawn(rx)
    runtime.runUntilStalled()
    tx.send('hello')
    expect(runtime.blockOn(task)).toBe('hello')
  })
})

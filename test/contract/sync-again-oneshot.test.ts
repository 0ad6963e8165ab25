import { describe, expect, it } from 'vitest'
import { asyncBlock, Cell, Done, drop, isSendable, Pending, PolledAfterCompletionError, Rc, wait, wakerFn } from '../../src/index.ts'
import { ClosedError, oneshot, SendError } from '../../src/sync/index.ts'
import { countingWaker, mockTask, pendingOnce } from '../../src/testing/index.ts'
import { leafLaws } from '../support/leaf-laws.ts'
import { reaches } from '../support/reaches.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

describe('oneshot, again', () => {
  leafLaws('OneshotReceiver', () => {
    const [tx, rx] = oneshot<number>()
    const send = (): void => {
      try {
        tx.send(1)
      } catch (error) {
        if (!(error instanceof ClosedError)) throw error // it was disposed before
      }
    }
    return { future: rx, satisfy: send, behind: [tx] }
  }, { free: true })
  leafLaws('OneshotSender.closed', () => {
    const [tx, rx] = oneshot()
    return { future: tx.closed(), satisfy: () => rx.close(), behind: [tx, rx] }
  }, { free: true })

  it('9, 31: the latest waker alone is woken, once; nothing is spent', () => {
    const [tx, rx] = oneshot<number>()
    const task = mockTask(rx, { freshWaker: true, budget: 0 })
    expect([task.poll(), task.poll(), task.poll()]).toEqual([Pending, Pending, Pending])
    tx.send(7)
    expect([task.wakeCount, task.staleWakeCount, task.poll()]).toEqual([1, 0, 7])
  })

  it('1, 41: Pending and Done are no values, and an attempt spends nothing', () => {
    const [tx, rx] = oneshot<unknown>()
    for (const bad of [Pending, Done]) expect(thrownBy(() => tx.send(bad))).toBeInstanceOf(TypeError)
    expect(tx.isClosed()).toBe(false)
    tx.send(undefined)
    expect(mockTask(rx).poll()).toBe(undefined)
  })

  it('41: a dropped sender is ClosedError at the receiver, woken once', () => {
    const [tx, rx] = oneshot()
    const task = mockTask(rx)
    task.poll()
    drop(tx)
    drop(tx)
    expect(task.wakeCount).toBe(1)
    const error = thrownBy(() => task.poll()) as ClosedError
    expect([error.constructor, error.code]).toEqual([ClosedError, 'ERR_POLLUX_CLOSED'])
    expect(thrownBy(() => mockTask(rx).poll())).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('41: a dropped receiver is ClosedError at the sender, with the value, which is the caller\'s', () => {
    const [tx, rx] = oneshot<Token>()
    drop(rx)
    drop(rx)
    const value = new Token()
    const error = thrownBy(() => tx.send(value)) as ClosedError & { value: Token }
    expect(error).toBeInstanceOf(ClosedError)
    expect([error.value === value, value.drops, tx.isClosed()]).toEqual([true, 0, true])
  })

  it('41: a second send is SendError with the second value; the first arrives', () => {
    const [tx, rx] = oneshot<Token>()
    const [first, second] = [new Token('first'), new Token('second')]
    tx.send(first)
    const error = thrownBy(() => tx.send(second)) as SendError<Token>
    expect([error instanceof SendError, error.code, error.value === second]).toEqual([true, 'ERR_POLLUX_SEND', true])
    drop(tx)
    expect([mockTask(rx).poll() === first, first.drops, second.drops]).toEqual([true, 0, 0])
  })

  it('6: a value that came and was not taken is dropped with the receiver, once; one that was taken is not', () => {
    const [tx, rx] = oneshot<Token>()
    const value = new Token()
    tx.send(value)
    drop(rx)
    drop(rx)
    drop(tx)
    expect(value.drops).toBe(1)
    const [tx2, rx2] = oneshot<Token>()
    const taken = new Token()
    tx2.send(taken)
    mockTask(rx2).poll()
    drop(rx2)
    drop(tx2)
    expect([taken.drops, reaches(rx2, taken), reaches(tx2, taken)]).toEqual([0, false, false])
  })

  it('41: close refuses what comes, lets what came be taken, wakes the waiting, once', () => {
    const [tx, rx] = oneshot<number>()
    const [closed, got] = [mockTask(tx.closed()), mockTask(rx)]
    expect([closed.poll(), got.poll()]).toEqual([Pending, Pending])
    rx.close()
    rx.close()
    expect([closed.wakeCount, closed.poll(), tx.isClosed()]).toEqual([1, undefined, true])
    expect((thrownBy(() => tx.send(1)) as { value: number }).value).toBe(1)
    expect(thrownBy(() => got.poll())).toBeInstanceOf(ClosedError)

    const [tx2, rx2] = oneshot<number>()
    tx2.send(2)
    rx2.close()
    expect(mockTask(rx2).poll()).toBe(2)
  })

  it('41: tryRecv looks, takes once, and is finished then', () => {
    const [tx, rx] = oneshot<number>()
    expect([rx.tryRecv(), rx.tryRecv()]).toEqual([undefined, undefined])
    tx.send(3)
    expect(rx.tryRecv()).toBe(3)
    expect(thrownBy(() => rx.tryRecv())).toBeInstanceOf(PolledAfterCompletionError)
    const [tx2, rx2] = oneshot<number>()
    drop(tx2)
    expect(thrownBy(() => rx2.tryRecv())).toBeInstanceOf(ClosedError)
    expect(thrownBy(() => rx2.tryRecv())).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('32: the receiver\'s waker may take the value, drop the receiver, or throw, and send has sent', () => {
    const [tx, rx] = oneshot<number>()
    const got: unknown[] = []
    rx.poll({ waker: wakerFn(() => void got.push(rx.poll({ waker: countingWaker() }))) })
    tx.send(1)
    expect(got).toEqual([1])

    const [tx2, rx2] = oneshot<Token>()
    const value = new Token()
    rx2.poll({ waker: wakerFn(() => drop(rx2)) })
    tx2.send(value)
    expect(value.drops).toBe(1)

    const [tx3, rx3] = oneshot<number>()
    rx3.poll({ waker: wakerFn(() => { throw new Error('waker') }) })
    expect((thrownBy(() => tx3.send(3)) as Error).message).toBe('waker')
    expect(thrownBy(() => tx3.send(4))).toBeInstanceOf(SendError)
    expect(rx3.poll({ waker: countingWaker() })).toBe(3)
  })

  it('32: the waker of closed may send, and is told that it is too late', () => {
    const [tx, rx] = oneshot<number>()
    const closed = tx.closed()
    const refused: unknown[] = []
    closed.poll({ waker: wakerFn(() => void refused.push(thrownBy(() => tx.send(1)))) })
    drop(rx)
    expect(refused[0]).toBeInstanceOf(ClosedError)
    drop(closed)
  })

  it('3, 5: nothing keeps the waker of a receiver that is done or dropped', () => {
    const waker = countingWaker()
    const [tx, rx] = oneshot<number>()
    rx.poll({ waker })
    tx.send(1)
    rx.poll({ waker })
    const [tx2, rx2] = oneshot<number>()
    rx2.poll({ waker })
    drop(rx2)
    expect([tx, rx, tx2, rx2].map(one => reaches(one, waker))).toEqual([false, false, false, false])
    expect(waker.count).toBe(1)
  })

  it('22: the receiver is as sendable as what has come, the sender always is', () => {
    const [tx, rx] = oneshot<unknown>()
    expect([isSendable(tx), isSendable(rx)]).toEqual([true, true])
    tx.send(new Rc(new Cell(1)))
    expect([isSendable(tx), isSendable(rx)]).toEqual([true, false])
    rx.tryRecv()
    expect(isSendable(rx)).toBe(true)
  })

  it.each(stages)('41: under %s, values, failures and the end of interest arrive', async (_, run) => {
    const trace = await run((start, lines) => {
      const [tx, rx] = oneshot<string>()
      const [tx2, rx2] = oneshot<string>()
      start(asyncBlock(function* () {
        lines.push(`got ${yield* wait(rx)}`)
        drop(rx2)
      }))
      start(asyncBlock(function* () {
        yield* wait(tx2.closed())
        lines.push('nobody waits')
      }))
      start(asyncBlock(function* () {
        yield* wait(pendingOnce(0))
        tx.send('it')
        lines.push('sent')
      }))
    })
    expect(trace).toEqual(['sent', 'got it', 'nobody waits'])
  })
})

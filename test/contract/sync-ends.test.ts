// Ends of channels in other hands: moved into operators, lent, closed under a send. Contract 3, 6, 32, 40–42.
import { describe, expect, it } from 'vitest'
import { BorrowError, contextFrom, drop, wakerFn } from '../../src/index.ts'
import { broadcast, mpsc, mpscUnbounded, SendError, watch } from '../../src/sync/index.ts'
import { Rig } from '../support/rig.ts'
import { StreamRig } from '../support/stream-rig.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

const boom = new Error('boom')
const throwing = contextFrom(wakerFn(() => {
  throw boom
}))

describe('ends of channels', () => {
  it('3, 42: an mpsc receiver whose chain fails by the waker of a sender is disposed with the chain', () => {
    const [tx, rx] = mpsc<Token>(2)
    const [first, left, waiting] = [new Token(), new Token(), new Token()]
    tx.trySend(first)
    tx.trySend(left)
    const send = tx.send(waiting)
    send.poll(throwing)
    expect(new StreamRig().turn(rx.map(token => token))).toEqual({ thrown: boom })
    expect([tx.isClosed(), first.drops, left.drops]).toEqual([true, 1, 1])
    expect((new Rig().thrown(send) as SendError).value).toBe(waiting)
  })

  it('42: a broadcast receiver that was moved, or is lent, gives nothing to tryRecv', () => {
    const [tx, rx] = broadcast<number>(2)
    const lent = rx.recv()
    tx.send(1)
    expect(thrownBy(() => rx.tryRecv())).toBeInstanceOf(BorrowError)
    drop(lent)
    expect(rx.tryRecv()).toBe(1)
    const doubled = rx.map(n => n * 2)
    tx.send(2)
    expect(thrownBy(() => rx.tryRecv())).toBeInstanceOf(BorrowError)
    expect(new StreamRig().turn(doubled)).toEqual({ item: 4 })
  })

  it('6: what the function of sendModify has sent itself is dropped, once, when it is replaced', () => {
    const [tx, rx] = watch(new Token('first'))
    const [first, inner, outer] = [rx.borrow(), new Token('inner'), new Token('outer')]
    tx.sendModify(() => {
      tx.send(inner)
      return outer
    })
    expect([first, inner, outer].map(token => token.drops)).toEqual([1, 1, 0])
    expect(rx.borrow()).toBe(outer)
  })

  it('40: the misuse of an unbounded sender names its type', () => {
    const [tx] = mpscUnbounded<number>()
    drop(tx)
    for (const use of [() => tx.send(1), () => tx.clone()]) expect((thrownBy(use) as Error).message).toMatch(/^UnboundedSender: /)
  })
})

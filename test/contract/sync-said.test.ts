import { describe, expect, it } from 'vitest'
import { CancellationToken, mpsc, mpscUnbounded, OnceCell, oneshot, SendError } from '../../src/sync/index.ts'
import { Done, drop, inspect, Pending, pending, ready, Stream, blockOn } from '../../src/index.ts'
import type { Future, Inspection } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

const said = (it: { [inspect]?(): Inspection }): Inspection => it[inspect]!()

describe('what the ends of channels say of themselves', () => {
  it('28: Sender, UnboundedSender, SendPermit, OneshotSender', () => {
    const [tx, rx] = mpsc<number>(2)
    const permit = tx.tryReserve()
    tx.trySend(1)
    const other = tx.clone()
    drop(other)
    expect([tx, other, permit].map(said)).toEqual([
      { name: 'Sender', state: 'open', fields: { items: 1, capacity: 2 } },
      { name: 'Sender', state: 'disposed', fields: { items: 1, capacity: 2 } },
      { name: 'SendPermit', state: 'holds a slot of a channel' },
    ])
    permit.send(2)
    rx.close()
    expect([said(permit).state, said(tx).state]).toEqual(['used or disposed', 'closed'])

    const [free, end] = mpscUnbounded<number>()
    expect(said(free)).toEqual({ name: 'UnboundedSender', state: 'open', fields: { items: 0, capacity: Infinity } })
    drop(end)
    expect(said(free).state).toBe('closed')

    const [[one], [gone, receiver]] = [oneshot<number>(), oneshot<number>()]
    expect(said(one)).toEqual({ name: 'OneshotSender', state: 'open' })
    one.send(1)
    drop(receiver)
    expect([said(one).state, said(gone).state]).toEqual(['sent, or disposed', 'closed'])
  })

  it('28: a wait for a CancellationToken tells whether anybody is left to cancel it', () => {
    const root = new CancellationToken()
    const child = root.childToken()
    const [ofRoot, ofChild] = [root.cancelled(), child.cancelled()]
    for (const wait of [ofRoot, ofChild]) mockTask(wait).poll()
    drop(child)
    const told = [said(ofRoot).waitsOn, said(ofChild).waitsOn]
    drop(root)
    expect([...told, said(ofRoot).waitsOn]).toEqual([
      'a CancellationToken',
      'a CancellationToken',
      'a CancellationToken that was disposed, not cancelled, and has no parent',
    ])
  })

  it('28: a Receiver counts in the singular, too', () => {
    const [tx, rx] = mpsc<number>(4)
    const states = [said(rx).state]
    tx.trySend(1)
    const other = tx.clone()
    states.push(said(rx).state)
    tx.trySend(2)
    drop(other)
    drop(tx)
    states.push(said(rx).state)
    expect(states).toEqual(['0 items, 1 sender', '1 item, 2 senders', '2 items, 0 senders'])
  })

  it('40: reserve and tryReserve, which have no value, speak of none', () => {
    const [tx, rx] = mpsc<number>(1)
    tx.trySend(1)
    const full = thrownBy(() => tx.tryReserve()) as SendError
    expect([full.isFull(), full.value, full.message]).toEqual([true, undefined, 'Sender.tryReserve: the one slot is taken; to wait for one use reserve()'])
    rx.close()
    for (const [method, error] of [['tryReserve', thrownBy(() => tx.tryReserve())], ['reserve', thrownBy(() => mockTask(tx.reserve()).poll())]] as const) {
      expect(error).toBeInstanceOf(SendError)
      expect([(error as SendError).isClosed(), (error as SendError).value]).toEqual([true, undefined])
      expect((error as Error).message).toBe(`Sender.${method}: the receiver was closed or is gone, so there is nobody to reserve a slot for; make no value for it`)
    }
    const lost = thrownBy(() => tx.trySend(7)) as SendError
    expect([lost.value, lost.message]).toEqual([7, 'Sender.trySend: the receiver was closed or is gone, so nobody would ever receive the value; it is this error\'s value'])
  })
})

describe('OnceCell and what is no value', () => {
  it('1, 41: Done, which a next() gives, fails the attempt; the next waiter has its turn', () => {
    const cell = new OnceCell<unknown>()
    const first = mockTask(cell.getOrInit(() => Stream.empty().next() as Future<unknown>))
    const gate = new Probe<unknown>()
    const driver = mockTask(cell.getOrInit(() => gate))
    const waiting = mockTask(cell.getOrInit(() => ready(2)))
    expect([driver.poll(), waiting.poll()]).toEqual([Pending, Pending])
    gate.complete(Done)
    expect((thrownBy(() => driver.poll()) as Error).message).toMatch(/^OnceCell\.getOrInit: /)
    expect([cell.isInitialized(), waiting.isWoken(), waiting.poll(), first.poll(), gate.misuse]).toEqual([false, true, 2, 2, []])
    for (const answer of [Pending, Done]) expect(thrownBy(() => new OnceCell<unknown>().set(answer))).toBeInstanceOf(TypeError)
  })
})

describe('runUntilCancelled', () => {
  const boom = new Error('boom')

  it('2, 4: a waker that throws as the token looks at it fails it, and what is inside is disposed', () => {
    const token = new CancellationToken()
    const inside = new Probe()
    const run = token.runUntilCancelled(inside)
    const broken = { wake: () => {}, willWake: () => { throw boom } }
    expect(run.poll({ waker: broken })).toBe(Pending)
    expect(thrownBy(() => run.poll({ waker: { ...broken } }))).toBe(boom)
    expect([inside.polls, inside.disposes, inside.misuse]).toEqual([1, 1, []])
  })

  it('5: what that dispose throws is suppressed', () => {
    const error = new Error('waker')
    const token = new CancellationToken()
    const inside = new Probe()
    inside.onDispose = () => { throw boom }
    const run = token.runUntilCancelled(inside)
    run.poll({ waker: { wake: () => {}, willWake: () => { throw error } } })
    expect(thrownBy(() => run.poll({ waker: { wake: () => {}, willWake: () => true } }))).toBe(error)
    expect((error as { suppressed?: unknown[] }).suppressed).toEqual([boom])
  })

  it('2, 4: a throw from inside leaves the token without a waiter; what is inside is forgotten', () => {
    const token = new CancellationToken()
    const inside = new Probe().willThrow(boom)
    expect(thrownBy(() => blockOn(token.runUntilCancelled(inside)))).toBe(boom)
    expect([inside.disposes, inside.misuse]).toEqual([0, []])
  })

  it('5: cancelled, it disposes what is inside before it answers, and throws what that throws', () => {
    const token = new CancellationToken()
    token.cancel()
    const inside = new Probe()
    expect([blockOn(token.runUntilCancelled(inside)), inside.polls, inside.disposes]).toEqual([undefined, 0, 1])
    const worse = new Probe()
    worse.onDispose = () => { throw boom }
    expect(thrownBy(() => blockOn(token.runUntilCancelled(worse)))).toBe(boom)
    drop(token.runUntilCancelled(pending()))
  })
})

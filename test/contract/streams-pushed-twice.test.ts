import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  blockOn, BorrowError, byRef, contextFrom, Done, drop, FuturesOrdered, FuturesUnordered, mpsc, noopWaker, Notify, oneshot, Pending, pollFn, race, ready,
  Stream, type Future,
} from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { misuses, Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

const cx = contextFrom(noopWaker())
const sets = { FuturesUnordered, FuturesOrdered }

describe.each(Object.entries(sets))('4: %s and a future that is pushed twice', (name, Set) => {
  const message = (what: string): string =>
    `${what} was pushed while it is in a set already, and has not finished; a future has one owner: make two of them, or push the handles of shared(…)`

  it.each([2, 30, 31, 100])('refuses it at the push: among %i children, at the front, at the end', size => {
    for (const at of size <= 30 ? Array.from({ length: size }, (_, i) => i) : [0, size - 4, size - 1]) {
      const all = Array.from({ length: size }, (_, i) => new Probe<number>(`${i}`))
      const set = new Set<number>(all)
      const error = thrownBy(() => set.push(all[at]!)) as BorrowError
      expect([error instanceof BorrowError, error.name, error.code, error.message]).toEqual([true, 'BorrowError', 'ERR_POLLUX_BORROW', message('Probe')])
      expect([set.size, set.pollNext(cx)]).toEqual([size, Pending])
      all.forEach((probe, i) => probe.complete(i))
      for (let i = 0; i < size; i++) expect(set.pollNext(cx)).toBe(i)
      expect([set.pollNext(cx), misuses(all)]).toEqual([Done, []])
    }
  })

  it('refuses it in the middle of many at the poll that would have taken the other one’s waker away, and goes on without both', () => {
    for (const polledBefore of [true, false]) {
      const notify = new Notify()
      const all = Array.from({ length: 100 }, () => notify.notified())
      const set = new Set<void>(all)
      if (polledBefore) expect(set.pollNext(cx)).toBe(Pending)
      set.push(all[50]!)
      const error = thrownBy(() => set.pollNext(cx)) as BorrowError
      expect([error instanceof BorrowError, error.message, set.size]).toEqual([true, message('Notified'), 99])
      expect(set.pollNext(cx)).toBe(Pending)
      notify.notifyWaiters()
      for (let i = 0; i < 99; i++) expect(set.pollNext(cx)).toBe(undefined)
      expect([set.pollNext(cx), set.size]).toEqual([Done, 0])
    }
  })

  it('refuses one that is in another set, which keeps it; a set around a set is not mistaken for it', () => {
    const notify = new Notify()
    const shared = notify.notified()
    const [one, other] = [new Set<void>([shared]), new Set<void>([shared, notify.notified()])]
    const outer = new Set<unknown>([other.next(), new Probe()])
    expect([one.pollNext(cx), one.size]).toEqual([Pending, 1])
    expect(thrownBy(() => outer.pollNext(cx))).toBeInstanceOf(BorrowError)
    expect([one.size, other.size, outer.size]).toEqual([1, 1, 1])
    notify.notifyWaiters()
    expect(other.pollNext(cx)).toBe(undefined)
  })

  it('takes a leaf that is lent by one child after the other', () => {
    const [tx, rx] = oneshot<number>()
    const first = new Probe<number>()
    const a = race(byRef(rx), first)
    const set = new Set<number>([a, new Probe<number>()])
    expect(set.pollNext(cx)).toBe(Pending)
    first.complete(1)
    expect(set.pollNext(cx)).toBe(1)
    if (name === 'FuturesOrdered') return
    set.push(race(byRef(rx), new Probe<number>()))
    expect(set.pollNext(cx)).toBe(Pending)
    tx.send(2)
    expect(set.pollNext(cx)).toBe(2)
  })

  it('refuses it in its constructor, and leaves all of them with the caller', () => {
    const probe = new Probe<number>()
    expect(thrownBy(() => new Set<number>([probe, new Probe<number>(), probe]))).toBeInstanceOf(BorrowError)
    expect([probe.polls, probe.disposes]).toEqual([0, 0])
  })

  it('refuses a child that pushes itself from its own poll', () => {
    const set: FuturesUnordered<number> | FuturesOrdered<number> = new Set<number>()
    const self: Future<number> = pollFn(() => (set.push(self), 1))
    set.push(self)
    expect(thrownBy(() => set.pollNext(cx))).toBeInstanceOf(BorrowError)
    expect(set.size).toBe(0)
  })

  it.each([1, 40])('takes a loan again once it has finished, failed, or the set was emptied: %i others', others => {
    const [tx, rx] = mpsc<number>(8)
    const set = new Set<number | typeof Done>()
    const still = Array.from({ length: others }, () => new Probe<number>())
    for (let i = 0; i < 5; i++) {
      set.push(rx.recv())
      if (i === 0) for (const probe of still) set.push(probe)
      tx.trySend(i)
      if (name === 'FuturesOrdered' && i > 0) break // it is behind those that wait
      expect(blockOn(set.next())).toBe(i)
    }
    drop(set)
    expect(misuses(still)).toEqual([])
    const boom = new Error('boom')
    const again = new Set<number>(Array.from({ length: others }, () => ready(0)))
    const fails: Future<number> = { poll: () => { throw boom } }
    for (let round = 0; round < 2; round++) {
      again.push(fails)
      const seen: unknown[] = []
      for (let i = 0; i <= others && again.size > 0; i++) {
        try {
          seen.push(again.pollNext(cx))
        } catch (error) {
          seen.push(error)
        }
      }
      expect([seen.includes(boom), again.size]).toEqual([true, 0])
    }
  })

  it('never waits for ever for one, whatever was pushed when: it is told at the push, or at a poll', () => {
    fc.assert(fc.property(fc.array(fc.record({ at: fc.nat(59), poll: fc.boolean() }), { maxLength: 60 }), steps => {
      const set = new Set<number>()
      const pairs = Array.from({ length: 60 }, () => oneshot<number>())
      const pushed = new globalThis.Set<number>()
      let told = 0
      const attempt = (act: () => unknown): void => {
        try {
          act()
        } catch (error) {
          expect(error).toBeInstanceOf(BorrowError)
          told++
        }
      }
      let twice = 0
      for (const { at, poll } of steps) {
        if (pushed.has(at)) twice++
        else pushed.add(at)
        attempt(() => set.push(pairs[at]![1]))
        if (poll) attempt(() => set.pollNext(cx))
        if (told > 0) return
      }
      for (let i = 0; i <= set.size; i++) attempt(() => set.pollNext(cx))
      expect(told > 0).toBe(twice > 0)
    }))
  })
})

describe('4, 42: buffered and a future that a stream gives twice', () => {
  it.each(['buffered', 'bufferUnordered'] as const)('%s fails with a BorrowError, and has disposed it once', method => {
    const probe = new Probe<number>()
    const stream = Stream.from([probe, probe] as Future<number>[])[method](2)
    expect(thrownBy(() => stream.pollNext(cx))).toBeInstanceOf(BorrowError)
    expect([probe.disposes, probe.misuse]).toEqual([1, []])
  })
})

describe('42: FuturesOrdered.pushFront', () => {
  it('wakes the task that waits, and does not poll', () => {
    const waits = new Probe<number>()
    const set = new FuturesOrdered<number>([waits])
    const task = mockTask(set.next())
    expect([task.poll(), task.wakeCount]).toEqual([Pending, 0])
    const front = new Probe<number>().willBe(7)
    set.pushFront(front)
    expect([task.wakeCount, front.polls, task.poll()]).toEqual([1, 0, 7])
    drop(set)
  })
})

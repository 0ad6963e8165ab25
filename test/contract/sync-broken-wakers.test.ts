import { describe, expect, it } from 'vitest'
import { Barrier, Mutex, mpsc, Notify, OnceCell, RwLock, Semaphore } from '../../src/sync/index.ts'
import { Done, drop, Pending, PolledAfterCompletionError, ready, type Future, type Waker } from '../../src/index.ts'
import { budget } from '../../src/future/budget.ts'
import { countingWaker, mockTask } from '../../src/testing/index.ts'
import { thrownBy } from '../support/thrown.ts'

const boom = new Error('wake')
const broken: Waker = { wake: () => { throw boom }, willWake: other => other === broken }

/** Polls without budget. */
function poor(future: Future<unknown>, waker: Waker): unknown {
  budget.left = 0
  try {
    return future.poll({ waker })
  } finally {
    budget.left = -1
  }
}

interface BrokenCase {
  name: string
  /** The same operation, as often as it is asked for, on one primitive; the first is served by what `give` does, or from the start. */
  make(): { ask: () => Future<unknown>; give: () => void }
}

const nothing = (): void => {}

const cases: BrokenCase[] = [
  { name: 'Lock', make: () => {
    const mutex = new Mutex(0)
    return { ask: () => mutex.lock(), give: nothing }
  } },
  { name: 'Lock, handed over', make: () => {
    const mutex = new Mutex(0)
    const guard = mutex.tryLock()
    return { ask: () => mutex.lock(), give: () => drop(guard) }
  } },
  { name: 'Acquire', make: () => {
    const semaphore = new Semaphore(2)
    return { ask: () => semaphore.acquire(2), give: nothing }
  } },
  { name: 'ReadLock', make: () => {
    const lock = new RwLock(0)
    const guard = lock.tryWrite()
    return { ask: () => lock.read(), give: () => drop(guard) }
  } },
  { name: 'WriteLock', make: () => {
    const lock = new RwLock(0)
    return { ask: () => lock.write(), give: nothing }
  } },
  { name: 'Send', make: () => {
    const [tx] = mpsc<number>(1)
    return { ask: () => tx.send(1), give: nothing }
  } },
  { name: 'Send, given a slot', make: () => {
    const [tx, rx] = mpsc<number>(1)
    tx.trySend(0)
    return { ask: () => tx.send(1), give: () => void rx.tryRecv() }
  } },
  { name: 'Reserve', make: () => {
    const [tx] = mpsc<number>(1)
    return { ask: () => tx.reserve(), give: nothing }
  } },
  { name: 'Notified, by a permit', make: () => {
    const notify = new Notify()
    notify.notifyOne()
    return { ask: () => notify.notified(), give: nothing }
  } },
  { name: 'Notified, by notifyOne', make: () => {
    const notify = new Notify()
    return { ask: () => notify.notified(), give: () => notify.notifyOne() }
  } },
  { name: 'GetOrInit', make: () => {
    const cell = new OnceCell<number>()
    return { ask: () => cell.getOrInit(() => ready(1)), give: () => cell.set(1) }
  } },
  { name: 'Recv', make: () => {
    const [tx, rx] = mpsc<number>(1)
    return { ask: () => rx.recv(), give: () => tx.trySend(1) }
  } },
  { name: 'RecvMany', make: () => {
    const [tx, rx] = mpsc<number>(1)
    return { ask: () => rx.recvMany(2), give: () => tx.trySend(1) }
  } },
]

describe('a waker that throws', () => {
  for (const { name, make } of cases) {
    it(`2, 31: ${name}: out of budget, it fails with what its waker throws, has ended, and what it had goes to the next`, () => {
      const { ask, give } = make()
      const first = ask()
      const lent = name.startsWith('Recv')
      const waits = give !== nothing && name !== 'GetOrInit' && !lent
      if (waits) expect(first.poll({ waker: countingWaker() })).toBe(Pending)
      give()
      expect(thrownBy(() => poor(first, broken))).toBe(boom)
      expect(Object.hasOwn(boom, 'suppressed')).toBe(false)
      expect(thrownBy(() => first.poll({ waker: countingWaker() }))).toBeInstanceOf(PolledAfterCompletionError)
      // Nobody disposes it: a future that threw is forgotten.
      const second = mockTask(ask())
      expect([second.poll() === Pending, second.wakeCount]).toEqual([false, 0])
    })
  }

  it('2, 41: BarrierWait: whose waker throws has not arrived', () => {
    const barrier = new Barrier(2)
    const lost = barrier.wait()
    expect(lost.poll({ waker: { wake: nothing, willWake: () => { throw boom } } })).toBe(Pending)
    expect(thrownBy(() => lost.poll({ waker: countingWaker() }))).toBe(boom)
    const [a, b] = [mockTask(barrier.wait()), mockTask(barrier.wait())]
    expect([a.poll(), b.poll(), a.poll()]).toEqual([Pending, { isLeader: true }, { isLeader: false }])
  })

  it('2, 41: BarrierWait: the last to come, out of budget, has not completed the round', () => {
    const barrier = new Barrier(2)
    const a = mockTask(barrier.wait())
    expect(a.poll()).toBe(Pending)
    expect(thrownBy(() => poor(barrier.wait(), broken))).toBe(boom)
    expect([a.isWoken(), mockTask(barrier.wait()).poll(), a.poll()]).toEqual([false, { isLeader: true }, { isLeader: false }])
  })

  it('2, 40: a receiver is free again after its loan has failed so, and has lost nothing', () => {
    const [tx, rx] = mpsc<number>(2)
    const waiting = rx.recv()
    expect(waiting.poll({ waker: { wake: nothing, willWake: () => { throw boom } } })).toBe(Pending)
    expect(thrownBy(() => waiting.poll({ waker: countingWaker() }))).toBe(boom)
    tx.trySend(7)
    drop(tx)
    expect([mockTask(rx.recv()).poll(), mockTask(rx.recvMany(1)).poll(), mockTask(rx.next()).poll()]).toEqual([7, [], Done])
  })
})

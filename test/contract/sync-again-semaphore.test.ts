import { describe, expect, it } from 'vitest'
import { asyncBlock, drop, isPending, Pending, wait, wakerFn } from '../../src/index.ts'
import type { Future, Poll } from '../../src/index.ts'
import { ClosedError, Semaphore, type Permit } from '../../src/sync/index.ts'
import { countingWaker, mockTask, pendingOnce, type MockTask } from '../../src/testing/index.ts'
import { leafLaws } from '../support/leaf-laws.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'

const NOT_COUNTS = [Number.NaN, Infinity, -Infinity, -1, 0.5, 1.5, '1', 1n, null, {}] as number[]

/** A permit that is there at the first poll. */
function now(future: Future<Permit>): Permit {
  const permit: Poll<Permit> = mockTask(future).poll()
  if (isPending(permit)) throw new Error('expected a permit at once')
  return permit
}

/** Acquires of one, queued behind whoever holds `semaphore`. */
function queued(semaphore: Semaphore, needs: number[]): MockTask<Permit>[] {
  return needs.map(need => {
    const task = mockTask(semaphore.acquire(need))
    expect(task.poll()).toBe(Pending)
    return task
  })
}

const wakes = (tasks: MockTask<unknown>[]): number[] => tasks.map(task => task.wakeCount)

describe('Semaphore, again', () => {
  leafLaws('Acquire of a held one', () => {
    const semaphore = new Semaphore(1)
    const held = semaphore.tryAcquire()!
    return { future: semaphore.acquire(), satisfy: () => drop(held), behind: [semaphore] }
  })
  leafLaws('Acquire of more than there are', () => {
    const semaphore = new Semaphore(2)
    return { future: semaphore.acquire(5), satisfy: () => semaphore.addPermits(3), behind: [semaphore] }
  })

  it('39: counts that are none throw RangeError at the call, and touch nothing', () => {
    const semaphore = new Semaphore(3)
    for (const bad of [...NOT_COUNTS, 0]) {
      expect(thrownBy(() => semaphore.acquire(bad))).toBeInstanceOf(RangeError)
      expect(thrownBy(() => semaphore.tryAcquire(bad))).toBeInstanceOf(RangeError)
    }
    for (const bad of NOT_COUNTS) {
      expect(thrownBy(() => new Semaphore(bad))).toBeInstanceOf(RangeError)
      expect(thrownBy(() => semaphore.addPermits(bad))).toBeInstanceOf(RangeError)
    }
    expect(thrownBy(() => semaphore.addPermits(Number.MAX_SAFE_INTEGER))).toBeInstanceOf(RangeError)
    expect(semaphore.available).toBe(3)
    semaphore.addPermits(0)
    expect([new Semaphore(0).available, semaphore.available]).toEqual([0, 3])
  })

  it('38: an unpolled acquire holds neither place nor permit', () => {
    const semaphore = new Semaphore(1)
    const early = mockTask(semaphore.acquire())
    const permit = now(semaphore.acquire())
    const late = mockTask(semaphore.acquire())
    expect([late.poll(), early.poll()]).toEqual([Pending, Pending])
    drop(permit)
    expect(wakes([late, early])).toEqual([1, 0])
  })

  it('39: who wants few waits behind who wants many and came first', () => {
    const semaphore = new Semaphore(2)
    const [many, few] = queued(semaphore, [3, 1])
    expect([semaphore.available, semaphore.tryAcquire()]).toEqual([0, null])
    semaphore.addPermits(1)
    expect(wakes([many!, few!])).toEqual([1, 0])
    semaphore.addPermits(1)
    expect(wakes([many!, few!])).toEqual([1, 1])
  })

  it('39: a release wakes every waiter that it satisfies, in order, and no other', () => {
    const semaphore = new Semaphore(6)
    const all = now(semaphore.acquire(6))
    const order: string[] = []
    const futures = [1, 2, 3, 1].map((need, at) => {
      const future = semaphore.acquire(need)
      future.poll({ waker: wakerFn(() => void order.push(`${at}`)) })
      return future
    })
    drop(all)
    expect(order).toEqual(['0', '1', '2'])
    drop(futures[3])
    expect(semaphore.available).toBe(0)
    for (const future of futures.slice(0, 3)) drop(future)
    expect(semaphore.available).toBe(6)
  })

  it('39: dropping the one at the head lets in those that it held up', () => {
    const semaphore = new Semaphore(2)
    const [head, a, b, c] = queued(semaphore, [3, 1, 1, 1])
    drop(head)
    expect(wakes([a!, b!, c!])).toEqual([1, 1, 0])
  })

  it('39: a granted acquire that is dropped unpolled passes its permits on', () => {
    const semaphore = new Semaphore(1)
    const held = now(semaphore.acquire())
    const [a, b, c] = queued(semaphore, [1, 1, 1])
    drop(held)
    drop(a)
    expect(wakes([a!, b!, c!])).toEqual([1, 1, 0])
    drop(a)
    drop(b)
    drop(b)
    expect(wakes([a!, b!, c!])).toEqual([1, 1, 1])
    drop(c!.poll())
    expect(semaphore.available).toBe(1)
  })

  it('39: close fails all waiters, a granted but unpolled one too, whose permits return', () => {
    const semaphore = new Semaphore(2)
    const held = now(semaphore.acquire(2))
    const [granted, waiting] = queued(semaphore, [1, 2])
    drop(held)
    expect(wakes([granted!, waiting!])).toEqual([1, 0])
    semaphore.close()
    semaphore.close()
    expect(wakes([granted!, waiting!])).toEqual([1, 1]) // the granted one was woken already: once between two polls
    for (const task of [granted!, waiting!]) {
      const refused = thrownBy(() => task.poll()) as ClosedError
      expect([refused.constructor, refused.code]).toEqual([ClosedError, 'ERR_POLLUX_CLOSED'])
    }
    expect(semaphore.available).toBe(2)
    expect(thrownBy(() => semaphore.tryAcquire())).toBeInstanceOf(ClosedError)
    expect(thrownBy(() => mockTask(semaphore.acquire()).poll())).toBeInstanceOf(ClosedError)
    expect(semaphore.isClosed()).toBe(true)
  })

  it('39: permits that are out stay good after close, and return once', () => {
    const semaphore = new Semaphore(2)
    const permit = now(semaphore.acquire(2))
    semaphore.close()
    drop(permit)
    drop(permit)
    expect([semaphore.available, permit.count]).toEqual([2, 0])
    semaphore.addPermits(1)
    expect(semaphore.available).toBe(3)
  })

  it('32: close from the waker of a release, and a release from the waker of close', () => {
    const semaphore = new Semaphore(1)
    const first = now(semaphore.acquire())
    const closer = semaphore.acquire()
    closer.poll({ waker: wakerFn(() => semaphore.close()) })
    const next = mockTask(semaphore.acquire())
    next.poll()
    drop(first)
    expect(next.wakeCount).toBe(1)
    expect(thrownBy(() => next.poll())).toBeInstanceOf(ClosedError)
    expect(thrownBy(() => closer.poll({ waker: countingWaker() }))).toBeInstanceOf(ClosedError)
    expect(semaphore.available).toBe(1)
  })

  it('32: a waker that drops the other granted waiters leaves no permit behind', () => {
    const semaphore = new Semaphore(3)
    const all = now(semaphore.acquire(3))
    const futures: Future<Permit>[] = [1, 1, 1, 1].map(() => semaphore.acquire())
    const counts = futures.map(() => 0)
    futures.forEach((future, at) => future.poll({ waker: wakerFn(() => {
      counts[at]!++
      if (at === 0) drop(futures[1])
    }) }))
    drop(all)
    expect(counts.map((count, at) => (at === 1 ? '-' : count))).toEqual([1, '-', 1, 1])
    for (const future of futures) drop(future)
    expect(semaphore.available).toBe(3)
  })

  it('32: wakers that throw keep nobody from being woken, and nothing from being released', () => {
    const semaphore = new Semaphore(3)
    const all = now(semaphore.acquire(3))
    const futures = [1, 1, 1].map(() => semaphore.acquire())
    const trace: string[] = []
    futures.forEach((future, at) => future.poll({ waker: wakerFn(() => {
      trace.push(`wake ${at}`)
      throw new Error(`waker ${at}`)
    }) }))
    const error = thrownBy(() => drop(all)) as Error & { suppressed: Error[] }
    expect(trace).toEqual(['wake 0', 'wake 1', 'wake 2'])
    expect([error.message, ...error.suppressed.map(one => one.message)]).toEqual(['waker 0', 'waker 1', 'waker 2'])
    for (const future of futures) drop(future)
    drop(all)
    expect(semaphore.available).toBe(3)
  })

  it('32: a waker that releases again: nobody is woken twice, nothing is lost', () => {
    const semaphore = new Semaphore(0)
    let depth = 0
    const first = semaphore.acquire()
    first.poll({ waker: wakerFn(() => {
      if (depth++ < 3) semaphore.addPermits(1)
    }) })
    const others = queued(semaphore, [1, 1])
    semaphore.addPermits(1)
    expect(depth).toBe(1)
    expect(wakes(others)).toEqual([1, 0])
  })

  it('39: split and merge move permits, and forget ends them', () => {
    const semaphore = new Semaphore(5)
    const permit = now(semaphore.acquire(4))
    for (const bad of [...NOT_COUNTS, 0]) expect(thrownBy(() => permit.split(bad))).toBeInstanceOf(RangeError)
    const part = permit.split(3)!
    expect([permit.split(2), part.count, permit.count]).toEqual([null, 3, 1])
    expect(thrownBy(() => permit.merge(permit))).toBeInstanceOf(TypeError)
    expect(thrownBy(() => permit.merge(now(new Semaphore(1).acquire())))).toBeInstanceOf(TypeError)
    expect([part.count, permit.count]).toEqual([3, 1])
    permit.merge(part)
    drop(part)
    expect([semaphore.available, permit.count, part.count]).toEqual([1, 4, 0])
    permit.forget()
    permit.forget()
    drop(permit)
    expect(semaphore.available).toBe(1)
    expect(semaphore.forgetPermits(9)).toBe(1)
    expect(semaphore.available).toBe(0)
  })

  it.each(stages)('39: under %s, five tasks and two permits: first come, first served, never more than two', async (_, run) => {
    const trace = await run((start, lines) => {
      const semaphore = new Semaphore(2)
      let inside = 0
      for (const name of ['a', 'b', 'c', 'd', 'e']) start(asyncBlock(function* () {
        using _permit = yield* wait(semaphore.acquire())
        lines.push(`${name} in, ${++inside}`)
        yield* wait(pendingOnce(0))
        inside--
      }))
    })
    expect(trace).toEqual(['a in, 1', 'b in, 2', 'c in, 1', 'd in, 2', 'e in, 1'])
  })
})

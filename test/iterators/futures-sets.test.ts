import { describe, expect, it } from 'vitest'
import { bytesPerItem } from '../../examples/support/bytes-per-item.ts'
import { contextFrom, noopWaker, Pending, ready } from '../../src/index.ts'
import type { Context, Future, Poll, Waker } from '../../src/index.ts'
import { FuturesOrdered, FuturesUnordered } from '../../src/iterators/index.ts'
import { collected } from '../support/garbage.ts'

const cx = contextFrom(noopWaker())
const MILLION = 1_000_000

/** Wakes itself for ever. */
class Busy implements Future<never> {
  poll({ waker }: Context): Poll<never> {
    waker.wake()
    return Pending
  }
}

/** Bytes of live heap, behind a full collection. */
function liveHeap(): number {
  const { gc } = globalThis as { gc?: () => void }
  gc!()
  return process.memoryUsage().heapUsed
}

describe.each([['FuturesUnordered', FuturesUnordered], ['FuturesOrdered', FuturesOrdered]] as const)('%s', (_name, Set) => {
  it('42: a poll allocates nothing, however many children it polls', () => {
    const set = new Set<number>(Array.from({ length: 100 }, () => new Busy()))
    // The compiler allocates too, in its own time: the least of three runs. One object a child would be 1,600 bytes and more.
    const runs = [1, 2, 3].map(() => bytesPerItem(() => void set.pollNext(cx), 10_000))
    expect(Math.min(...runs)).toBeLessThan(16)
  })

  it('17: a million pushes and ends leave the heap as it was', () => {
    const set = new Set<number>(Array.from({ length: 10 }, () => new Busy()))
    const cycle = (times: number): number => {
      let sum = 0
      for (let i = 0; i < times; i++) {
        if (Set === FuturesUnordered) set.push(ready(1))
        else (set as FuturesOrdered<number>).pushFront(ready(1))
        for (let item: unknown = Pending; typeof item !== 'number'; sum += Number(item === 1)) item = set.pollNext(cx)
      }
      return sum
    }
    cycle(1000)
    const before = liveHeap()
    expect([cycle(MILLION), set.size]).toEqual([MILLION, 10])
    expect(liveHeap() - before).toBeLessThan(MILLION)
  })

  it('3, 17: the waker of a finished child keeps neither it nor its output alive', async () => {
    const wakers: Waker[] = []
    const run = (): WeakRef<object>[] => {
      const output = { large: true }
      let polls = 0
      const child: Future<unknown> = {
        poll(own) {
          wakers.push(own.waker)
          return polls++ === 0 ? Pending : output
        },
      }
      const set = new Set<unknown>([child])
      set.pollNext(cx)
      wakers[0]!.wake()
      expect(set.pollNext(cx)).toBe(output)
      return [new WeakRef(child), new WeakRef(output)]
    }
    const [child, output] = run()
    expect([await collected(child!), await collected(output!), wakers.length]).toEqual([true, true, 2])
  })

  it('9: a set that gave an item does not keep the task that took it alive', async () => {
    const set = new Set<unknown>([ready(1), new Busy()])
    const taken = (() => {
      const task = { wake: () => {}, willWake: () => false }
      expect(set.pollNext({ waker: task })).toBe(1)
      return new WeakRef(task)
    })()
    expect(await collected(taken)).toBe(true)
    expect(set.size).toBe(1)
  })
})

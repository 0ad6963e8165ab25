import { describe, expect, it } from 'vitest'
import { asyncBlock, BorrowError, drop, isPending, Pending, wait, wakerFn } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { RwLock } from '../../src/sync/index.ts'
import { countingWaker, mockTask, pendingOnce, type MockTask } from '../../src/testing/index.ts'
import { leafLaws } from '../support/leaf-laws.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'

/** Readers and writers in this order, each polled once: `r` or `w`. */
function queued(lock: RwLock<number>, kinds: string): MockTask<Disposable>[] {
  return [...kinds].map(kind => {
    const future: Future<Disposable> = kind === 'r' ? lock.read() : lock.write()
    const task = mockTask(future)
    expect(task.poll()).toBe(Pending)
    return task
  })
}

/** Who is woken, by place. */
const woken = (tasks: MockTask<unknown>[]): number[] => tasks.flatMap((task, at) => (task.isWoken() ? [at] : []))

describe('RwLock, again', () => {
  leafLaws('ReadLock', () => {
    const lock = new RwLock(0)
    const guard = lock.tryWrite()!
    return { future: lock.read(), satisfy: () => drop(guard), behind: [lock] }
  })
  leafLaws('WriteLock', () => {
    const lock = new RwLock(0)
    const guard = lock.tryRead()!
    return { future: lock.write(), satisfy: () => drop(guard), behind: [lock] }
  })

  it('39: any number of readers together, a writer alone, and readers behind a writer that waits', () => {
    const lock = new RwLock(0)
    const readers = [lock.tryRead()!, lock.tryRead()!]
    expect(lock.tryWrite()).toBe(null)
    const tasks = queued(lock, 'wrrwr')
    expect([lock.tryRead(), lock.tryWrite()]).toEqual([null, null])
    drop(readers[0])
    drop(readers[0])
    expect(woken(tasks)).toEqual([])
    drop(readers[1])
    expect(woken(tasks)).toEqual([0])
    drop(tasks[0]!.poll())
    expect(woken(tasks)).toEqual([1, 2])
    const both = [tasks[1]!.poll(), tasks[2]!.poll()]
    drop(both[1])
    expect(woken(tasks)).toEqual([])
    drop(both[0])
    expect(woken(tasks)).toEqual([3])
    drop(tasks[3]!.poll())
    expect(woken(tasks)).toEqual([4])
  })

  it('39: a dropped writer lets in the readers behind it at once, while others read', () => {
    const lock = new RwLock(0)
    const reader = lock.tryRead()
    const tasks = queued(lock, 'wrrwr')
    drop(tasks[0])
    expect(woken(tasks)).toEqual([1, 2])
    drop(tasks[3])
    expect(woken(tasks)).toEqual([1, 2, 4])
    expect(reader!.value).toBe(0)
  })

  it('39: dropped when granted and not polled, the hold passes on', () => {
    const lock = new RwLock(0)
    const guard = lock.tryWrite()
    const tasks = queued(lock, 'wrw')
    drop(guard)
    expect(woken(tasks)).toEqual([0])
    drop(tasks[0])
    expect(woken(tasks)).toEqual([0, 1])
    drop(tasks[1])
    expect(woken(tasks)).toEqual([0, 1, 2])
    drop(tasks[2])
    expect(lock.tryWrite()).not.toBe(null)
  })

  it('39: downgrade lets in the readers that are next, no writer in between, and ends the guard', () => {
    const lock = new RwLock(1)
    const guard = lock.tryWrite()!
    guard.value = 2
    const tasks = queued(lock, 'rrwr')
    const reader = guard.downgrade()
    expect([reader.value, woken(tasks)]).toEqual([2, [0, 1]])
    drop(guard)
    for (const use of [() => guard.value, () => guard.downgrade(), () => { guard.value = 3 }]) expect(thrownBy(use)).toBeInstanceOf(BorrowError)
    const readers = [tasks[0]!.poll(), tasks[1]!.poll()]
    drop(reader)
    drop(reader)
    for (const one of readers) {
      expect(woken(tasks)).toEqual([])
      drop(one)
    }
    expect(woken(tasks)).toEqual([2])
  })

  it('39: a downgrade behind which a writer waits lets nobody in', () => {
    const lock = new RwLock(1)
    const guard = lock.tryWrite()!
    const tasks = queued(lock, 'wr')
    const reader = guard.downgrade()
    expect([woken(tasks), lock.tryRead()]).toEqual([[], null])
    drop(reader)
    expect(woken(tasks)).toEqual([0])
  })

  it('39: guards after dispose throw, of either kind', () => {
    const lock = new RwLock(1)
    const reader = lock.tryRead()!
    drop(reader)
    const error = thrownBy(() => reader.value) as BorrowError
    expect([error.constructor, error.code]).toEqual([BorrowError, 'ERR_POLLUX_BORROW'])
    expect(lock.tryWrite()).not.toBe(null)
  })

  it('32: the waker of a released writer may read, write and drop others; throws keep nobody asleep', () => {
    const lock = new RwLock(0)
    const guard = lock.tryWrite()!
    const futures = [0, 1, 2, 3].map(() => lock.read())
    const trace: string[] = []
    futures.forEach((future, at) => future.poll({ waker: wakerFn(() => {
      trace.push(`wake ${at}`)
      if (at === 0) drop(futures[1])
      if (at === 2) throw new Error('waker 2')
      if (at === 3) trace.push(`write: ${lock.tryWrite() === null}`)
    }) }))
    expect((thrownBy(() => drop(guard)) as Error).message).toBe('waker 2')
    expect(trace.filter(line => line !== 'wake 1')).toEqual(['wake 0', 'wake 2', 'wake 3', 'write: true'])
    for (const future of futures) drop(future)
    expect(lock.tryWrite()).not.toBe(null)
  })

  it('6, 32: a downgrade whose heir\'s waker throws leaves no hold behind that nobody has', () => {
    const lock = new RwLock(0)
    const guard = lock.tryWrite()!
    const waiting = lock.read()
    waiting.poll({ waker: wakerFn(() => { throw new Error('waker') }) })
    let reader: Disposable | null = null
    try {
      reader = guard.downgrade()
    } catch (error) {
      expect((error as Error).message).toBe('waker')
    }
    const second = waiting.poll({ waker: countingWaker() })
    expect(isPending(second)).toBe(false)
    drop(second)
    drop(guard)
    drop(reader)
    expect(lock.tryWrite()).not.toBe(null) // a hold that nobody has a guard of would be lost for ever
  })

  it.each(stages)('39: under %s, readers overlap, writers do not', async (_, run) => {
    const trace = await run((start, lines) => {
      const lock = new RwLock(0)
      const reader = (name: string): void => start(asyncBlock(function* () {
        using guard = yield* wait(lock.read())
        lines.push(`${name} reads ${guard.value}`)
        yield* wait(pendingOnce(0))
        lines.push(`${name} leaves`)
      }))
      const writer = (name: string): void => start(asyncBlock(function* () {
        using guard = yield* wait(lock.write())
        guard.value++
        lines.push(`${name} writes`)
        yield* wait(pendingOnce(0))
        lines.push(`${name} leaves`)
      }))
      reader('a')
      reader('b')
      writer('w')
      reader('c')
      reader('d')
    })
    expect(trace).toEqual([
      'a reads 0', 'b reads 0', 'a leaves', 'b leaves', 'w writes', 'w leaves', 'c reads 1', 'd reads 1', 'c leaves', 'd leaves',
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { asyncBlock, drop, isPending, Pending, PolledAfterCompletionError, wait, wakerFn } from '../../src/index.ts'
import { Notify } from '../../src/sync/index.ts'
import { countingWaker, mockTask, pendingOnce, type MockTask } from '../../src/testing/index.ts'
import { leafLaws } from '../support/leaf-laws.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'

function queued(notify: Notify, count: number): MockTask<void>[] {
  return Array.from({ length: count }, () => {
    const task = mockTask(notify.notified())
    expect(task.poll()).toBe(Pending)
    return task
  })
}

const wakes = (tasks: MockTask<unknown>[]): number[] => tasks.map(task => task.wakeCount)
const isReady = (notify: Notify): boolean => {
  using task = mockTask(notify.notified())
  return !isPending(task.poll())
}

describe('Notify, again', () => {
  for (const way of ['notifyOne', 'notifyLast', 'notifyWaiters'] as const) {
    leafLaws(`Notified by ${way}`, () => {
      const notify = new Notify()
      return { future: notify.notified(), satisfy: () => notify[way](), behind: [notify] }
    })
  }

  it('38: at most one permit, however it is left; it is taken by the first poll', () => {
    const notify = new Notify()
    notify.notifyOne()
    notify.notifyLast()
    notify.notifyOne()
    expect([isReady(notify), isReady(notify)]).toEqual([true, false])
  })

  it('38: notifyWaiters stores nothing, and leaves a permit where it is', () => {
    const notify = new Notify()
    notify.notifyWaiters()
    expect(isReady(notify)).toBe(false)
    notify.notifyOne()
    const made = mockTask(notify.notified())
    notify.notifyWaiters()
    expect(isPending(made.poll())).toBe(false) // by notifyWaiters: the permit is not spent
    expect([isReady(notify), isReady(notify)]).toEqual([true, false])
  })

  it('38: FIFO and LIFO, in the order of first polls and not of making', () => {
    const notify = new Notify()
    const futures = [0, 1, 2, 3].map(() => mockTask(notify.notified()))
    for (const at of [2, 0, 3, 1]) futures[at]!.poll()
    notify.notifyOne()
    notify.notifyLast()
    expect(wakes(futures)).toEqual([0, 1, 1, 0])
    notify.notifyLast()
    notify.notifyOne()
    expect(wakes(futures)).toEqual([1, 1, 1, 1])
    notify.notifyOne()
    expect(isReady(notify)).toBe(true)
  })

  it('38: notified() made before notifyWaiters is complete, made after is not, polled or unpolled', () => {
    const notify = new Notify()
    const [before, polled] = [mockTask(notify.notified()), mockTask(notify.notified())]
    polled.poll()
    notify.notifyWaiters()
    const after = mockTask(notify.notified())
    expect([before, polled, after].map(task => isPending(task.poll()))).toEqual([false, false, true])
    expect(wakes([before, polled, after])).toEqual([0, 1, 0])
  })

  it('38: a notified but unpolled waiter that is dropped passes a notifyOne on, to the first; or leaves it', () => {
    const notify = new Notify()
    const [a, b, c] = queued(notify, 3)
    notify.notifyOne()
    drop(a)
    expect(wakes([a!, b!, c!])).toEqual([1, 1, 0])
    drop(b)
    drop(b)
    expect(wakes([a!, b!, c!])).toEqual([1, 1, 1])
    drop(c)
    expect([isReady(notify), isReady(notify)]).toEqual([true, false])
  })

  it('38: a notifyLast is passed on to the last', () => {
    const notify = new Notify()
    const [a, b, c] = queued(notify, 3)
    notify.notifyLast()
    drop(c)
    expect(wakes([a!, b!, c!])).toEqual([0, 1, 1])
  })

  it('38: one that was notified by notifyWaiters passes nothing on', () => {
    const notify = new Notify()
    const [a] = queued(notify, 1)
    notify.notifyWaiters()
    const [late] = queued(notify, 1)
    drop(a)
    expect([wakes([late!]), isReady(notify)]).toEqual([[0], false])
  })

  it('38: both calls for one waiter: notifyWaiters after notifyOne does not eat the one', () => {
    const notify = new Notify()
    const [a, b] = queued(notify, 2)
    notify.notifyOne()
    notify.notifyWaiters()
    expect(wakes([a!, b!])).toEqual([1, 1])
    drop(a)
    expect([isReady(notify), isReady(notify)]).toEqual([true, false])
  })

  it('31, 38: the first to be polled, out of budget, has the permit; dropped, it passes it on', () => {
    const notify = new Notify()
    notify.notifyOne()
    const first = notify.notified()
    const poor = mockTask(first, { budget: 0 })
    expect([poor.poll(), poor.wakeCount]).toEqual([Pending, 1])
    const [second] = queued(notify, 1)
    drop(first)
    expect([second!.wakeCount, second!.poll()]).toEqual([1, undefined])
  })

  it('38: enable takes a place, or the permit, as a first poll does; again it does nothing', () => {
    const notify = new Notify()
    const [a, b] = [notify.notified(), notify.notified()]
    expect([a.enable(), a.enable()]).toEqual([false, false])
    notify.notifyOne()
    expect([a.enable(), b.enable()]).toEqual([true, false])
    expect([isPending(mockTask(b).poll()), isPending(mockTask(a).poll())]).toEqual([true, false])
    for (const use of [() => a.enable(), () => mockTask(a).poll()]) expect(thrownBy(use)).toBeInstanceOf(PolledAfterCompletionError)
    drop(b)
    expect(thrownBy(() => b.enable())).toBeInstanceOf(PolledAfterCompletionError)
    notify.notifyOne()
    const c = notify.notified()
    expect([c.enable(), isReady(notify)]).toEqual([true, false])
    drop(c)
    expect(isReady(notify)).toBe(true)
  })

  it('32: a waker of notifyWaiters may drop the others, and notify again: nobody is woken twice', () => {
    const notify = new Notify()
    const futures = [0, 1, 2].map(() => notify.notified())
    const trace: string[] = []
    futures.forEach((future, at) => future.poll({ waker: wakerFn(() => {
      trace.push(`wake ${at}`)
      if (at !== 0) return
      drop(futures[2])
      notify.notifyWaiters()
      notify.notifyOne()
    }) }))
    notify.notifyWaiters()
    expect(trace.filter(line => line !== 'wake 2')).toEqual(['wake 0', 'wake 1'])
    expect(futures.slice(0, 2).map(future => isPending(future.poll({ waker: countingWaker() })))).toEqual([false, false])
    expect(isReady(notify)).toBe(true)
  })

  it('32: a waker that waits again in notifyWaiters is not woken by the same call', () => {
    const notify = new Notify()
    let rounds = 0
    const again = (): void => {
      rounds++
      const next = notify.notified()
      expect(next.poll({ waker: wakerFn(again) })).toBe(Pending)
    }
    again()
    notify.notifyWaiters()
    expect(rounds).toBe(2)
    notify.notifyWaiters()
    expect(rounds).toBe(3)
  })

  it('32: dropping a notified waiter from its own waker passes the notification on at once', () => {
    const notify = new Notify()
    const first = notify.notified()
    first.poll({ waker: wakerFn(() => drop(first)) })
    const [second] = queued(notify, 1)
    notify.notifyOne()
    expect(wakes([second!])).toEqual([1])
    expect(isPending(second!.poll())).toBe(false)
    expect(isReady(notify)).toBe(false)
  })

  it('32: the drop of a notified waiter, whose heir\'s waker throws, has passed it on', () => {
    const notify = new Notify()
    const first = notify.notified()
    first.poll({ waker: countingWaker() })
    const heir = notify.notified()
    heir.poll({ waker: wakerFn(() => { throw new Error('heir') }) })
    notify.notifyOne()
    expect((thrownBy(() => drop(first)) as Error).message).toBe('heir')
    drop(first)
    expect(isPending(heir.poll({ waker: countingWaker() }))).toBe(false)
    expect(isReady(notify)).toBe(false)
  })

  it('32: notifyWaiters wakes all though some throw, and throws the first', () => {
    const notify = new Notify()
    const trace: number[] = []
    for (let at = 0; at < 3; at++) notify.notified().poll({ waker: wakerFn(() => {
      trace.push(at)
      if (at < 2) throw new Error(`waker ${at}`)
    }) })
    const error = thrownBy(() => notify.notifyWaiters()) as Error & { suppressed: Error[] }
    expect([trace, error.message, error.suppressed.map(one => one.message)]).toEqual([[0, 1, 2], 'waker 0', ['waker 1']])
  })

  it.each(stages)('38: under %s, a bell for a queue of jobs loses none', async (_, run) => {
    const trace = await run((start, lines) => {
      const jobs: string[] = []
      const bell = new Notify()
      for (const name of ['a', 'b']) start(asyncBlock(function* () {
        for (let done = 0; done < 2; done++) {
          while (jobs.length === 0) yield* wait(bell.notified())
          lines.push(`${name} ${jobs.shift()}`)
        }
      }))
      start(asyncBlock(function* () {
        for (const job of ['1', '2', '3', '4']) {
          jobs.push(job)
          bell.notifyOne()
          yield* wait(pendingOnce(0))
        }
      }))
    })
    expect(trace).toEqual(['a 1', 'b 2', 'a 3', 'b 4'])
  })
})

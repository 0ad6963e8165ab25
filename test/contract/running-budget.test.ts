import { describe, expect, it } from 'vitest'
import { blockOn, drop, isPending, Pending, PolledAfterCompletionError, pollFn, pollProceed, Runtime, sleep, spawnLocal, unconstrained } from '../../src/index.ts'
import type { Context, Future, JoinHandle, Poll } from '../../src/index.ts'
import { countingWaker } from '../../src/testing/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'

/** How many units a leaf may still spend, found out by spending them (at most `limit`). */
function spendAll(cx: Context, limit = 10_000): number {
  let spent = 0
  while (spent < limit && !isPending(pollProceed(cx))) spent++
  return spent
}

/** A future that spends what it can at each poll until it has spent `total`, and notes what each poll could spend. */
function hungry(total: number, meals: number[]): Future<void> {
  let left = total
  return pollFn((cx): Poll<void> => {
    const spent = spendAll(cx, left)
    meals.push(spent)
    left -= spent
    return left === 0 ? undefined : Pending
  })
}

describe('31: the budget', () => {
  it('31: a task’s poll has 128, and is queued again when they are spent', () => {
    const meals: number[] = []
    using runtime = new Runtime()
    const handle = runtime.spawnLocal(hungry(300, meals))
    expect(runtime.runUntilStalled()).toBe(3)
    expect(meals).toEqual([128, 128, 44])
    expect(handle.isFinished()).toBe(true)
  })

  it('31: so has each poll of the main future', () => {
    const meals: number[] = []
    blockOn(hungry(300, meals))
    expect(meals).toEqual([128, 128, 44])
  })

  it('14, 31: at zero the task goes behind what is ready, once', () => {
    const trace: string[] = []
    using runtime = new Runtime()
    const tasks = ['a', 'b'].map(name => {
      const inner = hungry(200, [])
      return pollFn((cx): Poll<void> => {
        trace.push(name)
        const turn = inner.poll(cx)
        if (isPending(turn)) for (let i = 0; i < 10; i++) expect(pollProceed(cx)).toBe(Pending)
        return turn
      })
    })
    for (const task of tasks) runtime.spawnLocal(task)
    expect(runtime.runUntilStalled()).toBe(4)
    expect(trace).toEqual(['a', 'b', 'a', 'b'])
  })

  it('31: what one task spends is no loss to the next, nor to the main future', () => {
    const meals: number[] = []
    using runtime = new Runtime()
    for (let i = 0; i < 3; i++) runtime.spawnLocal(hungry(128, meals))
    runtime.runUntilStalled()
    expect(meals).toEqual([128, 128, 128])
    runtime.spawnLocal(hungry(500, []))
    runtime.blockOn(hungry(129, meals))
    expect(meals.slice(3)).toEqual([128, 1])
  })

  it('31: a run of another runtime inside a poll spends its own', () => {
    const meals: number[] = []
    using outer = new Runtime()
    using inner = new Runtime()
    inner.spawnLocal(hungry(128, []))
    outer.spawnLocal(pollFn((cx): Poll<void> => {
      meals.push(spendAll(cx, 100))
      inner.runUntilStalled()
      meals.push(spendAll(cx))
    }))
    outer.runUntilStalled()
    expect(meals).toEqual([100, 28])
  })

  it('31: the runtime’s option sets it', () => {
    const meals: number[] = []
    using runtime = new Runtime({ budget: 5 })
    runtime.spawnLocal(hungry(12, meals))
    runtime.runUntilStalled()
    runtime.blockOn(hungry(6, meals))
    expect(meals).toEqual([5, 5, 2, 5, 1])
  })

  it('31: outside a task there is no limit, and nobody is woken', () => {
    const waker = countingWaker()
    expect(spendAll({ waker }, 10_000)).toBe(10_000)
    using runtime = new Runtime()
    using _ = runtime.enter()
    expect(spendAll({ waker }, 10_000)).toBe(10_000)
    expect(waker.count).toBe(0)
  })

  it('31: there is none after a run either, and none is left over from a task that threw', () => {
    const waker = countingWaker()
    using runtime = new Runtime({ onUnhandledError: () => {} })
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      spendAll(cx)
      throw new Error('boom')
    }))
    runtime.runUntilStalled()
    expect(spendAll({ waker }, 1000)).toBe(1000)
    expect(() => runtime.blockOn(pollFn((cx): Poll<void> => {
      spendAll(cx)
      throw new Error('boom')
    }))).toThrow('boom')
    expect(spendAll({ waker }, 1000)).toBe(1000)
  })

  it('31: unconstrained lifts it for what it wraps, and only for that', () => {
    const meals: number[] = []
    using runtime = new Runtime()
    const free = unconstrained(hungry(1000, meals))
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      meals.push(spendAll(cx, 28))
      const turn = free.poll(cx)
      meals.push(spendAll(cx))
      return turn
    }))
    runtime.runUntilStalled()
    expect(meals).toEqual([28, 1000, 100])
  })

  it('31: an unconstrained that throws gives the limit back', () => {
    const meals: number[] = []
    using runtime = new Runtime()
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      expect(() => unconstrained(new Probe().willThrow(new Error('boom'))).poll(cx)).toThrow('boom')
      meals.push(spendAll(cx))
    }))
    runtime.runUntilStalled()
    expect(meals).toEqual([128])
  })
})

describe('4, 31: unconstrained owns what it wraps', () => {
  it('4, 31: it disposes it unfinished, once, and never after its end', () => {
    const [unpolled, waiting, finished, failed] = [new Probe(), new Probe(), new Probe().willBe(1), new Probe().willThrow(new Error('boom'))]
    const rig = new Rig()
    const wrapped = [unpolled, waiting, finished, failed].map(probe => unconstrained(probe))
    expect(wrapped.slice(1).map(future => rig.turn(future))).toEqual(['pending', { value: 1 }, { thrown: new Error('boom') }])
    for (const future of [...wrapped, ...wrapped]) drop(future)
    expect([unpolled, waiting, finished, failed].map(probe => probe.disposes)).toEqual([1, 1, 0, 0])
    for (const future of wrapped) expect(rig.thrown(future)).toBeInstanceOf(PolledAfterCompletionError)
    expect([unpolled, waiting, finished, failed].flatMap(probe => probe.misuse)).toEqual([])
  })
})

describe('31: who spends it', () => {
  it('31: a JoinHandle spends one an output: the 129th of one poll is Pending', () => {
    using runtime = new Runtime()
    const handles: JoinHandle<number>[] = []
    for (let i = 0; i < 300; i++) handles.push(runtime.spawnLocal(new Probe<number>().willBe(i)))
    runtime.runUntilStalled()
    const taken: number[] = []
    let next = 0
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      let count = 0
      for (; next < handles.length; next++, count++) if (isPending((handles[next] as JoinHandle<number>).poll(cx))) break
      taken.push(count)
      return next < handles.length ? Pending : undefined
    }))
    expect(runtime.runUntilStalled()).toBe(3)
    expect(taken).toEqual([128, 128, 44])
  })

  it('31: on progress only: a pending JoinHandle spends nothing', () => {
    const meals: number[] = []
    using runtime = new Runtime()
    const handle = runtime.spawnLocal(new Probe())
    runtime.runUntilStalled()
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      for (let i = 0; i < 1000; i++) expect(handle.poll(cx)).toBe(Pending)
      meals.push(spendAll(cx))
    }))
    runtime.runUntilStalled()
    expect(meals).toEqual([128])
  })

  it('31: at zero a finished JoinHandle is Pending, keeps its output, and the task comes again', () => {
    using runtime = new Runtime()
    const handle = runtime.spawnLocal(new Probe<string>().willBe('still there'))
    runtime.runUntilStalled()
    const turns: unknown[] = []
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      if (turns.length === 0) spendAll(cx, 128)
      turns.push(handle.poll(cx))
      return turns.length === 2 ? undefined : Pending
    }))
    expect(runtime.runUntilStalled()).toBe(2)
    expect(turns).toEqual([Pending, 'still there'])
  })

  it('31: timers spend nothing', () => {
    const meals: number[] = []
    blockOn(pollFn((cx): Poll<void> => {
      for (let i = 0; i < 1000; i++) expect(sleep(0).poll(cx)).not.toBe(Pending)
      meals.push(spendAll(cx))
    }))
    expect(meals).toEqual([128])
  })

  it('31: spawn and wake spend nothing', () => {
    const meals: number[] = []
    blockOn(pollFn((cx): Poll<void> => {
      for (let i = 0; i < 1000; i++) {
        spawnLocal(new Probe()).abort()
        cx.waker.wake()
      }
      meals.push(spendAll(cx))
    }))
    expect(meals).toEqual([128])
  })
})

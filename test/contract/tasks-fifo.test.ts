import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextFrom, Pending, pollFn, Runtime } from '../../src/index.ts'
import type { Poll, Waker } from '../../src/index.ts'

// Order, counted without the model: who was ready, who had a turn.

/** `counts[i]` polls of task i are to come; at poll n it wakes the tasks `plans[i][n]` (itself among them, perhaps). */
interface Plan { readonly plans: readonly (readonly (readonly number[])[])[] }

const plan: fc.Arbitrary<Plan> = fc.integer({ min: 1, max: 12 }).chain(size => fc.record({
  plans: fc.array(fc.array(fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 5 }), { maxLength: 10 }), { minLength: size, maxLength: size }),
}))

/** Runs a plan and checks the law at every poll; returns the order of polls. */
function runPlan({ plans }: Plan): number[] {
  const order: number[] = []
  const wakers: (Waker | null)[] = plans.map(() => null)
  const ready: number[] = plans.map((_, i) => i)
  const owed: (Set<number> | null)[] = plans.map(() => null)
  const wake = (i: number): void => {
    if (wakers[i] === null) return
    if (!ready.includes(i)) ready.push(i)
    wakers[i]?.wake()
  }
  using runtime = new Runtime()
  plans.forEach((steps, i) => runtime.spawnLocal(pollFn((cx): Poll<void> => {
    const step = steps[order.filter(id => id === i).length]
    order.push(i)
    expect([...owed[i] ?? []], `owed a turn before task ${i}`).toEqual([])
    expect(ready.shift(), 'the front of the queue').toBe(i)
    for (const set of owed) set?.delete(i)
    wakers[i] = cx.waker
    let selfWoken = false
    for (const other of step ?? []) {
      if (other === i) selfWoken = true
      else wake(other)
    }
    owed[i] = new Set(ready)
    if (selfWoken) wake(i)
    return Pending
  })))
  expect(runtime.runUntilStalled()).toBe(order.length)
  expect(ready).toEqual([])
  return order
}

describe('14: FIFO', () => {
  it('14: between two polls of a self-waking task every task that was ready gets one, whoever wakes whom', () => {
    fc.assert(fc.property(plan, p => { runPlan(p) }), { numRuns: 1000 })
  })

  it('13, 14: a self-waking task goes behind what it woke meanwhile', () => {
    expect(runPlan({ plans: [[[0, 1, 2], [0]], [[]], [[]]] })).toEqual([0, 1, 2, 0, 0])
    // task 0 wakes itself first and the others after that: they are idle by now, and still come first
    expect(runPlan({ plans: [[[0], [0, 2, 1]], [[]], [[]]] })).toEqual([0, 1, 2, 0, 2, 1, 0])
  })

  it('13, 14: tasks spawned by a task come behind all that was ready', () => {
    const order: string[] = []
    using runtime = new Runtime()
    const leaf = (name: string) => pollFn((): Poll<void> => { order.push(name) })
    runtime.spawnLocal(pollFn((): Poll<void> => {
      order.push('a')
      runtime.spawnLocal(leaf('a1'))
      runtime.spawnLocal(leaf('a2'))
      expect(order).toEqual(['a'])
    }))
    runtime.spawnLocal(leaf('b'))
    expect(runtime.runUntilStalled()).toBe(4)
    expect(order).toEqual(['a', 'b', 'a1', 'a2'])
  })
})

describe('13: one place in the queue', () => {
  it('13: spawn never polls inline, inside a run either', () => {
    let polls = 0
    using runtime = new Runtime()
    runtime.spawnLocal(pollFn((): Poll<void> => { polls++ }))
    expect(polls).toBe(0)
    runtime.spawnLocal(pollFn((): Poll<void> => {
      runtime.spawnLocal(pollFn((): Poll<void> => { polls += 10 }))
      expect(polls).toBe(1)
    }))
    runtime.runUntilStalled()
    expect(polls).toBe(11)
  })

  it('13: a thousand wakes of an idle task queue it once; a thousand of a queued one nothing; a thousand during its poll once', () => {
    let waker: Waker | null = null
    let polls = 0
    using runtime = new Runtime()
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      waker = cx.waker
      polls++
      if (polls === 3) for (let i = 0; i < 1000; i++) cx.waker.wake()
      return Pending
    }))
    const wakeMuch = (): void => { for (let i = 0; i < 1000; i++) waker?.wake() }
    expect(runtime.runUntilStalled()).toBe(1)
    wakeMuch()
    expect(runtime.tryRunOne()).toBe(true)
    expect(runtime.tryRunOne()).toBe(false)
    wakeMuch()
    wakeMuch()
    expect(runtime.runUntilStalled()).toBe(2)
    expect(polls).toBe(4)
  })

  it('9, 13: the waker of every poll wakes the task, an old one too, and willWake knows the task', () => {
    const wakers: Waker[] = []
    using runtime = new Runtime()
    const record = pollFn((cx): Poll<void> => {
      wakers.push(cx.waker)
      return Pending
    })
    runtime.spawnLocal(record)
    runtime.runUntilStalled()
    wakers[0]?.wake()
    runtime.runUntilStalled()
    wakers[0]?.wake()
    expect(runtime.runUntilStalled()).toBe(1)
    expect(wakers.length).toBe(3)
    expect(wakers[0]?.willWake(wakers[2] as Waker)).toBe(true)
  })

  it('13: willWake tells two tasks apart, and a finished task’s waker does nothing', () => {
    const wakers: Waker[] = []
    using runtime = new Runtime()
    for (let i = 0; i < 2; i++) runtime.spawnLocal(pollFn((cx): Poll<void> => { wakers.push(cx.waker) }))
    expect(runtime.runUntilStalled()).toBe(2)
    expect(wakers[0]?.willWake(wakers[1] as Waker)).toBe(false)
    expect(wakers[0]?.willWake(contextFrom(wakers[0]).waker)).toBe(true)
    wakers[0]?.wake()
    expect(runtime.tryRunOne()).toBe(false)
  })
})

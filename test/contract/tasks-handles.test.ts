import { describe, expect, it } from 'vitest'
import { join, JoinHandle, Pending, PolledAfterCompletionError, pollFn, Runtime } from '../../src/index.ts'
import type { Poll, Waker } from '../../src/index.ts'
import { countingWaker } from '../../src/testing/index.ts'
import { collectedUntil } from '../support/collected.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

describe('15: JoinHandle', () => {
  it('15: gives the task’s output itself, once; polled again it throws with its name', () => {
    using runtime = new Runtime()
    const rig = new Rig()
    const value = { the: 'value' }
    const handle = runtime.spawnLocal(new Probe<object>().willBe(value))
    expect(handle).toBeInstanceOf(JoinHandle)
    expect([rig.turn(handle), rig.wakes]).toEqual(['pending', 0])
    runtime.runUntilStalled()
    expect(rig.wakes).toBe(1)
    expect(handle.poll(rig.cx)).toBe(value)
    const error = thrownBy(() => handle.poll(rig.cx)) as Error
    expect(error).toBeInstanceOf(PolledAfterCompletionError)
    expect(error.message).toContain('JoinHandle')
    expect(rig.wakes).toBe(1)
  })

  it('3, 15: disposing it detaches: the task goes on, nobody is woken, and polling the handle throws', () => {
    using runtime = new Runtime()
    const rig = new Rig()
    const probe = new Probe<string>()
    const handle = runtime.spawnLocal(probe)
    runtime.runUntilStalled()
    expect(rig.turn(handle)).toBe('pending')
    handle[Symbol.dispose]()
    handle[Symbol.dispose]()
    expect(rig.thrown(handle)).toBeInstanceOf(PolledAfterCompletionError)
    probe.complete('unheard')
    expect(runtime.runUntilStalled()).toBe(1)
    expect([probe.polls, probe.disposes, rig.wakes]).toEqual([2, 0, 0])
  })

  it('6, 15: the output of a detached task is dropped once: at completion, or when the handle goes', () => {
    using runtime = new Runtime()
    const [early, late, taken] = [new Token('early'), new Token('late'), new Token('taken')]
    runtime.spawnLocal(new Probe().willBe(early))[Symbol.dispose]()
    const lateHandle = runtime.spawnLocal(new Probe().willBe(late))
    const takenHandle = runtime.spawnLocal(new Probe().willBe(taken))
    runtime.runUntilStalled()
    expect([early.drops, late.drops]).toEqual([1, 0])
    lateHandle[Symbol.dispose]()
    lateHandle[Symbol.dispose]()
    takenHandle.poll(new Rig().cx)
    takenHandle[Symbol.dispose]()
    expect([early.drops, late.drops, taken.drops]).toEqual([1, 1, 0])
  })

  it('9, 15: only the waker of its latest poll is woken, once', () => {
    using runtime = new Runtime()
    const probe = new Probe<number>()
    const handle = runtime.spawnLocal(probe)
    const [first, second] = [countingWaker(), countingWaker()]
    handle.poll({ waker: first })
    handle.poll({ waker: second })
    runtime.runUntilStalled()
    probe.complete(1)
    runtime.runUntilStalled()
    expect([first.count, second.count]).toEqual([0, 1])
  })

  it('9: a stored waker that wakes the same task is kept', () => {
    using runtime = new Runtime()
    const woken: string[] = []
    const named = (name: string): Waker => ({ wake: () => { woken.push(name) }, willWake: () => true })
    const handle = runtime.spawnLocal(new Probe<number>().willBe(1))
    handle.poll({ waker: named('stored') })
    handle.poll({ waker: named('equal') })
    runtime.runUntilStalled()
    expect(woken).toEqual(['stored'])
  })

  it('15: works in any combinator and under blockOn, where a pending one is polled again only when woken', () => {
    using runtime = new Runtime()
    const [a, b] = [new Probe<string>(), new Probe<string>()]
    const both = join(runtime.spawnLocal(a), runtime.spawnLocal(b))
    a.willBe('a')
    b.willBe('b')
    let polls = 0
    const output = runtime.blockOn(pollFn((cx): Poll<string[]> => {
      polls++
      return both.poll(cx)
    }))
    expect(output).toEqual(['a', 'b'])
    expect([a.polls, b.polls]).toEqual([1, 1])
    // once at the start and at most once a wake
    expect(polls).toBeLessThanOrEqual(3)
  })

  it('15: ids are the task’s: distinct, and the same on every handle', () => {
    using runtime = new Runtime()
    const tasks = Array.from({ length: 10 }, () => runtime.spawnLocal(new Probe()))
    expect(new Set(tasks.map(h => h.id)).size).toBe(10)
    expect(tasks.map(h => h.abortHandle().id)).toEqual(tasks.map(h => h.id))
  })

  it('13, 15: a task that awaits its own handle waits for ever and is finished by abort only', () => {
    using runtime = new Runtime()
    let own: JoinHandle<void> | null = null
    let polls = 0
    own = runtime.spawnLocal(pollFn((cx): Poll<void> => {
      polls++
      return own === null ? Pending : own.poll(cx)
    }))
    expect(runtime.runUntilStalled()).toBe(1)
    own.abort()
    runtime.runUntilStalled()
    expect([polls, own.isFinished()]).toEqual([1, true])
  })
})

describe('17: what a finished task keeps', () => {
  it('17: a joiner, once woken, finds the future disposed', () => {
    const trace: string[] = []
    using runtime = new Runtime()
    const probe = new Probe('task', trace)
    const handle = runtime.spawnLocal(probe)
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      const turn = { waker: cx.waker }
      try {
        if (handle.poll(turn) === Pending) return Pending
      } catch {
        trace.push(`joined, disposes ${probe.disposes}`)
      }
    }))
    runtime.runUntilStalled()
    handle.abort()
    runtime.runUntilStalled()
    expect(trace).toEqual(['task poll', 'task dispose', 'joined, disposes 1'])
  })

  it('17: its future goes, though handle, abort handle and waker are kept; its output goes with the taking', async () => {
    using runtime = new Runtime()
    let waker: Waker | null = null
    const weak: { future?: WeakRef<object>; output?: WeakRef<object> } = {}
    const start = (): JoinHandle<object> => {
      const output = { big: new Array(1000).fill(0) }
      const future = pollFn((cx): Poll<object> => {
        waker = cx.waker
        return output
      })
      weak.future = new WeakRef(future)
      weak.output = new WeakRef(output)
      return runtime.spawnLocal(future)
    }
    const handle = start()
    const aborter = handle.abortHandle()
    runtime.runUntilStalled()
    expect(await collectedUntil(() => weak.future?.deref() === undefined)).toBe(true)
    expect(handle.poll({ waker: countingWaker() })).toBeTypeOf('object')
    expect(await collectedUntil(() => weak.output?.deref() === undefined)).toBe(true)
    expect([handle.isFinished(), aborter.isFinished(), waker !== null]).toEqual([true, true, true])
  })

  it('17: a cancelled task’s future goes, and a failed one’s; a joiner’s waker too', async () => {
    using runtime = new Runtime({ onUnhandledError: () => {} })
    const weak: WeakRef<object>[] = []
    const start = (make: () => Probe): JoinHandle<unknown> => {
      const future = make()
      const joiner = countingWaker()
      weak.push(new WeakRef(future), new WeakRef(joiner))
      const handle = runtime.spawnLocal(future)
      handle.poll({ waker: joiner })
      return handle
    }
    const handles = [start(() => new Probe()), start(() => new Probe().willThrow(new Error('boom')))]
    runtime.runUntilStalled()
    handles[0]?.abort()
    runtime.runUntilStalled()
    expect(await collectedUntil(() => weak.every(ref => ref.deref() === undefined))).toBe(true)
    expect(handles.map(h => h.isFinished())).toEqual([true, true])
  })

  it('17: a detached, finished task is held by nobody, its runtime included', async () => {
    using runtime = new Runtime()
    const weak: WeakRef<object>[] = []
    const start = (): void => {
      for (let i = 0; i < 10; i++) {
        const handle = runtime.spawnLocal(new Probe().willBe(i))
        weak.push(new WeakRef(handle))
        handle[Symbol.dispose]()
      }
    }
    start()
    expect(runtime.runUntilStalled()).toBe(10)
    expect(await collectedUntil(() => weak.every(ref => ref.deref() === undefined))).toBe(true)
  })
})

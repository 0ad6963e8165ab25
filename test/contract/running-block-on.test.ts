import { describe, expect, it } from 'vitest'
import { blockOn, byRef, DeadlockError, JoinError, Pending, pollFn, Runtime, spawnLocal } from '../../src/index.ts'
import type { Future, JoinHandle, Poll, Waker } from '../../src/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

/** A task that wakes itself at each poll until `rounds` are over. */
function spinner(rounds: number, onPoll: () => void = () => {}): Future<void> {
  let left = rounds
  return pollFn((cx): Poll<void> => {
    onPoll()
    if (--left <= 0) return
    cx.waker.wake()
    return Pending
  })
}

describe('26: blockOn', () => {
  it('26: gives the output itself and polls a ready future once, never disposing it', () => {
    const value = { the: 'value' }
    const probe = new Probe<object>().willBe(value)
    expect(blockOn(probe)).toBe(value)
    expect([probe.polls, probe.disposes]).toEqual([1, 0])
  })

  it('2, 26: throws what the main future throws, itself and not wrapped', () => {
    const boom = new Error('boom')
    const probe = new Probe().willThrow(boom)
    expect(thrownBy(() => blockOn(probe))).toBe(boom)
    expect([probe.polls, probe.disposes]).toEqual([1, 0])
    expect(Runtime.current()).toBe(null)
  })

  it('26: polls the main future first, before tasks that were there before it', () => {
    const trace: string[] = []
    using runtime = new Runtime()
    runtime.spawnLocal(new Probe('task', trace))
    runtime.blockOn(new Probe('main', trace).willBe(1))
    expect(trace).toEqual(['main poll'])
    runtime.runUntilStalled()
    expect(trace).toEqual(['main poll', 'task poll'])
  })

  it('26: polls the main future again only if its waker fired', () => {
    const main = new Probe<string>('main')
    let started = false
    main.onPoll = () => {
      if (started) return
      started = true
      spawnLocal(spinner(500))
      let rounds = 0
      spawnLocal(spinner(700, () => { if (++rounds === 600) main.complete('woken once') }))
    }
    expect(blockOn(main)).toBe('woken once')
    expect([main.polls, main.disposes]).toEqual([2, 0])
  })

  it('26: a woken main future is polled at latest 61 task polls later', () => {
    let taskPolls = 0
    const gaps: number[] = []
    let at = 0
    blockOn(pollFn((cx): Poll<void> => {
      if (gaps.length === 0) for (let i = 0; i < 3; i++) spawnLocal(spinner(1000, () => { taskPolls++ }))
      gaps.push(taskPolls - at)
      at = taskPolls
      if (gaps.length === 20) return
      cx.waker.wake()
      return Pending
    }))
    expect(gaps.length).toBe(20)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(61)
  })

  it('26: and as soon as the queue is empty', () => {
    let polls = 0
    let mainWaker: Waker | null = null
    blockOn(pollFn((cx): Poll<void> => {
      mainWaker = cx.waker
      if (++polls === 5) return
      spawnLocal(pollFn((): Poll<void> => { mainWaker?.wake() }))
      return Pending
    }))
    expect(polls).toBe(5)
  })

  it('26: returns as soon as the main future is done, whatever else is ready', () => {
    const ready = [new Probe(), new Probe()]
    blockOn(pollFn((): Poll<void> => { for (const probe of ready) spawnLocal(probe) }))
    expect(ready.map(probe => [probe.polls, probe.disposes])).toEqual([[0, 1], [0, 1]])
  })

  it('26, 30: the free function disposes what is unfinished, in spawn order and in its runtime’s context, before it returns', () => {
    const trace: string[] = []
    const contexts = new Set<unknown>()
    let handles: JoinHandle<unknown>[] = []
    let inside: Runtime | null = null
    const output = blockOn(pollFn((cx): Poll<string> => {
      inside = Runtime.current()
      if (handles.length > 0) return handles[1]?.isFinished() === true ? 'done' : (cx.waker.wake(), Pending)
      handles = ['a', 'b', 'c'].map(name => {
        const probe = new Probe(name, trace)
        probe.onDispose = () => contexts.add(Runtime.current())
        if (name === 'b') probe.willBe('finished')
        return spawnLocal(probe)
      })
      cx.waker.wake()
      return Pending
    }))
    expect(output).toBe('done')
    expect(trace).toEqual(['a poll', 'b poll', 'c poll', 'a dispose', 'c dispose'])
    expect([...contexts]).toEqual([inside])
    expect(inside).not.toBe(null)
    const ends = handles.map(handle => {
      const turn = new Rig().turn(handle)
      return turn === 'pending' || 'value' in turn ? turn : (turn.thrown as JoinError).isCancelled()
    })
    expect(ends).toEqual([true, { value: 'finished' }, true])
  })

  it('26: the free function disposes them when the main future throws as well', () => {
    const task = new Probe()
    const boom = new Error('boom')
    expect(thrownBy(() => blockOn(pollFn((): Poll<void> => {
      spawnLocal(task)
      throw boom
    })))).toBe(boom)
    expect([task.polls, task.disposes]).toEqual([0, 1])
  })

  it('26: each call of the free function has a runtime of its own', () => {
    const seen: unknown[] = []
    for (let i = 0; i < 2; i++) blockOn(pollFn((): Poll<void> => { seen.push(Runtime.current()) }))
    expect(seen[0]).toBeInstanceOf(Runtime)
    expect(seen[1]).toBeInstanceOf(Runtime)
    expect(seen[0]).not.toBe(seen[1])
  })

  it('26: a Runtime keeps its tasks for the next run', () => {
    const trace: string[] = []
    using runtime = new Runtime()
    const task = new Probe<string>('task', trace)
    const handle = runtime.spawnLocal(task)
    const hop = (): Future<void> => {
      let polls = 0
      return pollFn((cx): Poll<void> => {
        if (++polls === 2) return
        cx.waker.wake()
        return Pending
      })
    }
    runtime.blockOn(hop())
    runtime.runUntilStalled()
    expect([task.polls, task.disposes]).toEqual([1, 0])
    task.complete('for the second run')
    expect(runtime.blockOn(handle)).toBe('for the second run')
    expect([task.polls, task.disposes, task.misuse]).toEqual([2, 0, []])
  })

  it('26: a wake that the main future’s old waker gives after the run does nothing', () => {
    using runtime = new Runtime()
    let old: Waker | null = null
    runtime.blockOn(pollFn((cx): Poll<void> => { old = cx.waker }))
    const second = new Probe<string>('second')
    second.onPoll = () => {
      if (second.polls > 1) return
      old?.wake()
      spawnLocal(spinner(10, () => old?.wake()))
      spawnLocal(pollFn((): Poll<void> => second.complete('own wake')))
    }
    expect(runtime.blockOn(second)).toBe('own wake')
    expect(second.polls).toBe(2)
  })

  it('9, 26: a main future that wakes itself in its poll is polled again, also with no task there', () => {
    let polls = 0
    const output = blockOn(pollFn((cx): Poll<string> => {
      if (++polls === 1000) return 'counted'
      cx.waker.wake()
      cx.waker.wake()
      return Pending
    }))
    expect([output, polls]).toEqual(['counted', 1000])
  })

  it('26, 28: byRef keeps a stuck main future for a second run', () => {
    using runtime = new Runtime()
    const main = new Probe<string>()
    expect(() => runtime.blockOn(byRef(main))).toThrow(DeadlockError)
    expect([main.polls, main.disposes]).toEqual([1, 0])
    main.willBe('second time')
    expect(runtime.blockOn(byRef(main))).toBe('second time')
  })
})

describe('26: the other run methods', () => {
  it('26: runUntilStalled polls until nothing is ready and says how many polls that took', () => {
    using runtime = new Runtime()
    expect(runtime.runUntilStalled()).toBe(0)
    runtime.spawnLocal(spinner(5))
    runtime.spawnLocal(spinner(7))
    runtime.spawnLocal(new Probe())
    expect(runtime.runUntilStalled()).toBe(13)
    expect(runtime.runUntilStalled()).toBe(0)
  })

  it('26: tryRunOne polls one task, and says whether it did', () => {
    let polls = 0
    using runtime = new Runtime()
    expect(runtime.tryRunOne()).toBe(false)
    runtime.spawnLocal(spinner(2, () => { polls++ }))
    expect([runtime.tryRunOne(), polls]).toEqual([true, 1])
    expect([runtime.tryRunOne(), polls]).toEqual([true, 2])
    expect([runtime.tryRunOne(), polls]).toEqual([false, 2])
  })
})

import { describe, expect, it } from 'vitest'
import { isPending, JoinError, pollFn, Runtime } from '../../src/index.ts'
import type { JoinHandle, Poll } from '../../src/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'

// Two runtimes on one thread: wakes, aborts and joins that cross.

describe('13-17: across runtimes', () => {
  it('15: a task joins a task of another runtime', () => {
    using here = new Runtime()
    using there = new Runtime()
    const far = new Probe<string>()
    const handle = there.spawnLocal(far)
    let polls = 0
    const near = here.spawnLocal(pollFn((cx): Poll<string> => {
      polls++
      return handle.poll(cx)
    }))
    expect([here.runUntilStalled(), there.runUntilStalled()]).toEqual([1, 1])
    far.complete('from far')
    expect([here.runUntilStalled(), there.runUntilStalled(), here.runUntilStalled()]).toEqual([0, 1, 1])
    expect([polls, new Rig().turn(near)]).toEqual([2, { value: 'from far' }])
  })

  it('16: a task aborted from another runtime is disposed on its own, in its turn', () => {
    const contexts: unknown[] = []
    using here = new Runtime()
    using there = new Runtime()
    const probe = new Probe()
    probe.onDispose = () => contexts.push(Runtime.current())
    const handle = there.spawnLocal(probe)
    there.runUntilStalled()
    here.spawnLocal(pollFn((): Poll<void> => handle.abort()))
    here.runUntilStalled()
    expect([contexts, handle.isFinished()]).toEqual([[], false])
    there.runUntilStalled()
    expect([contexts, handle.isFinished()]).toEqual([[there], true])
  })

  it('13, 16: wakes and aborts from a nested run count as given during the poll that nests it', () => {
    const trace: string[] = []
    using outer = new Runtime()
    using inner = new Runtime()
    const subject = new Probe('subject', trace)
    const handle: JoinHandle<unknown> = outer.spawnLocal(subject)
    subject.onPoll = () => {
      inner.spawnLocal(pollFn((): Poll<void> => {
        for (let i = 0; i < 3; i++) subject.wake()
        if (subject.polls === 2) handle.abort()
      }))
      inner.runUntilStalled()
      trace.push('poll ends')
    }
    outer.spawnLocal(new Probe('sibling', trace))
    outer.runUntilStalled()
    expect(trace).toEqual(['subject poll', 'poll ends', 'sibling poll', 'subject poll', 'poll ends', 'subject dispose'])
    expect((new Rig().thrown(handle) as JoinError).isCancelled()).toBe(true)
    expect(subject.misuse).toEqual([])
  })

  it('18: a nested run’s failures stay there', () => {
    const heard: string[] = []
    const listening = (name: string): Runtime => new Runtime({ onUnhandledError: () => { heard.push(name) } })
    using outer = listening('outer')
    using inner = listening('inner')
    const task = outer.spawnLocal(pollFn((): Poll<string> => {
      inner.spawnLocal(new Probe().willThrow(new Error('boom')))[Symbol.dispose]()
      inner.runUntilStalled()
      return 'unharmed'
    }))
    outer.runUntilStalled()
    expect([heard, new Rig().turn(task)]).toEqual([['inner'], { value: 'unharmed' }])
  })

  it('19: disposing a task that joins another detaches that one, and its failure is heard', () => {
    const heard: unknown[] = []
    using runtime = new Runtime({ onUnhandledError: error => { heard.push(error.cause) } })
    const boom = new Error('boom')
    const failing = new Probe()
    const inner = runtime.spawnLocal(failing)
    const outer = runtime.spawnLocal({ poll: cx => inner.poll(cx), [Symbol.dispose]: () => inner[Symbol.dispose]() })
    runtime.runUntilStalled()
    outer.abort()
    runtime.runUntilStalled()
    failing.fail(boom)
    runtime.runUntilStalled()
    expect(heard).toEqual([boom])
  })
})

describe('13-17: in great numbers', () => {
  it('13, 17: a chain of ten thousand joins ends without recursion', () => {
    using runtime = new Runtime()
    const first = new Probe<number>()
    let last: JoinHandle<number> = runtime.spawnLocal(first)
    for (let i = 0; i < 10_000; i++) {
      const before = last
      last = runtime.spawnLocal(pollFn((cx): Poll<number> => {
        const turn = before.poll(cx)
        return isPending(turn) ? turn : turn + 1
      }))
    }
    expect(runtime.runUntilStalled()).toBe(10_001)
    first.complete(0)
    expect(runtime.runUntilStalled()).toBe(10_001)
    expect(new Rig().turn(last)).toEqual({ value: 10_000 })
  })

  it('16, 30: a hundred thousand tasks: half aborted, half shut down, each disposed once', () => {
    const runtime = new Runtime()
    let polls = 0
    let disposes = 0
    const handles: JoinHandle<unknown>[] = []
    for (let i = 0; i < 100_000; i++) {
      const probe = new Probe()
      probe.onPoll = () => { polls++ }
      probe.onDispose = () => { disposes++ }
      handles.push(runtime.spawnLocal(probe))
    }
    for (let i = 0; i < handles.length; i += 4) handles[i]?.abort()
    expect(runtime.runUntilStalled()).toBe(75_000)
    for (let i = 1; i < handles.length; i += 4) handles[i]?.abort()
    runtime.runUntilStalled()
    expect([polls, disposes]).toEqual([75_000, 50_000])
    runtime[Symbol.dispose]()
    expect([polls, disposes]).toEqual([75_000, 100_000])
    expect(handles.every(handle => handle.isFinished())).toBe(true)
  })
})

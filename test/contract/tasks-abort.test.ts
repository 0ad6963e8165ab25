import { describe, expect, it } from 'vitest'
import { JoinError, Pending, pollFn, Runtime, spawn, spawnLocal } from '../../src/index.ts'
import type { Poll, Waker } from '../../src/index.ts'
import { countingWaker } from '../../src/testing/index.ts'
import { Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

describe('16: abort', () => {
  it('16: is a request: nothing is disposed until the task has its turn, and that turn is not a poll', () => {
    using runtime = new Runtime()
    const probe = new Probe<number>()
    const handle = runtime.spawnLocal(probe)
    runtime.runUntilStalled()
    handle.abort()
    expect([probe.polls, probe.disposes, handle.isFinished()]).toEqual([1, 0, false])
    expect(runtime.tryRunOne()).toBe(true)
    expect([probe.polls, probe.disposes, handle.isFinished()]).toEqual([1, 1, true])
    expect(runtime.tryRunOne()).toBe(false)
    expect(probe.misuse).toEqual([])
  })

  it('16: queues the task behind what was ready', () => {
    const trace: string[] = []
    using runtime = new Runtime()
    const handle = runtime.spawnLocal(new Probe('aborted', trace))
    runtime.runUntilStalled()
    runtime.spawnLocal(new Probe('ready', trace))
    handle.abort()
    runtime.spawnLocal(new Probe('later', trace))
    runtime.runUntilStalled()
    expect(trace).toEqual(['aborted poll', 'ready poll', 'aborted dispose', 'later poll'])
  })

  it('16: a task already queued keeps its place', () => {
    const trace: string[] = []
    using runtime = new Runtime()
    runtime.spawnLocal(new Probe('a', trace)).abort()
    runtime.spawnLocal(new Probe('b', trace))
    runtime.runUntilStalled()
    expect(trace).toEqual(['a dispose', 'b poll'])
  })

  it('16, 20: disposes in the runtime’s context, where spawning works and the task is not finished yet', () => {
    const trace: string[] = []
    using runtime = new Runtime()
    const probe = new Probe('p', trace)
    const handle = runtime.spawnLocal(probe)
    const aborter = handle.abortHandle()
    probe.onDispose = () => {
      trace.push(`current ${Runtime.current() === runtime}`, `finished ${handle.isFinished()} ${aborter.isFinished()}`)
      spawnLocal(new Probe('last will', trace))
      spawn(pollFn((): Poll<void> => { trace.push('sendable one') }))
    }
    handle.abort()
    expect(Runtime.current()).toBe(null)
    runtime.runUntilStalled()
    expect(trace).toEqual(['p dispose', 'current true', 'finished false false', 'last will poll', 'sendable one'])
    expect([handle.isFinished(), aborter.isFinished()]).toEqual([true, true])
  })

  it('16: repeated and late aborts do nothing, through either handle, and a finished output survives', () => {
    using runtime = new Runtime()
    const probe = new Probe<string>().willBe('kept')
    const handle = runtime.spawnLocal(probe)
    const aborter = handle.abortHandle()
    runtime.runUntilStalled()
    for (let i = 0; i < 3; i++) {
      handle.abort()
      aborter.abort()
    }
    expect(runtime.tryRunOne()).toBe(false)
    expect(handle.poll({ waker: countingWaker() })).toBe('kept')
    aborter.abort()
    expect(runtime.tryRunOne()).toBe(false)
    expect([probe.polls, probe.disposes]).toEqual([1, 0])
  })

  it('16: an AbortHandle outlives the JoinHandle, and several work alike', () => {
    using runtime = new Runtime()
    const probe = new Probe()
    const handle = runtime.spawnLocal(probe)
    const [first, second] = [handle.abortHandle(), handle.abortHandle()]
    handle[Symbol.dispose]()
    runtime.runUntilStalled()
    expect([first.isFinished(), probe.disposes]).toEqual([false, 0])
    second.abort()
    runtime.runUntilStalled()
    expect([first.isFinished(), probe.disposes]).toEqual([true, 1])
    expect([first.id, second.id]).toEqual([handle.id, handle.id])
  })

  it('16: a task that aborts itself and stays Pending is disposed in its next turn, after what was ready', () => {
    const trace: string[] = []
    using runtime = new Runtime()
    const probe = new Probe('self', trace)
    const handle = runtime.spawnLocal(probe)
    probe.onPoll = () => handle.abort()
    runtime.spawnLocal(new Probe('other', trace))
    runtime.runUntilStalled()
    expect(trace).toEqual(['self poll', 'other poll', 'self dispose'])
    const error = thrownBy(() => handle.poll({ waker: countingWaker() })) as JoinError
    expect(error).toBeInstanceOf(JoinError)
    expect([error.isCancelled(), error.isPanic(), error.id]).toEqual([true, false, handle.id])
  })

  it('16: a task that aborts itself and fails in the same poll has failed, and is not disposed', () => {
    using runtime = new Runtime()
    const boom = new Error('boom')
    const probe = new Probe().willThrow(boom)
    const handle = runtime.spawnLocal(probe)
    probe.onPoll = () => handle.abort()
    runtime.runUntilStalled()
    const error = thrownBy(() => handle.poll({ waker: countingWaker() })) as JoinError
    expect([error.isPanic(), error.cause, probe.disposes]).toEqual([true, boom, 0])
  })

  it('16: a task may abort others from its poll and from its dispose', () => {
    const trace: string[] = []
    using runtime = new Runtime()
    const [a, b, c] = [new Probe('a', trace), new Probe('b', trace), new Probe('c', trace)]
    const [ha, hb, hc] = [runtime.spawnLocal(a), runtime.spawnLocal(b), runtime.spawnLocal(c)]
    a.onPoll = () => hb.abort()
    b.onDispose = () => hc.abort()
    c.onDispose = () => ha.abort()
    runtime.runUntilStalled()
    expect(trace).toEqual(['a poll', 'b dispose', 'c dispose', 'a dispose'])
    expect([ha, hb, hc].map(h => h.isFinished())).toEqual([true, true, true])
  })

  it('13, 16: wakes while the task is being disposed, and after, do nothing', () => {
    using runtime = new Runtime()
    const probe = new Probe()
    const handle = runtime.spawnLocal(probe)
    probe.onDispose = () => probe.wake()
    runtime.runUntilStalled()
    handle.abort()
    runtime.tryRunOne()
    probe.wake()
    expect(runtime.tryRunOne()).toBe(false)
    expect([probe.polls, probe.disposes, probe.misuse]).toEqual([1, 1, []])
  })

  it('5, 16: what the future held is let go in the turn of the abort', () => {
    // a leaf with a list of waiters, as every primitive has one
    const waiters = new Set<Waker>()
    const leaf = {
      waker: null as Waker | null,
      poll(cx: { waker: Waker }): Poll<void> {
        waiters.add(this.waker = cx.waker)
        return Pending
      },
      [Symbol.dispose](): void {
        if (this.waker !== null) waiters.delete(this.waker)
      },
    }
    using runtime = new Runtime()
    const handle = runtime.spawnLocal(leaf)
    runtime.runUntilStalled()
    expect(waiters.size).toBe(1)
    handle.abort()
    runtime.runUntilStalled()
    expect(waiters.size).toBe(0)
  })
})

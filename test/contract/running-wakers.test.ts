import { describe, expect, it } from 'vitest'
import { drop, Pending, pollFn, Runtime, spawnLocal, wakerFn } from '../../src/index.ts'
import type { JoinHandle, Poll, Waker } from '../../src/index.ts'
import { countingWaker } from '../../src/testing/index.ts'
import { Printed } from '../support/printed.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { Token } from '../support/token.ts'

/** An idle task and the means to wake it. */
function idleTask(runtime: Runtime): Probe {
  const probe = new Probe('idle')
  runtime.spawnLocal(probe)
  runtime.runUntilStalled()
  return probe
}

describe('32: a waker may be called from anywhere', () => {
  it('32: from outside every run, from another runtime’s poll, from a dispose, from a drop: one poll each time', () => {
    using runtime = new Runtime({ onUnhandledError: () => idle.wake() })
    using other = new Runtime()
    const idle: Probe = idleTask(runtime)
    const disposing = new Probe()
    disposing.onDispose = () => idle.wake()
    const wakeFrom: [string, () => void][] = [
      ['outside', () => idle.wake()],
      ['another runtime’s task', () => {
        other.spawnLocal(pollFn((): Poll<void> => idle.wake()))
        other.runUntilStalled()
      }],
      ['another runtime’s main future', () => other.blockOn(pollFn((): Poll<void> => idle.wake()))],
      ['a dispose', () => runtime.spawnLocal(disposing).abort()],
      ['a drop', () => drop(runtime.spawnLocal(pollFn((): Poll<Disposable> => ({ [Symbol.dispose]: () => idle.wake() }))))],
      ['a joiner’s waker', () => { runtime.spawnLocal(new Probe().willBe(1)).poll({ waker: wakerFn(() => idle.wake()) }) }],
      ['the callback for unhandled errors', () => drop(runtime.spawnLocal(new Probe().willThrow(new Error('boom'))))],
      ['the shutdown of another runtime', () => {
        const dying = new Runtime()
        const last = new Probe()
        last.onDispose = () => idle.wake()
        dying.spawnLocal(last)
        dying[Symbol.dispose]()
      }],
    ]
    for (const [place, wake] of wakeFrom) {
      const before = idle.polls
      wake()
      runtime.runUntilStalled()
      expect(idle.polls - before, place).toBe(1)
    }
    expect(idle.misuse).toEqual([])
  })

  it('32: a task woken from another runtime runs on its own one', () => {
    const contexts: unknown[] = []
    using runtime = new Runtime()
    using other = new Runtime()
    const idle = idleTask(runtime)
    idle.onPoll = () => contexts.push(Runtime.current())
    other.spawnLocal(pollFn((): Poll<void> => idle.wake()))
    other.runUntilStalled()
    expect(contexts).toEqual([])
    runtime.runUntilStalled()
    expect(contexts).toEqual([runtime])
  })

  it('32: long after the runtime is gone', () => {
    const runtime = new Runtime()
    const idle = idleTask(runtime)
    runtime[Symbol.dispose]()
    idle.wake()
    expect([idle.polls, idle.disposes, idle.misuse]).toEqual([1, 1, []])
  })
})

describe('32: state is settled before a waker is called', () => {
  /** A task that completes with `value`, whose joiner's waker does `act`. */
  function joinedBy(runtime: Runtime, value: unknown, act: (handle: JoinHandle<unknown>) => void): JoinHandle<unknown> {
    const handle: JoinHandle<unknown> = runtime.spawnLocal(new Probe().willBe(value))
    handle.poll({ waker: wakerFn(() => act(handle)) })
    return handle
  }

  it('32: a joiner’s waker may take the output', () => {
    using runtime = new Runtime()
    const rig = new Rig()
    const turns: unknown[] = []
    joinedBy(runtime, 'output', handle => turns.push(handle.isFinished(), rig.turn(handle)))
    runtime.runUntilStalled()
    expect(turns).toEqual([true, { value: 'output' }])
  })

  it('6, 32: it may drop the handle, and with it the output, once', () => {
    using runtime = new Runtime()
    const token = new Token()
    joinedBy(runtime, token, handle => drop(handle))
    runtime.runUntilStalled()
    expect(token.drops).toBe(1)
  })

  it('32: it may abort, spawn and wake', () => {
    const trace: string[] = []
    using runtime = new Runtime()
    const idle = idleTask(runtime)
    joinedBy(runtime, 1, handle => {
      handle.abort()
      idle.wake()
      spawnLocal(new Probe('spawned', trace))
    })
    expect(runtime.runUntilStalled()).toBe(3)
    expect([idle.polls, trace]).toEqual([2, ['spawned poll']])
  })

  it('32: one joiner’s waker that throws leaves its task finished and the others woken', () => {
    using _ = new Printed()
    using runtime = new Runtime()
    const others = [new Probe<number>().willBe(1), new Probe<number>().willBe(2)]
    const [before, after] = [countingWaker(), countingWaker()]
    const handles = [runtime.spawnLocal(others[0] as Probe<number>)]
    const bad = joinedBy(runtime, 'kept', () => { throw new Error('bad waker') })
    handles.push(runtime.spawnLocal(others[1] as Probe<number>))
    handles[0]?.poll({ waker: before })
    handles[1]?.poll({ waker: after })
    // where the throw shows is open; that it stops nobody is not
    try { runtime.runUntilStalled() } catch {}
    runtime.runUntilStalled()
    expect([before.count, after.count]).toEqual([1, 1])
    expect(bad.isFinished()).toBe(true)
    expect(new Rig().turn(bad)).toEqual({ value: 'kept' })
    expect(Runtime.current()).toBe(null)
  })

  it('32: one joiner’s waker that throws at shutdown leaves nobody undisposed or unwoken', () => {
    using _ = new Printed()
    const runtime = new Runtime()
    const probes = [new Probe(), new Probe(), new Probe()]
    const handles = probes.map(probe => runtime.spawnLocal(probe))
    const waker = countingWaker()
    handles[0]?.poll({ waker: wakerFn(() => { throw new Error('bad waker') }) })
    handles[2]?.poll({ waker })
    try { runtime[Symbol.dispose]() } catch {}
    expect(probes.map(probe => probe.disposes)).toEqual([1, 1, 1])
    expect(handles.map(handle => handle.isFinished())).toEqual([true, true, true])
    expect(waker.count).toBe(1)
  })

  it('32: between two polls a waiter is woken at most once', () => {
    using runtime = new Runtime()
    const waker = countingWaker()
    const probe = new Probe<number>()
    const handle = runtime.spawnLocal(probe)
    handle.poll({ waker })
    handle.poll({ waker })
    runtime.runUntilStalled()
    probe.complete(1)
    probe.wake()
    runtime.runUntilStalled()
    handle.abort()
    runtime[Symbol.dispose]()
    expect(waker.count).toBe(1)
    expect(handle.poll({ waker })).toBe(1)
    expect(waker.count).toBe(1)
  })

  it('13, 32: a wake given in the poll that then finishes is lost, and harms nobody', () => {
    using runtime = new Runtime()
    let kept: Waker | null = null
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      kept = cx.waker
      cx.waker.wake()
    }))
    const turns = pollFn((): Poll<void> => Pending)
    runtime.spawnLocal(turns)
    expect(runtime.runUntilStalled()).toBe(2)
    ;(kept as unknown as Waker).wake()
    expect(runtime.tryRunOne()).toBe(false)
  })
})

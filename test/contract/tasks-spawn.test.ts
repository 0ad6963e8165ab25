import { describe, expect, it } from 'vitest'
import { blockOn, JoinError, NoRuntimeError, Pending, pollFn, Runtime, spawn, spawnLocal } from '../../src/index.ts'
import type { JoinHandle, Poll } from '../../src/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

describe('20: where spawn works', () => {
  for (const [name, free] of [['spawn', spawn], ['spawnLocal', spawnLocal]] as const) {
    it(`20: ${name} outside any runtime throws NoRuntimeError and leaves the future with the caller`, () => {
      const trace: string[] = []
      const future = pollFn((): Poll<string> => {
        trace.push('polled')
        return 'still good'
      })
      const error = thrownBy(() => free(future)) as Error & { code: string }
      expect(error).toBeInstanceOf(NoRuntimeError)
      expect(error.code).toMatch(/^ERR_POLLUX_/)
      expect(trace).toEqual([])
      expect(blockOn(future)).toBe('still good')
    })
  }

  it('20: outside again once a run or an enter has ended', () => {
    const probe = new Probe()
    using runtime = new Runtime()
    blockOn(new Probe<number>().willBe(1))
    expect(() => spawnLocal(probe)).toThrow(NoRuntimeError)
    runtime.enter()[Symbol.dispose]()
    expect(() => spawnLocal(probe)).toThrow(NoRuntimeError)
    runtime.runUntilStalled()
    expect(() => spawnLocal(probe)).toThrow(NoRuntimeError)
    expect([probe.polls, probe.disposes]).toEqual([0, 0])
  })

  it('20: spawn goes to the runtime that is current: entered, or polling, or the inner of two', () => {
    const trace: string[] = []
    using outer = new Runtime()
    using inner = new Runtime()
    {
      using _ = outer.enter()
      spawnLocal(new Probe('to outer', trace))
      using __ = inner.enter()
      spawnLocal(new Probe('to inner', trace))
    }
    expect(outer.runUntilStalled()).toBe(1)
    expect(trace).toEqual(['to outer poll'])
    outer.spawnLocal(pollFn((): Poll<void> => {
      inner.runUntilStalled()
      spawnLocal(new Probe('back in outer', trace))
    }))
    outer.runUntilStalled()
    expect(trace).toEqual(['to outer poll', 'to inner poll', 'back in outer poll'])
  })

  it('20: after the shutdown the future is disposed unpolled and the handle is a cancelled one', () => {
    const runtime = new Runtime()
    runtime[Symbol.dispose]()
    const probe = new Probe()
    const handle = runtime.spawnLocal(probe)
    expect([probe.polls, probe.disposes, handle.isFinished(), handle.abortHandle().isFinished()]).toEqual([0, 1, true, true])
    handle.abort()
    const error = new Rig().thrown(handle) as JoinError
    expect(error).toBeInstanceOf(JoinError)
    expect([error.isCancelled(), error.isPanic(), error.id]).toEqual([true, false, handle.id])
    expect([probe.polls, probe.disposes, probe.misuse]).toEqual([0, 1, []])
  })

  it('20, 30: a spawn during the shutdown disposes too, and the handle is a cancelled one', () => {
    const trace: string[] = []
    const runtime = new Runtime()
    const probe = new Probe('old', trace)
    let young: JoinHandle<unknown> | null = null
    probe.onDispose = () => { young = spawnLocal(new Probe('young', trace)) }
    runtime.spawnLocal(probe)
    runtime.runUntilStalled()
    runtime[Symbol.dispose]()
    expect(trace).toEqual(['old poll', 'old dispose', 'young dispose'])
    const handle = young as unknown as JoinHandle<unknown>
    expect(handle.isFinished()).toBe(true)
    expect((new Rig().thrown(handle) as JoinError).isCancelled()).toBe(true)
  })

  it('20: spawn works inside the dispose of a main future', () => {
    const trace: string[] = []
    using runtime = new Runtime()
    const stuck = new Probe('main', trace)
    stuck.onDispose = () => { spawnLocal(new Probe('spawned', trace)) }
    expect(() => runtime.blockOn(stuck)).toThrow()
    runtime.runUntilStalled()
    expect(trace).toEqual(['main poll', 'main dispose', 'spawned poll'])
  })

  it('4, 20: a thing that is no future is refused at the call', () => {
    using runtime = new Runtime()
    for (const wrong of [undefined, null, 1, 'text', {}, () => Pending, Promise.resolve(1)]) {
      expect(() => runtime.spawnLocal(wrong as never)).toThrow(TypeError)
      expect(() => runtime.spawn(wrong as never)).toThrow(TypeError)
    }
    expect(runtime.tryRunOne()).toBe(false)
  })
})

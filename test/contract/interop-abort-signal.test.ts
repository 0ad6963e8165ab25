import { describe, expect, it } from 'vitest'
import { Done, fromAbortSignal, HostParkError, inspect, isSendable, JoinError, map, Pending, PolledAfterCompletionError, race, ready, Runtime, select, toPromise } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { SourceDriver } from '../support/source-driver.ts'
import { SpySignal } from '../support/spy-signal.ts'
import { thrownBy } from '../support/thrown.ts'

const reason = new Error('enough')

describe('46: fromAbortSignal outputs the reason', () => {
  it('1: making it adds no listener', () => {
    const signal = new SpySignal()
    fromAbortSignal(signal)
    expect(signal.listeners).toEqual([0, 0])
  })

  it('46: aborted already: ready at the first poll, no listener', () => {
    const signal = new SpySignal()
    signal.abort(reason)
    const rig = new Rig()
    expect([rig.turn(fromAbortSignal(signal)), rig.wakes, signal.listeners]).toEqual([{ value: reason }, 0, [0, 0]])
  })

  it('46: aborted before the first poll', () => {
    const signal = new SpySignal()
    const future = fromAbortSignal(signal)
    signal.abort(reason)
    expect([new Rig().turn(future), signal.listeners]).toEqual([{ value: reason }, [0, 0]])
  })

  it('46: one listener however often it is polled, removed when the event comes; one wake', () => {
    const signal = new SpySignal()
    using task = mockTask(fromAbortSignal(signal))
    expect([task.poll(), task.poll(), task.poll()]).toEqual([Pending, Pending, Pending])
    expect(signal.listeners).toEqual([1, 0])
    signal.abort(reason)
    expect([signal.listeners, task.wakeCount]).toEqual([[1, 1], 1])
    expect(task.poll()).toBe(reason)
    expect(signal.listeners).toEqual([1, 1])
  })

  it('46: ready when polled although its wake has not been seen: no listener stays', () => {
    const signal = new SpySignal()
    const future = fromAbortSignal(signal)
    const rig = new Rig()
    rig.turn(future)
    const waker = rig.waker
    signal.abort(reason)
    expect([rig.turn(future), waker.count, signal.listeners]).toEqual([{ value: reason }, 1, [1, 1]])
  })

  it('5: disposing it removes the listener; a later abort wakes nobody', () => {
    const signal = new SpySignal()
    const future = fromAbortSignal(signal)
    const rig = new Rig()
    rig.turn(future)
    future[Symbol.dispose]()
    future[Symbol.dispose]()
    expect(signal.listeners).toEqual([1, 1])
    signal.abort(reason)
    expect([rig.wakes, signal.listeners]).toEqual([0, [1, 1]])
    expect((rig.thrown(future) as PolledAfterCompletionError).what).toBe('FromAbortSignal')
  })

  it('9: only the waker of the latest poll is woken', () => {
    const signal = new SpySignal()
    using task = mockTask(fromAbortSignal(signal), { freshWaker: true })
    task.poll()
    task.poll()
    signal.abort(reason)
    expect([task.wakeCount, task.staleWakeCount]).toEqual([1, 0])
  })

  it('3: polling it after its end throws', () => {
    const signal = new SpySignal()
    signal.abort(reason)
    const future = fromAbortSignal(signal)
    const rig = new Rig()
    rig.turn(future)
    expect(rig.thrown(future)).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('1: refuses Pending and Done as reasons, and what is no signal', () => {
    for (const answer of [Pending, Done]) {
      const signal = new SpySignal()
      signal.abort(answer)
      expect(new Rig().thrown(fromAbortSignal(signal))).toBeInstanceOf(TypeError)
    }
    expect(() => fromAbortSignal(new AbortController() as never)).toThrow(/fromAbortSignal: expected an AbortSignal.*and got object/)
    expect(() => fromAbortSignal(null as never)).toThrow(/and got null/)
  })

  it('2: a signal that cannot be listened to finishes it with what that throws, and it holds nothing', () => {
    const boom = new Error('no listeners here')
    const future = fromAbortSignal(Object.assign(new SpySignal(), { addEventListener: () => { throw boom } }))
    const driver = new SourceDriver()
    using runtime = new Runtime({ driver })
    expect(thrownBy(() => runtime.blockOn(future))).toBe(boom)
    expect(driver.host).toBe(0)
    expect(new Rig().thrown(future)).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('46: a signal of the host’s own, with its default reason', () => {
    const controller = new AbortController()
    const future = fromAbortSignal(controller.signal)
    const rig = new Rig()
    rig.turn(future)
    controller.abort()
    expect([rig.wakes, (rig.turn(future) as { value: Error }).value.name]).toEqual([1, 'AbortError'])
  })

  it('32: a waker that throws is reported and is no uncaught exception', () => {
    const heard: JoinError[] = []
    using runtime = new Runtime({ onUnhandledError: error => { heard.push(error) } })
    const signal = new SpySignal()
    const future = fromAbortSignal(signal)
    using guard = runtime.enter()
    future.poll({ waker: { wake() { throw reason }, willWake: () => false } })
    guard[Symbol.dispose]()
    signal.abort()
    expect(heard.map(error => error.cause)).toEqual([reason])
  })
})

describe('46: beside work', () => {
  it('5: the work wins: the listener is gone before the output is handed on', () => {
    const signal = new SpySignal()
    const seen: [number, number][] = []
    const probe = new Probe<string>()
    using task = mockTask(map(select(probe, fromAbortSignal(signal)), ({ index }) => {
      seen.push(signal.listeners)
      return index
    }))
    task.poll()
    probe.complete('out')
    expect([task.poll(), seen]).toEqual([0, [[1, 1]]])
  })

  it('5: the signal wins: the work is disposed', () => {
    const signal = new SpySignal()
    const probe = new Probe<unknown>()
    using task = mockTask(race(probe, fromAbortSignal(signal)))
    task.poll()
    signal.abort(reason)
    expect([task.poll(), probe.disposes, probe.misuse]).toEqual([reason, 1, []])
  })

  it('28: while it waits it is a host source of who polls it', () => {
    const driver = new SourceDriver()
    using runtime = new Runtime({ driver })
    const [signal, other] = [new SpySignal(), new SpySignal()]
    const handle = runtime.spawnLocal(fromAbortSignal(signal))
    runtime.runUntilStalled()
    expect(driver.trace).toEqual(['+host'])
    signal.abort(reason)
    runtime.runUntilStalled()
    expect([new Rig().turn(handle), driver.trace]).toEqual([{ value: reason }, ['+host', '-host']])
    const error = thrownBy(() => runtime.blockOn(fromAbortSignal(other))) as HostParkError
    expect(error).toBeInstanceOf(HostParkError)
    expect(error.tasks[0]?.waitsOn).toBe('an abort signal')
    expect([driver.host, other.listeners]).toEqual([0, [1, 1]])
  })

  it('22: not sendable; says what it waits on', () => {
    const signal = new SpySignal()
    const future = fromAbortSignal(signal)
    expect(isSendable(future)).toBe(false)
    expect(future[inspect]()).toEqual({ name: 'FromAbortSignal', waitsOn: 'an abort signal' })
    future[Symbol.dispose]()
    expect(future[inspect]()).toEqual({ name: 'FromAbortSignal', state: 'Disposed' })
  })

  it('46: there and back: a promise of a signal', async () => {
    const signal = new SpySignal()
    const promise = toPromise(race<[Probe<unknown>, ReturnType<typeof fromAbortSignal>]>(new Probe(), fromAbortSignal(signal)))
    signal.abort(reason)
    expect(await promise).toBe(reason)
    expect([signal.listeners, await toPromise(ready(1), { signal: null })]).toEqual([[1, 1], 1])
  })
})

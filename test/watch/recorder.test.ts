/** The recorder: what it tells is what was told to it; what does not fit is counted. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { join, lazy, LocalSet, ready, Runtime, sleep, yieldNow, type Observer } from '../../src/index.ts'
import { EVENTS, type ObserverEvent } from '../../src/runtime/observer.ts'
import { Counts, fanOut, Recorder, type RecordedEvent } from '../../src/watch/index.ts'
import { Observed } from '../support/observed.ts'
import { Printed } from '../support/printed.ts'
import { VirtualDriver } from '../support/virtual-driver.ts'

/** Of tasks, waits and timers; the last two pass 2³¹ in a program that runs for days. */
const id = fc.integer({ min: -(2 ** 30) + 1, max: 2 ** 40 })
const task = fc.option(id, { nil: null })
const text = fc.string()
const deadline = fc.integer({ min: 0, max: 2 ** 40 })

/** Any event, as the call that tells of it: its name, and its parameters in order. */
const call = fc.oneof(
  fc.tuple(fc.constant('taskSpawned' as const), fc.tuple(id, text, task, fc.constantFrom('main', 'task', 'local', 'root', 'blocking'))),
  fc.tuple(fc.constant('taskWoken' as const), fc.tuple(id, task, fc.constantFrom('task', 'timer', 'remote', 'abort', 'outside'))),
  fc.tuple(fc.constantFrom('taskPolled' as const, 'taskSuspended' as const), fc.tuple(id)),
  fc.tuple(fc.constant('taskAborted' as const), fc.tuple(id, task)),
  fc.tuple(fc.constant('taskCompleted' as const), fc.tuple(id, fc.constantFrom('value', 'panic', 'cancelled'))),
  fc.tuple(fc.constant('resourceRegistered' as const), fc.tuple(id, task, text, text)),
  fc.tuple(fc.constantFrom('resourceReady' as const, 'resourceReleased' as const, 'timerFired' as const, 'timerCancelled' as const, 'jobEnded' as const), fc.tuple(id)),
  fc.tuple(fc.constant('timerRegistered' as const), fc.tuple(id, task, deadline, text)),
  fc.tuple(fc.constant('jobStarted' as const), fc.tuple(id, fc.nat(64))),
  fc.tuple(fc.constant('parked' as const), fc.tuple(fc.option(deadline, { nil: null }))),
  fc.tuple(fc.constant('unparked' as const), fc.constant([])),
) as fc.Arbitrary<[ObserverEvent, unknown[]]>

/** The parameters of a recorded event, in their order. */
function parameters({ seq: _seq, at: _at, type: _type, ...fields }: RecordedEvent): unknown[] {
  return Object.values(fields)
}

function play(observer: Observer, calls: readonly [ObserverEvent, unknown[]][]): void {
  for (const [event, args] of calls) (observer[event] as (...args: unknown[]) => void)(...args)
}

describe('Recorder', () => {
  it('gives back the latest events, whole and in order, and counts those it dropped', () => {
    fc.assert(fc.property(fc.array(call, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (calls, capacity) => {
      const recorder = new Recorder({ capacity })
      play(recorder, calls)
      const kept = calls.slice(-capacity)
      const events = [...recorder.events()]
      expect(events.map(event => [event.type, parameters(event)])).toEqual(kept)
      expect(events.map(event => event.seq)).toEqual(kept.map((_, at) => calls.length - kept.length + at))
      expect([recorder.size, recorder.dropped]).toEqual([kept.length, calls.length - kept.length])
    }))
  })

  it('knows every event', () => {
    expect(EVENTS.filter(event => typeof (new Recorder() as Observer)[event] !== 'function')).toEqual([])
  })

  it('reads a clock only if it was given one, once an event', () => {
    let now = 0
    const recorder = new Recorder({ clock: () => (now += 1.5) })
    play(recorder, [['taskPolled', [1]], ['taskSuspended', [1]]])
    expect([...recorder.events()].map(({ at }) => at)).toEqual([1.5, 3])
    const untimed = new Recorder()
    play(untimed, [['taskPolled', [1]]])
    expect([...untimed.events()]).toEqual([{ seq: 0, at: null, type: 'taskPolled', id: 1 }])
  })

  it('begins anew when it is cleared', () => {
    const recorder = new Recorder({ capacity: 2 })
    play(recorder, [['taskPolled', [1]], ['taskPolled', [2]], ['taskPolled', [3]]])
    recorder.clear()
    play(recorder, [['taskPolled', [4]]])
    expect([[...recorder.events()], recorder.dropped]).toEqual([[{ seq: 0, at: null, type: 'taskPolled', id: 4 }], 0])
  })

  it('records the same program alike each time', () => {
    const run = (): RecordedEvent[] => {
      const recorder = new Recorder()
      const runtime = new Runtime({ driver: new VirtualDriver(), observer: recorder })
      const set = new LocalSet()
      runtime.blockOn(join(lazy(() => { set.spawnLocal(sleep(3)) }), set, runtime.spawn(yieldNow()), sleep(5)))
      return [...recorder.events()]
    }
    expect(run()).toEqual(run())
    expect(run().length).toBeGreaterThan(20)
  })

  it('refuses what is no capacity and no clock', () => {
    for (const capacity of [0, -1, 1.5, NaN]) expect(() => new Recorder({ capacity })).toThrow(RangeError)
    expect(() => new Recorder({ clock: 5 as never })).toThrow(TypeError)
  })
})

describe('fanOut', () => {
  it('tells each in order, with all parameters, and one that throws keeps no other from it', () => {
    using printed = new Printed()
    const [first, last] = [new Observed(), new Observed(['taskPolled'])]
    const both = fanOut(first.observer, { taskPolled() { throw new Error('no') } }, last.observer)
    fc.assert(fc.property(call, one => {
      first.take()
      play(both, [one])
      expect(first.take()).toEqual([[one[0], ...one[1].map(String)].join(' ')])
    }))
    last.take()
    play(both, [['taskPolled', [7]]])
    expect(last.take()).toEqual(['taskPolled 7'])
    expect(printed.lines.length).toBeGreaterThan(0)
  })

  it('has only the methods that one of them has', () => {
    expect(Object.keys(fanOut({ taskPolled() {} }, { unparked() {}, taskPolled() {} })).sort()).toEqual(['taskPolled', 'unparked'])
  })

  it('hands the waker of one context to the next', () => {
    const seen: string[] = []
    const naming = (name: string): Observer => ({
      taskContext: (_id, waker) => ({ waker: { wake() { seen.push(name); waker.wake() }, willWake: other => other === waker } }),
    })
    using runtime = new Runtime({ observer: fanOut(naming('inner'), {}, naming('outer')) })
    runtime.blockOn(yieldNow())
    expect(seen).toEqual(['outer', 'inner'])
  })

  it('refuses what is no object', () => {
    expect(() => fanOut(null as never)).toThrow(TypeError)
  })
})

describe('Counts', () => {
  it('counts what happens', () => {
    const counts = new Counts()
    const runtime = new Runtime({ driver: new VirtualDriver(), observer: counts })
    runtime.blockOn(join(sleep(3), runtime.spawn(yieldNow()), runtime.spawn(lazy(() => ready(1)))))
    expect(counts.snapshot()).toEqual({
      spawned: 3, polls: 6, suspensions: 3, ended: { value: 3, panic: 0, cancelled: 0 }, wakes: { task: 2, timer: 1, remote: 0, abort: 0, outside: 0 }, selfWakes: 1,
      aborts: 0, waits: 2, waitsReady: 2, waitsReleased: 0, timers: 1, timersFired: 1, timersCancelled: 0, parks: 1, busyMs: 0, longestPollMs: 0,
    })
  })

  it('measures polls if it has a clock; those inside another are part of it', () => {
    let now = 0
    const counts = new Counts({ clock: () => now })
    const took = (ms: number): void => { now += ms }
    play(counts, [['taskPolled', [0]]])
    took(2)
    play(counts, [['taskPolled', [1]]])
    took(3)
    play(counts, [['taskCompleted', [5, 'panic']], ['taskSuspended', [1]]])
    took(4)
    play(counts, [['taskCompleted', [0, 'value']]])
    took(100)
    play(counts, [['taskPolled', [1]]])
    took(1)
    play(counts, [['taskSuspended', [1]]])
    expect([counts.busyMs, counts.longestPollMs]).toEqual([10, 9])
  })
})

import { describe, expect, it } from 'vitest'
import {
  BorrowError, catchUnwind, contextFrom, inspect, isSendable, join, map, noopWaker, Pending, pending, pollFn, Rc, ready, selectBiased, yieldNow,
} from '../../src/future/index.ts'
import { JoinSet, LocalSet, Runtime } from '../../src/runtime/index.ts'
import { countingWaker, manualClock, mockTask, pendingOnce, traceLog } from '../../src/testing/index.ts'
import { scripted } from '../support/scripted-future.ts'
import { thrownBy } from '../support/thrown.ts'

describe('traceLog', () => {
  it('keeps lines, and gives them away', () => {
    const log = traceLog()
    log.note('a')
    log.note('b')
    const { lines } = log
    expect(lines).toEqual(['a', 'b'])
    expect(log.take()).toEqual(['a', 'b'])
    log.note('c')
    expect([[...lines], log.take(), log.take()]).toEqual([['c'], ['c'], []])
  })

  it('puts the time behind each line, if it has a clock', () => {
    const clock = manualClock()
    const log = traceLog({ clock })
    log.note('a')
    clock.advance(20)
    log.waker('w').wake()
    expect(log.take()).toEqual(['a at 0', 'w: wake at 20'])
  })

  it.each([null, 5, {}])('refuses %s as a clock', clock => {
    expect(() => traceLog({ clock: clock as never })).toThrow(TypeError)
  })

  it('22: may be held by what is spawned', () => {
    const log = traceLog()
    for (let line = 0; line < 100; line++) log.note(`${line}`)
    expect(isSendable({ log })).toBe(true)
  })
})

describe('TraceLog.future', () => {
  it('1: writes each poll as it returns, and each wake as it is made', () => {
    const log = traceLog()
    const child = scripted('child', ['pending', 'wake', { ready: 7 }], { trace: [] })
    const task = mockTask(log.future('a', child))
    expect([task.poll(), child.wake(), task.isWoken(), task.poll(), task.poll()]).toEqual([Pending, undefined, true, Pending, 7])
    expect(log.take()).toEqual(['a: pending', 'a: wake', 'a: wake', 'a: pending', 'a: ready'])
  })

  it('2, 5: writes failures and disposes, children before their parents as they return, parents first as they are disposed', () => {
    const log = traceLog()
    const failing = log.future('all', join(log.future('a', pendingOnce()), log.future('b', catchUnwind(scripted('b', [{ throw: 1 }]))), log.future('c', scripted('c', [{ throw: 2 }]))))
    expect(thrownBy(() => mockTask(failing).poll())).toBe(2)
    expect(log.take()).toEqual(['a: wake', 'all: wake', 'a: pending', 'b: ready', 'c: throw', 'a: dispose', 'all: throw'])
    const task = mockTask(log.future('both', join(log.future('a', pending()), log.future('b', pending()))))
    task.poll()
    task[Symbol.dispose]()
    expect(log.take()).toEqual(['a: pending', 'b: pending', 'both: pending', 'both: dispose', 'a: dispose', 'b: dispose'])
  })

  it('4: disposes its future once, and not after its end', () => {
    const log = traceLog()
    const [waiting, finished] = [scripted('a', ['pending']), scripted('b', [{ ready: 1 }])]
    for (const [name, child] of [['a', waiting], ['b', finished]] as const) {
      const traced = log.future(name, child)
      mockTask(traced).poll()
      traced[Symbol.dispose]()
      traced[Symbol.dispose]()
    }
    expect([log.take(), waiting.disposes, finished.disposes]).toEqual([['a: pending', 'a: dispose', 'b: ready'], 1, 0])
  })

  it('2, 3, 7: goes by its name in what misuse throws', () => {
    const log = traceLog()
    const cx = contextFrom(noopWaker())
    const errors: unknown[] = []
    const traced = log.future('mine', pollFn(() => {
      errors.push(thrownBy(() => traced.poll(cx)), thrownBy(() => traced[Symbol.dispose]()))
      return 1
    }))
    traced.poll(cx)
    expect(errors).toEqual([expect.any(BorrowError), expect.any(BorrowError)])
    expect(() => traced.poll(cx)).toThrow('mine was polled after it finished')
    expect(log.take()).toEqual(['mine: ready'])
  })

  it('9: hands on a waker that wakes like the one before exactly if that of its own poll does', () => {
    const log = traceLog()
    const child = scripted('a', ['pending', 'pending', 'pending'])
    const traced = log.future('a', child)
    const [one, two] = [countingWaker(), countingWaker()]
    traced.poll(contextFrom(one))
    const first = child.waker!
    traced.poll(contextFrom(one))
    expect(child.waker).toBe(first)
    traced.poll(contextFrom(two))
    expect([first.willWake(child.waker!), child.waker!.willWake(first)]).toEqual([false, false])
    child.wake()
    expect([one.count, two.count, log.take()]).toEqual([0, 1, ['a: pending', 'a: pending', 'a: pending', 'a: wake']])
  })

  it('22, 28: is as sendable as its future, and shows it', () => {
    const log = traceLog()
    const child = ready(1)
    expect([isSendable(log.future('a', child)), isSendable(log.future('a', ready(new Rc(1))))]).toEqual([true, false])
    expect(log.future('a', child)[inspect]()).toEqual({ name: 'a', children: [child] })
    const runtime = new Runtime()
    expect(() => runtime.blockOn(log.future('stuck', pending()))).toThrow('the main future (stuck): waits on nothing: pending() never completes')
  })

  it('refuses what is no waker, and options that are none', () => {
    for (const inner of [7, null, {}]) expect(() => traceLog().waker('w', inner as never)).toThrow('TraceLog.waker: expected a waker')
    expect(() => traceLog(null as never)).toThrow('traceLog: the options must be an object, and are null')
  })

  it('refuses what is no future', () => {
    expect(() => traceLog().future('a', 7 as never)).toThrow(/^TraceLog.future: expected a future/)
  })
})

describe('TraceLog.waker', () => {
  it('9: writes, wakes, and compares as the waker inside does', () => {
    const [log, other, inner] = [traceLog(), traceLog(), countingWaker()]
    const waker = log.waker('w', inner)
    waker.wake()
    expect([log.take(), inner.count]).toEqual([['w: wake'], 1])
    const others = [waker, log.waker('w', inner), log.waker('v', inner), other.waker('w', inner), log.waker('w', countingWaker()), inner]
    expect(others.map(each => waker.willWake(each))).toEqual([true, true, false, false, false, false])
    expect(log.waker('w').willWake(log.waker('w'))).toBe(true)
  })
})

describe('TraceLog.observer', () => {
  it('13, 14: writes what happens to tasks', () => {
    const log = traceLog()
    const runtime = new Runtime({ observer: log.observer })
    const first = runtime.spawn(yieldNow())
    runtime.spawn(map(first, () => {}))
    runtime.blockOn(ready())
    runtime.runUntilStalled()
    expect(log.take()).toEqual([
      'task 1 (YieldNow): spawned', 'task 2 (MapFuture): spawned',
      'the main future (ReadyFuture): spawned', 'the main future: polled', 'the main future: completed',
      'task 1: polled', 'task 1: woken by itself', 'task 1: suspended',
      'task 2: polled', 'task 2: suspended',
      'task 1: polled', 'task 1: completed', 'task 2: woken by task 1',
      'task 2: polled', 'task 2: completed',
    ])
  })

  it('16, 18: tells the ends apart, and who woke whom', () => {
    const log = traceLog()
    const runtime = new Runtime({ observer: log.observer, onUnhandledError() {} })
    const sleeper = scripted('sleeper', ['pending', { throw: new Error('e') }])
    runtime.spawn(sleeper)
    runtime.spawn(pending()).abort()
    runtime.runUntilStalled()
    expect(log.take()).toEqual([
      'task 1 (ScriptedFuture): spawned', 'task 2 (PendingFuture): spawned',
      'task 1: polled', 'task 1: suspended', 'task 2: cancelled',
    ])
    runtime.spawnLocal(pollFn(() => sleeper.wake()))
    runtime.runUntilStalled()
    expect(log.take()).toEqual([
      'task 3 (PollFn): spawned', 'task 3: polled', 'task 1: woken by task 3', 'task 3: completed', 'task 1: polled', 'task 1: failed',
    ])
  })

  it('34: calls the tasks of a LocalSet local', () => {
    const log = traceLog()
    const runtime = new Runtime({ observer: log.observer })
    const set = new LocalSet()
    set.spawnLocal(ready(1))
    runtime.blockOn(set)
    expect(log.lines.some(line => line.startsWith('local task 1'))).toBe(true)
  })

  it('10: shows futures and tasks in one trace', () => {
    const log = traceLog()
    const runtime = new Runtime({ observer: log.observer })
    const set = new JoinSet<number>()
    using _ = runtime.enter()
    set.spawn(log.future('job', pendingOnce(1)))
    runtime.blockOn(selectBiased(log.future('next', set.joinNext()), pending()))
    expect(log.take()).toEqual([
      'task 1 (job): spawned',
      'the main future (SelectBiased): spawned', 'the main future: polled', 'next: pending', 'the main future: suspended',
      'task 1: polled', 'job: wake', 'job: pending', 'task 1: woken by itself', 'task 1: suspended',
      'task 1: polled', 'job: ready', 'task 1: completed', 'next: wake', 'the main future: woken by task 1',
      'the main future: polled', 'next: ready', 'the main future: completed',
    ])
  })
})

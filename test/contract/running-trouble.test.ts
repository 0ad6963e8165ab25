import { describe, expect, it } from 'vitest'
import { blockOn, drop, JoinError, pollFn, Runtime, spawnLocal } from '../../src/index.ts'
import type { JoinHandle, Poll } from '../../src/index.ts'
import { Printed } from '../support/printed.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

// User code that misbehaves where the runtime calls it: it may spoil its own affairs, never the runtime's.

/** An output whose drop throws. */
const bomb = (message: string): Disposable => ({ [Symbol.dispose]: () => { throw new Error(message) } })

describe('6, 18, 19: an output whose drop throws', () => {
  it('19: of a detached task: the others go on, and it is not silent', () => {
    const heard: string[] = []
    using runtime = new Runtime({ onUnhandledError: error => { heard.push((error.cause as Error).message) } })
    drop(runtime.spawnLocal(new Probe().willBe(bomb('in drop'))))
    const after = runtime.spawnLocal(new Probe<number>().willBe(1))
    expect(runtime.runUntilStalled()).toBe(2)
    expect(new Rig().turn(after)).toEqual({ value: 1 })
    expect(heard).toEqual(['in drop'])
  })

  it('6: of a finished task whose handle is disposed by hand: the caller hears', () => {
    const heard: unknown[] = []
    using runtime = new Runtime({ onUnhandledError: error => { heard.push(error) } })
    const handle = runtime.spawnLocal(new Probe().willBe(bomb('in drop')))
    runtime.runUntilStalled()
    let thrown: unknown = null
    try { drop(handle) } catch (error) { thrown = error }
    expect([thrown, ...heard].filter(error => error !== null).length).toBe(1)
    drop(handle)
    expect(runtime.runUntilStalled()).toBe(0)
  })
})

describe('19: the callback for unhandled errors', () => {
  it('19, 20: may spawn, abort and detach', () => {
    const trace: string[] = []
    using runtime = new Runtime({
      onUnhandledError: error => {
        trace.push(`heard ${(error.cause as Error).message}`)
        if ((error.cause as Error).message !== 'one') return
        spawnLocal(new Probe('spawned', trace))
        other.abort()
        drop(other)
      },
    })
    const other = runtime.spawnLocal(new Probe('other', trace))
    drop(runtime.spawnLocal(new Probe().willThrow(new Error('one'))))
    drop(runtime.spawnLocal(new Probe().willThrow(new Error('two'))))
    runtime.runUntilStalled()
    expect(trace).toEqual(['other poll', 'heard one', 'heard two', 'spawned poll', 'other dispose'])
  })

  it('19, 30: may shut the runtime down', () => {
    const trace: string[] = []
    const runtime: Runtime = new Runtime({ onUnhandledError: () => runtime[Symbol.dispose]() })
    drop(runtime.spawnLocal(new Probe().willThrow(new Error('one'))))
    const waiting = new Probe('waiting', trace)
    const handle = runtime.spawnLocal(waiting)
    runtime.runUntilStalled()
    expect(trace).toEqual(['waiting dispose'])
    expect((new Rig().thrown(handle) as JoinError).isCancelled()).toBe(true)
    expect(waiting.misuse).toEqual([])
  })
})

describe('7, 30: a runtime disposed by what it runs', () => {
  it('7, 30: by a main future that then waits: the run ends in a throw, everything is disposed once', () => {
    const task = new Probe('task')
    const main = new Probe('main')
    const runtime = new Runtime()
    runtime.spawnLocal(task)
    main.onPoll = () => runtime[Symbol.dispose]()
    expect(() => runtime.blockOn(main)).toThrow()
    expect([main.polls, main.disposes, task.polls, task.disposes]).toEqual([1, 1, 0, 1])
    expect([...main.misuse, ...task.misuse]).toEqual([])
    expect(Runtime.current()).toBe(null)
  })

  it('7, 30: by a main future in its last poll: the output is given', () => {
    const task = new Probe('task')
    const runtime = new Runtime()
    runtime.spawnLocal(task)
    const main = new Probe<string>('main').willBe('made it')
    main.onPoll = () => runtime[Symbol.dispose]()
    expect(runtime.blockOn(main)).toBe('made it')
    expect([main.disposes, task.disposes]).toEqual([0, 1])
  })

  it('7, 30: by a task, while a main future waits', () => {
    const runtime = new Runtime()
    const [main, task] = [new Probe('main'), new Probe('task')]
    task.onPoll = () => runtime[Symbol.dispose]()
    runtime.spawnLocal(task)
    expect(() => runtime.blockOn(main)).toThrow()
    expect([main.disposes, task.polls, task.disposes]).toEqual([1, 1, 1])
    expect([...main.misuse, ...task.misuse]).toEqual([])
  })

  it('30, 32: by a joiner’s waker and by an output’s drop', () => {
    for (const how of ['waker', 'drop']) {
      const runtime = new Runtime()
      const last = new Probe(how)
      const shutDown = { [Symbol.dispose]: () => runtime[Symbol.dispose]() }
      const handle = runtime.spawnLocal(new Probe<Disposable>().willBe(shutDown))
      if (how === 'drop') drop(handle)
      else handle.poll({ waker: { wake: () => runtime[Symbol.dispose](), willWake: () => false } })
      runtime.spawnLocal(last)
      runtime.runUntilStalled()
      expect([how, last.polls, last.disposes]).toEqual([how, 0, 1])
      expect(Runtime.current()).toBe(null)
    }
  })
})

describe('26, 27: odd mains', () => {
  it('26: a thing that is no future is refused', () => {
    for (const wrong of [undefined, null, 1, {}, () => 1, Promise.resolve(1)]) expect(() => blockOn(wrong as never)).toThrow(TypeError)
    expect(Runtime.current()).toBe(null)
  })

  it('26: a poll that gives undefined is an output like any other', () => {
    expect(blockOn(new Probe<undefined>().willBe(undefined))).toBe(undefined)
    expect(blockOn(new Probe<null>().willBe(null))).toBe(null)
  })

  it('19, 26: the free blockOn tells of a task that throws while it is disposed at the end', () => {
    using printed = new Printed()
    const output = blockOn(pollFn((): Poll<string> => {
      const task = new Probe()
      task.onDispose = () => { throw new Error('last words') }
      spawnLocal(task)
      return 'output'
    }))
    expect(output).toBe('output')
    expect(printed.mentions('last words')).toBe(1)
  })

  it('19, 26: a throw of the main future does not hide a failure that nobody saw, nor the other way round', () => {
    using printed = new Printed()
    const boom = new Error('main')
    let failing: JoinHandle<unknown> | null = null
    expect(thrownBy(() => blockOn(pollFn((cx): Poll<unknown> => {
      if (failing !== null) throw boom
      failing = spawnLocal(new Probe().willThrow(new Error('unseen')))
      return failing.poll(cx)
    })))).toBe(boom)
    expect(printed.mentions('unseen')).toBe(1)
  })

  it('27: a guard that a poll leaves behind does not outlive the run', () => {
    using other = new Runtime()
    using runtime = new Runtime()
    let guard: Disposable | null = null
    runtime.spawnLocal(pollFn((): Poll<void> => { guard = other.enter() }))
    const inNext: unknown[] = []
    runtime.spawnLocal(pollFn((): Poll<void> => { inNext.push(Runtime.current()) }))
    try { runtime.runUntilStalled() } catch {}
    try { runtime.runUntilStalled() } catch {}
    expect(Runtime.current()).toBe(null)
    expect(guard).not.toBe(null)
  })
})

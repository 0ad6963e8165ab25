import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { JoinError, Pending, pollFn, Runtime, spawnLocal } from '../../src/index.ts'
import type { Poll } from '../../src/index.ts'
import { countingWaker } from '../../src/testing/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'

describe('30: shutdown', () => {
  it('30: disposes every unfinished task, in spawn order: idle, queued, unpolled and aborted ones', () => {
    const trace: string[] = []
    const runtime = new Runtime()
    const task = (name: string): Probe => new Probe(name, trace)
    const [idle, done, woken] = [task('idle'), task('done').willBe(1), task('woken')]
    const handles = [idle, done, woken].map(probe => runtime.spawnLocal(probe))
    runtime.runUntilStalled()
    woken.wake()
    const aborted = runtime.spawnLocal(task('aborted'))
    aborted.abort()
    runtime.spawnLocal(task('unpolled'))[Symbol.dispose]()
    trace.length = 0
    runtime[Symbol.dispose]()
    expect(trace).toEqual(['idle dispose', 'woken dispose', 'aborted dispose', 'unpolled dispose'])
    const rig = new Rig()
    expect((rig.thrown(handles[0] as never) as JoinError).isCancelled()).toBe(true)
    expect(rig.turn(handles[1] as never)).toEqual({ value: 1 })
    expect((rig.thrown(aborted) as JoinError).isCancelled()).toBe(true)
    expect([...idle.misuse, ...done.misuse, ...woken.misuse]).toEqual([])
  })

  it('30: happens inside the runtime’s context, and a second one does nothing', () => {
    const contexts: unknown[] = []
    const runtime = new Runtime()
    const probe = new Probe()
    probe.onDispose = () => contexts.push(Runtime.current())
    runtime.spawnLocal(probe)
    runtime[Symbol.dispose]()
    runtime[Symbol.dispose]()
    expect(contexts).toEqual([runtime])
    expect(probe.disposes).toBe(1)
    expect(Runtime.current()).toBe(null)
  })

  it('30: survives throws: all are disposed, each failure is its task’s', () => {
    const heard: unknown[] = []
    const runtime = new Runtime({ onUnhandledError: error => { heard.push(error.cause) } })
    const errors = [new Error('0'), new Error('1'), new Error('2')]
    const probes = errors.map(error => {
      const probe = new Probe()
      probe.onDispose = () => { throw error }
      return probe
    })
    const handles = probes.map(probe => runtime.spawnLocal(probe))
    runtime[Symbol.dispose]()
    expect(probes.map(probe => probe.disposes)).toEqual([1, 1, 1])
    expect(heard.length).toBe(3)
    expect(new Set(heard)).toEqual(new Set(errors))
    expect(handles.map(handle => (new Rig().thrown(handle) as JoinError).cause)).toEqual(errors)
  })

  it('30: survives spawns, also spawns of spawners', () => {
    const trace: string[] = []
    const runtime = new Runtime()
    const spawner = (depth: number): Probe => {
      const probe = new Probe(`depth ${depth}`, trace)
      probe.onDispose = () => { if (depth < 5) spawnLocal(spawner(depth + 1)) }
      return probe
    }
    runtime.spawnLocal(spawner(0))
    runtime.spawnLocal(new Probe('sibling', trace))
    runtime[Symbol.dispose]()
    expect(trace.filter(line => line.startsWith('depth'))).toEqual([0, 1, 2, 3, 4, 5].map(depth => `depth ${depth} dispose`))
    expect(trace).toContain('sibling dispose')
    expect(trace.length).toBe(7)
  })

  it('13, 30: wakes and aborts during and after it do nothing', () => {
    const runtime = new Runtime()
    const [a, b] = [new Probe('a'), new Probe('b')]
    const [ha, hb] = [runtime.spawnLocal(a), runtime.spawnLocal(b)]
    runtime.runUntilStalled()
    a.onDispose = () => {
      a.wake()
      b.wake()
      hb.abort()
      ha.abort()
    }
    b.onDispose = () => a.wake()
    runtime[Symbol.dispose]()
    a.wake()
    ha.abort()
    expect([a, b].map(probe => [probe.polls, probe.disposes, probe.misuse])).toEqual([[1, 1, []], [1, 1, []]])
    expect([ha.isFinished(), hb.isFinished()]).toEqual([true, true])
  })

  it('17, 30: who joins a task from outside is woken and finds it cancelled', () => {
    const runtime = new Runtime()
    const handle = runtime.spawnLocal(new Probe())
    const waker = countingWaker()
    expect(handle.poll({ waker })).toBe(Pending)
    runtime[Symbol.dispose]()
    expect(waker.count).toBe(1)
    expect((new Rig().thrown(handle) as JoinError).isCancelled()).toBe(true)
  })

  it('7, 30: asked for in a task’s poll, it waits for that poll to end', () => {
    const trace: string[] = []
    const runtime = new Runtime()
    const first = new Probe('first', trace)
    first.onPoll = () => {
      runtime[Symbol.dispose]()
      trace.push('asked')
    }
    runtime.spawnLocal(first)
    runtime.spawnLocal(new Probe('second', trace))
    runtime.runUntilStalled()
    expect(trace).toEqual(['first poll', 'asked', 'first dispose', 'second dispose'])
    expect(first.misuse).toEqual([])
  })

  it('7, 30: asked for in the last poll of a task, that output survives', () => {
    const runtime = new Runtime()
    const probe = new Probe<string>().willBe('made it')
    probe.onPoll = () => runtime[Symbol.dispose]()
    const handle = runtime.spawnLocal(probe)
    runtime.runUntilStalled()
    expect(new Rig().turn(handle)).toEqual({ value: 'made it' })
    expect(probe.disposes).toBe(0)
  })

  it('7, 30: asked for in a dispose, it waits for that dispose to end', () => {
    const trace: string[] = []
    const runtime = new Runtime()
    const first = new Probe('first', trace)
    first.onDispose = () => {
      runtime[Symbol.dispose]()
      trace.push('asked')
    }
    runtime.spawnLocal(first).abort()
    runtime.spawnLocal(new Probe('second', trace))
    runtime.runUntilStalled()
    expect(trace).toEqual(['first dispose', 'asked', 'second dispose'])
  })

  it('30: a task of one runtime may shut another down', () => {
    const contexts: unknown[] = []
    using outer = new Runtime()
    const inner = new Runtime()
    const probe = new Probe()
    probe.onDispose = () => contexts.push(Runtime.current())
    inner.spawnLocal(probe)
    outer.spawnLocal(pollFn((): Poll<void> => {
      inner[Symbol.dispose]()
      contexts.push(Runtime.current())
    }))
    outer.runUntilStalled()
    expect(contexts).toEqual([inner, outer])
  })

  it('30: leaves the process free to exit', () => {
    const script = fileURLToPath(new URL('../support/exit-script.ts', import.meta.url))
    const child = spawnSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8', timeout: 30_000 })
    expect([child.stdout, child.stderr, child.status, child.signal]).toEqual(['at the end\n', '', 0, null])
  })
})

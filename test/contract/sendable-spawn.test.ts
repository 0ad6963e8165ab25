// `spawn` asks, before anything else happens; `spawnLocal` never does: contract 21.
import { describe, expect, it } from 'vitest'
import { blockOn, isSendable, lazy, NoRuntimeError, NotSendableError, Rc, ready, Runtime, sendable, spawn, spawnLocal } from '../../src/index.ts'
import type { Future, JoinHandle } from '../../src/index.ts'
import { kinds } from '../support/future-kinds.ts'
import { Guarded } from '../support/guarded.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

class SharedProbe extends Probe {
  rc = new Rc(1)
}

/** The two ways to reach a runtime's spawn. */
const ways: [name: string, spawnOn: (rt: Runtime, f: Future<unknown>) => JoinHandle<unknown>, localOn: (rt: Runtime, f: Future<unknown>) => JoinHandle<unknown>][] = [
  ['runtime.spawn', (rt, f) => rt.spawn(f), (rt, f) => rt.spawnLocal(f)],
  ['the free spawn, inside an enter', (rt, f) => {
    using _ = rt.enter()
    return spawn(f)
  }, (rt, f) => {
    using _ = rt.enter()
    return spawnLocal(f)
  }],
  ['the free spawn, inside blockOn', (rt, f) => rt.blockOn(lazy(() => spawn(f))), (rt, f) => rt.blockOn(lazy(() => spawnLocal(f)))],
]

describe.each(ways)('21: %s', (_, spawnOn, localOn) => {
  it('refuses what is not sendable: nothing queued, nothing polled, nothing disposed', () => {
    using rt = new Runtime()
    const f = new SharedProbe()
    const error = thrownBy(() => spawnOn(rt, f)) as NotSendableError
    expect(error).toBeInstanceOf(NotSendableError)
    expect(error.path).toBe('SharedProbe.rc')
    expect(error.message).toContain('spawnLocal')
    expect([rt.runUntilStalled(), rt.tryRunOne(), rt.dump().length]).toEqual([0, false, 0])
    expect([f.polls, f.disposes]).toEqual([0, 0])
  })

  it('leaves a refused future with the caller, who can still run it', () => {
    using rt = new Runtime()
    const f = new SharedProbe().willBe('v')
    thrownBy(() => spawnOn(rt, f))
    const handle = localOn(rt, f)
    expect(rt.runUntilStalled()).toBe(1)
    expect(new Rig().turn(handle)).toEqual({ value: 'v' })
    expect([f.polls, f.disposes, f.misuse]).toEqual([1, 0, []])
  })

  it('a refusal disturbs no other task', () => {
    using rt = new Runtime()
    const before = spawnOn(rt, new Probe().willBe(1))
    thrownBy(() => spawnOn(rt, new SharedProbe()))
    const after = spawnOn(rt, new Probe().willBe(2))
    expect(rt.runUntilStalled()).toBe(2)
    expect([new Rig().turn(before), new Rig().turn(after)]).toEqual([{ value: 1 }, { value: 2 }])
  })

  it('the local spawn takes anything, and does not so much as read the tag', () => {
    using rt = new Runtime()
    const guarded = new Guarded('ready')
    const tagged = Object.assign(new Probe().willBe('v'), { [sendable]: false })
    const handles = [localOn(rt, guarded), localOn(rt, tagged), localOn(rt, new SharedProbe().willBe('w'))]
    rt.runUntilStalled()
    expect(handles.map((h) => new Rig().turn(h))).toEqual([{ value: 'done' }, { value: 'v' }, { value: 'w' }])
    expect(guarded.tagReads).toBe(0)
  })

  it('refuses a data tag false, a getter tag that says no, and what holds one', () => {
    using rt = new Runtime()
    const held = new Guarded('ready')
    held.rc = new Rc(1)
    for (const f of [held, Object.assign(new Probe(), { [sendable]: false }), Object.assign(new Probe(), { held })]) {
      expect(thrownBy(() => spawnOn(rt, f))).toBeInstanceOf(NotSendableError)
    }
    expect(rt.runUntilStalled()).toBe(0)
  })

  it('takes a data tag true over a held Rc, then and at every suspension', () => {
    using rt = new Runtime()
    const f = Object.assign(new SharedProbe(), { [sendable]: true })
    const handle = spawnOn(rt, f)
    rt.runUntilStalled()
    f.complete('v')
    rt.runUntilStalled()
    expect(new Rig().turn(handle)).toEqual({ value: 'v' })
  })
})

describe.each(kinds.filter((k) => k.ownsUnpolled || k.name === 'byRef(child)'))('21: spawn of $name', ({ make, output }) => {
  it('is refused over a child with an Rc, which stays untouched and can be run locally', () => {
    using rt = new Runtime()
    const child = new SharedProbe()
    const whole = make(child)
    const error = thrownBy(() => rt.spawn(whole)) as NotSendableError
    expect(error).toBeInstanceOf(NotSendableError)
    expect(error.path).toMatch(/\brc$/)
    expect([rt.runUntilStalled(), child.polls, child.disposes]).toEqual([0, 0, 0])
    const handle = rt.spawnLocal(whole)
    rt.runUntilStalled()
    child.complete('v')
    rt.runUntilStalled()
    expect(new Rig().turn(handle)).toEqual({ value: output('v') })
  })

  it('is taken over a plain child that keeps its waker while it waits', () => {
    using rt = new Runtime()
    const child = new Probe()
    const handle = rt.spawn(make(child))
    rt.runUntilStalled()
    child.wake()
    rt.runUntilStalled()
    child.complete('v')
    rt.runUntilStalled()
    expect(new Rig().turn(handle)).toEqual({ value: output('v') })
  })
})

describe('21: the rest', () => {
  it('blockOn does not ask: its future stays on this thread', () => {
    const f = new SharedProbe().willBe('v')
    expect(blockOn(f)).toBe('v')
    const guarded = new Guarded('ready')
    blockOn(guarded)
    expect(guarded.tagReads).toBe(0)
  })

  it('outside any runtime spawn throws, the future untouched', () => {
    const f = new Probe()
    expect(thrownBy(() => spawn(f))).toBeInstanceOf(NoRuntimeError)
    expect([f.polls, f.disposes]).toEqual([0, 0])
  })

  it('a refusal inside a task is that task’s to catch', () => {
    using rt = new Runtime()
    const f = new SharedProbe()
    const handle = rt.spawn(lazy(() => thrownBy(() => spawn(f))))
    rt.runUntilStalled()
    expect(new Rig().turn(handle)).toEqual({ value: expect.any(NotSendableError) })
    expect([f.polls, f.disposes]).toEqual([0, 0])
  })

  it('a JoinHandle may be sent to another task', () => {
    using rt = new Runtime()
    const inner = rt.spawn(ready('v'))
    expect(isSendable(inner)).toBe(true)
    const outer = rt.spawn(inner)
    rt.runUntilStalled()
    expect(new Rig().turn(outer)).toEqual({ value: 'v' })
  })

  it('a future that holds a context or a waker of a task is sendable', () => {
    using rt = new Runtime()
    const seen: unknown[] = []
    rt.spawn({ poll: (cx) => (seen.push(cx, cx.waker), 'v') })
    rt.runUntilStalled()
    expect(seen.map(isSendable)).toEqual([true, true])
  })
})

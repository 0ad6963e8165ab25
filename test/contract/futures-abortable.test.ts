// `abortable`: contract 12, with 3, 7 and 32 as they concern it.
import { describe, expect, it } from 'vitest'
import { abortable, AbortedError, AbortHandle, blockOn, contextFrom, drop, Ok, ready, Runtime, sleep, wakerFn } from '../../src/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'

const ABORTED = { value: { ok: false, error: expect.any(AbortedError) } }

describe('abortable', () => {
  it('12: aborted before its first poll, it disposes its future unpolled in that poll', () => {
    const child = new Probe().willBe('v')
    const [whole, handle] = abortable(child)
    handle.abort()
    expect(child.disposes).toBe(0)
    expect(new Rig().turn(whole)).toEqual(ABORTED)
    expect([child.polls, child.disposes]).toEqual([0, 1])
  })

  it('12: an abort wakes whoever waits, once; the next poll disposes, without polling, before it gives the Err', () => {
    const child = new Probe()
    const [whole, handle] = abortable(child)
    const rig = new Rig()
    rig.turn(whole)
    handle.abort()
    handle.abort()
    expect([rig.wakes, handle.isFinished(), whole.isAborted()]).toEqual([1, false, true])
    child.willBe('late')
    expect(rig.turn(whole)).toEqual(ABORTED)
    expect([child.polls, child.disposes, handle.isFinished(), child.misuse]).toEqual([1, 1, true, []])
  })

  it('12: completing in the poll during which the abort came wins', () => {
    const child = new Probe().willBe('v')
    const [whole, handle] = abortable(child)
    child.onPoll = () => handle.abort()
    const rig = new Rig()
    expect([rig.turn(whole), rig.wakes, child.disposes]).toEqual([{ value: Ok('v') }, 0, 0])
  })

  it('7, 12: an abort from inside a poll that answers Pending ends it when the child has returned, and wakes nobody', () => {
    const child = new Probe()
    const [whole, handle] = abortable(child)
    const rig = new Rig()
    rig.turn(whole)
    const during: number[] = []
    child.onPoll = () => {
      handle.abort()
      during.push(child.disposes)
    }
    expect([rig.turn(whole), during, child.disposes, rig.wakes]).toEqual([ABORTED, [0], 1, 0])
  })

  it('32: a waker may poll from inside the abort', () => {
    const [whole, handle] = abortable(new Probe())
    const given: unknown[] = []
    whole.poll(contextFrom(wakerFn(() => given.push(new Rig().turn(whole)))))
    handle.abort()
    expect(given).toEqual([ABORTED])
  })

  it('an abort after the end, or after the dispose, does nothing', () => {
    const [done, first] = abortable(ready(1))
    const rig = new Rig()
    rig.turn(done)
    first.abort()
    const child = new Probe()
    const [disposed, second] = abortable(child)
    rig.turn(disposed)
    drop(disposed)
    second.abort()
    expect([done.isAborted(), disposed.isAborted(), rig.wakes, second.isFinished(), child.disposes]).toEqual([false, false, 0, true, 1])
  })

  it('5: what the dispose of an aborted future throws comes out of the poll', () => {
    const child = new Probe()
    child.onDispose = () => { throw new Error('in dispose') }
    const [whole, handle] = abortable(child)
    handle.abort()
    expect((new Rig().thrown(whole) as Error).message).toBe('in dispose')
    expect(handle.isFinished()).toBe(true)
  })

  it('gives the handle that tasks give, each with a number of its own', () => {
    const [, a] = abortable(ready(1))
    const [, b] = abortable(ready(2))
    using rt = new Runtime()
    expect([a, b, rt.spawn(ready(3)).abortHandle()]).toEqual([expect.any(AbortHandle), expect.any(AbortHandle), expect.any(AbortHandle)])
    expect(b.id).toBe(a.id + 1)
  })

  it('aborts a task’s sleep from another task', () => {
    const [whole, handle] = abortable(sleep(1_000_000))
    using rt = new Runtime({ startPaused: true })
    rt.spawn({ poll: () => handle.abort() })
    const result = rt.blockOn(whole)
    expect(result.ok ? null : [result.error.code, result.error.message])
      .toEqual(['ERR_POLLUX_ABORTED', 'sleep(1000000) was aborted through its AbortHandle before it had finished'])
  })

  it('runs to its end where nobody aborts', () => {
    expect(blockOn(abortable(ready('v'))[0])).toEqual(Ok('v'))
  })
})

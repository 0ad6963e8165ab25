// timeout: contract 3–5, 7, 10, 22, 31, 35, 36.
import { describe, expect, it } from 'vitest'
import { BorrowError, contextFrom, drop, Elapsed, isSendable, join, map, noopWaker, NoRuntimeError, Pending, pending, PolledAfterCompletionError, pollFn, pollProceed, Rc, ready, sleep, timeout } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'
import { Stand } from '../support/time-stand.ts'

describe('timeout', () => {
  it('36: gives the output that comes in time, and takes its timer away', () => {
    const stand = new Stand()
    const output = stand.runtime.blockOn(stand.within(() => timeout(50, map(sleep(20), () => 'done'))))
    expect([output, stand.driver.time, stand.next]).toEqual(['done', 20, null])
  })

  it('36: throws Elapsed when the time has passed, the inner future disposed before', () => {
    const stand = new Stand()
    const inner = new Probe()
    const error = thrownBy(() => stand.runtime.blockOn(stand.within(() => timeout(50, inner)))) as Elapsed
    expect(error).toBeInstanceOf(Elapsed)
    expect([error.code, error.ms, error.message]).toEqual(['ERR_POLLUX_ELAPSED', 50, 'Probe was not done within 50 ms'])
    expect([stand.driver.time, inner.ended, inner.polls, inner.misuse]).toEqual([50, 'dispose', 2, []])
  })

  it('36: the error says what the inner future was waiting for', () => {
    const stand = new Stand()
    const error = thrownBy(() => stand.runtime.blockOn(stand.within(() => timeout(50, join(sleep(80), ready(1))))))
    expect((error as Error).message).toBe('Join was not done within 50 ms; it was waiting for a timer (due in 30 ms)')
  })

  it('36: polls the inner future first, so done wins over late', () => {
    const stand = new Stand()
    stand.within(() => {
      const [first, second] = [new Probe<string>(), new Probe<string>()]
      const task = mockTask(join(timeout(10, first), timeout(0, second.willBe('at once'))))
      expect(task.poll()).toBe(Pending)
      first.willBe('in the last moment')
      stand.pass(10)
      expect(task.poll()).toEqual(['in the last moment', 'at once'])
    })
  })

  it.each([0, -1])('35, 36: within %d ms only what is ready is done', ms => {
    const inner = new Probe()
    expect(thrownBy(() => mockTask(timeout(ms, inner)).poll())).toBeInstanceOf(Elapsed)
    expect([inner.polls, inner.disposes]).toEqual([1, 1])
  })

  it('35: NaN throws a RangeError at the call, and the inner future is left with the caller', () => {
    const inner = new Probe()
    expect(thrownBy(() => timeout(NaN, inner))).toBeInstanceOf(RangeError)
    expect([inner.polls, inner.disposes]).toEqual([0, 0])
    expect(thrownBy(() => timeout(5, {} as never))).toBeInstanceOf(TypeError)
  })

  it('35: Infinity sets no timer', () => {
    const stand = new Stand()
    stand.within(() => expect(mockTask(timeout(Infinity, pending())).poll()).toBe(Pending))
    expect(stand.next).toBe(null)
  })

  it('35: the time counts from the call', () => {
    const stand = new Stand()
    const late = stand.within(() => timeout(10, pending()))
    stand.driver.time = 6
    expect(thrownBy(() => stand.runtime.blockOn(late))).toBeInstanceOf(Elapsed)
    expect(stand.driver.time).toBe(10)
  })

  it('10: a throw of the inner future passes through, and takes the timer away', () => {
    const stand = new Stand()
    stand.within(() => {
      const inner = new Probe()
      const task = mockTask(timeout(10, inner))
      task.poll()
      inner.willThrow('inner')
      expect(thrownBy(() => task.poll())).toBe('inner')
      expect([inner.misuse, stand.next]).toEqual([[], null])
    })
  })

  it('5: what the inner dispose throws on a timeout is on the error’s suppressed', () => {
    const inner = new Probe()
    inner.onDispose = () => {
      throw new Error('dispose')
    }
    const error = thrownBy(() => mockTask(timeout(0, inner)).poll()) as Elapsed & { suppressed: Error[] }
    expect([error.name, error.suppressed.map(e => e.message)]).toEqual(['Elapsed', ['dispose']])
  })

  it('5, 8: disposing it disposes the inner future and the timer, unpolled or waiting', () => {
    const stand = new Stand()
    stand.within(() => {
      for (const polls of [0, 1]) {
        const inner = new Probe()
        const outer = timeout(10, inner)
        for (let i = 0; i < polls; i++) mockTask(outer).poll()
        drop(outer)
        drop(outer)
        expect([inner.polls, inner.disposes, stand.next]).toEqual([polls, 1, null])
        expect(new Rig().thrown(outer)).toBeInstanceOf(PolledAfterCompletionError)
      }
    })
  })

  it('2, 7: polled or disposed from inside its own poll, it throws BorrowError', () => {
    for (const misuse of [drop, (self: Future<unknown>) => self.poll(contextFrom(noopWaker()))]) {
      const outer: Future<unknown> = timeout(Infinity, pollFn(() => thrownBy(() => misuse(outer))))
      expect(mockTask(outer).poll()).toBeInstanceOf(BorrowError)
    }
  })

  it('2: outside any runtime, NoRuntimeError disposes the inner future', () => {
    const inner = new Probe()
    expect(thrownBy(() => mockTask(timeout(10, inner)).poll())).toBeInstanceOf(NoRuntimeError)
    expect(inner.ended).toBe('dispose')
  })

  it('22: is as sendable as the inner future', () => {
    expect([isSendable(timeout(1, sleep(2))), isSendable(timeout(1, map(ready(new Rc(1)), rc => rc.value)))]).toEqual([true, false])
  })

  it('31: it checks its deadline though the inner future uses up the budget in every poll', () => {
    const stand = new Stand()
    let items = 0
    const busy = pollFn(cx => {
      stand.driver.time += 1
      while (pollProceed(cx) !== Pending) items++
      return Pending
    })
    const task = stand.within(() => stand.runtime.spawn(timeout(10, busy)))
    expect(thrownBy(() => stand.runtime.blockOn(task))).toMatchObject({ cause: { name: 'Elapsed' } })
    expect(items / 128).toBeLessThanOrEqual(62)
  })
})

// `shared`: one future, several handles: contract 12, with 3–7, 9, 10 and 32 as they concern it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BorrowError, contextFrom, drop, isSendable, join, PolledAfterCompletionError, Rc, ready, Runtime, shared, wakerFn, yieldNow } from '../../src/index.ts'
import type { Shared } from '../../src/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

interface Case {
  readonly source: Probe
  readonly handles: Shared<unknown>[]
  readonly rigs: Rig[]
}

function set(n: number): Case {
  const source = new Probe()
  const first = shared<unknown>(source)
  const handles = [first, ...Array.from({ length: n - 1 }, () => first.clone())]
  return { source, handles, rigs: handles.map(() => new Rig()) }
}

const turns = ({ handles, rigs }: Case): unknown[] => handles.map((h, i) => rigs[i]!.turn(h))
const wakes = ({ rigs }: Case): number[] => rigs.map((r) => r.wakes)

describe('shared', () => {
  it('10, 12: one poll drives: the others wait without polling the source', () => {
    const c = set(3)
    expect(turns(c)).toEqual(['pending', 'pending', 'pending'])
    expect(c.source.polls).toBe(1)
  })

  it('10: polls the source only when it was woken, however often a handle is polled', () => {
    const c = set(2)
    for (let i = 0; i < 5; i++) turns(c)
    expect(c.source.polls).toBe(1)
    c.source.wake()
    for (let i = 0; i < 5; i++) turns(c)
    expect(c.source.polls).toBe(2)
  })

  it('12: every waker is woken, once, and each handle gives the output once, by reference', () => {
    const c = set(3)
    turns(c)
    const output = {}
    c.source.complete(output)
    expect(wakes(c)).toEqual([1, 1, 1])
    const given = turns(c) as { value: unknown }[]
    expect(given.map((g) => g.value === output)).toEqual([true, true, true])
    expect([c.source.polls, ...wakes(c)]).toEqual([2, 1, 1, 1])
    for (const h of c.handles) expect(new Rig().thrown(h)).toBeInstanceOf(PolledAfterCompletionError)
    expect(c.source.misuse).toEqual([])
  })

  it('12: who is ready in its first poll wakes nobody, and the others have it at their first', () => {
    const c = set(3)
    c.source.willBe('v')
    expect(turns(c)).toEqual([{ value: 'v' }, { value: 'v' }, { value: 'v' }])
    expect([c.source.polls, ...wakes(c)]).toEqual([1, 0, 0, 0])
  })

  it('12: an end that comes in another handle’s poll wakes those who wait', () => {
    const c = set(3)
    turns(c)
    c.source.wake()
    c.source.willBe('v')
    expect(c.rigs[1]!.turn(c.handles[1]!)).toEqual({ value: 'v' })
    expect(wakes(c)).toEqual([1, 1, 1])
    expect(turns({ ...c, handles: [c.handles[0]!, c.handles[2]!] })).toEqual([{ value: 'v' }, { value: 'v' }])
  })

  it('12: a failure reaches all, the very error', () => {
    const c = set(3)
    turns(c)
    const error = new Error('boom')
    c.source.fail(error)
    expect(wakes(c)).toEqual([1, 1, 1])
    expect(turns(c).map((t) => (t as { thrown: unknown }).thrown === error)).toEqual([true, true, true])
    expect([c.source.polls, c.source.disposes]).toEqual([2, 0])
  })

  it('12: disposing the handle that drove leaves the others wakeable', () => {
    const c = set(3)
    turns(c)
    drop(c.handles[0])
    c.source.complete('v')
    expect(wakes(c)).toEqual([0, 1, 1])
    expect(c.rigs[1]!.turn(c.handles[1]!)).toEqual({ value: 'v' })
    expect(c.rigs[2]!.turn(c.handles[2]!)).toEqual({ value: 'v' })
  })

  it('12: disposing the handle that was woken first, before its poll, leaves the turn to the next', () => {
    const c = set(2)
    turns(c)
    c.source.wake()
    drop(c.handles[0])
    expect(c.rigs[1]!.turn(c.handles[1]!)).toBe('pending')
    expect(c.source.polls).toBe(2)
  })

  it('12: the last handle disposes the source, once; one that has its output is no holder any more', () => {
    const c = set(3)
    turns(c)
    const disposes = c.handles.map((h) => {
      drop(h)
      drop(h)
      return c.source.disposes
    })
    expect(disposes).toEqual([0, 0, 1])
    expect(c.source.misuse).toEqual([])
  })

  it('12: a clone made late, after the end even, gives the outcome too', () => {
    const c = set(2)
    c.source.willBe('v')
    c.rigs[0]!.turn(c.handles[0]!)
    const late = c.handles[1]!.clone()
    expect([new Rig().turn(late), c.source.polls]).toEqual([{ value: 'v' }, 1])
  })

  it('3: a handle that has ended is not cloned', () => {
    const c = set(2)
    c.source.willBe('v')
    turns(c)
    expect((thrownBy(() => c.handles[0]!.clone()) as Error).message).toMatch(/finished; clone it before/)
    const disposed = shared(ready(1))
    drop(disposed)
    expect(thrownBy(() => disposed.clone())).toBeInstanceOf(BorrowError)
  })

  it('5: a disposed handle is not woken, even if it is disposed by the waker called before its own', () => {
    const c = set(2)
    c.handles[0]!.poll(contextFrom(wakerFn(() => drop(c.handles[1]))))
    c.rigs[1]!.turn(c.handles[1]!)
    c.source.wake()
    expect(c.rigs[1]!.wakes).toBe(0)
  })

  it('6: an output that one handle took is not dropped with the others', () => {
    const token = new Token()
    const c = set(3)
    c.source.willBe(token)
    c.rigs[0]!.turn(c.handles[0]!)
    for (const h of c.handles) drop(h)
    expect(token.drops).toBe(0)
  })

  it('6, 32: an output that the handle which drove could not hand on, because a waker threw, is dropped with the last', () => {
    const token = new Token()
    const c = set(2)
    const failing = contextFrom(wakerFn(() => { throw new Error('waker') }))
    c.source.willBe(token).onPoll = () => void c.handles[1]!.poll(failing)
    expect((c.rigs[0]!.thrown(c.handles[0]!) as Error).message).toBe('waker')
    expect(token.drops).toBe(0)
    drop(c.handles[1])
    expect(token.drops).toBe(1)
  })

  it('7: a handle disposed from inside the source’s poll that it drives is disposed when that returns', () => {
    const c = set(2)
    const during: number[] = []
    c.source.onPoll = () => {
      drop(c.handles[0])
      drop(c.handles[1])
      during.push(c.source.disposes)
    }
    expect(c.rigs[0]!.turn(c.handles[0]!)).toBe('pending')
    expect([during, c.source.disposes, c.source.misuse]).toEqual([[0], 1, []])
  })

  it('2: polled again from inside the source’s poll the same handle throws; another one waits, and is woken at the end', () => {
    const c = set(2)
    const seen: unknown[] = []
    c.source.onPoll = (cx) => {
      c.source.onPoll = null
      seen.push(thrownBy(() => c.handles[0]!.poll(cx)), c.rigs[1]!.turn(c.handles[1]!))
    }
    expect(c.rigs[0]!.turn(c.handles[0]!)).toBe('pending')
    expect(seen).toEqual([expect.any(BorrowError), 'pending'])
    c.source.complete('v')
    expect(wakes(c)).toEqual([1, 1])
    expect(turns(c)).toEqual([{ value: 'v' }, { value: 'v' }])
  })

  it('9: a source that wakes itself in its poll wakes everybody when that poll is over, the driver too', () => {
    const source = yieldNow()
    const first = shared(source)
    const second = first.clone()
    const [a, b] = [new Rig(), new Rig()]
    expect([a.turn(first), a.wakes]).toEqual(['pending', 1])
    expect([b.turn(second), a.wakes, b.wakes]).toEqual([{ value: undefined }, 1, 0])
    expect(a.turn(first)).toEqual({ value: undefined })
  })

  it('32: a waker may poll every handle from inside the wake', () => {
    const c = set(2)
    const given: unknown[] = []
    const polling = contextFrom(wakerFn(() => given.push(...c.handles.map((h) => new Rig().turn(h)))))
    c.handles[0]!.poll(polling)
    c.source.complete('v')
    expect(given).toEqual([{ value: 'v' }, { value: 'v' }])
  })

  it('32: a waker that throws does not keep the others from being woken', () => {
    const c = set(3)
    c.handles[0]!.poll(contextFrom(wakerFn(() => { throw new Error('waker') })))
    turns({ ...c, handles: c.handles.slice(1) })
    expect((thrownBy(() => c.source.wake()) as Error).message).toBe('waker')
    expect([c.rigs[0]!.wakes, c.rigs[1]!.wakes]).toEqual([1, 1])
  })

  it('9: only the waker of a handle’s latest poll is woken, and it is kept where it would wake the same', () => {
    const c = set(1)
    c.rigs[0]!.turn(c.handles[0]!)
    const later = new Rig()
    later.turn(c.handles[0]!)
    c.source.wake()
    expect([c.rigs[0]!.wakes, later.wakes]).toEqual([0, 1])
  })

  it('22: is as sendable as its source, then as its output', () => {
    const c = set(2)
    expect(isSendable(c.handles[0])).toBe(true)
    turns(c)
    expect(isSendable(c.handles[1])).toBe(true)
    c.source.complete(new Rc(1))
    c.rigs[0]!.turn(c.handles[0]!)
    expect([isSendable(c.handles[0]), isSendable(c.handles[1])]).toEqual([true, false])
    drop(c.handles[1])
    expect(isSendable(c.handles[1])).toBe(true)
  })

  it('15: shares a JoinHandle between tasks', () => {
    using rt = new Runtime()
    const handle = shared(rt.spawn(ready(7)))
    const tasks = [handle.clone(), handle.clone(), handle].map((h) => rt.spawn(h))
    expect(rt.blockOn(join(...tasks))).toEqual([7, 7, 7])
  })

  it('12: whatever handles come, poll and go, nobody who waits is forgotten, and the source ends exactly once', () => {
    const step = fc.record({ act: fc.constantFrom('poll', 'poll', 'poll', 'drop', 'clone', 'wake', 'wake'), at: fc.nat(7) })
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, fails) => {
      const c = set(2)
      const live = c.handles.map((handle) => ({ handle, rig: new Rig(), seen: 0, waits: false }))
      const take = (at: number): void => {
        const one = live[at]!
        one.seen = one.rig.wakes
        one.waits = one.rig.turn(one.handle) === 'pending'
        if (!one.waits) live.splice(at, 1)
      }
      for (const { act, at } of steps) {
        if (live.length === 0) break
        const i = at % live.length
        if (act === 'poll') take(i)
        else if (act === 'drop') drop(live.splice(i, 1)[0]!.handle)
        else if (act === 'clone') live.push({ handle: live[i]!.handle.clone(), rig: new Rig(), seen: 0, waits: false })
        else c.source.wake()
      }
      if (fails) c.source.fail('boom')
      else c.source.complete('v')
      // Driven by wakes alone: who has not been polled yet, or was woken since, is polled.
      for (let round = 0; round < 20 && live.length > 0; round++) {
        const due = live.findIndex(({ rig, seen, waits }) => !waits || rig.wakes > seen)
        if (due >= 0) take(due)
      }
      expect(live.length).toBe(0)
      expect([c.source.ended === null, c.source.misuse]).toEqual([false, []])
    }), { numRuns: 500 })
  })
})

// shared once more, from the contract alone: who drives, who is woken, who lets go.
import { expect, it } from 'vitest'
import { BorrowError, contextFrom, join, Pending, pollFn, PolledAfterCompletionError, ready, shared, wakerFn } from '../../src/index.ts'
import type { Poll, Shared } from '../../src/index.ts'
import { pendingOnce } from '../../src/testing/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'

/** A source, so many handles of it, and a place to poll each from. */
function group(n: number): { source: Probe; handles: Shared<unknown>[]; rigs: Rig[] } {
  const source = new Probe()
  const first = shared(source)
  return { source, handles: [first, ...Array.from({ length: n - 1 }, () => first.clone())], rigs: Array.from({ length: n }, () => new Rig()) }
}

it('12: one poll drives, every waker is woken once, and what is not woken is not polled', () => {
  const { source, handles, rigs } = group(4)
  expect(source.polls).toBe(0)
  for (let round = 0; round < 3; round++) handles.forEach((h, i) => expect(rigs[i]!.turn(h)).toBe('pending'))
  expect(source.polls).toBe(1)
  for (let i = 0; i < 3; i++) source.complete('x')
  expect(rigs.map(r => r.wakes)).toEqual([1, 1, 1, 1])
  expect(handles.map((h, i) => rigs[i]!.turn(h))).toEqual(handles.map(() => ({ value: 'x' })))
  expect([source.polls, source.misuse]).toEqual([2, []])
})

it('12: a failure reaches all, the same object', () => {
  const { source, handles, rigs } = group(3)
  handles.forEach((h, i) => rigs[i]!.turn(h))
  const late = handles[0]!.clone()
  const failure = new Error('source')
  source.fail(failure)
  for (const h of [...handles, late]) expect(rigs[0]!.turn(h)).toEqual({ thrown: failure })
  for (const h of handles) expect(rigs[0]!.thrown(h)).toBeInstanceOf(PolledAfterCompletionError)
  expect([source.polls, source.disposes]).toEqual([2, 0])
})

it('12: disposing the handle that drove leaves the others wakeable', () => {
  const { source, handles, rigs } = group(2)
  rigs[0]!.turn(handles[0]!)
  rigs[1]!.turn(handles[1]!)
  handles[0]![Symbol.dispose]()
  source.complete('x')
  expect([rigs[0]!.wakes, rigs[1]!.wakes, rigs[1]!.turn(handles[1]!)]).toEqual([0, 1, { value: 'x' }])
})

it('12: so does disposing one that was woken and has not polled yet', () => {
  const { source, handles, rigs } = group(2)
  rigs[0]!.turn(handles[0]!)
  rigs[1]!.turn(handles[1]!)
  source.wake()
  expect(rigs[1]!.turn(handles[1]!)).toBe('pending')
  handles[0]![Symbol.dispose]()
  const before = rigs[1]!.wakes
  source.complete('x')
  expect([rigs[1]!.wakes, rigs[1]!.turn(handles[1]!)]).toEqual([before + 1, { value: 'x' }])
})

it('32: a handle woken, disposed before its poll, while the other has not been polled since: nobody is forgotten', () => {
  const { source, handles, rigs } = group(2)
  handles.forEach((h, i) => rigs[i]!.turn(h))
  source.willBe('x').wake()
  handles[0]![Symbol.dispose]()
  expect([rigs[1]!.wakes, rigs[1]!.turn(handles[1]!), source.disposes]).toEqual([1, { value: 'x' }, 0])
})

it('4: the last handle disposes the source, once; a finished source is not disposed', () => {
  const { source, handles, rigs } = group(3)
  rigs[0]!.turn(handles[0]!)
  for (const h of [handles[0]!, handles[0]!, handles[1]!]) h[Symbol.dispose]()
  expect(source.disposes).toBe(0)
  for (let i = 0; i < 2; i++) handles[2]![Symbol.dispose]()
  expect([source.disposes, source.misuse]).toEqual([1, []])
  expect(thrownBy(() => handles[2]!.clone())).toBeInstanceOf(BorrowError)
  const done = group(2)
  done.source.willBe(1)
  done.rigs[0]!.turn(done.handles[0]!)
  done.handles[1]![Symbol.dispose]()
  expect([done.source.disposes, done.source.misuse]).toEqual([0, []])
})

it('9: only the waker of the latest poll of each handle is woken', () => {
  const { source, handles, rigs } = group(2)
  rigs[0]!.turn(handles[0]!)
  rigs[1]!.turn(handles[0]!)
  source.wake()
  expect(rigs.map(r => r.wakes)).toEqual([0, 1])
})

it('32: a waker may poll its handle, the other handles, and dispose them', () => {
  const { source, handles, rigs } = group(3)
  const got: unknown[] = []
  const cx = contextFrom(wakerFn(() => {
    got.push(handles[0]!.poll(cx), handles[1]!.poll(rigs[1]!.cx))
    handles[2]![Symbol.dispose]()
  }))
  handles[0]!.poll(cx)
  rigs[1]!.turn(handles[1]!)
  rigs[2]!.turn(handles[2]!)
  source.complete('x')
  expect(got).toEqual(['x', 'x'])
  expect([rigs[2]!.wakes, source.polls, source.misuse]).toEqual([0, 2, []])
})

it('32: the throw of one waker does not keep the others from being woken', () => {
  const { source, handles, rigs } = group(3)
  const failure = new Error('waker')
  handles[0]!.poll(contextFrom(wakerFn(() => { throw failure })))
  rigs[1]!.turn(handles[1]!)
  rigs[2]!.turn(handles[2]!)
  source.willBe('x')
  expect(thrownBy(() => source.wake())).toBe(failure)
  expect([rigs[1]!.wakes, rigs[2]!.wakes]).toEqual([1, 1])
  expect(handles.map(h => rigs[1]!.turn(h))).toEqual(handles.map(() => ({ value: 'x' })))
})

it('2, 12: inside the source the handle that drives is not polled; another waits, and is woken by the outcome of that very poll', () => {
  const { source, handles, rigs } = group(2)
  let own: unknown
  source.willBe('x').onPoll = cx => {
    own = thrownBy(() => handles[0]!.poll(cx))
    expect(rigs[1]!.turn(handles[1]!)).toBe('pending')
  }
  expect(rigs[0]!.turn(handles[0]!)).toEqual({ value: 'x' })
  expect(own).toBeInstanceOf(BorrowError)
  expect([rigs[1]!.wakes, rigs[1]!.turn(handles[1]!), source.polls]).toEqual([1, { value: 'x' }, 1])
})

it('7: all handles disposed inside the source: it is disposed once that poll has returned', () => {
  const { source, handles, rigs } = group(2)
  source.onPoll = () => {
    for (const h of handles) h[Symbol.dispose]()
    expect(source.disposes).toBe(0)
  }
  rigs[0]!.turn(handles[0]!)
  expect([source.disposes, source.misuse]).toEqual([1, []])
  source.wake()
  expect(rigs[0]!.wakes).toBe(0)
})

it('7: another handle disposed inside the source leaves that to the one that drives', () => {
  const { source, handles, rigs } = group(2)
  source.onPoll = () => handles[1]![Symbol.dispose]()
  expect(rigs[0]!.turn(handles[0]!)).toBe('pending')
  source.onPoll = null
  source.complete('x')
  expect([rigs[0]!.wakes, rigs[0]!.turn(handles[0]!), source.disposes]).toEqual([1, { value: 'x' }, 0])
})

it('12: the handle that drives disposed inside the source: another that waited is woken when the source is', () => {
  const { source, handles, rigs } = group(2)
  rigs[1]!.turn(handles[1]!)
  source.wake()
  source.onPoll = () => handles[0]![Symbol.dispose]()
  rigs[0]!.turn(handles[0]!)
  source.onPoll = null
  const before = rigs[1]!.wakes
  source.complete('x')
  expect(rigs[1]!.wakes).toBe(Math.max(1, before))
  expect([rigs[1]!.turn(handles[1]!), source.misuse]).toEqual([{ value: 'x' }, []])
})

it('9, 12: a source that wakes itself in each poll lets others run: join of it and what it waits for ends', () => {
  let proceed = false
  let polls = 0
  const self = shared(pollFn((cx): Poll<string> => {
    polls++
    if (proceed) return 'on'
    cx.waker.wake()
    return Pending
  }))
  const both = join(self, self.clone(), pollFn((): Poll<number> => { proceed = true; return 1 }))
  const rig = new Rig()
  expect(rig.turn(both)).toBe('pending')
  expect(rig.wakes).toBeGreaterThan(0)
  expect(rig.turn(both)).toEqual({ value: ['on', 'on', 1] })
  expect(polls).toBeLessThanOrEqual(3)
})

it('12: shared of what is no future is refused', () => {
  for (const bad of [null, 1, {}, Promise.resolve()]) expect(thrownBy(() => shared(bad as never))).toBeInstanceOf(TypeError)
  expect(new Rig().turn(shared(ready(undefined)))).toEqual({ value: undefined })
})

it.each(stages)('12: three tasks, one source, in %s', async (_, stage) => {
  const trace = await stage((start, log) => {
    let polls = 0
    const inner = pendingOnce('x')
    const first = shared(pollFn((cx): Poll<string> => { polls++; return inner.poll(cx) }))
    for (const h of [first.clone(), first.clone(), first]) {
      start(pollFn((cx): Poll<void> => {
        const got = h.poll(cx)
        if (got === Pending) return Pending
        log.push(`${got} after ${polls}`)
      }))
    }
  })
  expect(trace).toEqual(['x after 2', 'x after 2', 'x after 2'])
})

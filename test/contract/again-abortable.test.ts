// abortable once more, from the contract alone.
import { expect, it } from 'vitest'
import { abortable, AbortedError, contextFrom, map, wakerFn } from '../../src/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'

const aborted = (turn: unknown): boolean => (turn as { value: { error: unknown } }).value.error instanceof AbortedError

it('12: an abort wakes once, and the next poll disposes without polling', () => {
  const a = new Probe()
  const [future, handle] = abortable(a)
  const rig = new Rig()
  rig.turn(future)
  for (let i = 0; i < 3; i++) handle.abort()
  expect([rig.wakes, handle.isFinished(), a.disposes]).toEqual([1, false, 0])
  expect(aborted(rig.turn(future))).toBe(true)
  handle.abort()
  future[Symbol.dispose]()
  expect([a.polls, a.disposes, a.misuse, handle.isFinished(), rig.wakes]).toEqual([1, 1, [], true, 1])
})

it('12: aborted before the first poll it is never polled', () => {
  const a = new Probe().willBe(1)
  const [future, handle] = abortable(a)
  handle.abort()
  expect(aborted(new Rig().turn(future))).toBe(true)
  expect([a.polls, a.disposes]).toEqual([0, 1])
})

it('12: aborted inside its poll: completing wins, waiting does not', () => {
  for (const done of [true, false]) {
    const a = new Probe()
    if (done) a.willBe('a')
    const [future, handle] = abortable(a)
    a.onPoll = () => handle.abort()
    const rig = new Rig()
    let turn = rig.turn(future)
    if (turn === 'pending') { expect(rig.wakes).toBeGreaterThan(0); turn = rig.turn(future) }
    if (done) expect(turn).toEqual({ value: { ok: true, value: 'a' } })
    else expect(aborted(turn)).toBe(true)
    expect([a.polls, a.disposes, a.misuse]).toEqual([1, done ? 0 : 1, []])
  }
})

it('9, 32: the latest waker is woken; it may poll, and it may throw', () => {
  const a = new Probe()
  const [future, handle] = abortable(a)
  const rig = new Rig()
  rig.turn(future)
  const failure = new Error('waker')
  let turn: unknown
  future.poll(contextFrom(wakerFn(() => { turn = rig.turn(future); throw failure })))
  expect(thrownBy(() => handle.abort())).toBe(failure)
  expect([aborted(turn), rig.wakes, a.disposes]).toEqual([true, 0, 1])
})

it.each(stages)('12: in %s', async (_, stage) => {
  const trace = await stage((start, log) => {
    const [future, handle] = abortable(new Probe())
    start(map(future, r => void log.push(String(r.ok))))
    start(map(new Probe().willBe(1), () => handle.abort()))
  })
  expect(trace).toEqual(['false'])
})

// tryJoin and tryJoinAll once more, from the contract alone.
import { describe, expect, it } from 'vitest'
import { BorrowError, Err, Ok, tryJoin, tryJoinAll } from '../../src/index.ts'
import type { Future, Result } from '../../src/index.ts'
import { pendingOnce } from '../../src/testing/index.ts'
import { misuses, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

type R = Result<unknown, unknown>
const kinds: [string, number, (all: Future<R>[]) => Future<R>][] = [
  ['tryJoin', 5, all => tryJoin(...all)], ['tryJoinAll', 5, tryJoinAll], ['tryJoinAll of many', 40, tryJoinAll],
]

describe.each(kinds)('%s', (_, n, make) => {
  it('10: all values in order; finished children are not polled again', () => {
    const all = probes<R>(n)
    const both = make(all)
    expect(all.every(p => p.polls === 0)).toBe(true)
    const rig = new Rig()
    rig.turn(both)
    for (const p of [...all].reverse()) { p.complete(Ok(p.name)); if (p.name !== '0') expect(rig.turn(both)).toBe('pending') }
    expect(rig.turn(both)).toEqual({ value: Ok(all.map(p => p.name)) })
    expect(misuses(all)).toEqual([])
  })

  it('6, 10: the first Err is given; before that all else is dropped in order, values too', () => {
    const trace: string[] = []
    const all = probes<R>(n, trace)
    const both = make(all)
    const rig = new Rig()
    all[1]!.willBe(Ok(new Token('token', trace)))
    rig.turn(both)
    trace.length = 0
    const err = Err('bad')
    all[3]!.complete(err)
    expect((rig.turn(both) as { value: unknown }).value).toBe(err)
    const dropped = trace.filter(x => !x.endsWith('poll'))
    expect(dropped).toEqual(['0 dispose', 'token dropped', '2 dispose', ...all.slice(4).map(p => `${p.name} dispose`)])
    ;(both as Partial<Disposable>)[Symbol.dispose]!()
    expect(misuses(all)).toEqual([])
  })

  it('10: a throw is no Err, and what is no Result is a TypeError; both drop the rest', () => {
    for (const fail of [true, false]) {
      const all = probes<R>(n)
      const both = make(all)
      const rig = new Rig()
      rig.turn(both)
      if (fail) all[2]!.fail(new RangeError('mine'))
      else all[2]!.complete(7 as never)
      expect(rig.thrown(both)).toBeInstanceOf(fail ? RangeError : TypeError)
      expect([all.filter(p => p.disposes === 1).length, all[2]!.disposes, misuses(all)]).toEqual([n - 1, 0, []])
    }
  })

  it('7: not disposed from inside a child, nor polled', () => {
    const all = probes<R>(n)
    const both = make(all)
    let thrown: unknown[] = []
    all[0]!.onPoll = cx => { thrown = [thrownBy(() => both.poll(cx)), thrownBy(() => (both as Partial<Disposable>)[Symbol.dispose]!())] }
    expect(new Rig().turn(both)).toBe('pending')
    expect(thrown.map(e => e instanceof BorrowError)).toEqual([true, true])
  })

  it('10: none gives Ok([]); one given twice is refused', () => {
    expect(new Rig().turn(make([]))).toEqual({ value: Ok([]) })
    const [a] = probes<R>(1)
    expect(thrownBy(() => make([a!, a!]))).toBeInstanceOf(BorrowError)
    expect(thrownBy(() => make([a!, 1 as never]))).toBeInstanceOf(TypeError)
    expect(a!.disposes).toBe(0)
  })

  it.each(stages)('10: in %s', async (_name, stage) => {
    const trace = await stage((start, log) => {
      start({ poll: (both => cx => { const x = both.poll(cx); if (typeof x === 'object') log.push(String(x.ok)); return x })(make([pendingOnce(Ok(1)), pendingOnce(Err(2))])) })
    })
    expect(trace).toEqual(['false'])
  })
})

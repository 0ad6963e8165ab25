import { describe, expect, it } from 'vitest'
import {
  BorrowError, byRef, contextFrom, FuturesOrdered, FuturesUnordered, isSendable, join, joinAll, noopWaker, Pending, ready, sendable, tryJoin, tryJoinAll, type Future,
} from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { misuses, Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

const boom = new Error('tag')

/** An output whose tag throws. */
class Untold {
  disposes = 0
  get [sendable](): boolean {
    throw boom
  }
  [Symbol.dispose](): void {
    this.disposes++
  }
}

/** A future whose tag throws once it has been polled. */
class Sulking extends Probe {
  get [sendable](): boolean {
    if (this.polls > 0) throw boom
    return true
  }
}

const padded = (futures: Future<unknown>[]): Future<unknown>[] => [...futures, ...Array.from({ length: 31 }, () => ready({ ok: true, value: 0 }))]

const joins: Record<string, (futures: Future<unknown>[]) => Future<unknown>> = {
  join: futures => join(...futures),
  joinAll: futures => joinAll(futures),
  'joinAll of many': futures => joinAll(padded(futures)),
  tryJoin: futures => tryJoin(...(futures as Future<never>[])),
  tryJoinAll: futures => tryJoinAll(futures as Future<never>[]),
  'tryJoinAll of many': futures => tryJoinAll(padded(futures) as Future<never>[]),
}

describe.each(Object.entries(joins))('%s', (name, make) => {
  it('6, 24: an output whose tag throws fails it, and is dropped, as is everything else', () => {
    const output = new Untold()
    const [first, waits] = [new Probe(), new Probe()]
    const joined = make([first, waits])
    expect(isSendable(joined)).toBe(true) // a task that will ask at suspensions
    const task = mockTask(joined)
    task.poll()
    first.complete(name.startsWith('try') ? { ok: true, value: output } : output)
    expect(thrownBy(() => task.poll())).toBe(boom)
    expect([output.disposes, first.disposes, waits.disposes, misuses([first, waits])]).toEqual([1, 0, 1, []])
  })

  it('9: two loans of one future are refused, however often they are lent on', () => {
    const probe = new Probe()
    const loans: [string, Future<unknown>[]][] = [
      ['one in another', [byRef(byRef(probe)), byRef(probe)]],
      ['three deep', [byRef(byRef(byRef(probe))), byRef(byRef(probe))]],
      ['the future itself', [byRef(byRef(probe)), probe]],
    ]
    for (const [what, futures] of loans) {
      const error = thrownBy(() => make(futures)) as BorrowError
      expect([what, error.constructor]).toEqual([what, BorrowError])
      expect(error.message).toMatch(/futures 0 and 1 lead to one and the same Probe; it is lent to one at a time/)
    }
    expect([probe.polls, probe.disposes]).toEqual([0, 0])
  })
})

describe.each(Object.entries(joins).filter(([name]) => name.endsWith('many')))('%s', (_name, make) => {
  it('4, 24: a child whose tag throws after a poll that is pending is disposed', () => {
    const [sulks, waits] = [new Sulking(), new Probe()]
    const joined = make([sulks, waits])
    expect(isSendable(joined)).toBe(true)
    expect(thrownBy(() => mockTask(joined).poll())).toBe(boom)
    expect([sulks.polls, sulks.disposes, waits.disposes, misuses([sulks, waits])]).toEqual([1, 1, 1, []])
  })
})

describe.each([['FuturesUnordered', FuturesUnordered], ['FuturesOrdered', FuturesOrdered]] as const)('%s', (_name, Set) => {
  it('6, 24: an output whose tag throws fails the poll, and is dropped; the set goes on', () => {
    const output = new Untold()
    const [gives, waits] = [new Probe<unknown>(), new Probe<unknown>()]
    const set = new Set<unknown>([gives, waits])
    expect(isSendable(set)).toBe(true)
    expect(set.pollNext(contextFrom(noopWaker()))).toBe(Pending)
    gives.complete(output)
    expect(thrownBy(() => set.pollNext(contextFrom(noopWaker())))).toBe(boom)
    waits.complete(1)
    expect([output.disposes, set.size, set.pollNext(contextFrom(noopWaker())), misuses([gives, waits])]).toEqual([1, 1, 1, []])
  })

  it('4, 24: a child whose tag throws after a poll that is pending is gone, and disposed', () => {
    const sulks = new Sulking()
    const set = new Set<unknown>([sulks])
    expect(isSendable(set)).toBe(true)
    expect(thrownBy(() => set.pollNext(contextFrom(noopWaker())))).toBe(boom)
    expect([set.size, sulks.disposes, sulks.misuse]).toEqual([0, 1, []])
  })
})

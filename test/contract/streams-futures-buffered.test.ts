// The operators under buffered(n) and bufferUnordered(n): contract 2–10, 22–24, 31, 42.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BorrowError, drop, isSendable, Pending, PolledAfterCompletionError, Rc, ready, sendable } from '../../src/index.ts'
import type { Future, Poll } from '../../src/index.ts'
import { budget, UNLIMITED } from '../../src/future/budget.ts'
import { BufferUnordered } from '../../src/iterators/buffer-unordered.ts'
import { Buffered } from '../../src/iterators/buffered.ts'
import { FuturesUnordered } from '../../src/iterators/index.ts'
import { misuses, Probe, probes } from '../support/probe.ts'
import { item as step, StreamProbe } from '../support/stream-probe.ts'
import { StreamRig, type StreamTurn } from '../support/stream-rig.ts'
import { Token } from '../support/token.ts'

const boom = new Error('boom')
const item = (value: unknown): StreamTurn => ({ item: value })

function withBudget(left: number, body: () => void): void {
  budget.left = left
  try {
    body()
  } finally {
    budget.left = UNLIMITED
  }
}

const operators = [
  ['Buffered', 'buffered', Buffered],
  ['BufferUnordered', 'bufferUnordered', BufferUnordered],
] as const

describe.each(operators)('%s', (name, method, Operator) => {
  /** The operator over a source that has `children`, and then waits or does what `then` says. */
  const over = (children: readonly Future<unknown>[], n: number, ...then: ('done' | 'pending' | { throw: unknown })[]) => {
    const source = new StreamProbe([...children.map(step), ...then])
    const rig = new StreamRig()
    const stream = new Operator<unknown>(source as never, n)
    return { source, rig, stream }
  }

  it('1: making one polls nothing', () => {
    const { source } = over(probes(2), 2)
    expect(source.polls).toBe(0)
  })

  it.each([0, -1, NaN, 0.5, '3' as never, undefined as never])('42: %s in flight is refused, and the source left with the caller', n => {
    const source = new StreamProbe()
    expect(() => new Operator(source as never, n)).toThrow(new RangeError(`${method}: the number of futures in flight must be 1 or more, and is ${n}`))
    expect([source.polls, source.disposes]).toEqual([0, 0])
  })

  it.each([1, 2, 2.9, 3, 5])('42: at most %s in flight, and always as many as there is room for', n => {
    const all = probes(6)
    const { source, rig, stream } = over(all, n, 'done')
    const most = Math.floor(n)
    for (let given = 0; given < 6; given++) {
      expect(rig.turn(stream)).toBe('pending')
      const inFlight = all.filter(({ polls, ended }) => polls > 0 && ended === null).length
      expect([inFlight, source.polls <= 7]).toEqual([Math.min(most, 6 - given), true])
      all[given]!.complete(given)
      expect(rig.turn(stream)).toEqual(item(given))
    }
    expect(rig.turn(stream)).toBe('done')
    expect([misuses(all), source.misuse, source.disposes]).toEqual([[], [], 0])
  })

  it('42: Infinity is a limit, too', () => {
    const all = probes(100)
    const { rig, stream } = over(all, Infinity)
    rig.turn(stream)
    expect(all.every(({ polls }) => polls === 1)).toBe(true)
  })

  it('10: a spurious poll asks a source with room again, and no future', () => {
    const all = probes(2)
    const { source, rig, stream } = over(all, 3)
    rig.turn(stream)
    rig.turn(stream)
    expect([all.map(({ polls }) => polls), source.polls]).toEqual([[1, 1], 4])
  })

  it('42: a full one leaves the source alone', () => {
    const { source, rig, stream } = over(probes(3), 2)
    rig.turn(stream)
    rig.turn(stream)
    expect(source.polls).toBe(2)
  })

  it('1: both the source and the futures wake it', () => {
    const all = probes(2)
    const { source, rig, stream } = over(all.slice(0, 1), 2)
    rig.turn(stream)
    source.push(step(all[1]))
    expect(rig.wakes).toBe(1)
    rig.turn(stream)
    all[0]!.complete('a')
    expect([rig.wakes, rig.turn(stream)]).toEqual([2, item('a')])
  })

  it('3: an empty source is the end, and the end is the end', () => {
    const { source, rig, stream } = over([], 2, 'done')
    expect(rig.turn(stream)).toBe('done')
    const { thrown } = rig.turn(stream) as { thrown: PolledAfterCompletionError }
    expect([thrown instanceof PolledAfterCompletionError, thrown.what, source.polls]).toEqual([true, name, 1])
    drop(stream)
    expect(source.disposes).toBe(0)
  })

  it('4: a source that has ended is not touched again; one that could go on is disposed', () => {
    const [child, other] = [new Probe(), new Probe()]
    const { source, rig, stream } = over([child], 2, 'done')
    rig.turn(stream)
    rig.turn(stream)
    drop(stream)
    expect([source.polls, source.disposes, source.misuse, child.disposes]).toEqual([2, 0, [], 1])

    const set = new FuturesUnordered<Future<unknown>>([ready(other)])
    const outer = new Operator<unknown>(set, 2)
    rig.turn(outer)
    expect(rig.turn(set)).toHaveProperty('thrown.what', 'FuturesUnordered')
    other.complete('value')
    expect(rig.turns(outer)).toEqual([item('value'), 'done'])
  })

  it('42, 5: a throw of the source finishes it and disposes what is in flight', () => {
    const all = probes(2)
    const { source, rig, stream } = over(all, 3, { throw: boom })
    expect(rig.turn(stream)).toEqual({ thrown: boom })
    expect([all.map(({ polls, disposes }) => [polls, disposes]), source.disposes, misuses(all)]).toEqual([[[0, 1], [0, 1]], 0, []])
    expect(rig.turn(stream)).toHaveProperty('thrown.what', name)
  })

  it('42, 5: a source that could go on after its throw is disposed with the rest', () => {
    const source = new StreamProbe([{ throw: boom }], true)
    const rig = new StreamRig()
    expect(rig.turn(new Operator<unknown>(source as never, 1))).toEqual({ thrown: boom })
    expect([source.disposes, source.misuse]).toEqual([1, []])
  })

  it('42, 5: a throw of a future finishes it and disposes the source, then the others in order', () => {
    const trace: string[] = []
    const all = probes(3, trace)
    const { source, rig, stream } = over(all, 3)
    source.onDispose = () => trace.push('source dispose')
    rig.turn(stream)
    all[1]!.fail(boom)
    trace.length = 0
    expect(rig.turn(stream)).toEqual({ thrown: boom })
    expect(trace).toEqual(['1 poll', 'source dispose', '0 dispose', '2 dispose'])
    expect(rig.turn(stream)).toHaveProperty('thrown.what', name)
    expect([misuses(all), source.misuse]).toEqual([[], []])
  })

  it('5: what the others throw meanwhile is on the error', () => {
    const all = probes(2)
    const [error, later] = [new Error('first'), new Error('later')]
    const { rig, stream } = over(all, 2)
    rig.turn(stream)
    all[0]!.fail(error)
    all[1]!.onDispose = () => { throw later }
    expect(rig.turn(stream)).toEqual({ thrown: error })
    expect((error as { suppressed?: unknown }).suppressed).toEqual([later])
  })

  it('42: an item that is no future finishes it', () => {
    const child = new Probe()
    const { source, rig, stream } = over([child, 7 as never], 3)
    expect(String((rig.turn(stream) as { thrown: unknown }).thrown)).toBe(`TypeError: ${name}: expected a future, an object with a poll method, and got number`)
    expect([source.disposes, child.disposes]).toEqual([1, 1])
  })

  it('5: disposing it disposes the source, then the futures in order', () => {
    const trace: string[] = []
    const all = probes(3, trace)
    const { source, rig, stream } = over(all, 3)
    source.onDispose = () => trace.push('source dispose')
    rig.turn(stream)
    trace.length = 0
    drop(stream)
    drop(stream)
    expect(trace).toEqual(['source dispose', '0 dispose', '1 dispose', '2 dispose'])
    expect(rig.turn(stream)).toHaveProperty('thrown.what', name)
  })

  it('8: disposed unpolled, it disposes the source', () => {
    const { source, stream } = over(probes(1), 1)
    drop(stream)
    expect([source.polls, source.disposes]).toEqual([0, 1])
  })

  it('2, 7: from inside its own poll, a poll and a dispose throw BorrowError', () => {
    const errors: unknown[] = []
    const rig = new StreamRig()
    const source: StreamProbe = new StreamProbe([{ run: () => {
      errors.push((rig.turn(stream) as { thrown: unknown }).thrown)
      try {
        drop(stream)
      } catch (error) {
        errors.push(error)
      }
    } }, step(ready('fine')), 'done'])
    const stream = new Operator<unknown>(source as never, 1)
    expect(rig.turns(stream)).toEqual([item('fine'), 'done'])
    expect(errors.map(error => error instanceof BorrowError)).toEqual([true, true])
  })

  it('31: takes no more than the budget from a source that always has one, and asks for another poll, once', () => {
    const all = probes(20)
    const { source, rig, stream } = over(all, Infinity)
    withBudget(8, () => expect(rig.turn(stream)).toBe('pending'))
    expect([source.polls, rig.wakes]).toEqual([8, 1])
    withBudget(8, () => expect(rig.turn(stream)).toBe('pending'))
    withBudget(128, () => expect(rig.turn(stream)).toBe('pending'))
    expect([source.polls, rig.wakes, all.every(({ polls }) => polls === 1)]).toEqual([21, 2, true])
  })

  it('31: without budget it asks for another poll only where it has room', () => {
    const { rig, stream } = over(probes(2), 2)
    rig.turn(stream)
    withBudget(0, () => expect([rig.turn(stream), rig.wakes]).toEqual(['pending', 0]))
    const roomy = over(probes(2), 3)
    roomy.rig.turn(roomy.stream)
    withBudget(0, () => expect([roomy.rig.turn(roomy.stream), roomy.rig.wakes]).toEqual(['pending', 1]))
  })

  it('31: without budget, after its only future woke itself and finished, it asks for another poll still', () => {
    const child = new Probe()
    child.onPoll = cx => cx.waker.wake()
    const { rig, stream } = over([child.willBe('only'), ready('next')], 1)
    expect([rig.turn(stream), rig.wakes]).toEqual([item('only'), 0])
    withBudget(0, () => expect([rig.turn(stream), rig.wakes]).toEqual(['pending', 1]))
    expect(rig.turn(stream)).toEqual(item('next'))
  })

  it('22: is as sendable as its source and what is in flight', () => {
    const source = (value: unknown, future: Future<unknown> = ready(1)) => {
      let given = false
      return { value, pollNext: (): Poll<Future<unknown>> => (given ? Pending : ((given = true), future)) }
    }
    const held = (value: unknown): Future<unknown> => ({ poll: () => Pending, value }) as Future<unknown>
    const rig = new StreamRig()
    expect(isSendable(new Operator(source(1), 1))).toBe(true)
    expect(isSendable(new Operator(source(new Rc(1)), 1))).toBe(false)
    const stream = new Operator(source(1, held(new Rc(1))), 2)
    expect(stream[sendable]).toBe(true)
    rig.turn(stream)
    expect(stream[sendable]).toBe(false)
  })
})

describe('the orders', () => {
  const turns = (Operator: typeof Buffered | typeof BufferUnordered, order: readonly number[]): StreamTurn[] => {
    const all = probes(3)
    const rig = new StreamRig()
    const stream = new Operator<unknown>(new StreamProbe([...all.map(step), 'done']) as never, 3)
    rig.turn(stream)
    for (const i of order) all[i]!.complete(i)
    return rig.turns(stream)
  }

  it('42: buffered gives outputs in the order of the source', () => {
    expect(turns(Buffered, [2, 0, 1])).toEqual([item(0), item(1), item(2), 'done'])
    expect(turns(Buffered, [2, 1])).toEqual(['pending'])
  })

  it('42: bufferUnordered as the futures finish', () => {
    expect(turns(BufferUnordered, [2, 0, 1])).toEqual([item(2), item(0), item(1), 'done'])
    expect(turns(BufferUnordered, [2, 1])).toEqual([item(2), item(1), 'pending'])
  })

  it('42: an output that waits for its turn keeps its place in buffered', () => {
    const all = probes(3)
    const source = new StreamProbe(all.map(step))
    const rig = new StreamRig()
    const stream = new Buffered<unknown>(source as never, 2)
    rig.turn(stream)
    all[1]!.complete('b')
    expect([rig.turn(stream), source.polls, all[2]!.polls]).toEqual(['pending', 2, 0])
  })

  it('6: outputs that nobody gets are dropped, by a dispose and by a throw', () => {
    for (const fails of [false, true]) {
      const all = probes(3)
      const rig = new StreamRig()
      const stream = new Buffered<unknown>(new StreamProbe(all.map(step)) as never, 3)
      rig.turn(stream)
      const token = new Token()
      all[1]!.complete(token)
      rig.turn(stream)
      if (fails) {
        all[2]!.fail(boom)
        expect(rig.turn(stream)).toEqual({ thrown: boom })
      } else {
        drop(stream)
      }
      expect([token.drops, all[0]!.disposes]).toEqual([1, 1])
    }
  })
})

describe.each(operators)('%s against its model', (name, _method, Operator) => {
  const ordered = name === 'Buffered'

  it('42: gives each output once, in its order, with at most n in flight and never fewer than there are', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('finish' as const), which: fc.nat(20) }),
      fc.constant({ do: 'supply' as const, which: 0 }),
      fc.constant({ do: 'poll' as const, which: 0 }),
    )
    fc.assert(fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 60 }), (n, steps) => {
      const rig = new StreamRig()
      const source = new StreamProbe()
      const stream = new Operator<number>(source as never, n)
      const all: Probe<number>[] = []
      const finishing: number[] = []
      const got: number[] = []
      const poll = (): void => {
        for (const turn of rig.turns(stream)) {
          if (typeof turn === 'object' && 'item' in turn) got.push(turn.item as number)
        }
        const started = all.filter(({ polls }) => polls > 0).length
        expect(started - got.length).toBe(Math.min(n, all.length - got.length))
      }
      for (const { do: what, which } of steps) {
        if (what === 'poll') poll()
        else if (what === 'supply') {
          all.push(new Probe(String(all.length)))
          source.push({ item: all.at(-1) })
        } else if (which < all.length && !finishing.includes(which)) {
          finishing.push(which)
          all[which]!.complete(which)
        }
      }
      for (const [i, child] of all.entries()) if (child.ended === null) child.complete(i)
      source.push('done')
      for (let turn = rig.turn(stream); turn !== 'done'; turn = rig.turn(stream)) {
        if (turn === 'pending') continue
        got.push((turn as { item: number }).item)
      }
      expect(ordered ? got : [...got].sort((a, b) => a - b)).toEqual(all.map((_, i) => i))
      expect([misuses(all), source.misuse, rig.turn(stream)]).toMatchObject([[], [], { thrown: { what: name } }])
    }), { numRuns: 300 })
  })
})

it('42: a source that is done after its futures: Done comes after the last output, not before', () => {
  const child = new Probe()
  const rig = new StreamRig()
  const stream = new BufferUnordered<unknown>(new StreamProbe([step(child), 'done']) as never, 1)
  expect(rig.turn(stream)).toBe('pending')
  child.complete('last')
  expect(rig.turns(stream)).toEqual([item('last'), 'done'])
})

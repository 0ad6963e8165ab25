// FuturesUnordered, FuturesOrdered and the operators over them under every schedule, with drops.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Done, Pending, pollFn, type Future } from '../../src/future/index.ts'
import { BufferUnordered } from '../../src/iterators/buffer-unordered.ts'
import { Buffered } from '../../src/iterators/buffered.ts'
import { FuturesOrdered, FuturesUnordered, type PollNext } from '../../src/iterators/index.ts'
import { spawnLocal } from '../../src/runtime/index.ts'
import { schedules, simulate, type Program } from '../../src/testing/index.ts'
import { Gate } from '../support/gate.ts'
import { outcomes } from '../support/outcomes.ts'
import { turns } from '../support/turns.ts'

const openers = (gates: readonly Gate[]): void => gates.forEach(gate => void spawnLocal(turns(1, () => gate.open())))
const gatesOf = (names: string): Gate[] => [...names].map(name => new Gate(name))

/** Takes all that `stream` has, into `got`; disposed, it disposes the stream. */
function drain<T>(stream: PollNext<T>, got: T[]): Future<void> {
  const future = pollFn<void>(cx => {
    for (;;) {
      const item = stream.pollNext(cx)
      if (item === Pending) return Pending
      if (item === Done) return
      got.push(item)
    }
  })
  return { poll: cx => future.poll(cx), [Symbol.dispose]: () => stream[Symbol.dispose]?.() }
}

/** A stream of these futures, all there from the beginning. */
function listed(futures: readonly Future<string>[]): PollNext<Future<string>> {
  let at = 0
  return { pollNext: () => (at === futures.length ? Done : futures[at++]!) }
}

describe('sets of futures under every schedule', () => {
  it('42: FuturesUnordered gives outputs in the order of their events, each child polled at most twice', () => {
    const all = outcomes(() => {
      const [gates, got]: [Gate[], string[]] = [gatesOf('abc'), []]
      openers(gates)
      return [drain(new FuturesUnordered(gates), got), () => {
        for (const { polls, late, disposes } of gates) expect([polls <= 2, late, disposes]).toEqual([true, 0, 0])
        return got.join('')
      }]
    })
    expect(all).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
  })

  it('42: FuturesOrdered gives them in the order of the pushes', () => {
    const all = outcomes(() => {
      const [gates, got]: [Gate[], string[]] = [gatesOf('abc'), []]
      openers(gates)
      return [drain(new FuturesOrdered(gates), got), () => {
        for (const { polls, late } of gates) expect([polls <= 2, late]).toEqual([true, 0])
        return got.join('')
      }]
    })
    expect(all).toEqual(['abc'])
  })

  it('42: what another task pushes is never missed', () => {
    const all = outcomes(() => {
      const [gates, got]: [Gate[], string[]] = [gatesOf('abc'), []]
      const set = new FuturesUnordered<string>([gates[0]!])
      spawnLocal(turns(1, () => set.push(gates[1]!)))
      spawnLocal(turns(1, () => {
        set.push(gates[2]!)
        gates[0]!.open()
      }))
      openers(gates.slice(1))
      // Keeps the set from being empty before the last push.
      set.push(pollFn<string>(() => Pending))
      const main = pollFn<void>(cx => {
        while (got.length < 3) {
          const item = set.pollNext(cx)
          if (item === Pending) return Pending
          got.push(item as string)
        }
      })
      return [main, () => [...got].sort().join('')]
    })
    expect(all).toEqual(['abc'])
  })

  it('4, 5: dropped at any suspension, each child that is not done is disposed once, and no other', () => {
    for (const make of [() => (gates: Gate[]) => new FuturesUnordered(gates), () => (gates: Gate[]) => new FuturesOrdered(gates)]) {
      const all = outcomes(() => {
        const [gates, got]: [Gate[], string[]] = [gatesOf('ab'), []]
        const handle = spawnLocal(drain(make()(gates), got))
        openers(gates)
        const main = pollFn<void>(cx => {
          try {
            return handle.poll(cx)
          } catch {
            return
          }
        })
        return [main, () => {
          for (const { name, disposes, late } of gates) expect([disposes <= (got.includes(name) ? 0 : 1), late]).toEqual([true, 0])
          return gates.map(({ disposes }) => disposes).join('')
        }]
      }, { dropAt: 'any' })
      expect(all).toEqual(['00', '01', '10', '11'])
    }
  })

  it('42: buffered(2) and bufferUnordered(2) start the third only when there is room', () => {
    const orders = [Buffered, BufferUnordered].map(Operator => outcomes(() => {
      const [gates, got]: [Gate[], string[]] = [gatesOf('abc'), []]
      openers(gates)
      const stream = new Operator(listed(gates), 2)
      const main = drain(stream, got)
      return [pollFn(cx => {
        const output = main.poll(cx)
        expect(gates.filter(({ polls }) => polls > 0).length - got.length).toBeLessThanOrEqual(2)
        return output
      }), () => got.join('')]
    }))
    expect(orders[0]).toEqual(['abc'])
    // c cannot come before both others: it has not been started.
    expect(orders[1]).toEqual(['abc', 'acb', 'bac', 'bca'])
  })

  it('42: many children, under random schedules: each output once', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), schedules(fc), (lengths, n, schedule) => {
      for (const operator of ['set', 'queue', 'buffered', 'unordered']) {
        const got: number[] = []
        simulate(schedule, (() => {
          const children = lengths.map(length => spawnLocal(turns(length))).map((handle, i) => pollFn(cx => (handle.poll(cx) === Pending ? Pending : i)))
          const source = listed(children as never) as unknown as PollNext<Future<number>>
          return drain<number>(
            operator === 'set' ? new FuturesUnordered(children as Future<number>[])
              : operator === 'queue' ? new FuturesOrdered(children as Future<number>[])
                : operator === 'buffered' ? new Buffered(source, n) : new BufferUnordered(source, n), got)
        }) as Program)
        if (operator === 'set' || operator === 'unordered') got.sort((a, b) => a - b)
        expect(got).toEqual(lengths.map((_, i) => i))
      }
    }))
  })
})

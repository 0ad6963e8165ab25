/** `reduce` over an array, and maps of one, runs in a loop of its own (`Stage.sweep`): nobody may tell, but by the clock, and by a budget that the functions spend themselves. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { asyncBlock, lazy, Pending, Runtime, Stream, wait, type Future } from '../../src/index.ts'
import { thrownBy } from '../support/thrown.ts'

/** The same items, behind a function so that they are not seen to be an array's. */
const hidden = (items: readonly number[]): Iterable<number> => ({ [Symbol.iterator]: () => items[Symbol.iterator]() })

/** Runs one as a task: its output, and how often it was polled. */
function run<T>(future: Future<T>, budget: number): { output: T; polls: number } {
  using runtime = new Runtime({ budget })
  const handle = runtime.spawnLocal(future)
  const polls = runtime.runUntilStalled()
  return { output: runtime.blockOn(handle), polls }
}

const adding = (n: number) => (x: number): number => x + n

it('31, 42: the same sum in as many polls, whatever the source, the maps and the budget', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 60 }), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 20 }), (items, maps, budget) => {
      const [swept, pulled] = [items, hidden(items)].map(source => {
        let stream = Stream.from(source)
        for (let n = 1; n <= maps; n++) stream = stream.map(adding(n))
        return run(stream.reduce((sum, x) => `${sum} ${x}`, ''), budget)
      })
      expect(swept).toEqual(pulled)
    }),
  )
})

it('6, 42: a function that throws ends it; the state so far is dropped, once', () => {
  for (const fails of ['map', 'reduce']) {
    const trace: string[] = []
    const state = (n: number) => ({ n, [Symbol.dispose]: () => void trace.push(`drop ${n}`) })
    const at = (place: string, n: number) => {
      if (fails === place && n === 3) throw new Error(place)
    }
    const sum = Stream.from([1, 2, 3, 4]).map(x => (at('map', x), x)).reduce((_, x) => (at('reduce', x), state(x)), state(0))
    using runtime = new Runtime()
    expect((thrownBy(() => runtime.blockOn(sum)) as Error).message).toBe(fails)
    expect(trace).toEqual(['drop 2'])
  }
})

it('42: items added meanwhile are seen, as an iterator of the array sees them', () => {
  const items = [1, 2, 3]
  const sum = Stream.from(items).map(x => (x < 3 ? items.push(10 * x) : 0, x)).reduce((all: number[], x) => [...all, x], [])
  expect(run(sum, 2).output).toEqual([1, 2, 3, 10, 20])
})

it('1: a function may not answer Pending', () => {
  using runtime = new Runtime()
  for (const maps of [1, 2, 3]) {
    let stream: Stream<unknown> = Stream.from([1])
    for (let n = 1; n <= maps; n++) stream = stream.map(x => (n === maps ? Pending : x))
    expect(thrownBy(() => runtime.blockOn(stream.reduce(() => 0, 0)))).toBeInstanceOf(TypeError)
  }
})

it('31: what was taken before a throw is paid for: trying again and again starves nobody', () => {
  for (const source of [[0, 1, 2, 3], hidden([0, 1, 2, 3])]) {
    let rounds = 0
    let seen = -1
    using runtime = new Runtime()
    runtime.spawnLocal(asyncBlock(function* () {
      for (; rounds < 1000; rounds++) {
        try {
          yield* wait(Stream.from(source).reduce((_, x) => { if (x === 3) throw new Error('again') }, undefined as void))
        } catch {
          // It tries again.
        }
      }
    }))
    runtime.spawnLocal(lazy(() => { seen = rounds }))
    runtime.runUntilStalled()
    expect(seen).toBe(32)
  }
})

import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { countingWaker, mockTask } from '../../src/testing/index.ts'
import { Pending, sendable, type Future } from '../../src/index.ts'
import { compareBytes, MergeIterator, TestIterator, type KvEntry, type KvIterator } from '../../src/iterators/index.ts'
import { entryOf, KvProbe, misusesOf, type KvStep } from '../support/kv-probe.ts'
import { drained, nextText, numbered, textOf, textOfBytes } from '../support/kv-text.ts'
import { thrownBy } from '../support/thrown.ts'

/** What a task asks at a suspension. */
const atSuspension: unique symbol = Symbol.for('pollux.atSuspension')

/** Children whose keys ascend, with waits strewn in; values say which child and which place. */
const children = fc.array(
  fc.array(fc.tuple(fc.string({ minLength: 0, maxLength: 3, unit: fc.constantFrom('a', 'b', 'ü', '\0', '\u{1f600}') }), fc.nat(2)), { maxLength: 8 }),
  { maxLength: 12 },
)

const byKey = (a: string, b: string) => compareBytes(entryOf(a).key, entryOf(b).key)

function scriptsOf(plan: [string, number][][]): KvStep[][] {
  return plan.map((entries, child) => {
    const sorted = [...entries].sort(([a], [b]) => byKey(`${a}=`, `${b}=`))
    return sorted.flatMap(([key, waits], place): KvStep[] => [...new Array<KvStep>(waits).fill('pending'), `${key}=${child}.${place}`])
  })
}

describe('MergeIterator', () => {
  it('44: yields all entries in ascending key order, the earlier child first on ties', () => {
    fc.assert(
      fc.property(children, (plan) => {
        const scripts = scriptsOf(plan)
        const probes = scripts.map((steps, at) => new KvProbe(String(at), steps))
        // A stable sort of the children one after the other is the same order.
        const expected = scripts.flat().filter((step): step is `${string}=${string}` => step !== 'pending').sort(byKey)
        expect(drained(new MergeIterator(probes))).toEqual(expected)
        expect(misusesOf(probes)).toEqual([])
      }),
    )
  })

  it('44: an empty child is legal, wherever it stands', () => {
    for (let at = 0; at < 4; at++) {
      const filled = [['a=1', 'd=1'], ['b=2'], ['c=3']] as KvStep[][]
      filled.splice(at, 0, [])
      expect(drained(new MergeIterator(filled.map((steps) => new KvProbe('', steps))))).toEqual(['a=1', 'b=2', 'c=3', 'd=1'])
    }
    expect(drained(new MergeIterator([new KvProbe('', []), new KvProbe('', [])]))).toEqual([])
  })

  it('44: merges a thousand children', () => {
    const its = Array.from({ length: 1000 }, (_, n) => new TestIterator(n, n + 3))
    const expected = its.flatMap((_, n) => numbered(n, n + 3)).sort()
    expect(drained(new MergeIterator(its))).toEqual(expected)
  })

  it('44: takes a compare function, and asks it with the keys alone', () => {
    const descending = new MergeIterator(
      [new KvProbe('0', ['c=0', 'a=0']), new KvProbe('1', ['d=1', 'c=1', 'b=1'])],
      (a, b) => compareBytes(b, a),
    )
    expect(drained(descending)).toEqual(['d=1', 'c=0', 'c=1', 'b=1', 'a=0'])
  })

  it('44: compares about log₂ k times an entry', () => {
    let compared = 0
    const counting = (a: Uint8Array, b: Uint8Array) => {
      compared += 1
      return compareBytes(a, b)
    }
    const its = Array.from({ length: 64 }, () => new TestIterator(0, 100))
    expect(drained(new MergeIterator(its, counting))).toHaveLength(6400)
    expect(compared).toBeLessThanOrEqual(6400 * 6 + 63)
  })

  it('43: lends the children’s own slices', () => {
    const entries = [entryOf('a=0'), entryOf('b=1')]
    const single = (entry: (typeof entries)[0]) => ({ next: () => ({ poll: () => left.splice(left.indexOf(entry), left.includes(entry) ? 1 : 0)[0] ?? null }) })
    const left = [...entries]
    const it = new MergeIterator(entries.map(single))
    expect(mockTask(it.next()).poll()).toBe(entries[0])
    expect(mockTask(it.next()).poll()).toBe(entries[1])
  })

  it('43: asks a child again only when its entry has been given and the next is asked for', () => {
    const [a, b] = [new KvProbe('a', ['a=1', 'c=1']), new KvProbe('b', ['b=2'])]
    const it = new MergeIterator([a, b])
    expect([nextText(it), a.nexts, b.nexts]).toEqual(['a=1', 1, 1])
    expect([nextText(it), a.nexts, b.nexts]).toEqual(['b=2', 2, 1])
    expect([nextText(it), a.nexts, b.nexts]).toEqual(['c=1', 2, 2])
    expect([nextText(it), nextText(it)]).toEqual(['null', 'null'])
    expect(misusesOf([a, b])).toEqual([])
  })

  it('1: lets all children wait at the same time, and polls each once a poll', () => {
    const probes = [0, 1, 2].map((n) => new KvProbe(String(n), ['pending', `${n}=x`]))
    const it = new MergeIterator(probes)
    const waker = countingWaker()
    const loan = it.next()
    expect(loan.poll({ waker })).toBe(Pending)
    expect(probes.map((probe) => [probe.polls, probe.waker === waker])).toEqual([[1, true], [1, true], [1, true]])
    expect(textOf(loan.poll({ waker }))).toBe('0=x')
    expect(probes.map((probe) => probe.polls)).toEqual([2, 2, 2])
  })

  it('5: disposing the loan takes back what every child has out, and loses none', () => {
    const probes = [0, 1, 2].map((n) => new KvProbe(String(n), n === 1 ? ['1=x'] : ['pending', `${n}=x`]))
    const it = new MergeIterator(probes)
    const loan = it.next()
    mockTask(loan).poll()
    loan[Symbol.dispose]()
    expect(probes.map((probe) => probe.recalls)).toEqual([1, 0, 1])
    expect(drained(it)).toEqual(['0=x', '1=x', '2=x'])
    expect(misusesOf(probes)).toEqual([])
  })

  it('24: a suspension asks the loans of the children that wait, and so, after the first entry, at most one', () => {
    const asked: string[] = []
    let verdict = true
    const child = (name: string, steps: KvStep[]): KvIterator => {
      const probe = new KvProbe(name, steps)
      const tell = () => asked.push(name) > 0 && verdict
      return { next: () => Object.defineProperty({ ...probe.next() }, sendable, { get: tell }) as Future<KvEntry | null> }
    }
    const it = new MergeIterator([0, 1, 2].map((n) => child(String(n), [...(n === 1 ? [] : ['pending'] as const), `${n}=x`, 'pending', 'pending', `1${n}=x`])))
    const mayWait = (loan: object) => [(loan as { [atSuspension](): boolean })[atSuspension](), ...asked.splice(0)]
    const loan = it.next()
    const task = mockTask(loan)
    expect([task.poll(), mayWait(loan)]).toEqual([Pending, [true, '0', '2']])
    expect(textOf(task.poll() as KvEntry)).toBe('0=x')
    it.next()
    expect([task.poll(), mayWait(loan), task.poll(), mayWait(loan)]).toEqual([Pending, [true, '0'], Pending, [true, '0']])
    verdict = false
    expect(mayWait(loan)).toEqual([false, '0'])
    expect(textOf(task.poll() as KvEntry)).toBe('1=x')
    expect(mayWait(loan)).toEqual([true])
  })

  it('2: a throw of the compare function finishes it and disposes every child', () => {
    const boom = new Error('boom')
    const trace: string[] = []
    const it = new MergeIterator([new KvProbe('0', ['a=1'], trace), new KvProbe('1', ['b=1'], trace)], () => {
      throw boom
    })
    expect(thrownBy(() => nextText(it))).toBe(boom)
    expect(trace).toEqual(['0 disposed', '1 disposed'])
    expect(() => nextText(it)).toThrow(/MergeNext was polled after it finished/)
  })
})

describe('compareBytes', () => {
  it('44: is the order of the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), fc.uint8Array({ maxLength: 6 }), (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(a, b))
      }),
    )
    expect(textOfBytes(entryOf('a=').key)).toBe('a')
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noopWaker, wakerFn, type Waker } from '../../src/future/index.ts'
import { ReadySet, type Slot } from '../../src/future/ready-set.ts'
import { countingWaker } from '../../src/testing/index.ts'

/** A whole drain: the indices handed out, in order; `during` sees each as it comes. */
function drain(set: ReadySet, waker: Waker = noopWaker(), during: (slot: Slot) => void = () => {}): number[] {
  const taken: number[] = []
  set.begin(waker)
  for (let slot = set.take(); slot !== null; slot = set.take()) {
    taken.push(slot.index)
    during(slot)
  }
  set.end()
  return taken
}

/** A set of `n` slots, all of them drained once. */
function idle(n: number, waker: Waker = noopWaker()): { set: ReadySet; slots: Slot[] } {
  const set = new ReadySet()
  const slots = Array.from({ length: n }, (_, i) => set.add(i))
  drain(set, waker)
  return { set, slots }
}

describe('what a drain hands out', () => {
  it('10: every new slot at first, in order', () => {
    const set = new ReadySet()
    for (let i = 0; i < 4; i++) set.add(i)
    expect(drain(set)).toEqual([0, 1, 2, 3])
    expect(drain(set)).toEqual([])
  })

  it('10: then only what was woken, in the order of the wakes, each once', () => {
    const { set, slots } = idle(5)
    for (const i of [3, 1, 3, 4, 1]) slots[i]!.wake()
    expect(drain(set)).toEqual([3, 1, 4])
    expect(drain(set)).toEqual([])
  })

  it('14: a slot woken during the drain waits for the next one', () => {
    const { set, slots } = idle(3)
    slots[0]!.wake()
    slots[1]!.wake()
    expect(drain(set, noopWaker(), slot => slot.wake())).toEqual([0, 1])
    expect(drain(set, noopWaker(), () => slots[2]!.wake())).toEqual([0, 1])
    expect(drain(set)).toEqual([2])
  })

  it('10: a slot woken during the drain before its turn comes has its turn in this drain and none in the next', () => {
    const { set, slots } = idle(2)
    slots[0]!.wake()
    slots[1]!.wake()
    expect(drain(set, noopWaker(), slot => slot.index === 0 && slots[1]!.wake())).toEqual([0, 1])
    expect(drain(set)).toEqual([])
  })

  it('10: a retired slot is passed over, listed or not, and its wakes do nothing', () => {
    const waker = countingWaker()
    const { set, slots } = idle(3, waker)
    for (const slot of slots) slot.wake()
    waker.take()
    slots[1]!.retire()
    slots[2]!.retire()
    expect(drain(set, waker)).toEqual([0])
    slots[1]!.wake()
    expect(waker.count).toBe(0)
    expect(drain(set)).toEqual([])
  })

  it('10: a slot that wakes itself and is retired in the same turn ends the drain as any other', () => {
    const { set, slots } = idle(2)
    slots[0]!.wake()
    const turn = (slot: Slot): void => {
      slot.wake()
      slot.retire()
      slots[1]!.wake()
    }
    expect(drain(set, noopWaker(), turn)).toEqual([0])
    expect(drain(set)).toEqual([1])
  })

  it('42: what a drain that is broken off has not handed out comes first in the next', () => {
    const waker = countingWaker()
    const { set, slots } = idle(4, waker)
    for (const slot of slots) slot.wake()
    waker.take()
    set.begin(waker)
    expect(set.take()!.index).toBe(0)
    slots[0]!.wake()
    set.end()
    expect(waker.count).toBe(1)
    expect(drain(set)).toEqual([1, 2, 3, 0])
  })

  it('42: a slot added during a drain has its turn in the next', () => {
    const { set, slots } = idle(1)
    slots[0]!.wake()
    const waker = countingWaker()
    expect(drain(set, waker, () => set.add(7))).toEqual([0])
    expect(waker.count).toBe(1)
    expect(drain(set)).toEqual([7])
  })
})

describe('when the parent is woken', () => {
  it('32: once for all wakes between two drains', () => {
    const waker = countingWaker()
    const { slots } = idle(3, waker)
    for (const slot of slots) slot.wake()
    slots[0]!.wake()
    expect(waker.count).toBe(1)
  })

  it('32: not during a drain; at its end, once, if slots were listed meanwhile', () => {
    const waker = countingWaker()
    const { set, slots } = idle(3, waker)
    slots[0]!.wake()
    slots[1]!.wake()
    waker.take()
    drain(set, waker, slot => {
      slot.wake()
      expect(waker.count).toBe(0)
    })
    expect(waker.count).toBe(1)
    slots[2]!.wake()
    expect(waker.count, 'the wake at the end answers for this one').toBe(1)
  })

  it('9: only the waker of the latest drain is called', () => {
    const [first, second] = [countingWaker(), countingWaker()]
    const { set, slots } = idle(2, first)
    slots[0]!.wake()
    drain(set, second)
    slots[0]!.wake()
    slots[1]!.wake()
    expect([first.count, second.count]).toEqual([1, 1])
  })

  it('9: a stored waker is replaced only if it would not wake the same', () => {
    const calls: string[] = []
    const named = (name: string, like: string): Waker => ({ wake: () => void calls.push(name), willWake: () => like === 'same' })
    const { set, slots } = idle(1, named('first', 'same'))
    drain(set, named('second', 'other'))
    slots[0]!.wake()
    expect(calls).toEqual(['first'])
  })

  it('32: the parent may drain from inside its wake', () => {
    const taken: number[] = []
    const set = new ReadySet()
    const waker = wakerFn(() => taken.push(...drain(set, waker)))
    const slot = set.add(0)
    drain(set, waker)
    slot.wake()
    slot.wake()
    expect(taken).toEqual([0, 0])
  })

  it('3: a closed set hands out nothing and wakes nobody', () => {
    const waker = countingWaker()
    const { set, slots } = idle(2, waker)
    slots[0]!.wake()
    waker.take()
    set.close()
    slots[1]!.wake()
    expect(waker.count).toBe(0)
    expect(set.take()).toBe(null)
  })

  it('32: adding wakes nobody: who adds says so to the parent', () => {
    const waker = countingWaker()
    const { set } = idle(1, waker)
    set.add(1)
    expect(waker.count).toBe(0)
    expect(drain(set)).toEqual([1])
  })

  it('32: a wake after an addition wakes the parent, who may not have been told yet', () => {
    const waker = countingWaker()
    const { set, slots } = idle(1, waker)
    set.add(1)
    slots[0]!.wake()
    expect(waker.count).toBe(1)
    expect(drain(set)).toEqual([1, 0])
  })
})

it('a slot is its own context and wakes only like itself', () => {
  const { slots } = idle(2)
  expect(slots[0]!.waker).toBe(slots[0])
  expect(slots[0]!.willWake(slots[0]!)).toBe(true)
  expect(slots[0]!.willWake(slots[1]!)).toBe(false)
})

type Op = { op: 'wake'; index: number } | { op: 'retire'; index: number } | { op: 'drain'; stopAfter: number; wakes: number[] }

const N = 6
const operation: fc.Arbitrary<Op> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ op: fc.constant<'wake'>('wake'), index: fc.nat(N - 1) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant<'retire'>('retire'), index: fc.nat(N - 1) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant<'drain'>('drain'), stopAfter: fc.nat(N), wakes: fc.array(fc.nat(N - 1), { maxLength: N }) }) },
)

it('10, 32: behaves as a queue without doubles, and never loses a wake', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40 }), ops => {
      const waker = countingWaker()
      const { set, slots } = idle(N, waker)
      let queue: number[] = []
      const retired = new Set<number>()
      const wake = (i: number): void => {
        slots[i]!.wake()
        if (!retired.has(i) && !queue.includes(i)) queue.push(i)
      }
      for (const op of ops) {
        if (op.op === 'wake') wake(op.index)
        else if (op.op === 'retire') {
          slots[op.index]!.retire()
          retired.add(op.index)
          queue = queue.filter(i => i !== op.index)
        } else {
          const due = queue.slice(0, op.stopAfter)
          const wakes = [...op.wakes]
          waker.take()
          set.begin(waker)
          for (const expected of due) {
            queue.shift()
            expect(set.take()?.index).toBe(expected)
            const woken = wakes.shift()
            if (woken !== undefined) wake(woken)
          }
          if (op.stopAfter > due.length) expect(set.take()).toBe(null)
          set.end()
          // A listed slot that was retired meanwhile may cost the parent a wake, but a live one may not go without.
          if (queue.length > 0) expect(waker.count).toBe(1)
          else expect(waker.count).toBeLessThanOrEqual(1)
        }
      }
    }),
    { numRuns: 500 },
  )
})

// Every combinator × everything that can happen to it, from contract 1–9. One table of kinds, one list of scenarios; then the same
// scenarios over every kind nested in every other.
import { describe, expect, it } from 'vitest'
import { BorrowError, Done, drop, inspect, PolledAfterCompletionError, sendable } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { kinds, nest, type Kind } from '../support/future-kinds.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

interface Case {
  readonly kind: Kind
  readonly child: Probe
  readonly whole: Future<unknown>
  readonly rig: Rig
}

function set(kind: Kind): Case {
  const child = new Probe()
  return { kind, child, whole: kind.make(child), rig: new Rig() }
}

/** After an end of any sort: the type's own error, or Pending if fused; and the child is left alone whatever is done to the whole. */
function expectOver({ kind, child, whole, rig }: Case): void {
  const before = [child.polls, child.disposes]
  if (kind.fused) expect([rig.turn(whole), rig.turn(whole)]).toEqual(['pending', 'pending'])
  else for (let i = 0; i < 2; i++) expectPolledAfterEnd(rig.thrown(whole), kind.type)
  drop(whole)
  drop(whole)
  expect([child.polls, child.disposes]).toEqual(before)
  expect(child.misuse).toEqual([])
}

function expectPolledAfterEnd(error: unknown, type: string): void {
  expect(error).toBeInstanceOf(PolledAfterCompletionError)
  expect((error as Error).message).toContain(type)
}

/** The child can still be driven to the end through the whole, after whatever misuse was refused. */
function expectStillRuns({ kind, child, whole, rig }: Case): void {
  child.onPoll = null
  const wakes = rig.wakes
  child.complete('v')
  expect(rig.wakes).toBe(wakes + 1)
  expect(rig.turn(whole)).toEqual({ value: kind.output('v') })
  expect(child.disposes).toBe(0)
  expectOver({ kind, child, whole, rig })
}

/** Whether the inspections lead from `whole` down to `target`. */
function reaches(whole: object, target: object): boolean {
  const children = (whole as Future<unknown>)[inspect]?.().children ?? []
  return whole === target || children.some((child) => reaches(child, target))
}

const disposedTimes = (kind: Kind): number => (kind.owns ? 1 : 0)

const scenarios: [title: string, run: (kind: Kind) => void][] = [
  ['1: making it polls nothing', (kind) => {
    const { child } = set(kind)
    expect([child.polls, child.disposes]).toEqual([0, 0])
  }],
  ['3: ready at the first poll, the child polled once and then forgotten', (kind) => {
    const c = set(kind)
    c.child.willBe('v')
    expect(c.rig.turn(c.whole)).toEqual({ value: kind.output('v') })
    expect([c.child.polls, c.child.disposes, c.rig.wakes]).toEqual([1, 0, 0])
    expectOver(c)
  }],
  ['1: pending, woken through to the waker it was polled with, then ready', (kind) => {
    const c = set(kind)
    expect(c.rig.turn(c.whole)).toBe('pending')
    expect([c.child.polls, c.rig.wakes]).toEqual([1, 0])
    c.child.complete('v')
    expect(c.rig.wakes).toBe(1)
    expect(c.rig.turn(c.whole)).toEqual({ value: kind.output('v') })
    expect([c.child.polls, c.child.disposes]).toEqual([2, 0])
    expectOver(c)
  }],
  ['1: Done as the output of a child, such as a stream’s next, passes through, except into what stores values', (kind) => {
    const c = set(kind)
    c.child.willBe(Done)
    const turn = c.rig.turn(c.whole)
    if (kind.refusesDone) expect(turn).not.toEqual({ value: kind.output(Done) })
    else expect(turn).toEqual({ value: kind.output(Done) })
    expectOver(c)
  }],
  ['2: a throw at the first poll is its failure, the very error', (kind) => {
    const c = set(kind)
    const error = new Error('boom')
    c.child.willThrow(error)
    const turn = c.rig.turn(c.whole)
    expect(turn).toEqual(kind.failed(error))
    if ('thrown' in kind.failed(error)) expect((turn as { thrown: unknown }).thrown).toBe(error)
    expectOver(c)
  }],
  ['2: a throw after a wait is its failure, what is thrown need be no Error', (kind) => {
    const c = set(kind)
    c.rig.turn(c.whole)
    c.child.fail('a string')
    expect(c.rig.wakes).toBe(1)
    expect(c.rig.turn(c.whole)).toEqual(kind.failed('a string'))
    expect([c.child.polls, c.child.disposes]).toEqual([2, 0])
    expectOver(c)
  }],
  ['4, 8: disposed unpolled, it disposes its child once and polls nothing', (kind) => {
    const c = set(kind)
    drop(c.whole)
    expect([c.child.polls, c.child.disposes]).toEqual([0, kind.ownsUnpolled ? 1 : 0])
    expectOver(c)
  }],
  ['4, 5: disposed while waiting, it disposes its child once, at once', (kind) => {
    const c = set(kind)
    c.rig.turn(c.whole)
    drop(c.whole)
    expect([c.child.polls, c.child.disposes]).toEqual([1, disposedTimes(kind)])
    expectOver(c)
  }],
  ['2: a re-entrant poll throws BorrowError and leaves it whole', (kind) => {
    const c = set(kind)
    const caught: unknown[] = []
    c.child.onPoll = (cx) => caught.push(thrownBy(() => c.whole.poll(cx)))
    expect(c.rig.turn(c.whole)).toBe('pending')
    expect(caught).toEqual([expect.any(BorrowError)])
    expect(c.child.polls).toBe(1)
    expectStillRuns(c)
  }],
  ['2: the BorrowError of a re-entrant poll, uncaught, fails it like any throw', (kind) => {
    const c = set(kind)
    let borrow: unknown
    c.child.willBe('never seen').onPoll = (cx) => {
      borrow = thrownBy(() => c.whole.poll(cx))
      c.child.willThrow(borrow)
    }
    const turn = c.rig.turn(c.whole)
    expect(borrow).toBeInstanceOf(BorrowError)
    expect(turn).toEqual(kind.failed(borrow))
    expectOver(c)
  }],
  ['7: a dispose from inside its own poll throws BorrowError and disposes nothing', (kind) => {
    if (kind.defers) return
    const c = set(kind)
    const caught: unknown[] = []
    c.child.onPoll = () => caught.push(thrownBy(() => drop(c.whole)))
    expect(c.rig.turn(c.whole)).toBe('pending')
    expect(caught).toEqual([expect.any(BorrowError)])
    expect(c.child.disposes).toBe(0)
    expectStillRuns(c)
  }],
  ['7: a dispose from inside the poll that finishes it throws BorrowError, and the output is handed on', (kind) => {
    if (kind.defers) return
    const c = set(kind)
    const caught: unknown[] = []
    c.child.willBe('v').onPoll = () => caught.push(thrownBy(() => drop(c.whole)))
    expect(c.rig.turn(c.whole)).toEqual({ value: kind.output('v') })
    expect(caught).toEqual([expect.any(BorrowError)])
    expectOver(c)
  }],
  ['7: where a dispose from inside its own poll is put off, it is done when that poll has returned Pending', (kind) => {
    if (!kind.defers) return
    const c = set(kind)
    const during: number[] = []
    c.child.onPoll = () => {
      drop(c.whole)
      drop(c.whole)
      during.push(c.child.disposes)
    }
    expect(c.rig.turn(c.whole)).toBe('pending')
    expect([during, c.child.disposes]).toEqual([[0], disposedTimes(kind)])
    expectOver(c)
  }],
  ['7: put off in the poll that finishes it, it changes nothing', (kind) => {
    if (!kind.defers) return
    const c = set(kind)
    c.child.willBe('v').onPoll = () => drop(c.whole)
    expect(c.rig.turn(c.whole)).toEqual({ value: kind.output('v') })
    expectOver(c)
  }],
  ['4: disposed again from inside its child’s dispose, it does nothing more; polled there, it polls no child', (kind) => {
    const c = set(kind)
    c.rig.turn(c.whole)
    let polled: unknown = 'not disposed'
    c.child.onDispose = () => {
      drop(c.whole)
      polled = c.rig.turn(c.whole)
    }
    drop(c.whole)
    expect([c.child.polls, c.child.disposes]).toEqual([1, disposedTimes(kind)])
    if (kind.owns && kind.fused) expect(polled).toBe('pending')
    else if (kind.owns) expect([BorrowError.name, PolledAfterCompletionError.name]).toContain((polled as { thrown: Error }).thrown.constructor.name)
    expectOver(c)
  }],
  ['5: a throw of the child’s dispose comes out of its own, once', (kind) => {
    if (!kind.owns) return
    const c = set(kind)
    c.rig.turn(c.whole)
    const error = new Error('in dispose')
    c.child.onDispose = () => { throw error }
    expect(thrownBy(() => drop(c.whole))).toBe(error)
    expectOver(c)
  }],
  ['1: [inspect] names its type in every phase, and polls and disposes nothing', (kind) => {
    const c = set(kind)
    const names: unknown[] = []
    const look = (): void => void names.push(c.whole[inspect]?.().name)
    look()
    c.child.onPoll = look
    c.rig.turn(c.whole)
    look()
    c.child.complete('v')
    c.rig.turn(c.whole)
    look()
    const disposed = kind.make(new Probe())
    drop(disposed)
    names.push(disposed[inspect]?.().name)
    expect(names).toEqual(names.map(() => kind.type))
    expect([c.child.polls, c.child.disposes]).toEqual([2, 0])
    expectOver(c)
  }],
  ['4: [inspect] leads to the child while it is in hand, and no longer', (kind) => {
    if (kind.name.includes('pollFn(')) return
    const c = set(kind)
    const found = [reaches(c.whole, c.child)]
    c.rig.turn(c.whole)
    found.push(reaches(c.whole, c.child))
    c.child.complete('v')
    c.rig.turn(c.whole)
    found.push(reaches(c.whole, c.child))
    const disposed = set(kind)
    disposed.rig.turn(disposed.whole)
    drop(disposed.whole)
    found.push(reaches(disposed.whole, disposed.child))
    expect(found).toEqual([!kind.name.includes('(…, '), true, false, false])
  }],
  ['1: asks its child for nothing but polls: neither [inspect] nor a tag', (kind) => {
    const c = set(kind)
    let asked = 0
    Object.defineProperty(c.child, inspect, { get: () => (asked++, undefined) })
    Object.defineProperty(c.child, sendable, { get: () => (asked++, true) })
    expect(c.rig.turn(c.whole)).toBe('pending')
    c.child.complete('v')
    expect([c.rig.turn(c.whole), asked]).toEqual([{ value: kind.output('v') }, 0])
  }],
  ['9: spurious polls change nothing', (kind) => {
    const c = set(kind)
    for (let i = 0; i < 5; i++) expect(c.rig.turn(c.whole)).toBe('pending')
    expect([c.child.disposes, c.rig.wakes]).toEqual([0, 0])
    expectStillRuns(c)
  }],
  ['9: only the waker of the latest poll is woken', (kind) => {
    const c = set(kind)
    const later = new Rig()
    c.rig.turn(c.whole)
    expect(later.turn(c.whole)).toBe('pending')
    c.child.complete('v')
    expect([c.rig.wakes, later.wakes]).toEqual([0, 1])
    expect(later.turn(c.whole)).toEqual({ value: kind.output('v') })
    expectOver(c)
  }],
  ['9: a wake with nothing to show for it is one more Pending', (kind) => {
    const c = set(kind)
    c.rig.turn(c.whole)
    for (let i = 1; i <= 3; i++) {
      c.child.wake()
      expect([c.rig.wakes, c.rig.turn(c.whole), c.child.polls]).toEqual([i, 'pending', i + 1])
    }
    expectStillRuns(c)
  }],
]

describe.each(kinds)('$name', (kind) => {
  it.each(scenarios)('%s', (_, run) => run(kind))
})

describe.each(kinds)('$name, around every other kind', (outer) => {
  it.each(scenarios)('%s', (_, run) => {
    for (const inner of kinds) {
      const both = nest(outer, inner)
      try {
        run(both)
      } catch (error) {
        throw new Error(`in ${both.name}: ${(error as Error).message}`, { cause: error })
      }
    }
  })
})

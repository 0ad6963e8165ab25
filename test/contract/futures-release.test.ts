// A finished future has released all it held; an owner forgets a child that finished: contract 3, 4, 17. Shown by collecting the
// garbage: what is forgotten can be collected while its former owner is still in hand.
import { describe, expect, it } from 'vitest'
import { andThen, drop, join, joinAll, lazy, map, pollFn, race, ready, select } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { kinds } from '../support/future-kinds.ts'
import { collected } from '../support/garbage.ts'
import { Probe, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'

/** The whole, kept; and its child, of which only a weak reference is left when `play` is through. */
function played(make: (child: Future<unknown>) => Future<unknown>, play: (whole: Future<unknown>, child: Probe, rig: Rig) => void): { whole: Future<unknown>; ref: WeakRef<object> } {
  const child = new Probe()
  const whole = make(child)
  play(whole, child, new Rig())
  return { whole, ref: new WeakRef(child) }
}

describe.each(kinds)('$name', ({ make }) => {
  const plays: [name: string, play: (whole: Future<unknown>, child: Probe, rig: Rig) => void][] = [
    ['finished', (whole, child, rig) => {
      rig.turn(whole)
      child.complete('v')
      rig.turn(whole)
    }],
    ['failed', (whole, child, rig) => {
      rig.turn(whole)
      child.fail('boom')
      rig.turn(whole)
    }],
    ['disposed unpolled', (whole) => drop(whole)],
    ['disposed while waiting', (whole, _, rig) => {
      rig.turn(whole)
      drop(whole)
    }],
  ]

  it.each(plays)('3: %s, it holds its child no longer', async (_, play) => {
    const { whole, ref } = played(make, play)
    expect(await collected(ref)).toBe(true)
    expect(whole).toBeDefined()
  })
})

/** Futures that hold a user's function, as made around one. */
const holders: [name: string, make: (fn: () => unknown) => Future<unknown>][] = [
  ['lazy', (fn) => lazy(fn)],
  ['pollFn', (fn) => pollFn(fn)],
  ['map', (fn) => map(ready(1), fn)],
  ['andThen', (fn) => andThen(ready(1), () => ready(fn()))],
]

/** A function that keeps `held` alive. */
const capturing = (held: object): (() => unknown) => () => (held === undefined ? 1 : 2)

describe.each(holders)('%s', (_, make) => {
  const ends: [name: string, end: (f: Future<unknown>) => void][] = [
    ['finished', (f) => void new Rig().turn(f)],
    ['disposed', (f) => drop(f)],
  ]
  it.each(ends)('3: %s, it holds its function no longer', async (_, end) => {
    const { f, ref } = ((): { f: Future<unknown>; ref: WeakRef<object> } => {
      const held = { big: new Uint8Array(10) }
      const f = make(capturing(held))
      end(f)
      return { f, ref: new WeakRef(held) }
    })()
    expect(await collected(ref)).toBe(true)
    expect(f).toBeDefined()
  })
})

describe('3: a first that fails', () => {
  it.each<[string, (f: Future<unknown>, fn: () => Future<unknown>) => Future<unknown>]>([
    ['map', (f, fn) => map(f, fn)],
    ['andThen', (f, fn) => andThen(f, fn)],
  ])('frees the function of %s, which is now never called', async (_, make) => {
    const { f, ref } = ((): { f: Future<unknown>; ref: WeakRef<object> } => {
      const held = { big: new Uint8Array(10) }
      const call = capturing(held)
      const f = make(new Probe().willThrow('boom'), () => ready(call()))
      new Rig().thrown(f)
      return { f, ref: new WeakRef(held) }
    })()
    expect(await collected(ref)).toBe(true)
    expect(f).toBeDefined()
  })
})

describe('3: outputs', () => {
  const givers: [name: string, make: (v: object) => Future<unknown>][] = [
    ['ready', (v) => ready(v)],
    ['join', (v) => join(ready(v), ready(1))],
    ['joinAll', (v) => joinAll<unknown>([ready(v), ready(1)])],
    ['joinAll of 31', (v) => joinAll(Array.from({ length: 31 }, () => ready(v)))],
    ['select', (v) => select(ready(v))],
    ['race', (v) => race(ready(v))],
  ]
  it.each(givers)('%s does not keep what it handed on', async (_, make) => {
    const { f, ref } = ((): { f: Future<unknown>; ref: WeakRef<object> } => {
      const v = {}
      const f = make(v)
      new Rig().turn(f)
      return { f, ref: new WeakRef(v) }
    })()
    expect(await collected(ref)).toBe(true)
    expect(f).toBeDefined()
  })
})

describe('4: a join that still waits', () => {
  it.each([['join', 3], ['joinAll', 3], ['joinAll', 31]] as const)('%s of %i has forgotten the child that finished', async (name, size) => {
    const { f, refs } = ((): { f: Future<unknown>; refs: WeakRef<object>[] } => {
      const all = probes(size)
      all[1]!.willBe('v')
      const f: Future<unknown> = name === 'join' ? join(...all) : joinAll(all)
      new Rig().turn(f)
      return { f, refs: all.map((p) => new WeakRef(p)) }
    })()
    expect(await collected(refs[1]!)).toBe(true)
    expect(refs[0]!.deref()).toBeDefined()
    drop(f)
  })

  it('andThen in its second half has forgotten the first future', async () => {
    const { f, ref } = ((): { f: Future<unknown>; ref: WeakRef<object> } => {
      const first = new Probe().willBe('v')
      const f = andThen(first, () => new Probe())
      new Rig().turn(f)
      return { f, ref: new WeakRef(first) }
    })()
    expect(await collected(ref)).toBe(true)
    drop(f)
  })
})

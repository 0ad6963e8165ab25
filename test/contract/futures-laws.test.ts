// The ownership laws over trees of combinators made by chance, under schedules made by chance: contract 1, 3–6, 9, 10.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drop, PolledAfterCompletionError } from '../../src/index.ts'
import type { Token } from '../support/token.ts'
import { LiveTree, tokensIn, treeArbitrary, type Leaf } from '../support/future-tree.ts'
import { misuses } from '../support/probe.ts'
import { Rig, type Turn } from '../support/rig.ts'

/** One event: which live leaf moves, which waker the next poll brings, and whether a poll that nobody asked for comes first. */
type Event = { leaf: number; rig: number; spurious: boolean }

const eventArbitrary: fc.Arbitrary<Event> = fc.record({ leaf: fc.nat(63), rig: fc.nat(1), spurious: fc.boolean() })

/** What a run did, so that the laws can be asked of it. */
interface Run {
  readonly live: LiveTree
  readonly last: Turn
}

const waiting = (live: LiveTree): Leaf[] => live.leaves.filter((l) => l.ended === null && l.polls > 0)

/** Drives the tree by `events`, polling only when woken but for spurious polls, then to its end if `drain`, else no further. */
function run(live: LiveTree, events: readonly Event[], drain: boolean): Run {
  const rigs = [new Rig(), new Rig()]
  let latest = rigs[0]!
  let last = latest.turn(live.root)
  const one = ({ leaf, rig, spurious }: Event): void => {
    if (last !== 'pending') return
    if (spurious) last = (latest = rigs[rig]!).turn(live.root)
    const candidates = waiting(live)
    if (last !== 'pending' || candidates.length === 0) return
    const chosen = candidates[leaf % candidates.length]!
    const others = rigs.filter((r) => r !== latest).map((r) => r.wakes)
    const before = latest.wakes
    chosen.advance()
    // A leaf on loan may have lost its borrower; any other is heard, by the latest waker and no other.
    if (!chosen.lent) expect(latest.wakes).toBeGreaterThan(before)
    if (!chosen.lent) expect(rigs.filter((r) => r !== latest).map((r) => r.wakes)).toEqual(others)
    if (latest.wakes > before) last = (latest = rigs[rig]!).turn(live.root)
  }
  for (const e of events) one(e)
  if (drain) for (let i = 0; i < 500; i++) one({ leaf: i, rig: 0, spurious: false })
  return { live, last }
}

/** Ends what is unfinished; a throw of a dispose is one of the leaves' own. */
function end({ live, last }: Run): void {
  const disposals = last === 'pending' ? [live.root, ...live.lent] : live.lent
  for (const f of disposals) {
    try {
      drop(f)
    } catch (error) {
      expect((error as Error).message).toMatch(/^dispose of /)
    }
  }
}

const program = fc.tuple(treeArbitrary, fc.array(eventArbitrary, { maxLength: 30 }), fc.boolean())
const runs = { numRuns: 1000 }

describe('laws of ownership, over trees of combinators', () => {
  it('3, 4, 10: every leaf is ended exactly once, by itself or by its owner, and never touched again', () => {
    fc.assert(fc.property(program, ([tree, events, drain]) => {
      const done = run(new LiveTree(tree), events, drain)
      end(done)
      expect(misuses(done.live.leaves)).toEqual([])
      expect(done.live.leaves.filter((l) => l.ended === null).map((l) => l.name)).toEqual([])
    }), runs)
  })

  it('3, 5: when the whole has ended nothing that it owned is left unfinished, at once', () => {
    fc.assert(fc.property(program, ([tree, events, drain]) => {
      const { live, last } = run(new LiveTree(tree), events, drain)
      if (last === 'pending') return
      expect(live.leaves.filter((l) => l.ended === null && !l.lent).map((l) => l.name)).toEqual([])
    }), runs)
  })

  it('6: every output given out is in the result, or was dropped exactly once', () => {
    fc.assert(fc.property(program, ([tree, events, drain]) => {
      const done = run(new LiveTree(tree), events, drain)
      end(done)
      const given = done.live.leaves.filter((l) => l.gave).map((l): Token => l.output)
      const kept = new Set(typeof done.last === 'object' && 'value' in done.last ? tokensIn(done.last.value) : [])
      expect(given.map((t) => t.drops)).toEqual(given.map((t) => (kept.has(t) ? 0 : 1)))
    }), runs)
  })

  it('1: driven to its end by wakes alone, it ends: no wakeup is lost', () => {
    fc.assert(fc.property(treeArbitrary, (tree) => {
      const live = new LiveTree(tree)
      expect(run(live, [], true).last).not.toBe('pending')
    }), runs)
  })

  it('3: polled after its end it throws, unless its root is fused', () => {
    fc.assert(fc.property(treeArbitrary.filter((t) => t.op !== 'fuse' && t.op !== 'leaf'), (tree) => {
      const { live } = run(new LiveTree(tree), [], true)
      const polls = live.leaves.map((l) => l.polls)
      expect(new Rig().thrown(live.root)).toBeInstanceOf(PolledAfterCompletionError)
      expect(live.leaves.map((l) => l.polls)).toEqual(polls)
    }), runs)
  })
})

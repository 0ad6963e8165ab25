import { andThen, boxed, byRef, catchUnwind, fuse, join, joinAll, map, pending, pollFn, race, ready, select, selectBiased } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'

/** A kind of future that is driven by one child, with what the contract promises of it where kinds differ. */
export interface Kind {
  /** The call, for test titles. */
  readonly name: string
  /** The type's name, which misuse errors give. */
  readonly type: string
  make(child: Future<unknown>): Future<unknown>
  /** What the whole gives when the child gives `v`. */
  output(v: unknown): unknown
  /** Whether disposing the whole disposes the child: not `byRef`, which borrows, nor a closure's capture. */
  readonly owns: boolean
  /** Whether the child is in its hands before the first poll. */
  readonly ownsUnpolled: boolean
  /** What the whole gives or throws when the child throws `e`. */
  failed(e: unknown): { thrown: unknown } | { value: unknown }
  /** Whether a poll after the end gives Pending rather than throwing. */
  readonly fused: boolean
}

const kind = (name: string, type: string, make: Kind['make'], output: Kind['output'], more: Partial<Kind> = {}): Kind => {
  return { name, type, make, output, owns: true, ownsUnpolled: true, failed: (thrown) => ({ thrown }), fused: false, ...more }
}

const same = (v: unknown): unknown => v
const thirty = Array.from({ length: 30 }, (_, i) => i)

/** One entry for every combinator, in every role its child can play. */
export const kinds: readonly Kind[] = [
  kind('pollFn(child)', 'PollFn', (c) => pollFn((cx) => c.poll(cx)), same, { owns: false, ownsUnpolled: false }),
  kind('map(child)', 'MapFuture', (c) => map(c, (v) => ['mapped', v]), (v) => ['mapped', v]),
  kind('andThen(child, …)', 'AndThen', (c) => andThen(c, (v) => ready(['then', v])), (v) => ['then', v]),
  kind('andThen(…, child)', 'AndThen', (c) => andThen(ready(0), () => c), same, { ownsUnpolled: false }),
  kind('join(child)', 'Join', (c) => join(c), (v) => [v]),
  kind('join(child, ready)', 'Join', (c) => join(c, ready('b')), (v) => [v, 'b']),
  kind('join(ready, child)', 'Join', (c) => join(ready('a'), c), (v) => ['a', v]),
  kind('joinAll([child])', 'JoinAll', (c) => joinAll([c]), (v) => [v]),
  kind('joinAll([child, 29 others])', 'JoinAll', (c) => joinAll([c, ...thirty.slice(1).map((i) => ready<unknown>(i))]), (v) => [v, ...thirty.slice(1)]),
  kind('joinAll([30 others, child])', 'JoinAll', (c) => joinAll([...thirty.map((i) => ready<unknown>(i)), c]), (v) => [...thirty, v]),
  kind('select(child)', 'Select', (c) => select(c), (value) => ({ index: 0, value })),
  kind('select(pending, child)', 'Select', (c) => select(pending(), c), (value) => ({ index: 1, value })),
  kind('selectBiased(child, pending)', 'SelectBiased', (c) => selectBiased(c, pending()), (value) => ({ index: 0, value })),
  kind('selectBiased(pending, child)', 'SelectBiased', (c) => selectBiased(pending(), c), (value) => ({ index: 1, value })),
  kind('race(child)', 'Race', (c) => race(c), same),
  kind('race(child, pending)', 'Race', (c) => race(c, pending()), same),
  kind('fuse(child)', 'Fuse', (c) => fuse(c), same, { fused: true }),
  kind('byRef(child)', 'ByRef', (c) => byRef(c), same, { owns: false, ownsUnpolled: false }),
  kind('boxed(child)', 'Boxed', (c) => boxed(c), same),
  kind('catchUnwind(child)', 'CatchUnwind', (c) => catchUnwind(c), (value) => ({ ok: true, value }), {
    failed: (error) => ({ value: { ok: false, error } }),
  }),
]

/** `outer` around `inner`: what a combinator owes its child it owes a child that is a combinator. */
export function nest(outer: Kind, inner: Kind): Kind {
  return {
    name: outer.name.replace('child', inner.name),
    type: outer.type,
    make: (c) => outer.make(inner.make(c)),
    output: (v) => outer.output(inner.output(v)),
    owns: outer.owns && inner.owns,
    ownsUnpolled: outer.ownsUnpolled && inner.ownsUnpolled,
    failed(e) {
      const given = inner.failed(e)
      return 'value' in given ? { value: outer.output(given.value) } : outer.failed(given.thrown)
    },
    fused: outer.fused,
  }
}

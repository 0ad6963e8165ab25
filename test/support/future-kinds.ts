import {
  abortable, andThen, asyncBlock, boxed, byRef, CancellationToken, catchUnwind, Done, drop, flatten, fuse, inspectOutput, join, joinAll, lazy, map,
  maybeDone, Ok, OnceCell, pending, pin, pollFn, race, ready, select, selectAll, selectBiased, selectOk, shared, tryJoin, tryJoinAll, wait,
} from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { ConcurrencyLimit, Either, oneshotCall, Retry } from '../../src/service/index.ts'
import { asyncFnMut, dynStar } from '../../src/traits/index.ts'
import { Answering, called } from './called.ts'

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
  /** Whether a dispose from inside its own poll is put off until that has returned, rather than refused. */
  readonly defers: boolean
  /** Whether it stores what the child gives, so that `Done`, which is no value, fails it. */
  readonly refusesDone: boolean
}

const kind = (name: string, type: string, make: Kind['make'], output: Kind['output'], more: Partial<Kind> = {}): Kind => {
  return { name, type, make, output, owns: true, ownsUnpolled: true, failed: (thrown) => ({ thrown }), fused: false, defers: false, refusesDone: false, ...more }
}

const same = (v: unknown): unknown => v
/** `child`, as a future of an `Ok`. */
const okay = (c: Future<unknown>): Future<ReturnType<typeof Ok<unknown>>> => map(c, (v) => Ok(v))
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
  kind('asyncBlock(child)', 'AsyncBlock', (c) => asyncBlock({ own: [c] }, function* (own) { return yield* wait(own) }), same),
  kind('asyncBlock(asyncBlock(child))', 'AsyncBlock', (c) => {
    const inner = asyncBlock({ own: [c] }, function* (own) { return yield* wait(own) })
    return asyncBlock({ own: [inner] }, function* (own) { return ['outer', yield* wait(own)] })
  }, (v) => ['outer', v]),
  kind('byRef(child)', 'ByRef', (c) => byRef(c), same, { owns: false, ownsUnpolled: false }),
  kind('boxed(child)', 'Boxed', (c) => boxed(c), same),
  kind('inspectOutput(child)', 'InspectOutput', (c) => inspectOutput(c, () => {}), same),
  kind('flatten(child)', 'Flatten', (c) => flatten(map(c, (v) => lazy(() => v))), same),
  kind('flatten(…, child)', 'Flatten', (c) => flatten(ready(c)), same),
  kind('maybeDone(child)', 'MapFuture', (c) => {
    const kept = maybeDone(c)
    return map(kept, () => kept.takeOutput())
  }, same),
  kind('tryJoin(child)', 'TryJoin', (c) => tryJoin(okay(c)), (v) => ({ ok: true, value: [v] })),
  kind('tryJoin(ready, child)', 'TryJoin', (c) => tryJoin(ready(Ok('a')), okay(c)), (v) => ({ ok: true, value: ['a', v] })),
  kind('tryJoinAll([child])', 'TryJoinAll', (c) => tryJoinAll([okay(c)]), (v) => ({ ok: true, value: [v] })),
  kind('tryJoinAll([30 others, child])', 'TryJoinAll', (c) => tryJoinAll([...thirty.map((i) => ready(Ok<unknown>(i))), okay(c)]), (v) => ({ ok: true, value: [...thirty, v] })),
  kind('selectAll([child])', 'SelectAll', (c) => selectAll([c]), (value) => ({ value, index: 0, rest: [] })),
  kind('selectOk([child])', 'SelectOk', (c) => selectOk([okay(c)]), (value) => ({ ok: true, value })),
  kind('selectOk([pending, child])', 'SelectOk', (c) => selectOk([pending<ReturnType<typeof Ok<unknown>>>(), okay(c)]), (value) => ({ ok: true, value })),
  kind('abortable(child)', 'Abortable', (c) => abortable(c)[0], (value) => ({ ok: true, value })),
  kind('pin(child)', 'Pinned', (c) => pin(c), same),
  kind('pin(child).asMut()', 'PinMut', (c) => pin(c).asMut(), same, { owns: false, ownsUnpolled: false }),
  kind('shared(child)', 'Shared', (c) => shared(c), same, { defers: true }),
  kind('shared(child).clone()', 'Shared', (c) => {
    const first = shared(c)
    const second = first.clone()
    drop(first)
    return second
  }, same, { defers: true }),
  kind('token.runUntilCancelled(child)', 'RunUntilCancelled', (c) => new CancellationToken().runUntilCancelled(c), same),
  kind('getOrInit(…, child)', 'GetOrInit', (c) => new OnceCell<unknown>().getOrInit(() => c), same, { ownsUnpolled: false, refusesDone: true }),
  kind('ConcurrencyLimit → child', 'ConcurrencyLimitResponse', (c) => called((s) => new ConcurrencyLimit(s, 1), c), same),
  kind('Either → child', 'EitherResponseFuture', (c) => called((s) => Either.left(s), c), same),
  kind('Retry → child', 'RetryResponse', (c) => called((s) => new Retry({ retry: () => null, cloneRequest: (r) => r }, s), c), same),
  kind('oneshotCall(…, child)', 'OneshotCall', (c) => oneshotCall(new Answering(c), 0), same, { ownsUnpolled: false }),
  kind('dynStar(child)', 'DynStar', (c) => dynStar(c), same),
  kind('dynStar({ get: () => child }).get()', 'DynStar', (c) => dynStar({ get: () => c }, 'reuse').get(), same),
  kind('asyncFnMut(() => child)()', 'get', (c) => asyncFnMut(function get() { return c })(), same),
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
    defers: outer.defers,
    refusesDone: inner.refusesDone || (outer.refusesDone && inner.output(Done) === Done),
  }
}

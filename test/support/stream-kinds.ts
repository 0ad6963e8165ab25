import { Done, Pending, ready, Stream, type Future, type PollNext } from '../../src/index.ts'

/** Every operator in a form that takes numbers; what it makes of an array of them, and whether it has a function of the user's. */
export interface OperatorKind {
  name: string
  make(source: Stream<number>, seen?: () => void): Stream<unknown>
  /** What it gives for all of `items`. */
  law(items: number[]): unknown[]
  /** Calls `seen` from its function. */
  calls?: boolean
  /** Ends before its source does, given enough items. */
  early?: boolean
}

const none = (): void => {}
const chunked = (items: number[], n: number): number[][] =>
  Array.from({ length: Math.ceil(items.length / n) }, (_, i) => items.slice(i * n, i * n + n))
const prefix = (items: number[], fn: (x: number) => boolean): number => {
  const at = items.findIndex(x => !fn(x))
  return at < 0 ? items.length : at
}
const sums = (items: number[]): number[] => items.map((_, i) => items.slice(0, i + 1).reduce((a, b) => a + b, 0))

export const operatorKinds: OperatorKind[] = [
  { name: 'map', calls: true, make: (s, seen = none) => s.map(x => (seen(), x * 2)), law: a => a.map(x => x * 2) },
  { name: 'map map', calls: true, make: (s, seen = none) => s.map(x => x + 1).map(x => (seen(), x * 2)), law: a => a.map(x => (x + 1) * 2) },
  { name: 'map × 4', calls: true, make: (s, seen = none) => s.map(x => x + 1).map(x => x * 2).map(x => (seen(), x - 3)).map(String), law: a => a.map(x => String((x + 1) * 2 - 3)) },
  { name: 'filter', calls: true, make: (s, seen = none) => s.filter(x => (seen(), x % 2 === 0)), law: a => a.filter(x => x % 2 === 0) },
  { name: 'filterMap', calls: true, make: (s, seen = none) => s.filterMap(x => (seen(), x % 2 === 0 ? `${x}` : undefined)), law: a => a.filter(x => x % 2 === 0).map(String) },
  { name: 'take', early: true, make: s => s.take(2), law: a => a.slice(0, 2) },
  { name: 'take(0)', early: true, make: s => s.take(0), law: () => [] },
  { name: 'takeWhile', calls: true, early: true, make: (s, seen = none) => s.takeWhile(x => (seen(), x < 3)), law: a => a.slice(0, prefix(a, x => x < 3)) },
  { name: 'drop', make: s => s.drop(2), law: a => a.slice(2) },
  { name: 'dropWhile', calls: true, make: (s, seen = none) => s.dropWhile(x => (seen(), x < 3)), law: a => a.slice(prefix(a, x => x < 3)) },
  { name: 'chain', make: s => s.chain(Stream.from(['end'])), law: a => [...a, 'end'] },
  { name: 'chained', make: s => Stream.from(['start']).chain(s), law: a => ['start', ...a] },
  { name: 'zip', early: true, make: s => s.zip(Stream.from('ab')), law: a => a.slice(0, 2).map((x, i) => [x, 'ab'[i]]) },
  { name: 'zipped', early: true, make: s => Stream.from('ab').zip(s), law: a => a.slice(0, 2).map((x, i) => ['ab'[i], x]) },
  { name: 'flatMap', calls: true, make: (s, seen = none) => s.flatMap(x => (seen(), Stream.from([x, -x]))), law: a => a.flatMap(x => [x, -x]) },
  { name: 'flatMap to nothing', calls: true, make: (s, seen = none) => s.flatMap(() => (seen(), Stream.empty())), law: () => [] },
  { name: 'scan', calls: true, make: (s, seen = none) => s.scan((sum, x) => (seen(), sum + x), 0), law: sums },
  { name: 'enumerate', make: s => s.enumerate(), law: a => a.map((x, i) => [i, x]) },
  { name: 'inspect', calls: true, make: (s, seen = none) => s.inspect(() => seen()), law: a => a },
  { name: 'fuse', make: s => s.fuse(), law: a => a },
  { name: 'peekable', make: s => s.peekable(), law: a => a },
  { name: 'chunks', make: s => s.chunks(2), law: a => chunked(a, 2) },
  { name: 'buffered', calls: true, make: (s, seen = none) => s.map(x => (seen(), ready(x))).buffered(2), law: a => a },
  { name: 'bufferUnordered', calls: true, make: (s, seen = none) => s.map(x => (seen(), ready(x))).bufferUnordered(1), law: a => a },
  { name: 'throttle', make: s => s.throttle(0), law: a => a },
  { name: 'timeout', make: s => s.timeout(1000), law: a => a },
  { name: 'merge', make: s => Stream.merge(s), law: a => a },
  { name: 'select', make: s => Stream.select(s, Stream.empty<number>()), law: a => a },
  { name: 'from', make: s => Stream.from(s), law: a => a },
]

export interface ConsumerKind {
  name: string
  make(source: Stream<number>, seen?: () => void): Future<unknown>
  law(items: number[]): unknown
  calls?: boolean
}

export const consumerKinds: ConsumerKind[] = [
  { name: 'toArray', make: s => s.toArray(), law: a => a },
  { name: 'reduce', calls: true, make: (s, seen = none) => s.reduce((sum, x) => (seen(), sum + x), 0), law: a => a.reduce((x, y) => x + y, 0) },
  { name: 'forEach', calls: true, make: (s, seen = none) => s.forEach(() => seen()), law: () => undefined },
  { name: 'forEach with futures', calls: true, make: (s, seen = none) => s.forEach(() => (seen(), ready())), law: () => undefined },
  { name: 'some', calls: true, make: (s, seen = none) => s.some(x => (seen(), x > 3)), law: a => a.some(x => x > 3) },
  { name: 'every', calls: true, make: (s, seen = none) => s.every(x => (seen(), x < 4)), law: a => a.every(x => x < 4) },
  { name: 'find', calls: true, make: (s, seen = none) => s.find(x => (seen(), x > 3)), law: a => a.find(x => x > 3) },
  { name: 'count', make: s => s.count(), law: a => a.length },
]

/** A source of numbers that is not ready where `pauses` says so, and then wakes at once. */
export function paused(items: number[], pauses: boolean[]): PollNext<number> {
  let polls = 0
  let at = 0
  return {
    pollNext(cx) {
      if (pauses[polls++ % (pauses.length || 1)] === true) {
        cx.waker.wake()
        return Pending
      }
      return at < items.length ? items[at++]! : Done
    },
  }
}

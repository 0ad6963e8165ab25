import { describe, expectTypeOf, it } from 'vitest'
import { Done, ready, Stream, type Future, type PollNext } from '../../src/index.ts'
import type { MapFuture, ReadyFuture } from '../../src/future/index.ts'
import type { Item, Peekable } from '../../src/iterators/index.ts'

declare const numbers: Stream<number>
declare const mixed: Stream<number | string>
declare const either: () => ReadyFuture<number> | MapFuture<void, string>
const isText = (x: unknown): x is string => typeof x === 'string'

/** Never called: what is under test is what the compiler infers. */
function inferred(): void {
  expectTypeOf(Stream.from([1, 2])).toEqualTypeOf<Stream<number>>()
  expectTypeOf(Stream.from('ab')).toEqualTypeOf<Stream<string>>()
  expectTypeOf(Stream.from(new Map<string, number>())).toEqualTypeOf<Stream<[string, number]>>()
  expectTypeOf(Stream.from({} as PollNext<boolean>)).toEqualTypeOf<Stream<boolean>>()
  expectTypeOf(Stream.once(ready(1))).toEqualTypeOf<Stream<number>>()
  expectTypeOf(Stream.once('a')).toEqualTypeOf<Stream<string>>()
  expectTypeOf(Stream.once(either())).toEqualTypeOf<Stream<number | string>>()
  const one = <T>(future: Future<T>): Stream<T> => Stream.once(future)
  expectTypeOf(one(ready(1))).toEqualTypeOf<Stream<number>>()
  expectTypeOf(Stream.empty<number>()).toEqualTypeOf<Stream<number>>()
  expectTypeOf(Stream.repeat(1)).toEqualTypeOf<Stream<number>>()
  expectTypeOf(Stream.unfold(1, n => ready(n > 9 ? null : ([String(n), n + 1] as const)))).toEqualTypeOf<Stream<string>>()
  expectTypeOf(Stream.merge(numbers, Stream.from('a'))).toEqualTypeOf<Stream<number | string>>()
  expectTypeOf<Item<Stream<number>>>().toEqualTypeOf<number>()
  expectTypeOf(numbers.next()).toEqualTypeOf<Future<number | typeof Done>>()
}

function operators(): void {
  expectTypeOf(numbers.map(String)).toEqualTypeOf<Stream<string>>()
  expectTypeOf(mixed.filter(isText)).toEqualTypeOf<Stream<string>>()
  expectTypeOf(mixed.filter(x => x !== 1)).toEqualTypeOf<Stream<number | string>>()
  expectTypeOf(mixed.takeWhile(isText)).toEqualTypeOf<Stream<string>>()
  expectTypeOf(numbers.filterMap(x => (x > 1 ? `${x}` : undefined))).toEqualTypeOf<Stream<string>>()
  expectTypeOf(numbers.chain(Stream.from('a'))).toEqualTypeOf<Stream<number | string>>()
  expectTypeOf(numbers.zip(Stream.from('a'))).toEqualTypeOf<Stream<[number, string]>>()
  expectTypeOf(numbers.flatMap(() => Stream.from('a'))).toEqualTypeOf<Stream<string>>()
  expectTypeOf(numbers.flatMap(x => (x > 1 ? Stream.from('a') : Stream.from([1])))).toEqualTypeOf<Stream<number | string>>()
  const flat = <T>(streams: Stream<Stream<T>>): Stream<T> => streams.flatMap(stream => stream)
  expectTypeOf(flat(numbers.map(x => Stream.repeat(x)))).toEqualTypeOf<Stream<number>>()
  const limited = <T>(futures: Stream<Future<T>>): Stream<T> => futures.buffered(2)
  expectTypeOf(limited(numbers.map(x => ready(x)))).toEqualTypeOf<Stream<number>>()
  expectTypeOf(numbers.scan((s, x) => s + x, '')).toEqualTypeOf<Stream<string>>()
  expectTypeOf(numbers.enumerate()).toEqualTypeOf<Stream<[number, number]>>()
  expectTypeOf(numbers.chunks(2)).toEqualTypeOf<Stream<number[]>>()
  expectTypeOf(numbers.peekable()).toEqualTypeOf<Peekable<number>>()
  expectTypeOf(numbers.map(x => ready(x)).buffered(2)).toEqualTypeOf<Stream<number>>()
  expectTypeOf(numbers.map(either).buffered(2)).toEqualTypeOf<Stream<number | string>>()
  expectTypeOf(numbers.map(either).bufferUnordered(2)).toEqualTypeOf<Stream<number | string>>()
  // @ts-expect-error a function of flatMap returns a stream
  numbers.flatMap(x => x)
  // @ts-expect-error only a stream of futures can be buffered
  numbers.buffered(2)
}

function consumers(): void {
  expectTypeOf(numbers.toArray()).toEqualTypeOf<Future<number[]>>()
  expectTypeOf(numbers.reduce((s, x) => s + x, '')).toEqualTypeOf<Future<string>>()
  expectTypeOf(mixed.find(isText)).toEqualTypeOf<Future<string | undefined>>()
  expectTypeOf(mixed.find(Boolean)).toEqualTypeOf<Future<number | string | undefined>>()
  expectTypeOf(numbers.some(x => x > 1)).toEqualTypeOf<Future<boolean>>()
  expectTypeOf(numbers.forEach(() => {})).toEqualTypeOf<Future<void>>()
  expectTypeOf(numbers.count()).toEqualTypeOf<Future<number>>()
}

describe('42: the types of streams', () => {
  it.each([inferred, operators, consumers])('are inferred: %o', check => {
    expectTypeOf(check).toBeFunction()
  })
})

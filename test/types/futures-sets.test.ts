import { expectTypeOf, it } from 'vitest'
import { map, ready, type Done, type Future } from '../../src/index.ts'
import { FuturesOrdered, FuturesUnordered, type Stream } from '../../src/iterators/index.ts'

it('a set of futures is a stream of their outputs', () => {
  const numbers = new FuturesUnordered([ready(1), ready(2)])
  expectTypeOf(numbers).toEqualTypeOf<FuturesUnordered<number>>()
  expectTypeOf(numbers).toExtend<Stream<number>>()
  expectTypeOf(numbers.next()).toEqualTypeOf<Future<number | Done>>()
  expectTypeOf(numbers.push).parameter(0).toEqualTypeOf<Future<number>>()
  expectTypeOf(new FuturesUnordered<string>()).toEqualTypeOf<FuturesUnordered<string>>()
  expectTypeOf(new FuturesOrdered(new Set([map(ready(1), String)]))).toEqualTypeOf<FuturesOrdered<string>>()
  // @ts-expect-error an output of another type
  numbers.push(ready('text'))
  // @ts-expect-error one future, where an iterable is asked for
  expectTypeOf<ConstructorParameters<typeof FuturesUnordered<number>>>().toEqualTypeOf<[Future<number>]>()
})

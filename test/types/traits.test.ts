// The types of the adapters and of async functions: checked by the compiler; running it only shows that the calls exist.
import { describe, expectTypeOf, it } from 'vitest'
import { map, ready, type Boxed, type Future, type MapFuture, type ReadyFuture } from '../../src/index.ts'
import {
  asyncFn, asyncFnMut, asyncFnOnce, asyncTrait, dynStar, dynTrait, opaque, returnsSendable, sizeOfFuture, variant,
  type AsyncFn, type AsyncFnMut, type AsyncFnOnce, type DynStar, type DynTrait, type Opaque, type SizeReport,
} from '../../src/traits/index.ts'

class Impl {
  readonly field = 1
  get(n: number): MapFuture<number, string> {
    return map(ready(n), String)
  }
  hidden(): Opaque<number, ReadyFuture<number>> {
    return opaque(ready(1))
  }
  now(): boolean {
    return true
  }
}

describe('adapters', () => {
  it('asyncTrait boxes what methods give, and has methods alone', () => {
    const it = asyncTrait(new Impl())
    expectTypeOf(it.get).toEqualTypeOf<(n: number) => Boxed<string>>()
    expectTypeOf(it.hidden()).toEqualTypeOf<Boxed<number>>()
    expectTypeOf(it.now()).toEqualTypeOf<boolean>()
    expectTypeOf(it).not.toHaveProperty('field')
    expectTypeOf(it).toExtend<Disposable>()
  })

  it('dynStar gives its own futures, of a future and of an implementation', () => {
    expectTypeOf(dynStar(ready(1))).toEqualTypeOf<DynStar<number>>()
    expectTypeOf(dynStar(new Impl()).get(1)).toEqualTypeOf<DynStar<string>>()
    expectTypeOf(dynStar(new Impl(), 'reuse').now()).toEqualTypeOf<boolean>()
  })

  it('variant gives the future itself, or an opaque one', () => {
    expectTypeOf(variant(new Impl(), { send: true }).get(1)).toEqualTypeOf<MapFuture<number, string>>()
    expectTypeOf(variant(new Impl(), { send: true }).hidden()).toEqualTypeOf<ReadyFuture<number>>()
    expectTypeOf(variant(new Impl()).get(1)).toEqualTypeOf<Opaque<string, MapFuture<number, string>>>()
    expectTypeOf(variant(new Impl(), { send: false }).hidden()).toEqualTypeOf<Opaque<number, ReadyFuture<number>>>()
  })

  it('returnsSendable reveals the one method that is named', () => {
    const view = returnsSendable(new Impl(), 'hidden')
    expectTypeOf(view.hidden()).toEqualTypeOf<ReadyFuture<number>>()
    expectTypeOf(view.get(1)).toEqualTypeOf<MapFuture<number, string>>()
    // @ts-expect-error a method that gives no future has no bound to declare
    const wrong = () => returnsSendable(new Impl(), 'now')
    expectTypeOf(wrong).toBeFunction()
  })

  it('dynTrait forgets which implementation, and keeps the outputs', () => {
    const handle = dynTrait(asyncTrait(new Impl()))
    expectTypeOf(handle.get(1)).toEqualTypeOf<Future<string>>()
    expectTypeOf(handle).toExtend<DynTrait<{ get(n: number): Future<string> }>>()
    expectTypeOf(dynTrait(dynStar(new Impl()))).toExtend<DynTrait<Impl>>()
  })
})

describe('async functions', () => {
  it('a wider one goes where a narrower one is wanted', () => {
    const fn = asyncFn((name: string) => ready(name.length))
    expectTypeOf(fn).toEqualTypeOf<AsyncFn<[name: string], number>>()
    expectTypeOf(fn).toExtend<AsyncFnMut<[string], number>>()
    expectTypeOf(fn).toExtend<AsyncFnOnce<[string], number>>()
    expectTypeOf(asyncFnMut((name: string) => ready(name))).not.toExtend<AsyncFn<[string], string>>()
    expectTypeOf(asyncFnOnce((name: string) => ready(name))).not.toExtend<AsyncFnMut<[string], string>>()
    expectTypeOf(asyncFnOnce(() => ready(1))()).toEqualTypeOf<Future<number>>()
  })
})

describe('sizeOfFuture', () => {
  it('gives a report', () => expectTypeOf(sizeOfFuture(ready(1))).toEqualTypeOf<SizeReport>())
})

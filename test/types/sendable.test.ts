// What the types say of sendable: it is a run-time judgement, so they keep out of its way, and keep its tag what it is.
import { describe, expectTypeOf, it } from 'vitest'
import {
  assertSendable, atSuspension, Cell, isSendable, join, LocalSet, map, Mutex, NotSendableError, Rc, ready, sendable, spawn, spawnLocal,
  type AsyncBlock, type AsyncBlockOptions, type Future, type Guard, type JoinHandle, type Output, type Poll,
} from '../../src/index.ts'

class Tagged implements Future<number> {
  readonly [sendable] = true
  poll(): Poll<number> {
    return 1
  }
}

class ByState implements Future<number> {
  rc: Rc<number> | null = null
  get [sendable](): boolean {
    return this.rc === null
  }

  poll(): Poll<number> {
    return 1
  }
}

describe('22: the tag', () => {
  it('is a boolean that may be missing, and is read alone', () => {
    expectTypeOf<Future<number>>().toHaveProperty(sendable)
    expectTypeOf<Future<number>[typeof sendable]>().toEqualTypeOf<boolean | undefined>()
    const future: Future<number> = ready(1)
    // @ts-expect-error it is not the caller's to write
    const write = (): void => { future[sendable] = false }
    expectTypeOf(write).toBeFunction()
  })

  it('is a symbol of its own', () => {
    expectTypeOf(sendable).toExtend<symbol>()
    expectTypeOf<typeof sendable>().not.toEqualTypeOf<typeof atSuspension>()
    expectTypeOf<symbol>().not.toExtend<typeof sendable>()
  })

  it('may be data or a getter', () => {
    expectTypeOf<Tagged>().toExtend<Future<number>>()
    expectTypeOf<ByState>().toExtend<Future<number>>()
    expectTypeOf<{ poll(): number; [sendable](): boolean }>().not.toExtend<Future<number>>()
    expectTypeOf<{ poll(): number; [sendable]: 1 }>().not.toExtend<Future<number>>()
    expectTypeOf<AsyncBlockOptions['sendable']>().toEqualTypeOf<boolean | undefined>()
  })

  it('says no in the type of what never is', () => {
    expectTypeOf<Rc<number>[typeof sendable]>().toEqualTypeOf<false>()
    expectTypeOf<Cell<number>[typeof sendable]>().toEqualTypeOf<false>()
    expectTypeOf<LocalSet[typeof sendable]>().toEqualTypeOf<false>()
  })

  it('is a boolean where it follows the contents', () => {
    expectTypeOf<Guard<Rc<number>>[typeof sendable]>().toEqualTypeOf<boolean>()
    expectTypeOf<Mutex<number>[typeof sendable]>().toEqualTypeOf<boolean>()
    expectTypeOf<AsyncBlock<number>[typeof sendable]>().toEqualTypeOf<boolean>()
  })
})

describe('22: the judgement', () => {
  it('takes anything, and narrows nothing', () => {
    expectTypeOf(isSendable).toEqualTypeOf<(value: unknown) => boolean>()
    expectTypeOf(assertSendable).toEqualTypeOf<(value: unknown, what?: string) => void>()
    const value: unknown = 1
    if (isSendable(value)) expectTypeOf(value).toEqualTypeOf<unknown>()
    expectTypeOf<NotSendableError>().toHaveProperty('path').toEqualTypeOf<string>()
  })

  it('21: spawn takes every future, and gives a handle of its output: what is not sendable is refused at run time', () => {
    expectTypeOf(spawn<number>).parameter(0).toEqualTypeOf<Future<number>>()
    expectTypeOf(spawn<number>).returns.toEqualTypeOf<JoinHandle<number>>()
    expectTypeOf(spawnLocal<number>).parameter(0).toEqualTypeOf<Future<number>>()
    expectTypeOf(spawn<Rc<number>>).toBeCallableWith(ready(new Rc(1)))
    expectTypeOf(spawn<number>).toBeCallableWith(new ByState())
  })

  it('leaves outputs alone: a tag is no part of them', () => {
    expectTypeOf<Output<Tagged>>().toEqualTypeOf<number>()
    expectTypeOf<Output<ByState>>().toEqualTypeOf<number>()
    const both = join(new Tagged(), map(ready(new Rc('x')), rc => rc))
    expectTypeOf<Output<typeof both>>().toEqualTypeOf<[number, Rc<string>]>()
    expectTypeOf<Output<JoinHandle<Guard<number>>>>().toEqualTypeOf<Guard<number>>()
  })
})

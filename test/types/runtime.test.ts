// The types of the ways to run a future.
import { describe, expectTypeOf, it } from 'vitest'
import { blockOn, type JoinError, parkThread, ready, remoteWaker, Runtime, select, spawn, spawnLocal } from '../../src/index.ts'
import type { AbortHandle, Driver, Future, JoinHandle, Output, Parker, RemoteWaker, TaskDump, Unparker } from '../../src/index.ts'

interface User {
  id: number
}

const user: Future<User> = ready({ id: 1 })

describe('running', () => {
  it('blockOn gives the output itself', () => {
    expectTypeOf(blockOn<User>).returns.toEqualTypeOf<User>()
    expectTypeOf<Runtime['blockOn']>().toBeCallableWith(user)
    expectTypeOf(blockOn(user)).toEqualTypeOf<User>()
  })

  it('spawn and spawnLocal give a handle, which is a future of the output', () => {
    expectTypeOf(spawn<User>).returns.toEqualTypeOf<JoinHandle<User>>()
    expectTypeOf(spawnLocal<User>).returns.toEqualTypeOf<JoinHandle<User>>()
    expectTypeOf<JoinHandle<User>>().toExtend<Future<User>>()
    expectTypeOf<JoinHandle<User>>().toExtend<Disposable>()
    expectTypeOf<Output<JoinHandle<User>>>().toEqualTypeOf<User>()
    expectTypeOf<JoinHandle<User>>().not.toExtend<JoinHandle<string>>()
  })

  it('handles compose', () => {
    const either = (a: JoinHandle<User>, b: Future<string>): Future<{ index: 0; value: User } | { index: 1; value: string }> => select(a, b)
    expectTypeOf(either).toBeFunction()
  })

  it('a handle’s members', () => {
    expectTypeOf<JoinHandle<User>['id']>().toEqualTypeOf<number>()
    expectTypeOf<JoinHandle<User>['isFinished']>().toEqualTypeOf<() => boolean>()
    expectTypeOf<JoinHandle<User>['abort']>().toEqualTypeOf<() => void>()
    expectTypeOf<JoinHandle<User>['abortHandle']>().toEqualTypeOf<() => AbortHandle>()
    expectTypeOf<AbortHandle['id']>().toEqualTypeOf<number>()
    expectTypeOf<AbortHandle['isFinished']>().toEqualTypeOf<() => boolean>()
  })

  it('a Runtime is Disposable, and its options are optional', () => {
    expectTypeOf<Runtime>().toExtend<Disposable>()
    expectTypeOf(Runtime).toBeConstructibleWith()
    expectTypeOf(Runtime).toBeConstructibleWith({ driver: parkThread(), name: 'n', seed: 1, onUnhandledError: (e: JoinError) => void e.id })
    expectTypeOf<Runtime['runUntilStalled']>().toEqualTypeOf<() => number>()
    expectTypeOf<Runtime['tryRunOne']>().toEqualTypeOf<() => boolean>()
    expectTypeOf<Runtime['enter']>().returns.toExtend<Disposable>()
    expectTypeOf<Runtime['dump']>().returns.toEqualTypeOf<TaskDump[]>()
    expectTypeOf(Runtime.current).returns.toEqualTypeOf<Runtime | null>()
  })

  it('errors tell by predicates', () => {
    expectTypeOf<JoinError>().toExtend<Error>()
    expectTypeOf<JoinError['isPanic']>().toEqualTypeOf<() => boolean>()
    expectTypeOf<JoinError['isCancelled']>().toEqualTypeOf<() => boolean>()
  })

  it('drivers, parkers and remote wakers', () => {
    expectTypeOf(parkThread).toBeCallableWith()
    expectTypeOf(parkThread).returns.toExtend<Driver>()
    expectTypeOf(remoteWaker).returns.toEqualTypeOf<RemoteWaker>()
    expectTypeOf<RemoteWaker>().toExtend<Disposable>()
    expectTypeOf<Parker['unparker']>().toEqualTypeOf<() => Unparker>()
  })
})

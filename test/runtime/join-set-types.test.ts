// The types of JoinSet, LocalSet and taskLocal.
import { describe, expectTypeOf, it } from 'vitest'
import { type AbortHandle, Done, JoinSet, LocalSet, lazy, ready, taskLocal } from '../../src/index.ts'
import type { Future, JoinHandle, Output, TaskLocal } from '../../src/index.ts'

interface User {
  id: number
}

describe('the sets', () => {
  it('a JoinSet has one type of output', () => {
    const set = new JoinSet<User>()
    expectTypeOf(set).toExtend<Disposable>()
    expectTypeOf(set.spawn).toBeCallableWith(ready({ id: 1 }))
    expectTypeOf(set.spawnLocal).returns.toEqualTypeOf<AbortHandle>()
    // @ts-expect-error a future of something else
    lazy(() => set.spawn(ready('a string')))
    const next = (): Future<User | Done> => set.joinNext()
    expectTypeOf<Output<ReturnType<typeof next>>>().toEqualTypeOf<User | Done>()
    expectTypeOf(set.tryJoinNext).returns.toEqualTypeOf<User | Done | undefined>()
    expectTypeOf(set.shutdown).returns.toExtend<Future<void>>()
    expectTypeOf(set.size).toEqualTypeOf<number>()
  })

  it('a LocalSet is a future, and gives handles', () => {
    const set = new LocalSet()
    expectTypeOf(set).toExtend<Future<void>>()
    expectTypeOf(set).toExtend<Disposable>()
    expectTypeOf(set.spawnLocal(ready({ id: 1 }))).toEqualTypeOf<JoinHandle<{ id: number }>>()
    expectTypeOf<Output<ReturnType<typeof set.runUntil<User>>>>().toEqualTypeOf<User>()
  })

  it('a taskLocal gives its value or undefined, and its scopes the output of their future', () => {
    const key = taskLocal<User>()
    expectTypeOf(key).toEqualTypeOf<TaskLocal<User>>()
    expectTypeOf(key.get).returns.toEqualTypeOf<User | undefined>()
    const scoped = (): Future<string> => key.scope({ id: 1 }, ready('output'))
    expectTypeOf<Output<ReturnType<typeof scoped>>>().toEqualTypeOf<string>()
    // @ts-expect-error a value of another type
    expectTypeOf(() => key.scope('a string', ready(1))).toBeFunction()
  })
})

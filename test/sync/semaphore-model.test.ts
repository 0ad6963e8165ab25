// The semaphore beside its model, and the locks, which are the same queue, beside the same model.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drop, Pending, type Future } from '../../src/future/index.ts'
import { ClosedError, Mutex, RwLock, Semaphore } from '../../src/sync/index.ts'
import { mockTask, type MockTask } from '../../src/testing/index.ts'
import { SemaphoreModel, type ModelAcquire } from '../support/semaphore-model.ts'

type Step = ['make', number] | ['poll' | 'drop', number] | ['add', number] | ['close']

interface Pair {
  readonly task: MockTask<Disposable>
  readonly model: ModelAcquire
  permit: Disposable | null
}

function polled(task: MockTask<Disposable>): { what: string; permit: Disposable | null } {
  try {
    const output = task.poll()
    return output === Pending ? { what: 'pending', permit: null } : { what: 'permit', permit: output }
  } catch (error) {
    return { what: error instanceof ClosedError ? 'closed' : 'misuse', permit: null }
  }
}

interface Real {
  add(count: number): void
  close(): void
  available(): number | null
}

/** Takes the steps on both sides, and compares after each: what polls gave, and who was woken how often. */
function compare(model: SemaphoreModel, make: (need: number) => [Future<Disposable>, number], steps: readonly Step[], real: Real): void {
  const pairs: Pair[] = []
  for (const [what, value = 0] of steps) {
    const pair = pairs[value % Math.max(pairs.length, 1)]
    if (what === 'make') {
      const [future, need] = make(value)
      pairs.push({ task: mockTask(future), model: { need, state: 'new', wakes: 0 }, permit: null })
    } else if (what === 'add') {
      model.add(value)
      real.add(value)
    } else if (what === 'close') {
      model.close()
      real.close()
    } else if (pair !== undefined && what === 'poll') {
      const { what: answer, permit } = polled(pair.task)
      expect(answer).toBe(model.poll(pair.model))
      pair.permit ??= permit
    } else if (pair !== undefined) {
      model.end(pair.model)
      drop(pair.task)
      drop(pair.permit)
    }
    expect(pairs.map(({ task }) => task.wakeCount)).toEqual(pairs.map(one => one.model.wakes))
    expect(real.available()).toBe(real.available() === null ? null : model.available)
  }
}

const basic = (most: number) => [
  { weight: 3, arbitrary: fc.tuple(fc.constant('make' as const), fc.integer({ min: 1, max: most })) },
  { weight: 5, arbitrary: fc.tuple(fc.constant('poll' as const), fc.nat(20)) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('drop' as const), fc.nat(20)) },
]
const none = { add: () => {}, close: () => {}, available: () => null }

describe('beside a model', () => {
  it('38, 39: Semaphore', () => {
    const step: fc.Arbitrary<Step> = fc.oneof(...basic(4), { weight: 1, arbitrary: fc.tuple(fc.constant('add' as const), fc.nat(3)) }, { weight: 1, arbitrary: fc.constant(['close'] as ['close']) })
    fc.assert(fc.property(fc.nat(4), fc.array(step, { maxLength: 40 }), (permits, steps) => {
      const semaphore = new Semaphore(permits)
      compare(new SemaphoreModel(permits), need => [semaphore.acquire(need), need], steps, {
        add: n => semaphore.addPermits(n),
        close: () => semaphore.close(),
        available: () => semaphore.available,
      })
    }), { numRuns: 2000 })
  })

  it('38, 39: Mutex, a semaphore of one', () => {
    fc.assert(fc.property(fc.array(fc.oneof(...basic(1)) as fc.Arbitrary<Step>, { maxLength: 40 }), steps => {
      const mutex = new Mutex(0)
      compare(new SemaphoreModel(1), () => [mutex.lock(), 1], steps, none)
    }), { numRuns: 1000 })
  })

  it('38, 39: RwLock, a semaphore of which a reader wants one and a writer all', () => {
    const ALL = 1000
    fc.assert(fc.property(fc.array(fc.oneof(...basic(2)) as fc.Arbitrary<Step>, { maxLength: 40 }), steps => {
      const lock = new RwLock(0)
      compare(new SemaphoreModel(ALL), side => (side === 1 ? [lock.read(), 1] : [lock.write(), ALL]), steps, none)
    }), { numRuns: 1000 })
  })
})

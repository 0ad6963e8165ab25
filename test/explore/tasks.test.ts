// Tasks, handles and aborts under every schedule.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catchUnwind, drop, map, type Future, type Result } from '../../src/future/index.ts'
import { spawnLocal, type JoinError } from '../../src/runtime/index.ts'
import { explore, schedules, simulate, type Program } from '../../src/testing/index.ts'
import { sleep } from '../../src/time/index.ts'
import { outcomes } from '../support/outcomes.ts'
import { routine } from '../support/routine.ts'
import { turns } from '../support/turns.ts'
import { WakeModel, type WakeStep } from '../support/wake-model.ts'

const ended = (result: Result<unknown>): string => (result.ok ? 'value' : (result.error as JoinError).isCancelled() ? 'cancelled' : 'panic')

/** A task of `count` turns that counts what is done to it. */
function counted(count: number): { future: Future<void>; polls: number; disposes: number } {
  const inner = turns(count, () => void task.polls++)
  const future: Future<void> = { poll: cx => inner.poll(cx), [Symbol.dispose]: () => void task.disposes++ }
  const task = { future, polls: 0, disposes: 0 }
  return task
}

describe('a task under every schedule', () => {
  it('16, 17: aborted by another, is polled to its end or disposed once, and its joiner hears which', () => {
    const all = outcomes(() => {
      const task = counted(3)
      const handle = spawnLocal(task.future)
      const abortHandle = handle.abortHandle()
      for (const abort of [() => handle.abort(), () => abortHandle.abort()]) spawnLocal(turns(1, abort))
      let how = ''
      return [map(catchUnwind(handle), result => (how = ended(result))), () => `${how}: ${task.polls} polls, ${task.disposes} disposes`]
    })
    expect(all).toEqual(['cancelled: 0 polls, 1 disposes', 'cancelled: 1 polls, 1 disposes', 'cancelled: 2 polls, 1 disposes', 'value: 3 polls, 0 disposes'])
  })

  it('13, 17: joined before, between or after its turns, gives its output once and wakes its joiner once', () => {
    const all = outcomes(() => {
      const handle = spawnLocal(map(turns(2), () => 7))
      let polls = 0
      return [{ poll: cx => (polls++, handle.poll(cx)) }, () => `${polls} polls of the handle, ${handle.isFinished()}`]
    })
    expect(all).toEqual(['1 polls of the handle, true', '2 polls of the handle, true'])
  })

  it('15: detached at any moment, runs on, and its output is dropped once', () => {
    const all = outcomes(() => {
      let drops = 0
      const handle = spawnLocal(map(turns(2), () => ({ [Symbol.dispose]: () => void drops++ })))
      spawnLocal(turns(1, () => drop(handle)))
      return [sleep(1), () => `${drops} drops`]
    })
    expect(all).toEqual(['1 drops'])
  })

  it('15, 16: joined by a task that is itself aborted, ends all the same', () => {
    const all = outcomes(() => {
      const inner = counted(2)
      const handle = spawnLocal(inner.future)
      const joiner = spawnLocal(routine('Joiner', function* () {
        yield handle
      }))
      spawnLocal(turns(1, () => joiner.abort()))
      let how = ''
      const main = routine('Main', function* () {
        how = ended((yield catchUnwind(joiner)) as Result<unknown>)
        yield sleep(1)
      })
      return [main, () => `${how}, ${inner.polls} polls, ${inner.disposes} disposes, ${handle.isFinished()}`]
    })
    expect(all).toEqual(['cancelled, 2 polls, 0 disposes, true', 'value, 2 polls, 0 disposes, true'])
  })
})

describe('tasks that wake and abort each other', () => {
  const program = (scripts: readonly (readonly WakeStep[])[]): Program => trial => {
    const model = new WakeModel(scripts)
    model.spawn()
    trial.atEnd(() => expect(model.complaints).toEqual([]))
    // Time passes only when nobody is ready.
    return map(sleep(1), () => {
      model.atRest()
      model.over = true
    })
  }
  const step = (wakes: number[], aborts: number[] = [], ends = false): WakeStep => ({ wakes, aborts, ends })

  it.each<[string, WakeStep[][]]>([
    ['two, at each other', [[step([1]), step([1], [], true)], [step([0, 1]), step([0]), step([0])]]],
    ['three in a ring', [[step([1]), step([1])], [step([2]), step([2])], [step([0]), step([0], [], true)]]],
    ['themselves', [[step([0, 0]), step([], [0])], [step([1]), step([1], [1], true)]]],
    ['four, one of which aborts', [[step([1]), step([2])], [step([0]), step([], [], true)], [step([0]), step([0])], [step([3, 0, 1]), step([], [0, 2], true)]]],
  ])('13, 16, 17: %s, are polled exactly when they were woken', (_, scripts) => {
    const report = explore(program(scripts))
    report.check()
    expect(report.exhaustive).toBe(true)
    expect(report.schedules).toBeGreaterThan(1)
  })

  it('13, 16, 17: at random, under random schedules, too', () => {
    const someone = fc.array(fc.nat(3), { maxLength: 3 })
    const steps = fc.array(fc.record({ wakes: someone, aborts: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, someone), ends: fc.boolean() }), { maxLength: 5 })
    fc.assert(fc.property(fc.array(steps, { minLength: 1, maxLength: 4 }), schedules(fc, { length: 30 }), (scripts, schedule) => {
      simulate(schedule, program(scripts))
    }), { numRuns: 2000 })
  })
})

import { describe, expect, it } from 'vitest'
import { aborts, handles, lengths, lifecycleCases, outcomes, programOf, titleOf, wakes } from '../support/lifecycle-cases.ts'
import type { LifecycleCase } from '../support/lifecycle-cases.ts'
import { TaskModel } from '../support/task-model.ts'
import { TaskWorld } from '../support/task-world.ts'

// The life of a task, enumerated: (value, throw, throw in dispose) x (what becomes of the handle) x (when it is aborted) x (extra
// wakes) x (polls until it is done). The model of the contract says what the whole trace must be; the runtime has to agree with it.

const cases = [...lifecycleCases()]

function play(c: LifecycleCase): { expected: string[]; actual: string[]; model: TaskModel; world: TaskWorld } {
  const model = new TaskModel()
  const world = new TaskWorld()
  return { expected: model.run(programOf(c)), actual: world.run(programOf(c)), model, world }
}

describe('13, 15-19: every life of a task', () => {
  for (const outcome of outcomes) {
    for (const handle of handles) {
      const group = cases.filter(c => c.outcome === outcome && c.handle === handle)
      it(`13, 15-19: ${outcome}; handle ${handle}: ${group.length} lives`, () => {
        for (const c of group) {
          const { expected, actual, model, world } = play(c)
          expect(actual, titleOf(c)).toEqual(expected)
          expect(world.polls, titleOf(c)).toEqual(model.polls)
          expect(world.disposes, titleOf(c)).toEqual(model.disposes)
        }
      })
    }
  }
})

// The model is itself only believed because of these: lives written out by hand, from the sentences of the contract.
describe('13, 15-19: lives written out by hand', () => {
  const life = (c: Partial<LifecycleCase>): LifecycleCase => ({ outcome: 'value', handle: 'kept', abort: 'never', wake: '0', length: 1, ...c })
  const story = (lines: string[]): string[] => lines.filter(line => !line.startsWith('finished'))
  const told = (c: Partial<LifecycleCase>, lines: string[]): void => {
    const { expected, actual } = play(life(c))
    expect(story(expected)).toEqual(lines)
    expect(story(actual)).toEqual(lines)
  }

  it('15: a value waits for its handle, survives the shutdown and is given once', () => {
    told({ length: 2 }, ['spawn 0', 'poll 0#1', 'pending 0', 'run true', 'wake 0', 'poll 0#2', 'value 0', 'run true', 'wake 0', 'run false',
      'wake 0', 'stalled after 0', 'stalled after 0', 'shutdown', 'join 0: value 0', 'detach 0', 'join 0: spent'])
  })

  it('6, 15: the result of a detached task is dropped at once', () => {
    told({ handle: 'disposed at once' }, ['spawn 0', 'detach 0', 'detach 0', 'poll 0#1', 'value 0', 'drop 0', 'run true', 'wake 0', 'run false',
      'wake 0', 'stalled after 0', 'stalled after 0', 'shutdown', 'join 0: spent', 'detach 0', 'join 0: spent'])
  })

  it('16: aborted before its first poll, a task is disposed unpolled, in its turn', () => {
    told({ abort: 'before the first poll', handle: 'joined from the start' }, ['spawn 0', 'join 0: pending', 'join 0: pending', 'abort 0', 'abort 0',
      'dispose 0', 'join 0: pending', 'disposed 0', 'woken 0', 'run true', 'run false', 'stalled after 0', 'join 0: cancelled', 'join 0: spent',
      'stalled after 0', 'shutdown', 'join 0: spent', 'detach 0', 'join 0: spent'])
  })

  it('16: an abort during a poll that returns Pending takes the next turn, one during the last poll nothing', () => {
    told({ abort: 'during the first poll', length: 2 }, ['spawn 0', 'poll 0#1', 'abort 0', 'abort 0', 'pending 0', 'run true', 'wake 0', 'dispose 0',
      'disposed 0', 'run true', 'wake 0', 'run false', 'wake 0', 'stalled after 0', 'stalled after 0', 'shutdown', 'join 0: cancelled', 'detach 0', 'join 0: spent'])
    told({ abort: 'during the first poll', length: 1 }, ['spawn 0', 'poll 0#1', 'abort 0', 'abort 0', 'value 0', 'run true', 'wake 0', 'run false',
      'wake 0', 'stalled after 0', 'stalled after 0', 'shutdown', 'join 0: value 0', 'detach 0', 'join 0: spent'])
  })

  it('18, 19: a throw in dispose is a panic, and with its handle gone it is reported at once', () => {
    told({ outcome: 'value, dispose throws', handle: 'disposed at once', abort: 'before the first poll' }, ['spawn 0', 'detach 0', 'detach 0', 'abort 0',
      'abort 0', 'dispose 0', 'dispose throws 0', 'unhandled 0: panic dispose 0', 'run true', 'run false', 'stalled after 0', 'stalled after 0', 'shutdown',
      'join 0: spent', 'detach 0', 'join 0: spent'])
  })

  it('19: a failure that nobody took is reported at shutdown, once, and can still be joined', () => {
    told({ outcome: 'throw' }, ['spawn 0', 'poll 0#1', 'throw 0', 'run true', 'wake 0', 'run false', 'wake 0', 'stalled after 0', 'stalled after 0', 'shutdown',
      'unhandled 0: panic poll 0', 'join 0: panic poll 0', 'detach 0', 'join 0: spent'])
  })
})

describe('13, 15-19: the enumeration', () => {
  it('is the whole product', () => {
    expect(cases.length).toBe(outcomes.length * handles.length * aborts.length * wakes.length * lengths.length)
    expect(new Set(cases.map(titleOf)).size).toBe(cases.length)
  })

  it('reaches every end that a task can have', () => {
    const seen = new Set<string>()
    for (const c of cases) for (const line of new TaskModel().run(programOf(c))) seen.add(line)
    for (const line of ['join 0: value 0', 'join 0: panic poll 0', 'join 0: panic dispose 0', 'join 0: cancelled', 'join 0: spent', 'join 0: pending',
      'drop 0', 'woken 0', 'unhandled 0: panic poll 0', 'unhandled 0: panic dispose 0', 'dispose throws 0', 'disposed 0', 'poll 0#3', 'poll 1#2'])
      expect(seen, line).toContain(line)
  })
})

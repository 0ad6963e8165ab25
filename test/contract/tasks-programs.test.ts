import fc from 'fast-check'
import { expect, it } from 'vitest'
import { programs } from '../support/task-arbitrary.ts'
import { TaskModel } from '../support/task-model.ts'
import type { Program } from '../support/task-program.ts'
import { TaskWorld } from '../support/task-world.ts'

// Random programs of spawn, wake, abort, detach and join, from outside, from polls and from disposes, against the model of the contract.

it('13-20, 30: random programs over tasks behave as the contract says, line by line', () => {
  fc.assert(fc.property(programs, (program: Program) => {
    const model = new TaskModel()
    const world = new TaskWorld()
    const expected = model.run(program)
    expect(world.run(program)).toEqual(expected)
    expect(world.polls).toEqual(model.polls)
    expect(world.disposes).toEqual(model.disposes)
  }), { numRuns: 3000 })
})

it('4, 13-20: whatever the program, a future is disposed at most once and never after it finished', () => {
  fc.assert(fc.property(programs, (program: Program) => {
    const world = new TaskWorld()
    const lines = world.run(program)
    expect(Math.max(...world.disposes)).toBeLessThanOrEqual(1)
    expect(lines.filter(line => /[A-Z]{2}/.test(line))).toEqual([])
  }), { numRuns: 1000 })
})

// The one thing that a scheduler which chooses asks of the run queue.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RunQueue } from '../../src/runtime/run-queue.ts'
import type { Task } from '../../src/runtime/task.ts'

it('14: a task brought forward is next, and the others keep their order', () => {
  const operation = fc.oneof(fc.constant('push' as const), fc.constant('shift' as const), fc.nat(8))
  fc.assert(fc.property(fc.array(operation, { maxLength: 40 }), operations => {
    const queue = new RunQueue()
    const model: Task[] = []
    for (const each of operations) {
      if (each === 'push') {
        const task = { next: null } as Task
        queue.push(task)
        model.push(task)
      } else if (each === 'shift') {
        expect(queue.shift()).toBe(model.shift() ?? null)
      } else if (each < model.length) {
        queue.bringForward(each)
        model.unshift(...model.splice(each, 1))
      }
      expect([...queue]).toEqual(model)
      expect([queue.count(), queue.isEmpty()]).toEqual([model.length, model.length === 0])
    }
  }))
})

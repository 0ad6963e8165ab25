/** How a `LocalSet` shows its tasks to errors, dumps and tools: as tasks, not as the handles that they also are. */
import { inspectionOf, type Inspection } from '../future/inspect.ts'
import { inspect } from '../future/symbols.ts'
import type { Task } from './task.ts'

export class TaskView {
  readonly task: Task

  constructor(task: Task) {
    this.task = task
  }

  [inspect](): Inspection {
    return inspectionOf(this.task.stage)
  }
}

/**
 * Which tasks of `LocalSet`s there are: a set is an executor of its own, inside some task's poll, and its tasks are in no list
 * of the runtime's. But what happens to them is told to the runtime's observer, while the set is the current one.
 */
import { inspect } from '../../future/symbols.ts'
import { currentLocalSet } from '../../runtime/current.ts'
import type { LocalSet } from '../../runtime/local-set.ts'
import type { Observer, TaskKind, WakeCause } from '../../runtime/observer.ts'
import { isNew } from '../../runtime/state.ts'
import { TaskView } from '../../runtime/task-view.ts'
import type { Task } from '../../runtime/task.ts'

/** An observer that passes everything on. */
export class LocalTasks implements Observer {
  private readonly next: Observer | null
  private readonly sets: Set<LocalSet>

  constructor(next: Observer | null) {
    this.next = next
    this.sets = new Set()
  }

  /** Those that are suspended, set by set, in the order of spawning. */
  suspended(): Task[] {
    const tasks: Task[] = []
    for (const set of this.sets) {
      for (const child of set[inspect]().children ?? []) if (child instanceof TaskView && !isNew(child.task)) tasks.push(child.task)
    }
    return tasks
  }

  taskSpawned(id: number, name: string, parent: number | null, kind: TaskKind): void {
    this.next?.taskSpawned?.(id, name, parent, kind)
  }

  taskWoken(id: number, by: number | null, cause: WakeCause): void {
    this.next?.taskWoken?.(id, by, cause)
  }

  taskPolled(id: number): void {
    this.next?.taskPolled?.(id)
  }

  taskSuspended(id: number): void {
    const set = currentLocalSet()
    if (set !== null) this.sets.add(set)
    this.next?.taskSuspended?.(id)
  }

  taskAborted(id: number, by: number | null): void {
    this.next?.taskAborted?.(id, by)
  }

  taskCompleted(id: number, how: 'value' | 'panic' | 'cancelled'): void {
    this.next?.taskCompleted?.(id, how)
  }
}

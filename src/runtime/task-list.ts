/**
 * The tasks that are suspended, or have been. With those in the run queue and the one that has its first turn, these
 * are all that have not ended. A task joins when it first answers `Pending`, so that one which finishes in its first
 * poll, as most short ones do, never pays for it. A doubly linked list through the tasks themselves, so that a task leaves it in O(1).
 *
 *     remove(B):   oldest ─▶ A ⇄ B ⇄ C ◀─ newest      becomes      oldest ─▶ A ⇄ C ◀─ newest
 */
import type { Task } from './task.ts'

export class TaskList {
  private oldest: Task | null
  private newest: Task | null

  constructor() {
    this.oldest = null
    this.newest = null
  }

  add(task: Task): void {
    const newest = this.newest
    if (newest === null) {
      this.oldest = task
    } else {
      newest.newer = task
      task.older = newest
    }
    this.newest = task
  }

  remove(task: Task): void {
    const { older, newer } = task
    if (older === null) this.oldest = newer
    else older.newer = newer
    if (newer === null) this.newest = older
    else newer.older = older
    task.older = null
    task.newer = null
  }

  isEmpty(): boolean {
    return this.oldest === null
  }

  *[Symbol.iterator](): Generator<Task> {
    for (let task = this.oldest; task !== null; task = task.newer) yield task
  }
}

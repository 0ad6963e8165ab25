import type { Snapshot, TaskRow } from '../../src/watch/top/snapshot.ts'

/** A task as a program would tell of it. */
export function taskRow(more: Partial<TaskRow> = {}): TaskRow {
  return {
    runtime: 'jobs', id: '1', name: 'Tick', state: 'waiting', polls: 10, wakes: 9, selfWakes: 2, busy: 1.5, waitsOn: 'a timer', tree: [], lints: 0, ...more,
  }
}

export function snapshotOf(tasks: readonly TaskRow[], more: Partial<Snapshot> = {}): Snapshot {
  return { version: 1, pid: 42, at: 1500, parked: false, tasks, more: 0, spawned: tasks.length, ended: 0, polls: 100, lints: [], ...more }
}

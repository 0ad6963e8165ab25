/** The workloads that are Effection's: operations that suspend, and tasks that are spawned and awaited. */
import { action, run, spawn, type Operation, type Task } from 'effection'

/** The shortest suspension that it has: an action resolved from the microtask queue. */
function turn(): Operation<void> {
  return action<void>(resolve => {
    queueMicrotask(resolve)
    return () => {}
  })
}

export function yields(turns: number): Promise<number> {
  return run(function* () {
    let taken = 0
    while (taken < turns) {
      yield* turn()
      taken += 1
    }
    return taken
  })
}

export function spawnJoin(tasks: number): Promise<number> {
  return run(function* () {
    const all: Task<number>[] = []
    for (let i = 0; i < tasks; i++) all.push(yield* spawn(() => same(i)))
    let sum = 0
    for (const task of all) sum += yield* task
    return sum
  })
}

// oxlint-disable-next-line require-yield -- ready at once; the task is scheduled all the same
function* same(i: number): Operation<number> {
  return i
}

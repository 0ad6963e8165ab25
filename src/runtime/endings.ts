/**
 * # How a task ends
 *
 * With an output, with a throw, because it broke the sendable rule, or disposed unfinished. The steps of an ending have a
 * fixed order, because all of it can be observed: the future is gone, the outcome is in place, the task has left the lists;
 * only then the joiner is woken. User code that runs in between (a dispose, a waker, the drop of an output that nobody
 * wants) finds settled state and may spawn, wake, abort or drop anything.
 *
 * Each ending answers false, for the turn in which it happens: the task is not to be queued again.
 */
import { drop, dropAllSuppressed } from '../future/dispose.ts'
import { nameOf } from '../future/inspect.ts'
import { explainOverflow } from '../future/stack-overflow.ts'
import type { Waker } from '../future/waker.ts'
import { watch } from '../future/watch.ts'
import { JoinError, NO_TASK } from './errors.ts'
import type { Executor } from './executor.ts'
import type { TaskEnd } from './observer.ts'
import { beginDispose, finish, isDetached, isNew } from './state.ts'
import { Cancelled, type Task } from './task.ts'
import type { Watching } from './watching.ts'

/** Its poll gave `output`. */
export function complete(executor: Executor, task: Task, output: unknown): false {
  if (!isDetached(task)) return settle(executor, task, output, false)
  // Nobody will ever take it, so it is dropped: a lock guard among it is released.
  settle(executor, task, null, false)
  try {
    drop(output)
  } catch (error) {
    executor.unhandled.report(JoinError.panic(NO_TASK, `the drop of the output of task ${task.id}`, error))
  }
  return false
}

/** The future, which is called `name`, threw `cause`, from its poll or its dispose. */
export function fail(executor: Executor, task: Task, name: string, cause: unknown): false {
  const error = JoinError.panic(task.id, name, explainOverflow(cause))
  const detached = isDetached(task)
  // After the shutdown nobody looks for failures that were not taken.
  const report = detached || executor.closed
  if (!report) executor.unhandled.note(error, task)
  settle(executor, task, detached ? null : error, true)
  if (report) executor.unhandled.report(error)
  return false
}

/**
 * The future holds something, across this suspension, that it must not, which Rust refuses at compile time; or it could
 * not say.
 */
export function reject(executor: Executor, task: Task, future: object, error: unknown): false {
  beginDispose(task)
  dropAllSuppressed([future], error)
  return fail(executor, task, nameOf(future), error)
}

/** Disposes the future of a task that is not on the stack; its state is DISPOSING already, or is set so here. */
export function cancel(executor: Executor, task: Task): false {
  beginDispose(task)
  const future = task.stage
  if (executor.observer !== null) executor.observer.enter(task.id)
  try {
    drop(future)
  } catch (error) {
    return fail(executor, task, nameOf(future), error)
  }
  return settle(executor, task, Cancelled, true)
}

/** The last step of every ending. */
function settle(executor: Executor, task: Task, outcome: unknown, failed: boolean): false {
  if (isNew(task)) executor.starting = null
  else executor.tasks.remove(task)
  task.stage = outcome
  finish(task, failed)
  task.executor = null
  const { observer } = executor
  if (observer !== null) settleWatched(executor, observer, task, !failed ? 'value' : outcome === Cancelled ? 'cancelled' : 'panic')
  else if (task.joiner !== null) wakeJoiner(executor, task, task.joiner)
  return false
}

/** The joiner is woken in the task's turn: it is told who woke it. */
function settleWatched(executor: Executor, observer: Watching, task: Task, how: TaskEnd): void {
  observer.completed(task.id, how)
  if (task.joiner !== null) wakeJoiner(executor, task, task.joiner)
  observer.leave(task.id)
}

function wakeJoiner(executor: Executor, task: Task, joiner: Waker): void {
  task.joiner = null
  if (watch.current !== null) watch.current.ready(task)
  try {
    joiner.wake()
  } catch (error) {
    executor.unhandled.report(JoinError.panic(NO_TASK, `the waker of who joined task ${task.id}`, error))
  }
}

/** What a runtime shows of its tasks: to errors, to tools, to whoever asks with `runtime.dump()`. */
import { inspectionOf, waitsOn } from '../future/inspect.ts'
import { isLocalTask, label } from './errors.ts'
import { unwrapped } from './inside.ts'
import type { MainTask } from './main-task.ts'
import { isFinished, isPolling, isQueued } from './state.ts'
import { TaskView } from './task-view.ts'
import { Task } from './task.ts'

/**
 * A task, or a future in one, at the moment when `runtime.dump()` was called or an error thrown. Plain data: print it,
 * post it, compare it.
 *
 * Rust: `tokio::runtime::dump::Task`.
 *
 * @example
 * for (const { id, state, waitsOn } of runtime.dump()) console.log(id, state, waitsOn)
 */
export interface TaskDump {
  /** The task's number, also of a `LocalSet`'s task and a task that is joined; 0 for the main future and the parts of a task. */
  id: number
  /** What the future calls itself, else its class. */
  name: string
  /** The state of the future's machine where it tells; else of its task: `queued`, `polling`, `waiting`, `finished`. */
  state: string
  /** What its leaves wait on, or '' where they do not tell. */
  waitsOn: string
  /** The futures that it polls, as far as they tell. */
  children: TaskDump[]
}

/** Futures shown below one task at most, so that ten thousand joined ones stay readable. */
export const MOST_CHILDREN = 64

/** Tasks within each other's sets, shown within each other: as data, deeper ones would be of no use to anybody, and overflow who reads them. */
const MOST_NESTED_SETS = 100

/**
 * What one task's dump still has room for; and the tasks that are shown already: a `LocalSet` may be held by several, also
 * by one of its own.
 */
interface Progress {
  left: number
  readonly tasks: Set<Task>
  /** Sets around the task. */
  readonly sets: number
}

/** @param tasks those that are shown already, one set for the whole of a runtime's dump. */
export function dumpTask(task: Task, tasks: Set<Task>, sets = 0): TaskDump {
  tasks.add(task)
  return dumpFuture(task.id, unwrapped(task.stage), stateOf(task), { left: MOST_CHILDREN, tasks, sets })
}

/** The state of a task where its future tells none. */
export function stateOf(task: Task): string {
  return isPolling(task) ? 'polling' : isQueued(task) ? 'queued' : isFinished(task) ? 'finished' : 'waiting'
}

/** @param tasks as for {@link dumpTask}. */
export function dumpMain(main: MainTask, tasks: Set<Task>): TaskDump {
  const state = main.polling ? 'polling' : main.woken ? 'queued' : 'waiting'
  return dumpFuture(0, main.future, state, { left: MOST_CHILDREN, tasks, sets: 0 })
}

function dumpFuture(id: number, future: unknown, taskState: string, progress: Progress): TaskDump {
  const { name, state, children = [] } = inspectionOf(future)
  const shown: TaskDump[] = []
  for (const child of children) {
    if (!(child instanceof TaskView)) {
      if (progress.left-- > 0) shown.push(dumpFuture(child instanceof Task ? child.id : 0, child, 'waiting', progress))
    } else if (progress.sets < MOST_NESTED_SETS && !progress.tasks.has(child.task)) {
      shown.push(dumpTask(child.task, progress.tasks, progress.sets + 1))
    }
  }
  return { id, name, state: state ?? taskState, waitsOn: waitsOn(future), children: shown }
}

/** The dump as text: a line a task, the futures inside indented below it. */
export function formatDump(dumps: TaskDump[]): string {
  return dumps.map(dump => formatLines(dump, '', true)).join('\n')
}

function formatLines(dump: TaskDump, indent: string, isTask: boolean): string {
  const title = isTask ? label(dump.id, dump.name) : dump.name
  const waits = dump.waitsOn === '' ? '' : `, waits on ${dump.waitsOn}`
  const below = dump.children.map(child => `\n${formatLines(child, `${indent}  `, isLocalTask(child))}`).join('')
  return `${indent}${title}: ${dump.state}${waits}${below}`
}

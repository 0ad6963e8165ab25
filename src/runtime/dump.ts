/** What a runtime shows of its tasks: to errors, to tools, to whoever asks with `runtime.dump()`. */
import { inspectionOf, waitsOn } from '../future/inspect.ts'
import { label } from './errors.ts'
import type { MainTask } from './main-task.ts'
import { isFinished, isPolling, isQueued } from './state.ts'
import { Task } from './task.ts'

export interface TaskDump {
  /** The task's number; 0 for the main future, and for a future that is part of a task. */
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
const MOST_CHILDREN = 64

export function dumpTask(task: Task): TaskDump {
  const state = isPolling(task) ? 'polling' : isQueued(task) ? 'queued' : isFinished(task) ? 'finished' : 'waiting'
  return dumpFuture(task.id, task.stage, state, { left: MOST_CHILDREN })
}

export function dumpMain(main: MainTask): TaskDump {
  return dumpFuture(0, main.future, main.polling ? 'polling' : main.woken ? 'queued' : 'waiting', { left: MOST_CHILDREN })
}

function dumpFuture(id: number, future: unknown, taskState: string, room: { left: number }): TaskDump {
  const { name, state, children = [] } = inspectionOf(future)
  const shown: TaskDump[] = []
  for (const child of children) {
    if (room.left-- <= 0) break
    shown.push(dumpFuture(child instanceof Task ? child.id : 0, child, 'waiting', room))
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
  const below = dump.children.map(child => `\n${formatLines(child, `${indent}  `, false)}`).join('')
  return `${indent}${title}: ${dump.state}${waits}${below}`
}

/** The tracks of a Chrome trace: one a task, in the order of numbers, and two for what lies outside every task. */
import { BEFORE_LOCAL_IDS } from '../runtime/local-ids.ts'
import { label } from '../runtime/errors.ts'
import type { ChromeEvent } from './chrome-events.ts'

export const PROCESS = 1

/** Timers, other threads and the host, where they wake somebody. */
export const OUTSIDE = 1

/** The thread's sleep. */
export const THREAD = 2

/** The track of the main future; the tasks follow. */
const MAIN = 10

/** Where local tasks begin, whose numbers lie below zero: behind all others. */
const LOCAL = 2 ** 30

/** The track of a task. Null stands for outside. */
export function trackOf(task: number | null): number {
  if (task === null) return OUTSIDE
  return task < 0 ? LOCAL + task - BEFORE_LOCAL_IDS : MAIN + task
}

/** What names the tracks of `tasks`, by their names. */
export function* trackNames(process: string, tasks: ReadonlyMap<number, string>): Generator<ChromeEvent> {
  yield meta('process_name', 0, { name: process })
  yield* track(OUTSIDE, 'outside: timers, threads, the host')
  yield* track(THREAD, 'the thread')
  for (const [task, name] of tasks) yield* track(trackOf(task), label(task, name))
}

function* track(tid: number, name: string): Generator<ChromeEvent> {
  yield meta('thread_name', tid, { name })
  yield meta('thread_sort_index', tid, { sort_index: tid })
}

function meta(name: string, tid: number, args: Record<string, string | number>): ChromeEvent {
  return { name, ph: 'M', ts: 0, pid: PROCESS, tid, args }
}

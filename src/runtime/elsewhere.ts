/**
 * Tasks that a stuck runtime waits for and does not run. Nothing here can wake who joins them, and yet no waker was lost:
 * it is the place that is wrong. Looked for only when an error is about to be thrown, so joining pays nothing for it.
 */
import { inspectionOf } from '../future/inspect.ts'
import type { ParkRefusal } from './driver.ts'
import type { Executor, TurnsFrom } from './executor.ts'
import { JoinSetFuture } from './join-set-future.ts'
import { TaskView } from './task-view.ts'
import { Task } from './task.ts'

/** Objects that are looked at; as many as any message would need to be long. */
const MOST_OBJECTS = 1024

/** The task is one of a runtime that the host runs: its event loop is what would have to turn. */
export const RUN_BY_THE_HOST: ParkRefusal = {
  because:
    'would wait for a task of a runtime with the driver hostLoop(), which runs in turns of the host\'s event loop, ' +
    'and that cannot turn while blockOn parks this thread',
  remedy: 'make a promise of the handle with toPromise(handle) and await that, or spawn the future on the runtime that blocks',
}

/** What to do about a task that goes on as soon as somebody gives it turns. */
export const ADVICE: Record<'blockOn' | 'LocalSet', string> = {
  LocalSet:
    'a task of a LocalSet goes on only while the set is polled, and nobody does that here: ' +
    'block on set.runUntil(future), or on the set itself',
  blockOn:
    'a task of another runtime goes on only while that one runs: ' +
    'use the blockOn of the runtime on which it was spawned, or spawn it on the one that blocks',
}

/**
 * Who would have to give turns to a task that is joined below `futures`; null if all of those are run by `here`, or by a
 * `LocalSet` that is polled here. As far as futures tell what they poll.
 */
export function waitsElsewhere(futures: unknown[], here: Executor): TurnsFrom | null {
  const runHere = new Set<Executor | null>([here, null])
  const joined: Task[] = []
  const queue = [...futures]
  const seen = new Set(queue)
  for (let at = 0; at < queue.length && at < MOST_OBJECTS; at++) {
    const future = queue[at]
    if (future instanceof Task) joined.push(future)
    if (future instanceof TaskView) runHere.add(future.task.executor)
    for (const child of below(future)) {
      if (seen.has(child)) continue
      seen.add(child)
      queue.push(child)
    }
  }
  return joined.find(({ executor }) => !runHere.has(executor))?.executor?.turnsFrom ?? null
}

function below(future: unknown): unknown[] {
  if (future instanceof TaskView) return [future.task.stage]
  return future instanceof JoinSetFuture ? future.awaited() : (inspectionOf(future).children ?? [])
}

/**
 * Observers that come to a runtime that is there already: `runtime.observe(observer)`. A runtime that nobody observes has
 * no `Watching`; with the first observer it gets one, and loses it with the last.
 */
import '../future/symbols.ts'
import { BlockingJob } from './blocking/job.ts'
import { stateOf } from './dump.ts'
import type { Executor } from './executor.ts'
import type { FoundState, Observer, TaskKind } from './observer.ts'
import type { Runtime } from './runtime.ts'
import { isNew, isPolling } from './state.ts'
import type { Task } from './task.ts'
import { Watching } from './watching.ts'

/** `observer` is told of what is there, and from now on of what happens. @returns what ends that. */
export function observe(runtime: Runtime, observer: Observer): Disposable {
  const { executor } = runtime
  let watching = executor.observer
  if (watching === null) {
    watching = new Watching(runtime)
    enterTurns(watching, runtime)
    setObserver(executor, watching)
  }
  watching.add(observer)
  tellOfAll(watching, runtime, observer)
  return new Observation(executor, watching, observer)
}

class Observation implements Disposable {
  private readonly executor: Executor
  private readonly watching: Watching
  private observer: Observer | null

  constructor(executor: Executor, watching: Watching, observer: Observer) {
    this.executor = executor
    this.watching = watching
    this.observer = observer
  }

  [Symbol.dispose](): void {
    const { executor, watching, observer } = this
    if (observer === null) return
    this.observer = null
    watching.remove(observer)
    if (watching.isEmpty && executor.observer === watching) setObserver(executor, null)
  }
}

/** Also for the `LocalSet`s that tell the observer of this runtime. */
function setObserver(executor: Executor, watching: Watching | null): void {
  executor.observer = watching
  for (const guest of executor.guestsNow()) guest.observer = watching
}

/** The turns that are on the stack, the outermost first, so that what they do from now on is told as done by them. */
function enterTurns(watching: Watching, { main, executor }: Runtime): void {
  if (main !== null && main.polling) watching.enter(0)
  for (const one of [executor, ...executor.guestsNow()]) {
    for (const task of one.unfinished()) if (isPolling(task)) watching.enter(task.id)
  }
}

function tellOfAll(watching: Watching, { main, executor }: Runtime, observer: Observer): void {
  if (main !== null) watching.found(observer, 0, main.future, 'main', main.polling ? 'polling' : main.woken ? 'queued' : 'waiting')
  for (const task of executor.unfinished()) tellOf(watching, observer, task, task.stage instanceof BlockingJob ? 'blocking' : 'task')
  for (const guest of executor.guestsNow()) {
    for (const task of guest.unfinished()) tellOf(watching, observer, task, 'local')
  }
}

/** A task that is new and not being polled has had no turn: whoever comes now has missed nothing. */
function tellOf(watching: Watching, observer: Observer, task: Task, kind: TaskKind): void {
  const future = task.stage as object
  if (isNew(task) && !isPolling(task)) watching.foundNew(observer, task.id, future, kind)
  else watching.found(observer, task.id, future, kind, stateOf(task) as FoundState)
}

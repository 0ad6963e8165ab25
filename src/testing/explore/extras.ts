/**
 * What a schedule may do besides giving tasks their turns, and how much of each it may do yet: poll a task for nothing, drop
 * one, cancel the program, let the clock run ahead.
 */
import type { Executor } from '../../runtime/executor.ts'
import { JoinError } from '../../runtime/errors.ts'
import type { Observer } from '../../runtime/observer.ts'
import { isQueued } from '../../runtime/state.ts'
import type { Task } from '../../runtime/task.ts'
import { LocalTasks } from './local-tasks.ts'
import type { Space } from './schedule.ts'
import type { Trace } from './trace.ts'

/** Tasks that may be chosen now. */
export interface Candidates {
  /** To be polled though nobody woke them. */
  readonly idle: readonly Task[]
  /** To be disposed; the main future last. */
  readonly mortal: readonly Task[]
}

export class Extras {
  /** What the runtime is to be watched with; null: with nothing. */
  readonly observer: Observer | null
  private readonly trace: Trace | null
  private spurious: number
  private drops: number
  private cancels: number
  private late: number
  /** Ids of the tasks that the schedule dropped; null if none. */
  private dropped: Set<number> | null
  /** Null unless tasks may be dropped, or polled for nothing. */
  private readonly localTasks: LocalTasks | null

  constructor({ spurious, drops, cancels, late }: Space, trace: Trace | null) {
    this.localTasks = drops + spurious === 0 ? null : new LocalTasks(trace)
    this.observer = this.localTasks ?? trace
    this.trace = trace
    this.spurious = spurious
    this.drops = drops
    this.cancels = cancels
    this.late = late
    this.dropped = null
  }

  /** Whether there is nothing of all this. */
  areNone(): boolean {
    return this.spurious + this.drops + this.cancels + this.late === 0
  }

  /** Whether those of a `LocalSet` may be chosen too. */
  reachSets(): boolean {
    return this.localTasks !== null
  }

  candidates({ tasks }: Executor, main: Task | null): Candidates {
    const suspended = this.spurious + this.drops + this.cancels === 0 ? [] : [...tasks]
    const local = this.spurious + this.drops === 0 ? [] : this.localTasks!.suspended()
    const idle = this.spurious === 0 ? [] : [...suspended, ...local].filter(task => !isQueued(task))
    const mortal = this.drops === 0 ? [] : [...suspended.filter(task => task !== main), ...local]
    if (this.cancels > 0 && suspended.includes(main!)) mortal.push(main!)
    return { idle, mortal }
  }

  mayBeLate(): boolean {
    return this.late > 0
  }

  /** The clock runs ahead of tasks that are ready. */
  isLate(): void {
    this.late--
  }

  /** Has the next turn of its executor be a poll of `task` that nobody asked for. */
  poll(task: Task, isLocal: boolean): void {
    this.spurious--
    if (isLocal) this.trace?.asksToPoll(task.id)
    else this.trace?.spurious(task.id)
    task.wake()
    comesNext(task)
  }

  /**
   * Has the next turn of its executor be the disposal of `task`: between two of its polls, as a `select` that another branch
   * has won would do it.
   */
  drop(task: Task, isMain: boolean, isLocal: boolean): void {
    if (isMain) this.cancels--
    else this.drops--
    this.dropped ??= new Set()
    this.dropped.add(task.id)
    if (isLocal) this.trace?.asksToDrop(task.id)
    else this.trace?.dropping(task.id)
    task.abort()
    comesNext(task)
  }

  /** A task that joins one which the schedule dropped hears that it was cancelled. That is no failure of the program. */
  isOfDrop(error: unknown): boolean {
    if (this.dropped === null) return false
    let at = error
    try {
      while (at instanceof JoinError && at.isPanic()) at = at.cause
      return at instanceof JoinError && this.dropped.has(at.id)
    } catch {
      // A value that may not even be asked what it is.
      return false
    }
  }
}

/** `task` is queued. Its executor is the runtime's, or that of its `LocalSet`, whose turns are given when the set is polled. */
function comesNext(task: Task): void {
  const { queue } = task.executor!
  queue.bringForward([...queue].indexOf(task))
}

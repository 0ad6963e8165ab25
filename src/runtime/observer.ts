/**
 * The one interface for whatever watches a runtime: traces, metrics, dumps, lints, the stepper. A runtime holds one
 * observer or null and asks `!== null` before each call, so that watching costs nothing when nobody does.
 *
 * Events carry the task's id, 0 for the main future. They come in the order in which things happen, except that a task
 * which wakes itself is told of at its suspension. They carry no times and no numbers of their own: who wants those
 * counts the calls, or reads a clock. (`pollux/watch` has observers that do: a recorder, counters, a fan-out to several.)
 *
 * What an observer throws is printed: who watches must not change what is watched. A callback may read everything
 * (`runtime.dump()`, `runtime.metrics`) and may ask, as any waker may (`spawn`, `wake`, `abort`); `blockOn` in it throws
 * `NestedBlockOnError`. Methods that are missing cost a test a call; those for resources and timers cost nothing then.
 */
import type { Context } from '../future/context.ts'
import type { Waker } from '../future/waker.ts'

/**
 * What a task is: the future of a `blockOn`; one of `spawn`; one that is bound to this thread, of `spawnLocal` or of a
 * `LocalSet`; one of `start`, which had its first poll at once (so `toPromise`); or a job on a worker thread.
 */
export type TaskKind = 'main' | 'task' | 'local' | 'root' | 'blocking'

/**
 * Why a task was woken: by a task's turn (its poll, its end or its disposal), by a timer that was due, by another thread,
 * by a request to abort it, or by something of the host's outside every turn.
 */
export type WakeCause = 'task' | 'timer' | 'remote' | 'abort' | 'outside'

/** What a task does at the moment: it waits to be woken, or for its turn, or its poll is under way. */
export type FoundState = 'waiting' | 'queued' | 'polling'

/** How a task ended: with an output, with a throw, or disposed unfinished. */
export type TaskEnd = 'value' | 'panic' | 'cancelled'

/**
 * Told of what happens in a runtime, each method when it is there.
 *
 * Rust: what tokio's `tracing` feature emits for tokio-console, and the hooks of `tokio::runtime::Builder`
 * (`on_task_spawn`, `on_task_terminate`, `on_thread_park` …).
 *
 * @example
 * new Runtime({ observer: { taskPolled: id => console.log('poll', id) } })
 */
export interface Observer {
  // ---- tasks ----

  /**
   * Also of the main future, when `blockOn` begins, and of the unfinished tasks of a `LocalSet` that comes to this runtime,
   * under the numbers that they have here.
   *
   * @param parent the task in whose turn it was spawned, 0 for the main future, null outside any turn.
   */
  taskSpawned?(id: number, name: string, parent: number | null, kind: TaskKind): void
  /**
   * Instead of `taskSpawned`, to an observer that came later than the task, by `runtime.observe`: a task that has had turns
   * already, and has not ended. One that has had none is told of as spawned, by nobody. An observer without this method is
   * told of both so.
   *
   * @param kind of a task of the runtime's own it is not remembered how it came there: `task` for all of them.
   * @param future the task's, to be looked at and not polled.
   */
  taskFound?(id: number, name: string, kind: TaskKind, state: FoundState, future: object): void
  /**
   * It was idle and is queued now; or it woke itself, and is queued behind whatever it woke besides.
   *
   * @param by the task whose turn woke it, 0 for the main future, null from outside any turn.
   */
  taskWoken?(id: number, by: number | null, cause: WakeCause): void
  taskPolled?(id: number): void
  /** Its poll answered `Pending`. */
  taskSuspended?(id: number): void
  /** Its end was asked for, by the turn of the task `by`. Told once, and not of tasks that have ended. It is queued, and ends at its turn. */
  taskAborted?(id: number, by: number | null): void
  /** The last that is told of it. A main future that is disposed unfinished is `cancelled`. */
  taskCompleted?(id: number, how: TaskEnd): void

  // ---- resources: what leaves wait for ----

  /**
   * A leaf began to wait: at a lock, a channel, a notice, a join handle, a promise … Each number is told once more, by the
   * method that tells how the wait ended. Timers are told by methods of their own.
   *
   * @param id the wait's number: 1, 2, 3 … in the order in which they began.
   * @param task in whose turn; null if it was polled by hand.
   * @param kind what the leaf calls itself: `Lock`, `Receiver`, `JoinHandle`.
   * @param waitsOn what would have to happen, in words; '' where the leaf does not tell.
   */
  resourceRegistered?(id: number, task: number | null, kind: string, waitsOn: string): void
  /** What it waited for has come, and its waker is about to be called. */
  resourceReady?(id: number): void
  /** It waits no more, without having got it: it was dropped, or moved to another runtime. */
  resourceReleased?(id: number): void

  // ---- timers ----

  /**
   * A timer was set.
   *
   * @param id the timer's number, counted apart from those of resources. A timer that is set again has a new one.
   * @param task in whose turn; null outside any.
   * @param deadline in milliseconds on the runtime's clock.
   * @param name of the future that waits: `sleep(20)`.
   */
  timerRegistered?(id: number, task: number | null, deadline: number, name: string): void
  /** Its time has come, and its waker is about to be called. */
  timerFired?(id: number): void
  timerCancelled?(id: number): void

  // ---- worker threads ----

  /** The task `id`, of kind `blocking`, left the queue of jobs and runs in that worker now. */
  jobStarted?(id: number, worker: number): void
  /** The job has left its worker. The task may have ended before, if it was aborted. */
  jobEnded?(id: number): void

  // ---- the thread ----

  /** Nothing is ready: the thread is about to sleep until `deadline`, in milliseconds on the driver's clock; null: until woken. */
  parked?(deadline: number | null): void
  unparked?(): void

  // ---- for lints ----

  /**
   * The context for the poll of the task `id` that is about to begin, right after `taskPolled`: one whose waker also wakes
   * `waker`, the task's own. `future` is the task's, to be looked at and not polled. For who must see what a future does with
   * its waker. Contract 9 asks that two such wakers of one task say so in `willWake`, or else leaves store anew at each poll.
   * `undefined`: the usual one.
   */
  taskContext?(id: number, waker: Waker, future: object): Context | undefined
  /**
   * Asked before what an event tells is put together, where that takes something: whether anybody listens to it now. Absent:
   * to those that have a method here. For observers that pass events on to whoever has subscribed.
   */
  hears?(event: ObserverEvent): boolean
  /**
   * Asked when tasks are found stuck: what the observer knows of why, in whole lines; '' for nothing. It becomes part of the
   * message of `DeadlockError`.
   */
  whyStuck?(): string
}

/** Every event there is, for observers that pass them on. `taskContext`, `hears` and `whyStuck` are none: they are asked, not told. */
export const EVENTS = [
  'taskSpawned', 'taskFound', 'taskWoken', 'taskPolled', 'taskSuspended', 'taskAborted', 'taskCompleted',
  'resourceRegistered', 'resourceReady', 'resourceReleased',
  'timerRegistered', 'timerFired', 'timerCancelled',
  'jobStarted', 'jobEnded', 'parked', 'unparked',
] as const satisfies readonly (keyof Observer)[]

/** The name of an event: a method of {@link Observer}. */
export type ObserverEvent = (typeof EVENTS)[number]

/** An observer's throw goes no further than here: it is printed. */
export function reportObserver(event: keyof Observer, error: unknown): void {
  console.error(`pollux: the observer's ${event} threw`, error)
}

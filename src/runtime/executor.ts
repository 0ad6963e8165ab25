/**
 * # The executor
 *
 * A queue of ready tasks, and how to give one its turn. It knows nothing of the host, of time or of threads: `Runtime`
 * puts a driver beneath it and decides when turns are taken.
 *
 * **A turn** takes one task from the queue and polls its future once, with the task as context. Three things can come
 * of it: `Pending` (the task is idle, or goes to the back of the queue if it was woken meanwhile), an output, or a
 * throw. A task that was asked to abort is disposed instead.
 *
 * **An ending**, of which there are four, has an order of its own: `endings.ts`.
 *
 * **No failure of user code passes through here** upwards: what a future throws, from poll, dispose or its tag, becomes
 * its task's `JoinError`; what a waker or the drop of an output throws is reported. One failing task never stops the drain.
 *
 * **The budget is a poll's.** It is set for the poll and lifted when that returns, so that wakers, drops and callbacks,
 * which may poll too, do not live on what some task has left over.
 */
import { budget, BUDGET, UNLIMITED } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { requireFuture, type Future } from '../future/future.ts'
import { nameOf } from '../future/inspect.ts'
import { Pending as PendingSymbol } from '../future/poll.ts'
import { notSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, sendable } from '../future/symbols.ts'
import { releaseGuards } from './current.ts'
import { cancel, complete, fail, reject } from './endings.ts'
import { label } from './errors.ts'
import { Guests } from './guests.ts'
import { shareNextId } from './local-ids.ts'
import type { TaskKind } from './observer.ts'
import { RunQueue } from './run-queue.ts'
import type { WrapSpawned } from './runtime-options.ts'
import { begin, fresh, isAsked, isFinished, isNew, isTagged, listed, needsCare, suspend } from './state.ts'
import { TaskList } from './task-list.ts'
import { Task } from './task.ts'
import { Unhandled, type UnhandledErrorHandler } from './unhandled.ts'
import type { Watching } from './watching.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

export interface ExecutorOptions {
  budget?: number | undefined
  observer?: Watching | null
  onUnhandledError: UnhandledErrorHandler
  /** Called when a task is woken while nobody takes turns. */
  rouse: () => void
  turnsFrom: TurnsFrom
  wrapSpawned?: WrapSpawned | undefined
}

/** Who gives the tasks their turns: `blockOn` and its kin, the host's event loop, or whoever polls a `LocalSet`. For messages. */
export type TurnsFrom = 'blockOn' | 'host' | 'LocalSet'

export class Executor {
  /** Another object in each run of a runtime; see `RunQueue.renewed`. */
  queue: RunQueue
  readonly tasks: TaskList
  unhandled: Unhandled
  observer: Watching | null
  /** Leaf operations a poll may make; see `future/budget.ts`. */
  limit: number
  /** Somebody is taking turns, and looks at the queue before it rests. */
  busy: boolean
  /** No further turn is taken: the runtime was disposed by a poll, and shuts down when that has returned. */
  stopping: boolean
  /** Something is to be seen to after the poll that is on the stack: `stopping`, or a guard of `enter`. */
  private alert: boolean
  /** Shut down: what is spawned now is cancelled at once. */
  closed: boolean
  /** The task that has its first turn: it is neither in the queue nor in the list. For `endings.ts`. */
  starting: Task | null
  /** Turns taken so far; and those of them that disposed, and so were not polls. */
  private turns: number
  private aborts: number
  private readonly rouse: () => void
  readonly turnsFrom: TurnsFrom
  /** The number of the task spawned last. They only ever grow, so that order by number is order of spawning. */
  lastId: number
  /** Numbers up to the last that are no task's here: they went to tasks of `LocalSet`s, or were passed over. */
  lentIds: number
  /** Given each future that becomes a task, except the library's own jobs. */
  private wrapSpawned: WrapSpawned | null
  /** Executors of `LocalSet`s whose tasks run in the name of this one; and for such a one, where it is a guest. */
  private readonly guests: Guests
  private host: Executor | null

  constructor(options: ExecutorOptions) {
    this.queue = new RunQueue()
    this.tasks = new TaskList()
    this.unhandled = new Unhandled(options.onUnhandledError)
    this.observer = options.observer ?? null
    this.limit = options.budget ?? BUDGET
    this.busy = false
    this.stopping = false
    this.alert = false
    this.closed = false
    this.starting = null
    this.turns = 0
    this.aborts = 0
    this.rouse = options.rouse
    this.turnsFrom = options.turnsFrom
    this.lastId = 0
    this.lentIds = 0
    this.wrapSpawned = options.wrapSpawned ?? null
    this.guests = new Guests(this)
    this.host = null
  }

  // ---- in: spawns and wakes ----

  /**
   * A new task, queued. `checked`: whether it must stay sendable.
   *
   * @throws what `wrapSpawned` throws, with nothing queued.
   */
  spawn<T>(given: Future<T>, checked: boolean, kind: TaskKind = checked ? 'task' : 'local'): Task<T> {
    const future = this.wrapSpawned === null || kind === 'blocking' ? given : this.wrapped(this.wrapSpawned, given)
    const task = new Task(++this.lastId, future, this, fresh(checked ? careOf(future) : 'none'))
    if (this.observer !== null) this.observer.spawned(task.id, future, kind)
    if (this.closed) cancel(this, task as Task)
    else this.enqueue(task as Task)
    return task
  }

  private wrapped<T>(wrap: WrapSpawned, given: Future<T>): Future<T> {
    const future = wrap(given)
    requireFuture(future, 'wrapSpawned')
    return future
  }

  /**
   * A new task that gets its first turn now, before this returns, also from inside another task's poll: for roots whose
   * caller expects progress at once.
   */
  start<T>(given: Future<T>): Task<T> {
    const future = this.wrapSpawned === null ? given : this.wrapped(this.wrapSpawned, given)
    const task = new Task(++this.lastId, future, this, fresh('none'))
    if (this.observer !== null) this.observer.spawned(task.id, future, 'root')
    if (this.closed) {
      cancel(this, task as Task)
      return task
    }
    const { starting } = this
    // The task inside whose first turn this is: it joins the list now, so as to be seen meanwhile.
    if (starting !== null) this.list(starting)
    const { left } = budget
    if (this.turn(task as Task)) this.enqueue(task as Task)
    this.turns++
    budget.left = left
    return task
  }

  /** `task` was idle and is woken. */
  woken(task: Task): void {
    if (this.observer !== null) this.observer.woken(task.id)
    this.enqueue(task)
  }

  /** `task` was asked to abort. `queued`: it was idle. */
  aborted(task: Task, queued: boolean): void {
    if (this.observer !== null) this.observer.aborted(task.id, queued)
    if (queued) this.enqueue(task)
  }

  private enqueue(task: Task): void {
    this.queue.push(task)
    if (!this.busy) this.rouse()
  }

  mainWoken(): void {
    if (this.observer !== null) this.observer.woken(0)
    if (!this.busy) this.rouse()
  }

  // ---- turns ----

  /**
   * Takes at most `fuel` turns, fewer if the queue runs empty or the runtime is disposed. This is the hot loop: what it
   * inlines decides the cost of everything, so the rare paths are calls.
   *
   * @returns the fuel that is left.
   */
  run(fuel: number): number {
    const queue = this.queue
    const given = fuel
    while (fuel > 0 && !(this.alert && this.attend())) {
      const task = queue.shift()
      if (task === null) break
      fuel--
      // A requeued task comes behind whatever it woke meanwhile. No need to rouse anybody: we are taking turns.
      if (this.turn(task)) queue.push(task)
    }
    this.turns += given - fuel
    return fuel
  }

  /** No further turn: the caller shuts down when the poll on the stack has returned. */
  stop(): void {
    this.stopping = true
    this.alert = true
  }

  /** A poll has entered a runtime: a guard that it leaves behind is none of the next task's business. */
  entered(): void {
    this.alert = true
  }

  /** Between two turns. True: no further one. */
  attend(): boolean {
    releaseGuards()
    this.alert = this.stopping
    return this.stopping
  }

  /** Task polls done so far. */
  get polls(): number {
    return this.turns - this.aborts
  }

  /** Gives `task`, just taken from the queue, its turn. Throws nothing. True: it was woken meanwhile. */
  private turn(task: Task): boolean {
    if (isNew(task)) this.starting = task
    if (!begin(task)) return this.abort(task)
    const future = task.stage as Future<unknown>
    let cx: Context = task
    if (this.observer !== null) cx = this.observer.polled(task.id, task, future)
    budget.left = this.limit
    let output: unknown
    try {
      output = future.poll(cx)
    } catch (error) {
      budget.left = UNLIMITED
      return fail(this, task, nameOf(future), error)
    }
    budget.left = UNLIMITED
    if (output !== Pending) return complete(this, task, output)
    if (needsCare(task) && !this.care(task, future)) return false
    const again = suspend(task)
    if (this.observer !== null) this.observer.suspended(task.id, again)
    return again
  }

  /** At a suspension. False: the task broke the sendable rule, and has ended. */
  private care(task: Task, future: Future<unknown>): boolean {
    if (isNew(task)) this.list(task)
    try {
      if (isTagged(task) ? future[sendable] !== false : !isAsked(task) || sendableAtSuspension(future)) return true
      throw notSendable(future, `${label(task.id, nameOf(future))} came to hold a value that is not sendable`)
    } catch (error) {
      return reject(this, task, future, error)
    }
  }

  /** `task` has its first turn: from now on it is found in the list. */
  private list(task: Task): void {
    listed(task)
    this.starting = null
    this.tasks.add(task)
  }

  /** A turn that disposes. */
  private abort(task: Task): false {
    this.aborts++
    return cancel(this, task)
  }

  // ---- who is there ----

  /** Every task that has not ended, in the order of spawning. */
  unfinished(): Task[] {
    const tasks = [...this.tasks]
    for (const task of this.queue) if (isNew(task)) tasks.push(task)
    if (this.starting !== null) tasks.push(this.starting)
    return tasks.sort((a, b) => a.id - b.id)
  }

  /** Whether every task has ended. */
  isEmpty(): boolean {
    return this.starting === null && this.queue.isEmpty() && this.tasks.isEmpty()
  }

  /**
   * For an executor that takes its turns inside a poll of another one, as a `LocalSet` does: what its tasks do is seen,
   * limited and reported there from now on. Those with another runtime's number get one of this one's, in the order of
   * spawning. The observer is told of all that it does not know under the number that they have now.
   *
   * @param isBack its tasks have the numbers of this host already, which had let it go.
   */
  adoptedBy(host: Executor, isBack: boolean): void {
    const isNewHere = this.observer !== host.observer
    this.host = host
    host.guests.add(this)
    this.wrapSpawned = host.wrapSpawned
    this.unhandled = host.unhandled
    this.limit = host.limit
    this.observer = host.observer
    for (const task of this.unfinished()) {
      const isForeign = task.id > 0 && !isBack
      if (isForeign) {
        shareNextId(this, host)
        task.id = ++this.lastId
      }
      if (this.observer !== null && (isForeign || isNewHere)) this.observer.spawned(task.id, task.stage, 'local')
    }
  }

  /** Whether it is known to the host in whose name it ran last. */
  get isGuest(): boolean {
    return this.host !== null
  }

  /** Asked by a host that knows of it: whether it needs to. If not it is let go, until it is adopted again. */
  staysWith(host: Executor): boolean {
    if (this.host !== host) return false
    if (this.busy || !this.isEmpty()) return true
    this.host = null
    return false
  }

  /** The executors of `LocalSet`s that run in the name of this one, as far as they are there still. */
  guestsNow(): Executor[] {
    return this.guests.all().filter(guest => guest.host === this)
  }

  // ---- the end ----

  /**
   * Disposes every task, in the order of spawning. A dispose may spawn, and what is spawned now `spawn` itself cancels;
   * it may abort, which does nothing to a task that is about to be disposed anyway.
   */
  cancelAll(): void {
    this.closed = true
    for (const task of this.unfinished()) {
      if (!isFinished(task)) cancel(this, task)
      if (this.alert) this.attend()
    }
    while (this.queue.shift() !== null);
  }

  /** The end of a runtime: as {@link cancelAll}, and failures that nobody took are reported. */
  close(): void {
    this.cancelAll()
    this.unhandled.flush()
    if (this.observer !== null) this.observer.close()
  }
}

/** How a future of `spawn` is asked at its suspensions: not at all if it has no tag, since it was judged for good. */
function careOf(future: Future<unknown>): 'none' | 'tag' | 'method' {
  if ((future as { [atSuspension]?: unknown })[atSuspension] !== undefined) return 'method'
  return future[sendable] === undefined ? 'none' : 'tag'
}

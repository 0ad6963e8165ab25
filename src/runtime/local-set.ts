/**
 * # The local set
 *
 * Tasks that live and die together inside one future. It is an executor of its own, with its own queue, but it does not
 * run by itself: whoever polls the set, or a `runUntil` of it, gives its tasks their turns, at most 61 a poll, so that a
 * busy set shares the thread with its neighbours.
 *
 *     runtime's task ──poll──▶ LocalSet ──turns──▶ its tasks
 *           ▲                                         │
 *           └───── wake ◀──── seats ◀──── rouse ◀─────┘
 *
 * **Whose they are.** A task is the set's from `spawnLocal` to its end; disposing the set disposes what is unfinished, in
 * the order of spawning. Asked for by one of its own tasks, that waits until the turns on the stack are over.
 *
 * **In whose name they run.** Numbers, the budget of a poll, the observer and `onUnhandledError` are those of the
 * runtime that polls the set. Without one (polled by hand) failures are printed and numbers come from below zero. A set
 * may be polled by one runtime after another: its tasks are the latest one's.
 *
 * **When it ends.** As a future it is ready when none of its tasks is left. Spawning then begins it anew.
 *
 * Rust: `tokio::task::LocalSet`.
 */
import { budget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { requireFuture, type Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, phaseName, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { amongLocal, currentExecutor } from './current.ts'
import { Executor } from './executor.ts'
import type { JoinHandle } from './join-handle.ts'
import { BEFORE_LOCAL_IDS, shareNextId } from './local-ids.ts'
import { RunUntil } from './run-until.ts'
import { Seat, Seats } from './seats.ts'
import { TaskView } from './task-view.ts'
import { printUnhandled, type Unhandled } from './unhandled.ts'

/**
 * Turns a poll of a set takes at most: the interval at which a runtime itself looks elsewhere, see `EVENT_INTERVAL`.
 * One turn of the set's owner costs its neighbours so much and no more. Who has to look between two turns, as `explore`
 * does, makes it 1 for a while.
 */
export const turnsOfSets: { most: number } = { most: 61 }

/**
 * A set of tasks that need not be sendable, run inside whatever future polls it. As a future it is ready when none of
 * them is left; disposing it disposes those that are unfinished, in the order of spawning.
 *
 * Rust: `tokio::task::LocalSet`.
 *
 * @example
 * using set = new LocalSet()
 * set.spawnLocal(logger(new Rc(sink)))
 * blockOn(set.runUntil(main()))   // polls both, until main is done
 * blockOn(set)                    // polls the logger, until it is done
 */
export class LocalSet implements Future<void>, Disposable {
  /** Data, not a getter: its tasks are bound to this thread, whatever they hold. */
  readonly [sendable]: false
  /** Polling is told by `executor.busy`: a `runUntil` polls the tasks too. */
  private phase: Phase
  private readonly executor: Executor
  /** Failures from before any runtime polled the set. */
  private readonly orphans: Unhandled
  /** The executor in whose name the tasks run: that of the runtime that polled the set last, at first of who spawned. */
  private host: Executor | null
  private readonly seats: Seats
  /** The set's own seat, as a future. */
  private readonly seat: Seat

  constructor() {
    this[sendable] = false
    this.phase = Waiting
    this.executor = new Executor({ onUnhandledError: printUnhandled, rouse: () => this.seats.wake(), turnsFrom: 'LocalSet' })
    this.executor.lastId = BEFORE_LOCAL_IDS
    this.orphans = this.executor.unhandled
    this.host = null
    this.seats = new Seats()
    this.seat = new Seat()
  }

  /**
   * Gives `future` to the set as a task. It is not polled before this returns, nor before somebody polls the set. On a
   * set that was disposed, the future is disposed and the handle is that of a cancelled task.
   *
   * The free function `spawnLocal` does the same from inside the set's tasks and its `runUntil`s.
   *
   * Rust: `LocalSet::spawn_local`.
   *
   * @throws TypeError if `future` is none.
   * @example
   * const handle = set.spawnLocal(count(new Rc(page)))
   * blockOn(set.runUntil(handle))
   */
  spawnLocal<T>(future: Future<T>): JoinHandle<T> {
    requireFuture(future, 'spawnLocal')
    const { executor } = this
    if (this.host === null || this.host.closed) this.settle()
    shareNextId(executor, this.host)
    if (this.phase === Finished) this.phase = Waiting
    const spawn = (): JoinHandle<T> => executor.spawn(future, false)
    // On a set that was disposed the future is disposed, and that is done as the set's tasks are.
    return executor.closed ? this.among(spawn) : spawn()
  }

  /**
   * A future that polls `future`, which it owns, as if it were part of the set, then gives the set's tasks their turns.
   * It is ready when `future` is; tasks that are unfinished then stay in the set, and go on when it is polled again.
   *
   * Disposing it disposes `future`.
   *
   * Rust: `LocalSet::run_until`.
   *
   * @throws TypeError if `future` is none; from its poll, what `future` throws.
   * @example
   * const page = blockOn(set.runUntil(fetchPage(url)))
   */
  runUntil<T>(future: Future<T>): RunUntil<T> {
    requireFuture(future, 'runUntil')
    return new RunUntil(this, future)
  }

  /** Gives the tasks turns; ready when none is left. */
  poll(cx: Context): Poll<void> {
    if (this.executor.busy) refusePoll(this, Polling)
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    try {
      this.drive(this.seat, cx.waker)
    } catch (error) {
      this.shutDown()
      throw error
    }
    if (!this.executor.isEmpty()) return Pending
    if (this.phase === Waiting) this.phase = Finished
    this.leave(this.seat)
  }

  /**
   * Disposes every unfinished task in the order of spawning. From inside one of them it does so when the turns that are
   * on the stack are over.
   */
  [Symbol.dispose](): void {
    if (this.phase === Disposed) return
    if (this.executor.busy) this.executor.stop()
    else this.shutDown()
  }

  // ---- for RunUntil ----

  /** Gives the tasks turns, and sees to it that `waker` hears of the next ones. Inside those turns, nothing is left to do. */
  drive(seat: Seat, waker: Waker): void {
    const { executor } = this
    if (executor.busy || executor.closed) return
    this.seats.wait(seat, waker)
    this.settle()
    this.takeTurns()
    if (!executor.queue.isEmpty()) seat.wake()
    // The set as a future is done, and this poll was not its own.
    else if (seat !== this.seat && executor.isEmpty()) this.seat.wake()
  }

  /** The owner of `seat` polls no more. Others who do may have left the tasks to it. */
  leave(seat: Seat): void {
    this.seats.leave(seat)
    if (!this.executor.busy && !this.executor.queue.isEmpty()) this.seats.wake()
  }

  // ---- turns ----

  private takeTurns(): void {
    const { executor } = this
    this.among(() => executor.run(turnsOfSets.most))
    if (executor.stopping) this.shutDown()
  }

  private shutDown(): void {
    const { executor } = this
    executor.stopping = false
    this.phase = Disposed
    this.seats.leave(this.seat)
    this.among(() => executor.cancelAll())
    this.orphans.flush()
  }

  /** Runs `body`, which polls or disposes tasks, as the set whose tasks they are, and with nothing else of who polls it. */
  private among<R>(body: () => R): R {
    const { executor } = this
    const { left } = budget
    const { busy } = executor
    executor.busy = true
    try {
      return amongLocal(this, executor, body)
    } finally {
      executor.busy = busy
      budget.left = left
    }
  }

  /** The tasks belong where the set is now, and are numbered there. */
  private settle(): void {
    const host = currentExecutor()
    const isBack = host === this.host
    if (host === null || (isBack && this.executor.isGuest)) return
    this.host = host
    this.executor.adoptedBy(host, isBack)
  }

  [inspect](): Inspection {
    const tasks = this.executor.unfinished()
    const name = 'LocalSet'
    if (tasks.length === 0) return this.phase === Disposed ? { name, state: phaseName(Disposed) } : { name }
    const waitsOn = tasks.length === 1 ? 'the one task of a LocalSet' : `the ${tasks.length} tasks of a LocalSet`
    return { name, waitsOn, children: tasks.map(task => new TaskView(task)) }
  }
}

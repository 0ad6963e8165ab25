/**
 * # The runtime
 *
 * An executor, which has ready tasks (`executor.ts`), on a driver, which has a host (`driver.ts`), and the loop between
 * them (`event-loop.ts`). This class is what a program holds of the three, and the rules of who may run when:
 *
 * **One at a time.** A runtime that runs cannot be run again, and no `blockOn` may start inside any poll: the thread has
 * one stack, so the outer run could not go on until the inner one ends. What *may* happen inside a poll is everything
 * that only asks: spawn, wake, abort, even disposing the runtime, which waits until that poll has returned.
 *
 * **Who is current.** While a runtime runs it is the ambient one, and its seeded chooser makes every random choice. Both
 * are restored on the way out, whatever is thrown.
 *
 * Rust: `tokio::runtime::Runtime` of flavour `current_thread`; `LocalPool` of futures-executor.
 */
import { budget } from '../future/budget.ts'
import { SeededChooser } from '../future/chooser.ts'
import { requireFuture, type Future } from '../future/future.ts'
import '../future/symbols.ts'
import { sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import type { Answer, AnyArguments, BlockingFunction, BlockingTarget } from './blocking/job-target.ts'
import { submitBlocking } from './blocking/submit.ts'
import { currentRuntime, EnterGuard, refuseNested, running } from './current.ts'
import type { Driver } from './driver.ts'
import { awaitRows, formatRows } from './await-tree.ts'
import { dumpMain, dumpTask, MOST_CHILDREN, type TaskDump } from './dump.ts'
import { NestedBlockOnError, NoRuntimeError } from './errors.ts'
import { EventLoop } from './event-loop.ts'
import { Executor } from './executor.ts'
import { Hosted } from './hosted.ts'
import type { JoinHandle } from './join-handle.ts'
import { MainTask } from './main-task.ts'
import { RuntimeMetrics } from './metrics.ts'
import { observerOfNew } from './new-runtimes.ts'
import type { Observer, TaskKind } from './observer.ts'
import { observe } from './observing.ts'
import { parkThread } from './park-thread.ts'
import type { RemoteWaker } from './remote-waker.ts'
import { RuntimeClock } from './runtime-clock.ts'
import { checkOptions, requireObserver, type RuntimeOptions } from './runtime-options.ts'
import { requireSpawnable } from './spawnable.ts'
import type { Task } from './task.ts'
import type { TimerQueue } from './timers.ts'
import { printUnhandled } from './unhandled.ts'

export type { RuntimeOptions }

/**
 * @example
 * using runtime = new Runtime()
 * const handle = runtime.spawn(work())
 * const output = runtime.blockOn(handle)
 */
export class Runtime implements Disposable {
  /** The slot of the `time` room: the wheel of this runtime's timers, once it has one. */
  timers: TimerQueue | null
  /** The clock of this runtime's timers; a program uses `pause`, `advance` and `resume` of the `time` room. */
  readonly clock: RuntimeClock
  /** For this room. */
  readonly executor: Executor
  /** What errors and dumps call it. */
  readonly name: string
  private readonly chooser: SeededChooser
  private readonly loop: EventLoop
  /** Run by its host, in slices, rather than by `blockOn`. */
  readonly isHosted: boolean
  /** What `blockOn` runs now. For this room, and `watch`. */
  main: MainTask | null

  /**
   * @throws RangeError if `budget` is not a whole number above 0, or `seed` is not a number.
   * @throws TypeError if `driver`, `observer`, `wrapSpawned` or `onUnhandledError` is not one.
   */
  constructor(options: RuntimeOptions = {}) {
    const { name = 'runtime', seed = 0, onUnhandledError = printUnhandled } = options
    const driver: Driver = options.driver ?? parkThread()
    checkOptions(options)
    this.timers = null
    this.clock = new RuntimeClock(driver)
    if (options.startPaused === true) this.clock.pause()
    this.name = name
    this.chooser = new SeededChooser(seed)
    this.executor = new Executor({
      budget: options.budget,
      wrapSpawned: options.wrapSpawned,
      // A callback of this runtime: `blockOn` inside it is nested, `spawn` inside it is this runtime's.
      onUnhandledError: error => running(this, this.chooser, () => onUnhandledError(error)),
      // A driver that is run by `blockOn` finds what was woken meanwhile in the queue.
      rouse: driver.attach === undefined ? () => {} : () => driver.unpark(),
      turnsFrom: driver.attach === undefined ? 'blockOn' : 'host',
    })
    this.isHosted = driver.attach !== undefined
    this.loop = new EventLoop(this, driver, this.executor)
    this.main = null
    const observer = observerOfNew(name, options.observer)
    if (observer !== undefined) observe(this, observer)
    driver.attach?.(new Hosted(this, this.executor, this.loop, body => this.runHosted(body)))
  }

  /** The runtime that is current on this thread: the one that runs, or the one entered last. Null if there is none. */
  static current(): Runtime | null {
    return currentRuntime()
  }

  // ---- spawning ----

  /**
   * Gives `future` to the runtime as a task of its own. It is not polled before this returns.
   *
   * On a runtime that has shut down the future is disposed, and the handle is that of a cancelled task.
   *
   * Rust: `Runtime::spawn`.
   *
   * @throws NotSendableError, with nothing queued and the future untouched, if the future is not sendable.
   */
  spawn<T>(future: Future<T>): JoinHandle<T> {
    requireSpawnable(future)
    return this.admit(future, true)
  }

  /** As `spawn`, for a future that need not be sendable. Rust: `LocalSet::spawn_local`. */
  spawnLocal<T>(future: Future<T>): JoinHandle<T> {
    requireFuture(future, 'spawnLocal')
    return this.admit(future, false)
  }

  /** As the function `spawnBlocking`, for this runtime. */
  spawnBlocking<T>(target: BlockingTarget, ...args: unknown[]): JoinHandle<T>
  spawnBlocking<T, A extends unknown[] = AnyArguments>(fn: (...args: A) => T, ...args: A): JoinHandle<Answer<T>>
  spawnBlocking(given: BlockingFunction, ...args: unknown[]): JoinHandle<unknown> {
    const job = submitBlocking(this, given, args)
    const handle = this.admit(job, false, 'blocking')
    job.observedAs(handle.id, this.executor.observer)
    return handle
  }

  private admit<T>(future: Future<T>, checked: boolean, kind?: TaskKind): JoinHandle<T> {
    const { executor } = this
    // On a runtime that has shut down the future is disposed, and that is done inside the runtime's context.
    return executor.closed ? running(this, this.chooser, () => executor.spawn(future, checked, kind)) : executor.spawn(future, checked, kind)
  }

  /**
   * As `spawnLocal`, but the task has its first poll before this returns, even inside another poll. For the border to
   * the host, whose functions start at once; `toPromise` is built on it.
   */
  start<T>(future: Future<T>): JoinHandle<T> {
    requireFuture(future, 'start')
    const start = (): JoinHandle<T> => this.executor.start(future)
    return this.executor.busy ? running(this, this.chooser, start) : this.run(start)
  }

  // ---- running ----

  /**
   * Runs `future`, and the tasks beside it, until `future` is done; parks the thread while nothing is ready. Unfinished
   * tasks are kept for the next run. A paused clock leaps as soon as nothing but time can wake anybody; on a `hostLoop()`
   * too, where it otherwise lets one turn of the host pass first: inside this call the host has none.
   *
   * Rust: `Runtime::block_on`.
   *
   * @throws what `future` throws.
   * @throws DeadlockError if nothing can wake what is left; `future` is disposed then.
   * @throws HostParkError instead of parking a thread that must not be parked, always so on a `hostLoop()`; likewise.
   * @throws NestedBlockOnError inside any poll.
   * @throws NoRuntimeError if the runtime has shut down; `future` is left with the caller.
   */
  blockOn<T>(future: Future<T>): T {
    requireFuture(future, 'blockOn')
    refuseNested('blockOn')
    this.refuseClosed('blockOn')
    const main = new MainTask(future, this.executor)
    return this.run(() => {
      this.main = main as MainTask
      const { observer } = this.executor
      if (observer !== null) observer.spawned(0, future, 'main')
      try {
        return this.loop.blockOn(main)
      } finally {
        main.executor = null
        this.main = null
      }
    })
  }

  /**
   * Takes turns until no task is ready, without parking.
   *
   * Rust: `LocalPool::run_until_stalled`.
   *
   * @returns how many task polls were done.
   * @throws NestedBlockOnError if this runtime is running already.
   */
  runUntilStalled(): number {
    this.refuseRunning('runUntilStalled')
    return this.run(() => {
      const { executor } = this
      const before = executor.polls
      this.loop.slice(Infinity, Infinity)
      return executor.polls - before
    })
  }

  /**
   * Gives one task its turn.
   *
   * Rust: `LocalPool::try_run_one`, which stops at a finished task.
   *
   * @returns false if none was ready.
   * @throws NestedBlockOnError if this runtime is running already.
   */
  tryRunOne(): boolean {
    this.refuseRunning('tryRunOne')
    return this.run(() => {
      if (this.loop.isDue()) this.loop.letIn()
      return this.executor.run(1) === 0
    })
  }

  /**
   * Makes this the current runtime, for `spawn` and timers, until the guard is disposed. Runs nothing. Inside a poll the
   * guard ends with that poll.
   *
   * Rust: `Runtime::enter`.
   *
   * @throws NoRuntimeError if the runtime has shut down.
   * @example
   * using _ = runtime.enter()
   * spawn(work())
   */
  enter(): Disposable {
    this.refuseClosed('enter')
    // A future polled by hand under the guard may set a timer, of which the host must hear.
    if (this.isHosted) this.loop.driver.unpark()
    return new EnterGuard(this)
  }

  /** Runs `body` inside this runtime's context, then does what had to wait until nothing was on the stack. */
  private run<R>(body: () => R): R {
    const { executor } = this
    const { left } = budget
    executor.busy = true
    executor.queue = executor.queue.renewed()
    try {
      return running(this, this.chooser, body)
    } finally {
      this.executor.busy = false
      budget.left = left
      if (this.executor.stopping) this.shutDown()
      else if (this.isHosted) this.loop.driver.rest?.()
    }
  }

  private runHosted<R>(body: () => R): R {
    refuseNested('a slice')
    return this.run(body)
  }

  private refuseRunning(method: string): void {
    if (this.executor.busy) throw new NestedBlockOnError(method, this.label())
    this.refuseClosed(method)
  }

  private refuseClosed(method: string): void {
    if (this.executor.closed) throw new NoRuntimeError(method, this.label())
  }

  // ---- seams ----

  /** Milliseconds on this runtime's clock. */
  now(): number {
    return this.clock.now()
  }

  /** A timer was set or cancelled, or the clock changed: where the host runs this, it must hear of it. */
  timersChanged(): void {
    if (this.isHosted && !this.executor.busy) this.loop.driver.unpark()
  }

  /** Wakes what is due, now: the clock was moved. */
  advanceTimers(): void {
    this.loop.advanceTimers()
    this.timersChanged()
  }

  /** See `EventLoop.external`: one more or one less source outside the runtime that may wake a task. */
  external(delta: 1 | -1, kind: 'thread' | 'host'): void {
    this.loop.external(delta, kind)
  }

  /** See the function `remoteWaker`. One that is not `expected` may wake, but the runtime does not wait for it. */
  remoteWaker(waker: Waker, expected = true): RemoteWaker {
    return this.loop.remoteWaker(waker, expected)
  }

  /** Whether other threads can wake it; if not, `remoteWaker` throws. */
  get isWakeable(): boolean {
    return this.loop.driver.signal !== undefined
  }

  // ---- sight ----

  /** The runtime's numbers. Rust: `Handle::metrics`. */
  get metrics(): RuntimeMetrics {
    return new RuntimeMetrics(this, this.executor, this.loop)
  }

  /** What is unfinished, the main future first, then the tasks in the order of spawning. */
  dump(): TaskDump[] {
    const shown = new Set<Task>()
    const dumps = this.main === null ? [] : [dumpMain(this.main, shown)]
    for (const task of this.executor.unfinished()) dumps.push(dumpTask(task, shown))
    return dumps
  }

  /**
   * What is unfinished, as text: each task in its state, with what its leaves wait on; below it the futures inside, and the
   * tasks that they wait for. Roots are the main future and the tasks for which nobody here waits.
   *
   * @example
   * console.log(runtime.dumpText())
   * // the main future (Join): 0 of 2 finished, waits on task 1 (Fetch), task 2 (Fetch)
   * //   task 1 (Fetch): Connecting, waits on a timer (due in 40 ms)
   * //   task 2 (Fetch): queued
   */
  dumpText(): string {
    return formatRows(awaitRows(this.executor, this.main, MOST_CHILDREN))
  }

  /**
   * `observer` is told of what happens from now on, beside those that are told already; and first, by `taskFound` or
   * `taskSpawned`, of the tasks that there are. Until the guard is disposed, or the runtime shuts down.
   *
   * Waits and timers that began before are not told of, nor how they end.
   *
   * @throws TypeError if `observer` is none.
   * @throws NoRuntimeError if the runtime has shut down.
   * @example
   * using _ = runtime.observe(recorder)
   */
  observe(observer: Observer): Disposable {
    requireObserver(observer, 'observe')
    this.refuseClosed('observe')
    return observe(this, observer)
  }

  /** Whether it has shut down, or is about to. */
  get isClosed(): boolean {
    return this.executor.closed || this.executor.stopping
  }

  /** The name, for messages. */
  label(): string {
    return `"${this.name}"`
  }

  // ---- the end ----

  /**
   * Shuts the runtime down: disposes every task in the order of spawning, reports failures that nobody took. Called
   * from inside one of its own polls, it does so when that poll has returned, and a `blockOn` that is under way throws a
   * cancelled `JoinError`.
   */
  [Symbol.dispose](): void {
    if (this.executor.closed) return
    if (this.executor.busy) this.executor.stop()
    else this.shutDown()
  }

  private shutDown(): void {
    this.executor.stopping = false
    this.executor.busy = true
    try {
      running(this, this.chooser, () => this.executor.close())
    } finally {
      this.executor.busy = false
      this.loop.driver.detach?.()
    }
  }

  /** It belongs to the thread that made it. */
  get [sendable](): boolean {
    return false
  }
}

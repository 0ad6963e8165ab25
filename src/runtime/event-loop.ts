/**
 * # The event loop
 *
 * Between an executor, which has ready tasks, and a driver, which has a host:
 *
 *     poll the main future if it was woken
 *     take up to 61 turns
 *     every 61 polls, or when nothing is ready: let in timers and other threads' wakes
 *     nothing ready at all: park until the next timer or wake, or report that nothing can come
 *
 * It also keeps the books on which that report rests: how many sources outside the runtime may still wake a task, and
 * on which side they are. A source on another thread can end a park. One in the host's event loop cannot, because that
 * does not turn while this thread is parked.
 */
import { budget, UNLIMITED } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { drop, dropAllSuppressed } from '../future/dispose.ts'
import { nameOf } from '../future/inspect.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { explainOverflow } from '../future/stack-overflow.ts'
import type { Waker } from '../future/waker.ts'
import type { Driver, ParkRefusal } from './driver.ts'
import { ADVICE, RUN_BY_THE_HOST, waitsElsewhere } from './elsewhere.ts'
import { DeadlockError, HostParkError, JoinError, NO_TASK } from './errors.ts'
import type { Executor } from './executor.ts'
import type { MainTask } from './main-task.ts'
import { RemoteWaker, RemoteWakes } from './remote-waker.ts'
import type { Runtime } from './runtime.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * Polls between two looks at timers and other threads. From tokio's `event_interval`: a prime, so that it does not fall
 * into step with the number of tasks; at 10 ns a poll a look costs about a tenth more.
 */
export const EVENT_INTERVAL = 61

/**
 * Polls between two looks at the clock where time is limited, at most. So many slow ones can come after the time is up;
 * at 30 ns a look, it adds 4 ns to a poll.
 */
const CLOCK_INTERVAL = 8

export class EventLoop {
  readonly driver: Driver
  private readonly runtime: Runtime
  private readonly executor: Executor
  private remote: RemoteWakes | null
  /** Sources outside the runtime that may wake a task. */
  threadSources: number
  hostSources: number
  /** How many polls had been done at the last look outside. */
  private letInAt: number
  private readonly reportWaker: (error: unknown) => void
  /** How often the thread was put to sleep. */
  parks: number

  constructor(runtime: Runtime, driver: Driver, executor: Executor) {
    this.driver = driver
    this.runtime = runtime
    this.executor = executor
    this.remote = null
    this.threadSources = 0
    this.hostSources = 0
    this.letInAt = 0
    this.parks = 0
    this.reportWaker = error => executor.unhandled.report(JoinError.panic(NO_TASK, 'a waker', error))
  }

  /**
   * Runs until the main future is done. Throws what it throws, or that nothing can wake what is left; and whatever else
   * ends this, the main future is disposed by then.
   */
  blockOn<T>(main: MainTask<T>): T {
    try {
      return this.drive(main)
    } catch (error) {
      if (!main.finished) this.disposing(() => dropAllSuppressed([main.future], error))
      throw explainOverflow(error)
    }
  }

  private drive<T>(main: MainTask<T>): T {
    const { executor } = this
    let fuel = EVENT_INTERVAL
    for (;;) {
      if (executor.stopping) return this.cancel(main)
      if (main.woken) {
        const output = this.pollMain(main)
        if (output !== Pending) return output
        fuel--
      }
      fuel = executor.run(fuel)
      if (fuel <= 0) {
        fuel = EVENT_INTERVAL
        this.letIn()
      } else if (!main.woken && executor.queue.isEmpty() && !executor.stopping) {
        this.idle(main)
      }
    }
  }

  /**
   * Takes turns until none is ready, or `turns` were taken, or the driver's clock has reached `until`. True if tasks
   * are ready still. At least one turn is taken, however late it is, so that slices get on.
   */
  slice(turns: number, until: number): boolean {
    const { executor } = this
    const timed = until !== Infinity
    let left = turns
    for (;;) {
      this.letIn()
      if (executor.queue.isEmpty() || executor.stopping) return false
      if (left <= 0 || (timed && left < turns && this.driver.now() >= until)) return true
      const fuel = Math.min(left, EVENT_INTERVAL)
      left -= fuel - (timed ? this.runUntil(fuel, until) : executor.run(fuel))
    }
  }

  /** As `executor.run`, but ends when it is `until`. Looks after the first turn, then ever less often: slow polls come in series. */
  private runUntil(fuel: number, until: number): number {
    const { executor, driver } = this
    let step = 1
    do {
      const turns = Math.min(step, fuel)
      const unused = executor.run(turns)
      fuel -= turns - unused
      if (unused > 0 || driver.now() >= until) break
      step = Math.min(step * 2, CLOCK_INTERVAL)
    } while (fuel > 0)
    return fuel
  }

  private pollMain<T>(main: MainTask<T>): Poll<T> {
    const { executor } = this
    main.woken = false
    main.polling = true
    let cx: Context = main
    if (executor.observer !== null) cx = executor.observer.polled(0, main, main.future)
    budget.left = executor.limit
    let output: Poll<T>
    try {
      output = main.future.poll(cx)
    } catch (error) {
      this.polled(main, 'panic')
      throw error
    }
    this.polled(main, output === Pending ? null : 'value')
    return output
  }

  /** After a poll of the main future; `how` it ended, if it did. */
  private polled(main: MainTask<unknown>, how: 'value' | 'panic' | null): void {
    const { executor } = this
    budget.left = UNLIMITED
    main.polling = false
    main.finished = how !== null
    const { observer } = executor
    if (observer === null) return
    // That it woke itself was told when it did.
    if (how === null) return observer.suspended(0, false)
    observer.completed(0, how)
    observer.leave(0)
  }

  /**
   * Takes in what came from outside: other threads' wakes, due timers. Never waits. A waker that throws keeps nobody
   * from being woken, and is nobody's failure here: it is reported.
   */
  letIn(): void {
    this.letInAt = this.executor.polls
    const { observer } = this.executor
    if (this.remote !== null) {
      if (observer !== null) observer.cause = 'remote'
      this.remote.take(this.reportWaker)
      if (observer !== null) observer.cause = null
    }
    this.advanceTimers()
  }

  /** Wakes what is due on the runtime's clock. */
  advanceTimers(): void {
    const { timers } = this.runtime
    if (timers === null) return
    const { observer } = this.executor
    if (observer !== null) observer.cause = 'timer'
    try {
      timers.advance(this.runtime.clock.now())
    } catch (error) {
      this.reportWaker(error)
    } finally {
      if (observer !== null) observer.cause = null
    }
  }

  /** The paused clock moves to the earliest deadline. False if there is none. */
  leap(): boolean {
    const deadline = this.runtime.timers?.nextDeadline() ?? null
    if (deadline === null) return false
    this.runtime.clock.moveTo(deadline)
    this.advanceTimers()
    return true
  }

  /** Whether it is time to look outside, for who takes single turns. */
  isDue(): boolean {
    return this.executor.queue.isEmpty() || this.executor.polls - this.letInAt >= EVENT_INTERVAL
  }

  /** Nothing is ready. Waits for the one thing that can change that, or reports that nothing can. */
  private idle(main: MainTask): void {
    this.letIn()
    if (main.woken || !this.executor.queue.isEmpty()) return
    const { driver } = this
    const awaited = this.threadSources > 0 || driver.expectsUnpark?.() === true
    // A paused clock goes on by itself only when nothing but time can wake anybody.
    if (this.runtime.clock.isPaused && !awaited && this.hostSources === 0 && this.leap()) return
    const deadline = this.nextDeadline()
    const hopeless = deadline === null && !awaited
    // Under a host it is the host that knows, at its end, who is stuck for ever.
    const refusal = hopeless && driver.attach === undefined ? null : (driver.parkRefusal?.() ?? null)
    if (hopeless || refusal !== null) this.refuseSleep(refusal, main)
    this.park(deadline)
    this.letIn()
  }

  private park(deadline: number | null): void {
    const { observer } = this.executor
    this.parks++
    if (observer !== null) observer.parked(deadline)
    try {
      this.driver.park(deadline)
    } finally {
      if (observer !== null) observer.unparked()
    }
  }

  /** @throws HostParkError or DeadlockError, always. */
  private refuseSleep(refusal: ParkRefusal | null, main: MainTask): never {
    const stuck = this.runtime.dump()
    if (refusal !== null) throw new HostParkError(stuck, refusal)
    if (this.hostSources > 0) throw new HostParkError(stuck)
    const futures = this.executor.unfinished().map(task => task.stage)
    const elsewhere = waitsElsewhere([main.future, ...futures], this.executor)
    if (elsewhere === 'host') throw new HostParkError(stuck, RUN_BY_THE_HOST)
    throw new DeadlockError(stuck, elsewhere === null ? undefined : ADVICE[elsewhere], this.executor.observer?.whyStuck())
  }

  /** The runtime was disposed by one of its own polls. */
  private cancel(main: MainTask<unknown>): never {
    const name = nameOf(main.future)
    main.finished = true
    try {
      this.disposing(() => drop(main.future))
    } catch (error) {
      throw JoinError.panic(0, name, error)
    }
    throw JoinError.cancelled(0, name)
  }

  /** The main future is disposed by `body`, unfinished. */
  private disposing(body: () => void): void {
    const { observer } = this.executor
    if (observer !== null) observer.enter(0)
    try {
      body()
    } finally {
      if (observer !== null) observer.completed(0, 'cancelled')
      if (observer !== null) observer.leave(0)
    }
  }

  /** The earliest timer, in milliseconds on the driver's clock, or null; so it is while the clock is paused. */
  nextDeadline(): number | null {
    const { timers, clock } = this.runtime
    return timers === null ? null : clock.onDriver(timers.nextDeadline())
  }

  /**
   * One more or one less source outside the runtime that may wake a task: on another thread, or in the host's event
   * loop. While there is one on another thread, idle is not a deadlock.
   */
  external(delta: 1 | -1, kind: 'thread' | 'host'): void {
    if (kind === 'thread') this.threadSources += delta
    else this.hostSources += delta
    this.driver.external(delta, kind)
  }

  /** Wakes that came from other threads. */
  get remoteWakes(): number {
    return this.remote === null ? 0 : this.remote.woken
  }

  /** See the function `remoteWaker`. `expected`: while it is there it counts as a source that may wake a task. */
  remoteWaker(waker: Waker, expected: boolean): RemoteWaker {
    if (this.driver.signal === undefined) {
      const runtime = this.runtime.label()
      throw new TypeError(`remoteWaker: the driver of the runtime ${runtime} cannot be woken from other threads; use parkThread() or hostLoop()`)
    }
    const signal = this.driver.signal()
    const { block, index } = (this.remote ??= new RemoteWakes()).add(waker)
    if (!expected) return new RemoteWaker(signal, block, index, () => {})
    this.external(1, 'thread')
    return new RemoteWaker(signal, block, index, () => this.external(-1, 'thread'))
  }
}

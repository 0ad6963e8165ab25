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
import { budget } from '../future/budget.ts'
import { drop } from '../future/dispose.ts'
import { nameOf } from '../future/inspect.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import type { Waker } from '../future/waker.ts'
import type { Driver, ParkRefusal } from './driver.ts'
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
  private threadSources: number
  private hostSources: number
  private readonly reportWaker: (error: unknown) => void

  constructor(runtime: Runtime, driver: Driver, executor: Executor) {
    this.driver = driver
    this.runtime = runtime
    this.executor = executor
    this.remote = null
    this.threadSources = 0
    this.hostSources = 0
    this.reportWaker = error => executor.unhandled.report(JoinError.panic(NO_TASK, 'a waker', error))
  }

  /** Runs until the main future is done. Throws what it throws, or that nothing can wake what is left. */
  blockOn<T>(main: MainTask<T>): T {
    const executor = this.executor
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
    budget.left = executor.limit
    if (executor.observer !== null) {
      executor.current = 0
      executor.observer.taskPolled?.(0)
    }
    try {
      return main.future.poll(main)
    } finally {
      main.polling = false
      if (executor.observer !== null) {
        executor.observer.taskSuspended?.(0)
        executor.current = null
      }
    }
  }

  /**
   * Takes in what came from outside: other threads' wakes, due timers. Never waits. A waker that throws keeps nobody
   * from being woken, and is nobody's failure here: it is reported.
   */
  letIn(): void {
    if (this.remote !== null) this.remote.take(this.reportWaker)
    const { timers } = this.runtime
    if (timers === null) return
    try {
      timers.advance(this.driver.now())
    } catch (error) {
      this.reportWaker(error)
    }
  }

  /** Nothing is ready. Waits for the one thing that can change that, or reports that nothing can. */
  private idle(main: MainTask): void {
    this.letIn()
    if (main.woken || !this.executor.queue.isEmpty()) return
    const { driver } = this
    const deadline = this.nextDeadline()
    const hopeless = deadline === null && this.threadSources === 0 && driver.expectsUnpark?.() !== true
    // Under a host it is the host that knows, at its end, who is stuck for ever.
    const refusal = hopeless && driver.attach === undefined ? null : (driver.parkRefusal?.() ?? null)
    if (hopeless || refusal !== null) this.refuseSleep(main, refusal)
    driver.park(deadline)
    this.letIn()
  }

  /** @throws HostParkError or DeadlockError, always; the main future is disposed first. */
  private refuseSleep(main: MainTask, refusal: ParkRefusal | null): never {
    const stuck = this.runtime.dump()
    const error = refusal !== null || this.hostSources > 0 ? new HostParkError(stuck, refusal ?? undefined) : new DeadlockError(stuck)
    try {
      drop(main.future)
    } catch (thrown) {
      Object.defineProperty(error, 'suppressed', { value: [thrown], configurable: true, writable: true })
    }
    throw error
  }

  /** The runtime was disposed by one of its own polls. */
  private cancel(main: MainTask): never {
    const name = nameOf(main.future)
    drop(main.future)
    throw JoinError.cancelled(0, name)
  }

  /** The earliest timer, in milliseconds on the driver's clock, or null. */
  nextDeadline(): number | null {
    const { timers } = this.runtime
    return timers === null ? null : timers.nextDeadline()
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

  /** See the function `remoteWaker`. */
  remoteWaker(waker: Waker): RemoteWaker {
    if (this.driver.signal === undefined) {
      const runtime = this.runtime.label()
      throw new TypeError(`remoteWaker: the driver of the runtime ${runtime} cannot be woken from other threads; use parkThread() or hostLoop()`)
    }
    const signal = this.driver.signal()
    const { block, index } = (this.remote ??= new RemoteWakes()).add(waker)
    this.external(1, 'thread')
    return new RemoteWaker(signal, block, index, () => this.external(-1, 'thread'))
  }
}

/**
 * What a runtime can tell of itself in numbers. Each is read when it is asked for: of those that are counted, each counts
 * something that the runtime does rarely or keeps anyway, so that nobody pays for metrics that nobody reads.
 *
 * What would have to be counted at each wake or suspension (wakes, self-wakes, busy time, waits by kind) is counted by an
 * observer: see `Counts` of `pollux/watch`.
 */
import { sendable } from '../future/symbols.ts'
import { knownBlockingPool } from './blocking/pool.ts'
import type { EventLoop } from './event-loop.ts'
import type { Executor } from './executor.ts'
import type { Runtime } from './runtime.ts'

/**
 * The numbers of a runtime, as of the moment in which each is read. Keep the object and read it again. The names are
 * those of tokio. Tasks of a `LocalSet` are the set's, and not counted here; an observer is told of them.
 *
 * Rust: `tokio::runtime::RuntimeMetrics`.
 *
 * @example
 * const { metrics } = runtime
 * setInterval(() => console.log(metrics.numAliveTasks, metrics.globalQueueDepth), 1000)
 */
export class RuntimeMetrics {
  private readonly runtime: Runtime
  private readonly executor: Executor
  private readonly loop: EventLoop

  constructor(runtime: Runtime, executor: Executor, loop: EventLoop) {
    this.runtime = runtime
    this.executor = executor
    this.loop = loop
  }

  /** Tasks that have not ended. Takes time in proportion to them. */
  get numAliveTasks(): number {
    return this.executor.unfinished().length
  }

  /** Tasks spawned so far, by `spawn`, `spawnLocal`, `start` and `spawnBlocking`. */
  get spawnedTasksCount(): number {
    return this.executor.lastId - this.executor.lentIds
  }

  /** Tasks that have ended, however. */
  get completedTasksCount(): number {
    return this.spawnedTasksCount - this.numAliveTasks
  }

  /** Tasks that are woken and wait for their turn. Takes time in proportion to them. */
  get globalQueueDepth(): number {
    return this.executor.queue.count()
  }

  /** Task polls done so far; those of the main future are not counted, nor turns that disposed. Up to date between two drains of the queue. */
  get workerPollCount(): number {
    return this.executor.polls
  }

  /** How often the thread was put to sleep: 0 under `hostLoop()`, which never does. */
  get workerParkCount(): number {
    return this.loop.parks
  }

  /** Wakes that came from other threads. */
  get remoteScheduleCount(): number {
    return this.loop.remoteWakes
  }

  /** Timers that are set. */
  get numTimers(): number {
    return this.runtime.timers?.size ?? 0
  }

  /** Sources on other threads that may wake a task: remote wakers, jobs on workers. */
  get numThreadSources(): number {
    return this.loop.threadSources
  }

  /** Sources in the host's event loop that may wake a task, such as promises that are waited for. */
  get numHostSources(): number {
    return this.loop.hostSources
  }

  /** Threads of the blocking pool, which all runtimes of this thread share. */
  get numBlockingThreads(): number {
    return knownBlockingPool()?.size ?? 0
  }

  /** Those of them that have no job. */
  get numIdleBlockingThreads(): number {
    return knownBlockingPool()?.idle ?? 0
  }

  /** Blocking jobs that wait for a thread, those of other runtimes too. */
  get blockingQueueDepth(): number {
    return knownBlockingPool()?.queued ?? 0
  }

  /** All of them as plain data, to be printed or posted. */
  toJSON(): Record<Exclude<keyof RuntimeMetrics & string, 'toJSON'>, number> {
    return {
      numAliveTasks: this.numAliveTasks,
      spawnedTasksCount: this.spawnedTasksCount,
      completedTasksCount: this.completedTasksCount,
      globalQueueDepth: this.globalQueueDepth,
      workerPollCount: this.workerPollCount,
      workerParkCount: this.workerParkCount,
      remoteScheduleCount: this.remoteScheduleCount,
      numTimers: this.numTimers,
      numThreadSources: this.numThreadSources,
      numHostSources: this.numHostSources,
      numBlockingThreads: this.numBlockingThreads,
      numIdleBlockingThreads: this.numIdleBlockingThreads,
      blockingQueueDepth: this.blockingQueueDepth,
    }
  }

  /** Numbers, to be read; what it reads them from is nobody's to send. */
  get [sendable](): boolean {
    return true
  }
}

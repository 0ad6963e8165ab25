/**
 * Numbers that a runtime does not keep, because to keep them costs something at each wake or suspension: an observer
 * counts them. Those that cost nothing are in `runtime.metrics`.
 */
import type { Observer, TaskEnd, WakeCause } from '../runtime/observer.ts'

/** What `new Counts(options)` takes. */
export interface CountsOptions {
  /** Gives milliseconds: the time that polls take is measured then. Default: none, and `busyMs` stays 0. */
  clock?: () => number
}

/**
 * An observer that counts, for `new Runtime({ observer: counts })`. Read the fields at any time; take the difference of two
 * snapshots for rates.
 *
 * Rust: the counters of the crate `tokio-metrics`.
 *
 * @example
 * const counts = new Counts()
 * const runtime = new Runtime({ observer: counts })
 * runtime.blockOn(main())
 * console.log(counts.selfWakes / counts.polls)
 */
export class Counts implements Observer {
  /** Tasks, and main futures. */
  spawned: number
  /** Also of main futures. */
  polls: number
  suspensions: number
  readonly ended: Record<TaskEnd, number>
  readonly wakes: Record<WakeCause, number>
  /** Wakes by the task itself: `yieldNow`, a budget that was spent, a busy poll. */
  selfWakes: number
  aborts: number
  /** Waits of leaves: begun; satisfied; given up. */
  waits: number
  waitsReady: number
  waitsReleased: number
  timers: number
  timersFired: number
  timersCancelled: number
  parks: number
  /** Milliseconds in polls; a poll inside a poll is part of the outer one. 0 without a clock. */
  busyMs: number
  /** Of one poll, at most. */
  longestPollMs: number
  private readonly clock: (() => number) | null
  /** The tasks whose polls are on the stack, and when the outermost began; empty without a clock. */
  private readonly polling: number[]
  private began: number

  /** @throws TypeError if `clock` is no function. */
  constructor(options: CountsOptions = {}) {
    const { clock } = options
    if (clock !== undefined && typeof clock !== 'function') throw new TypeError('Counts: clock must be a function that gives milliseconds')
    this.spawned = this.polls = this.suspensions = this.selfWakes = this.aborts = 0
    this.ended = { value: 0, panic: 0, cancelled: 0 }
    this.wakes = { task: 0, timer: 0, remote: 0, abort: 0, outside: 0 }
    this.waits = this.waitsReady = this.waitsReleased = 0
    this.timers = this.timersFired = this.timersCancelled = 0
    this.parks = this.busyMs = this.longestPollMs = 0
    this.clock = clock ?? null
    this.polling = []
    this.began = 0
  }

  /** The numbers as plain data, a copy. */
  snapshot(): CountsSnapshot {
    const { clock: _clock, polling: _polling, began: _began, ended, wakes, ...numbers } = this
    return { ...numbers, ended: { ...ended }, wakes: { ...wakes } } as CountsSnapshot
  }

  // ---- as an observer ----

  taskSpawned(): void {
    this.spawned++
  }

  taskWoken(id: number, by: number | null, cause: WakeCause): void {
    this.wakes[cause]++
    if (id === by) this.selfWakes++
  }

  taskPolled(id: number): void {
    this.polls++
    if (this.clock !== null && this.polling.push(id) === 1) this.began = this.clock()
  }

  taskSuspended(id: number): void {
    this.suspensions++
    this.pollEnded(id)
  }

  taskAborted(): void {
    this.aborts++
  }

  taskCompleted(id: number, how: TaskEnd): void {
    this.ended[how]++
    this.pollEnded(id)
  }

  /** A task that ends by being disposed has no poll on the stack. */
  private pollEnded(id: number): void {
    const { clock, polling } = this
    if (clock === null || polling.at(-1) !== id) return
    polling.pop()
    if (polling.length > 0) return
    const took = clock() - this.began
    this.busyMs += took
    if (took > this.longestPollMs) this.longestPollMs = took
  }

  resourceRegistered(): void {
    this.waits++
  }

  resourceReady(): void {
    this.waitsReady++
  }

  resourceReleased(): void {
    this.waitsReleased++
  }

  timerRegistered(): void {
    this.timers++
  }

  timerFired(): void {
    this.timersFired++
  }

  timerCancelled(): void {
    this.timersCancelled++
  }

  parked(): void {
    this.parks++
  }
}

/** The numbers of {@link Counts} at a moment. */
export type CountsSnapshot = Omit<Counts, keyof Observer | 'snapshot'>

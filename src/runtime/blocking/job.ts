/** A blocking job, as the future of the task that stands for it. The pool runs it; this waits. */
import type { Context } from '../../future/context.ts'
import type { Future } from '../../future/future.ts'
import type { Inspection } from '../../future/inspect.ts'
import { Disposed, Finished, mayDispose, refusePoll, Waiting, type Phase } from '../../future/phase.ts'
import { Pending, type Poll } from '../../future/poll.ts'
import { inspect, sendable } from '../../future/symbols.ts'
import type { Waker } from '../../future/waker.ts'
import type { Watching } from '../watching.ts'
import type { NumberedTarget } from './job-target.ts'
import type { Pool } from './pool.ts'
import type { Seat } from './seat.ts'
import type { WireTarget } from './wire.ts'

/** What came of a job. */
export type JobOutcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown }

/** What a job is called with, ready to be sent. */
export interface Parcel {
  readonly args: readonly unknown[]
  /** What of it is handed over rather than cloned. */
  readonly list: readonly unknown[]
}

/**
 *     queued ──a worker is free──▶ running ──its answer, or its end──▶ settled ──poll──▶ Finished
 *       └──dispose: leaves the queue     └──dispose: the worker goes on, and its answer is dropped
 */
export class BlockingJob<T> implements Future<T>, Disposable {
  readonly id: number
  readonly call: NumberedTarget
  readonly seat: Seat | null
  /** While it is queued, where all of it that was the caller's has been copied already. */
  parcel: Parcel | null
  /** The number of the worker that has it; 0 before. */
  worker: number
  private phase: Phase
  private readonly pool: Pool
  private waker: Waker | null
  private outcome: JobOutcome | null
  private hasEnded: boolean
  /** Told of what becomes of the job, by the number of its task. */
  private observer: Watching | null
  private task: number

  constructor(id: number, pool: Pool, call: NumberedTarget, seat: Seat | null, parcel: Parcel) {
    this.id = id
    this.call = call
    this.seat = seat
    this.parcel = parcel
    this.worker = 0
    this.phase = Waiting
    this.pool = pool
    this.waker = null
    this.outcome = null
    this.hasEnded = false
    this.observer = null
    this.task = 0
  }

  get target(): WireTarget {
    return this.call.wire
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    const { outcome, waker } = this
    if (outcome === null) {
      if (waker === null || !waker.willWake(cx.waker)) this.waker = cx.waker
      return Pending
    }
    this.phase = Finished
    this.outcome = null
    if (!outcome.ok) throw outcome.error
    return outcome.value as T
  }

  /** It has a task now. */
  observedAs(task: number, observer: Watching | null): void {
    this.task = task
    this.observer = observer
    if (observer === null || this.worker === 0) return
    observer.jobStarted(task, this.worker)
    // Who was told of the task asked for other jobs, and so let the answer in.
    if (this.hasEnded) observer.jobEnded(task)
  }

  // ---- for the pool ----

  /** It was sent. */
  begun(worker: number): void {
    this.worker = worker
    this.parcel = null
    if (this.observer !== null) this.observer.jobStarted(this.task, worker)
  }

  /** It has left its worker, which takes another one from now on. */
  ended(): void {
    this.hasEnded = true
    if (this.observer !== null) this.observer.jobEnded(this.task)
  }

  /** Its worker has answered, or has ended, or it could not be sent; also when nobody waits any more. Called once. */
  settle(outcome: JobOutcome): void {
    // An outcome that nobody will take: no clone has anything to dispose.
    if (this.phase === Disposed) return
    const { waker } = this
    this.outcome = outcome
    this.waker = null
    this.seat?.close()
    waker?.wake()
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    this.waker = null
    this.parcel = null
    if (this.outcome === null) {
      this.pool.forget(this)
      this.seat?.close()
    }
    this.outcome = null
  }

  /** What it will give came from another thread. */
  get [sendable](): boolean {
    return true
  }

  [inspect](): Inspection {
    const { name } = this.target
    const job = `blocking job ${name}`
    const [state, waitsOn] =
      this.outcome !== null ? ['Settled', undefined] : this.worker === 0 ? ['Queued', `a free worker, for ${job}`] : ['Running', `${job} in worker ${this.worker}`]
    return { name: `spawnBlocking(${name})`, state, ...(waitsOn === undefined ? {} : { waitsOn }) }
  }
}

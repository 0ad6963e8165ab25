/**
 * # The blocking pool
 *
 * One a thread of the program that asks for it, for all its runtimes. It has *workers*, real threads, made when a job finds
 * none free and fewer than the limit are there; they stay, warm, and keep no process alive. A job is sent to a free worker in
 * the very call of `spawnBlocking`; else it waits here, first come, first served.
 *
 *     spawnBlocking ──▶ a worker is free, or may be made ──▶ sent
 *                   └─▶ else queued ──an answer frees a worker──▶ sent
 *
 * **How an answer comes.** A worker posts it to its port. Under `hostLoop` the port's event brings it here. Where the main
 * thread is parked there are no events: the worker then sets the bit of a waker in shared memory and ends the park, as any
 * `remoteWaker` does, and the waker reads the ports (`drain`). One such waker a runtime is enough, its *seat* (`seat.ts`):
 * after every answer a worker wakes all the seats that it knows. So also a runtime learns of it that has nothing but a
 * queued job, and for which some other runtime's job, or an aborted one, made room.
 *
 * **Who knows which seat.** A worker is told with the first job of a runtime; a busy one when a job of that runtime is queued;
 * a new one of all whose jobs are queued then. It takes that in after its answer, and before it wakes; so nobody is missed.
 *
 * **How a death comes.** From the supervisor, in the same two ways. What the dead worker had said before counts first.
 *
 * Rust: `tokio::runtime::blocking::pool`. Threads there wait on the queue themselves; here the queue is the main thread's,
 * since a message port has one reader, so a queued job is sent when the main thread next looks.
 */
import { DisposeErrors } from '../../future/dispose.ts'
import type { Runtime } from '../runtime.ts'
import { deathOf, failureOf } from './failure.ts'
import { BlockingJob, type JobOutcome, type Parcel } from './job.ts'
import { copyOf, refuseUncloneable } from './parcel.ts'
import { targets, type NumberedTarget } from './job-target.ts'
import { PoolWorker } from './pool-worker.ts'
import { Seat } from './seat.ts'
import { hostThreads, type ThreadListener, type Threads } from './threads.ts'
import type { WireAnswer, WireEnd, WireJob, WireNews, WireTarget } from './wire.ts'

/**
 * Workers, if the machine is small: jobs that wait for a disk need no processor. (tokio's 512 would be 512 heaps here, of
 * some 5 MB each.)
 */
const LEAST_DEFAULT = 4

export class Pool implements ThreadListener {
  maxThreads: number
  /** Of each worker made from now on, in megabytes; null for the engine's own limit. */
  heapMb: number | null
  /** Workers made so far. */
  made: number
  private readonly threads: Threads
  private readonly workers: Map<number, PoolWorker>
  /** The last one is the warmest. */
  private readonly free: PoolWorker[]
  private readonly queue: Set<BlockingJob<unknown>>
  private readonly seatOf: WeakMap<Runtime, Seat>
  /** Those that threads know, by number. */
  private readonly seats: Map<number, Seat>
  private lastSeat: number
  private lastJob: number

  constructor(threads: Threads = hostThreads()) {
    this.maxThreads = Math.max(LEAST_DEFAULT, threads.parallelism)
    this.heapMb = null
    this.made = 0
    this.threads = threads
    this.workers = new Map()
    this.free = []
    this.queue = new Set()
    this.seatOf = new WeakMap()
    this.seats = new Map()
    this.lastSeat = 0
    this.lastJob = 0
  }

  get size(): number {
    return this.workers.size
  }

  get idle(): number {
    return this.free.length
  }

  get queued(): number {
    return this.queue.size
  }

  // ---- jobs in ----

  /**
   * A job for `runtime`; it is with a worker, or in the queue, when this returns. One of a runtime that has shut down is
   * neither: its task is cancelled at once.
   *
   * @throws NotSendableError if the host cannot clone the arguments; nothing is queued then.
   */
  submit<T>(runtime: Runtime, target: NumberedTarget, parcel: Parcel): BlockingJob<T> {
    const seat = runtime.isClosed ? null : this.seatFor(runtime)
    const job = new BlockingJob<T>(++this.lastJob, this, target, seat, parcel)
    if (seat === null) return job
    const worker = this.freeWorker()
    if (worker !== null) this.send(worker, job as BlockingJob<unknown>)
    else this.enqueue(job as BlockingJob<unknown>, seat)
    seat.open(runtime)
    return job
  }

  private freeWorker(): PoolWorker | null {
    if (this.free.length === 0) this.drain()
    return this.free.pop() ?? (this.workers.size < this.maxThreads ? this.makeWorker() : null)
  }

  private makeWorker(): PoolWorker {
    const id = ++this.made
    const worker = new PoolWorker(id, this.threads.start(id, this, this.heapMb))
    this.workers.set(id, worker)
    // It may stand for one that has died, and then it is the one by which a job that waits comes to its turn.
    for (const { seat } of this.queue) introduce(worker, seat!)
    return worker
  }

  private enqueue(job: BlockingJob<unknown>, seat: Seat): void {
    job.parcel = copyOf(job.parcel!, job.target.name)
    this.queue.add(job)
    for (const worker of this.workers.values()) introduce(worker, seat)
  }

  private send(worker: PoolWorker, job: BlockingJob<unknown>): void {
    try {
      worker.thread.post(messageFor(worker, job), job.parcel!.list)
    } catch (error) {
      this.free.push(worker)
      refuseUncloneable(error, job.target.name)
    }
    if (job.seat!.wire !== null) worker.told.add(job.seat!.wire.id)
    if (worker.emptied !== targets.emptied) {
      worker.emptied = targets.emptied
      worker.calls.clear()
    }
    worker.calls.add(job.call.number)
    worker.job = job
    job.begun(worker.id)
  }

  /** No more than `threads` workers from now on, or at once some for the jobs that wait. */
  limit(threads: number): void {
    this.maxThreads = threads
    const errors = new DisposeErrors()
    this.sendNext(errors)
    errors.rethrow()
  }

  /** Nobody waits for `job` any more. If a worker has it, that goes on with it. */
  forget(job: BlockingJob<unknown>): void {
    this.queue.delete(job)
  }

  // ---- seats ----

  private seatFor(runtime: Runtime): Seat {
    let seat = this.seatOf.get(runtime)
    if (seat !== undefined) return seat
    this.clear()
    const id = ++this.lastSeat
    seat = new Seat(id, runtime, this.threads.parkable, () => this.drain())
    this.seatOf.set(runtime, seat)
    if (seat.wire !== null) {
      this.seats.set(id, seat)
      this.threads.tell({ seat: seat.wire })
    }
    return seat
  }

  /** Seats of runtimes that have gone are forgotten, here and on the threads. */
  private clear(): void {
    const gone: number[] = []
    for (const [id, seat] of this.seats) if (seat.isGone()) gone.push(id)
    if (gone.length === 0) return
    for (const id of gone) this.seats.delete(id)
    this.threads.tell({ gone })
    for (const { told, thread } of this.workers.values()) {
      const known = gone.filter(id => told.delete(id))
      if (known.length > 0) thread.post({ gone: known }, [])
    }
  }

  // ---- answers out ----

  /** Takes in everything that the threads have said so far. */
  drain(): void {
    const errors = new DisposeErrors()
    for (const worker of this.workers.values()) if (worker.job !== null) this.drainWorker(worker, errors)
    for (let end; (end = this.threads.receiveEnd()) !== undefined; ) this.takeEnd(end, errors)
    errors.rethrow()
  }

  private drainWorker(worker: PoolWorker, errors: DisposeErrors): void {
    // It has one job, and so one answer.
    const answer = worker.thread.receive()
    if (answer !== undefined) this.takeAnswer(worker, answer, errors)
  }

  /** By an event of the host. */
  answered(id: number, answer: WireAnswer): void {
    const worker = this.workers.get(id)
    if (worker === undefined) return
    const errors = new DisposeErrors()
    this.takeAnswer(worker, answer, errors)
    errors.rethrow()
  }

  /** By an event of the host. */
  ended(end: WireEnd): void {
    const errors = new DisposeErrors()
    this.takeEnd(end, errors)
    errors.rethrow()
  }

  /** The worker is free, and has the next job, before anybody hears of the answer. */
  private takeAnswer(worker: PoolWorker, answer: WireAnswer, errors: DisposeErrors): void {
    if (!isOutput(answer) && answer.closed === true) return this.takeEnd({ id: worker.id, code: null }, errors)
    const { job } = worker
    if (job === null || job.id !== (isOutput(answer) ? answer[0] : answer.job)) return
    worker.job = null
    job.ended()
    this.free.push(worker)
    this.sendNext(errors)
    settle(job, outcomeOf(answer, job.target), errors)
  }

  private takeEnd(end: WireEnd, errors: DisposeErrors): void {
    const worker = this.workers.get(end.id)
    if (worker === undefined) return
    // What it has said before it died.
    this.drainWorker(worker, errors)
    if (!this.workers.delete(end.id)) return
    const at = this.free.indexOf(worker)
    if (at >= 0) this.free.splice(at, 1)
    worker.thread.close()
    const { job } = worker
    job?.ended()
    this.sendNext(errors)
    if (job !== null) settle(job, { ok: false, error: deathOf(end, job.target.name) }, errors)
  }

  /** A worker is free, or there may be another one: to whoever has waited longest. */
  private sendNext(errors: DisposeErrors): void {
    for (const job of this.queue) {
      try {
        const worker = this.free.pop() ?? (this.workers.size < this.maxThreads ? this.makeWorker() : null)
        if (worker === null) return
        this.queue.delete(job)
        this.send(worker, job)
      } catch (error) {
        // The host makes no more threads, say. Whoever waits is told, and nobody else.
        this.queue.delete(job)
        settle(job, { ok: false, error }, errors)
      }
    }
  }
}

/** From its next answer on `worker` wakes the runtime of `seat` too. */
function introduce({ told, thread }: PoolWorker, { wire }: Seat): void {
  if (wire === null || told.has(wire.id)) return
  told.add(wire.id)
  thread.post({ seat: wire }, [])
}

/** What tells `worker` of `job`: no more than it does not know. */
function messageFor({ told, calls, emptied }: PoolWorker, { id, call, seat, parcel }: BlockingJob<unknown>): WireJob | WireNews {
  const job: WireJob = [id, call.number, ...parcel!.args]
  const forget = emptied !== targets.emptied
  const news = seat!.wire === null || told.has(seat!.wire.id) ? undefined : seat!.wire
  if (!forget && news === undefined && calls.has(call.number)) return job
  return { job, target: call.wire, seat: news, forget: forget || undefined }
}

type WireOutput = Extract<WireAnswer, readonly unknown[]>

function isOutput(answer: WireAnswer): answer is WireOutput {
  return Array.isArray(answer)
}

function outcomeOf(answer: Exclude<WireAnswer, { closed: true }>, target: WireTarget): JobOutcome {
  return isOutput(answer) ? { ok: true, value: answer[1] } : { ok: false, error: failureOf(answer.failure, target) }
}

function settle(job: BlockingJob<unknown>, outcome: JobOutcome, errors: DisposeErrors): void {
  try {
    job.settle(outcome)
  } catch (error) {
    errors.add(error)
  }
}

const shared: { pool: Pool | null } = { pool: null }

/** The pool of this thread, if a job or a limit has asked for it. */
export function knownBlockingPool(): Pool | null {
  return shared.pool
}

/** The pool of this thread, made when first asked for. */
export function blockingPool(): Pool {
  return (shared.pool ??= new Pool())
}

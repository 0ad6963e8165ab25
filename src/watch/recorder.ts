/**
 * # Watching a runtime
 *
 * A runtime tells one `Observer` what happens (`runtime/observer.ts`), in calls without times or memory. This room holds
 * what people build on that, each piece an observer or a reader of one:
 *
 *     runtime ──calls──▶ fanOut ──┬──▶ Recorder ──events()──▶ chromeTrace, a test, a stepper
 *                                 ├──▶ Counts                 numbers that a runtime does not keep by itself
 *                                 ├──▶ diagnosticsObserver    channels of `diagnostics_channel`
 *                                 └──▶ lints, top             what a learner or an operator needs to hear
 *
 * **The recorder** remembers the latest events: a ring of fixed size, written without allocating, that counts what it
 * had to drop. So it can be left on in a program that runs for weeks, and be asked afterwards what came before a failure.
 *
 * **Order before time.** Events are numbered; a clock is read only if one was given, because it costs more than the rest
 * (on one machine 35 ns an event against 6), and because a recording without times is the same in each run, and can be compared whole.
 *
 * **Who watches changes nothing.** No piece here keeps a future, a task or a waker; what it throws is printed.
 */
import type { FoundState, Observer, TaskEnd, TaskKind, WakeCause } from '../runtime/observer.ts'
import { codeOfCause, codeOfEnd, codeOfEvent, codeOfKind, EventColumns } from './event-columns.ts'
import type { RecordedEvent } from './recorded-event.ts'

const SPAWNED = codeOfEvent('taskSpawned')
const FOUND = codeOfEvent('taskFound')
const WOKEN = codeOfEvent('taskWoken')
const POLLED = codeOfEvent('taskPolled')
const SUSPENDED = codeOfEvent('taskSuspended')
const ABORTED = codeOfEvent('taskAborted')
const COMPLETED = codeOfEvent('taskCompleted')
const REGISTERED = codeOfEvent('resourceRegistered')
const READY = codeOfEvent('resourceReady')
const RELEASED = codeOfEvent('resourceReleased')
const TIMER = codeOfEvent('timerRegistered')
const FIRED = codeOfEvent('timerFired')
const CANCELLED = codeOfEvent('timerCancelled')
const JOB = codeOfEvent('jobStarted')
const JOB_ENDED = codeOfEvent('jobEnded')
const PARKED = codeOfEvent('parked')
const UNPARKED = codeOfEvent('unparked')

/** What `new Recorder(options)` takes. */
export interface RecorderOptions {
  /** How many events it remembers: the latest. Default: 65,536, in about 4 MB. */
  capacity?: number
  /** Gives the time of each event, in milliseconds: `performance.now`, or a runtime's `now`. Default: none. */
  clock?: () => number
}

/**
 * An observer that remembers the latest events, for `new Runtime({ observer: recorder })`.
 *
 * Rust: what `console-subscriber` and `tokio::runtime::dump` are made for; nearest, a flight recorder.
 *
 * @example
 * const recorder = new Recorder({ capacity: 10_000 })
 * const runtime = new Runtime({ observer: recorder })
 * runtime.blockOn(main())
 * for (const event of recorder.events()) console.log(event)
 */
export class Recorder implements Observer {
  /** How many events it can hold. */
  readonly capacity: number
  private readonly clock: (() => number) | null
  private readonly columns: EventColumns
  /** Events since the beginning: the number of the next one. */
  private seq: number
  /** Where the next one goes. */
  private at: number

  /**
   * @throws RangeError if `capacity` is not a whole number above 0.
   * @throws TypeError if `clock` is no function.
   */
  constructor(options: RecorderOptions = {}) {
    const { capacity = 65_536, clock } = options
    if (!(Number.isSafeInteger(capacity) && capacity > 0)) throw new RangeError(`Recorder: capacity must be a whole number above 0, and is ${capacity}`)
    if (clock !== undefined && typeof clock !== 'function') throw new TypeError('Recorder: clock must be a function that gives milliseconds')
    this.capacity = capacity
    this.clock = clock ?? null
    this.columns = new EventColumns(capacity, clock !== undefined)
    this.seq = 0
    this.at = 0
  }

  /** Events that are held. */
  get size(): number {
    return Math.min(this.seq, this.capacity)
  }

  /** Events that had to make room for later ones. */
  get dropped(): number {
    return this.seq - this.size
  }

  /** What is held, oldest first. Made while it is read; do not record meanwhile. */
  *events(): Generator<RecordedEvent> {
    const { dropped, capacity } = this
    for (let seq = dropped; seq < this.seq; seq++) yield this.columns.read(seq % capacity, seq)
  }

  /** Forgets everything, and numbers from 0 again. */
  clear(): void {
    this.seq = 0
    this.at = 0
    this.columns.clear()
  }

  private write(type: number, id: number, other: number | null, detail: number): void {
    const { at, clock } = this
    this.columns.write(at, type, id, other, detail)
    if (clock !== null) this.columns.writeTime(at, clock())
    this.seq++
    this.at = at + 1 === this.capacity ? 0 : at + 1
  }

  private writeMore(type: number, id: number, other: number | null, detail: number, amount: number, text: string, more: string): void {
    this.columns.writeMore(this.at, amount, text, more)
    this.write(type, id, other, detail)
  }

  // ---- as an observer ----

  taskSpawned(id: number, name: string, parent: number | null, kind: TaskKind): void {
    this.writeMore(SPAWNED, id, parent, codeOfKind(kind), NaN, name, '')
  }

  taskFound(id: number, name: string, kind: TaskKind, state: FoundState): void {
    this.writeMore(FOUND, id, null, codeOfKind(kind), NaN, name, state)
  }

  taskWoken(id: number, by: number | null, cause: WakeCause): void {
    this.write(WOKEN, id, by, codeOfCause(cause))
  }

  taskPolled(id: number): void {
    this.write(POLLED, id, null, 0)
  }

  taskSuspended(id: number): void {
    this.write(SUSPENDED, id, null, 0)
  }

  taskAborted(id: number, by: number | null): void {
    this.write(ABORTED, id, by, 0)
  }

  taskCompleted(id: number, how: TaskEnd): void {
    this.write(COMPLETED, id, null, codeOfEnd(how))
  }

  resourceRegistered(id: number, task: number | null, kind: string, waitsOn: string): void {
    this.writeMore(REGISTERED, id, task, 0, NaN, kind, waitsOn)
  }

  resourceReady(id: number): void {
    this.write(READY, id, null, 0)
  }

  resourceReleased(id: number): void {
    this.write(RELEASED, id, null, 0)
  }

  timerRegistered(id: number, task: number | null, deadline: number, name: string): void {
    this.writeMore(TIMER, id, task, 0, deadline, name, '')
  }

  timerFired(id: number): void {
    this.write(FIRED, id, null, 0)
  }

  timerCancelled(id: number): void {
    this.write(CANCELLED, id, null, 0)
  }

  jobStarted(id: number, worker: number): void {
    this.write(JOB, id, worker, 0)
  }

  jobEnded(id: number): void {
    this.write(JOB_ENDED, id, null, 0)
  }

  parked(deadline: number | null): void {
    this.writeMore(PARKED, 0, null, 0, deadline ?? NaN, '', '')
  }

  unparked(): void {
    this.write(UNPARKED, 0, null, 0)
  }
}

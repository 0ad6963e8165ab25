/**
 * # `hostLoop`: a runtime as a guest
 *
 * The driver of servers, pages and user interfaces. It never blocks: the host's event loop goes on turning, and a turn
 * of it now and then is the runtime's, a *slice*. Input, output, timers and promises of the host have their say between
 * any two slices.
 *
 *     a task is woken, a timer is due, another thread wakes ──▶ unpark ──▶ a turn is asked for, once
 *     the turn comes ──▶ slice: until nothing is ready, or the polls or the time are used up
 *     the runtime has run ──▶ rest: ready still? ask for another turn. Else: set the timer for the next deadline
 *
 * `rest` follows every run, also one that a program makes by hand (`runUntilStalled`, `toPromise`'s first poll), so the
 * host always knows what the runtime waits for.
 *
 * **What keeps the process alive**: a turn asked for, a timer of the runtime's, a source that was registered with it
 * (`external`: another thread, or something of the host's). Tasks as such do not. When a process would end and tasks are
 * unfinished, they can never go on: they are reported as by `DeadlockError`, and the exit code is 13 (`exit-watch.ts`).
 *
 * **Several runtimes** on a thread share its turns (`host-turns.ts`). No slice runs inside a poll: turns start from an
 * empty stack.
 *
 * **A throw** out of a slice is none of a future's, which its task catches, but for example an observer's. It goes where
 * the host sends its callbacks' throws; whoever survives that finds the loop going on.
 *
 * Rust: no counterpart in tokio; the nearest are `wasm-bindgen-futures` and the executors of `glib`.
 */
import { sendable } from '../future/symbols.ts'
import type { Driver, HostedRuntime, ParkRefusal } from './driver.ts'
import { DeadlockError, HostParkError } from './errors.ts'
import { EVENT_INTERVAL } from './event-loop.ts'
import { ExitWatch, type Unsettled } from './exit-watch.ts'
import { HostSignal } from './host-signal.ts'
import { HostTimer } from './host-timer.ts'
import { HostTurns, type TurnTaker } from './host-turns.ts'
import { thisHost, type Host } from './host.ts'

/**
 * Task polls of a slice. The time is the limit that counts; this is the one that holds where clocks are coarse (some
 * browsers round to 100 ms) and that makes slices countable. At 15 ns for the fastest of polls it is a tenth of a
 * millisecond, against some microseconds that a turn costs by itself.
 */
export const SLICE_POLLS = 128 * EVENT_INTERVAL

const NEVER_PARKS: ParkRefusal = {
  because: 'would have to be waited for, and a runtime with the driver hostLoop() never parks its thread',
  remedy:
    "spawn the future, or make a promise of it with toPromise(future), and let the host's event loop turn; " +
    'or block on a runtime with the driver parkThread()',
}

/** What the hosted runtimes of one host share. */
interface Shared {
  readonly turns: HostTurns
  readonly exits: ExitWatch
}

const hosts = new WeakMap<Host, Shared>()

function sharedOn(host: Host): Shared {
  let shared = hosts.get(host)
  if (shared === undefined) hosts.set(host, (shared = { turns: new HostTurns(host), exits: new ExitWatch(host) }))
  return shared
}

/** See {@link hostLoop}. */
export interface HostLoopOptions {
  /** The event loop to run on. Default: this thread's. */
  host?: Host
}

/**
 * The driver that {@link hostLoop} makes: it asks its host for turns and never parks. A class so that it can be watched or
 * changed by extending it. One runtime for each.
 *
 * Rust: no counterpart in tokio; see {@link hostLoop}.
 *
 * @example
 * class Counted extends HostLoop {
 *   slices = 0
 *   override slice(until: number): boolean {
 *     this.slices++
 *     return super.slice(until)
 *   }
 * }
 */
export class HostLoop implements Driver, TurnTaker, Unsettled {
  private readonly host: Host
  private readonly shared: Shared
  /** Null before `attach` and after `detach`. */
  private runtime: HostedRuntime | null
  private attached: boolean
  /** Stands in the line for a turn. */
  private asked: boolean
  /** Asked for that turn only to let one pass: a paused clock may move on then. */
  private idle: boolean
  private readonly timer: HostTimer
  /** Made when first needed. */
  private remote: HostSignal | null
  /** Sources outside the runtime: all, and those on other threads. */
  private sources: number
  private threads: number

  constructor(options: HostLoopOptions = {}) {
    const host = options.host ?? thisHost()
    this.host = host
    this.shared = sharedOn(host)
    this.runtime = null
    this.attached = false
    this.asked = false
    this.idle = false
    this.timer = new HostTimer(host, () => this.unpark())
    this.remote = null
    this.sources = 0
    this.threads = 0
  }

  // ---- for the runtime ----

  attach(runtime: HostedRuntime): void {
    if (this.attached) throw new TypeError('hostLoop: this driver has a runtime already; make a hostLoop() for each')
    this.attached = true
    this.runtime = runtime
  }

  now(): number {
    return this.host.now()
  }

  /** Asks for a turn. */
  unpark(): void {
    if (this.asked || this.runtime === null) return
    this.asked = true
    this.shared.turns.ask(this)
  }

  rest(): void {
    const { runtime } = this
    if (runtime === null) return
    if (runtime.isReady()) this.unpark()
    else this.wait(runtime)
    this.shared.exits.note(this, runtime.isUnsettled())
  }

  /** Nothing is ready. Sees to it that the host comes back in time, and does not end before. */
  private wait(runtime: HostedRuntime): void {
    const deadline = runtime.nextDeadline()
    const paused = runtime.isPaused?.() === true
    if (deadline !== null && !paused) this.timer.set(deadline)
    else if (this.sources > 0) this.timer.set(Infinity)
    else this.timer.clear()
    if (paused && deadline !== null && this.sources === 0) {
      // A turn that was asked for before may come too soon; its slice will rest here again.
      this.idle = !this.asked
      this.unpark()
    }
  }

  external(delta: 1 | -1, kind: 'thread' | 'host'): void {
    this.sources += delta
    if (kind === 'thread') this.threads += delta
    const { runtime } = this
    if (runtime === null) return
    if (kind === 'thread') this.listen()
    // A runtime that runs says so when it rests.
    if (!runtime.isRunning()) this.wait(runtime)
  }

  signal(): Int32Array {
    if (this.remote === null) {
      this.remote = new HostSignal(() => this.unpark())
      this.listen()
    }
    return this.remote.word
  }

  private listen(): void {
    this.remote?.listenWhile(this.threads > 0 && this.runtime !== null)
  }

  detach(): void {
    this.runtime = null
    this.timer.clear()
    this.listen()
    this.shared.turns.forget(this)
    this.shared.exits.note(this, false)
  }

  parkRefusal(): ParkRefusal {
    return NEVER_PARKS
  }

  /** @throws HostParkError, always. */
  park(): never {
    throw new HostParkError(this.runtime?.dump() ?? [], NEVER_PARKS)
  }

  // ---- for the host ----

  slice(until: number): boolean {
    const { runtime, idle } = this
    this.asked = false
    this.idle = false
    if (runtime === null) return false
    try {
      // A whole turn of the host has passed, and nobody came.
      if (idle && this.sources === 0 && !runtime.isReady() && runtime.isPaused?.() === true) runtime.leap?.()
      return runtime.slice(SLICE_POLLS, until)
    } catch (error) {
      // It may have come from a turn that was given inside a poll, and so not to a runtime that rests afterwards.
      this.rest()
      throw error
    }
  }

  lastWords(): boolean {
    const { runtime } = this
    if (runtime === null) return false
    runtime.reportUntaken()
    const stuck = runtime.dump()
    if (stuck.length === 0 || runtime.isReady()) return false
    const { name, message } = new DeadlockError(stuck, undefined, runtime.whyStuck?.())
    console.error(`pollux: the process ends, and the runtime ${runtime.label()} is stuck\n${name}: ${message}`)
    return true
  }

  /** It belongs to the thread that made it. */
  get [sendable](): boolean {
    return false
  }
}

/**
 * Runs a runtime's tasks in slices on the host's event loop: for servers, pages and whatever else must go on while
 * futures wait. Tasks run by themselves once they are spawned; `blockOn` runs what is ready and throws `HostParkError`
 * when it would have to wait.
 *
 * A slice ends after a millisecond, or 7,808 polls, or the poll that is under way then. The process stays alive for
 * tasks that are ready, for timers and for registered sources; not for tasks that nothing can wake, which it reports at
 * its end with exit code 13. A paused clock leaps after one full turn of the host in which nobody came.
 *
 * Rust: no counterpart in tokio; the nearest are `wasm_bindgen_futures::spawn_local` and `glib::MainContext`.
 *
 * @throws TypeError if the host has no way to give a later turn at once.
 * @example
 * const runtime = new Runtime({ driver: hostLoop() })
 * runtime.spawn(serve())   // runs from here on, beside everything else in the process
 */
export function hostLoop(options?: HostLoopOptions): HostLoop {
  return new HostLoop(options)
}

/**
 * # The driver
 *
 * The executor knows which tasks are ready and nothing of the host. What the host must do is here: stand still until
 * something happens, be woken, tell the time. `parkThread` blocks the thread; a host-loop driver never does; a simulated
 * one jumps its clock. The same futures run on each.
 */
import type { TaskDump } from './dump.ts'

/**
 * What a runtime stands on: it waits, it is woken, it tells the time. `parkThread()` and `hostLoop()` are the ones that are
 * there; give one of your own as `new Runtime({ driver })`. Only the runtime calls it.
 *
 * Rust: tokio's `runtime::Driver`; `Park` and `Unpark` of older versions.
 *
 * @example
 * class Stepped implements Driver {   // its time stands still but while it is parked
 *   private time = 0
 *   park(deadline: number | null): void {
 *     this.time = deadline ?? this.time
 *   }
 *   unpark(): void {}
 *   now(): number {
 *     return this.time
 *   }
 *   external(): void {}
 * }
 */
export interface Driver {
  /**
   * Waits until `unpark`, or until `deadline` (milliseconds on this driver's clock; null for no deadline). May return
   * early. Called only by the runtime, with nothing ready, and never when nothing could end the wait.
   */
  park(deadline: number | null): void
  /** Ends the present park, or makes the next one return at once. Called on the driver's own thread. */
  unpark(): void
  /** Milliseconds on a clock that never goes back. */
  now(): number
  /**
   * One more or one less source outside the runtime that may wake a task: another thread's (a worker, a remote waker),
   * or the host event loop's.
   */
  external(delta: 1 | -1, kind: 'thread' | 'host'): void
  /**
   * The shared word by which other threads end a park: they store 1 at index 0 and notify. Drivers without it cannot be
   * woken from other threads, and `remoteWaker` says so.
   */
  signal?(): Int32Array
  /**
   * Why this thread must not be parked, and what to do instead; null, or absent, if it may. Asked before each park: the
   * runtime then throws `HostParkError`.
   */
  parkRefusal?(): ParkRefusal | null
  /**
   * For a driver that is run by its host, and not by `blockOn`: given to it once, when the runtime is made. From then on
   * `unpark` is also called when a task is woken while the runtime does not run.
   */
  attach?(runtime: HostedRuntime): void
  /** For such a driver: the runtime has run, for whatever reason, so what is ready and what is due may have changed. */
  rest?(): void
  /** For such a driver: the runtime has shut down. */
  detach?(): void
  /** Whether something that the runtime does not know of may still unpark; false, or absent, lets it see deadlocks. */
  expectsUnpark?(): boolean
}

/** Parts of the message of `HostParkError`. */
export interface ParkRefusal {
  /** What goes on after "the one task that is left": why it cannot be waited for. */
  readonly because: string
  /** What to do instead. */
  readonly remedy: string
}

/** What a driver that is run by its host may ask of its runtime. */
export interface HostedRuntime {
  /**
   * Lets in what came from outside, then takes turns until none is ready, or `polls` were taken, or the driver's clock
   * has reached `until`, in milliseconds. True if tasks are ready still.
   *
   * @throws NestedBlockOnError inside any poll.
   */
  slice(polls: number, until: number): boolean
  /** Whether tasks are ready. */
  isReady(): boolean
  /** Whether it is running now; if so, `rest` or `detach` will be called when it has run. */
  isRunning(): boolean
  /** Whether tasks are unfinished, or failures untaken. */
  isUnsettled(): boolean
  /** The earliest timer, in milliseconds on the driver's clock, or null. */
  nextDeadline(): number | null
  /** Whether its clock is paused, and so no host's timer of any use. Absent: never. */
  isPaused?(): boolean
  /** Moves the paused clock to the earliest deadline. To be asked when nothing but time can wake a task. */
  leap?(): void
  /** What is unfinished. */
  dump(): TaskDump[]
  /** What its observers know of why that is stuck, in lines; or ''. */
  whyStuck?(): string
  /** Its name, for messages. */
  label(): string
  /** Gives the failures that nobody has taken to `onUnhandledError`: the process ends. */
  reportUntaken(): void
}

/**
 * # The driver
 *
 * The executor knows which tasks are ready and nothing of the host. What the host must do is here: stand still until
 * something happens, be woken, tell the time. `parkThread` blocks the thread; a host-loop driver never does; a simulated
 * one jumps its clock. The same futures run on each.
 */
import type { TaskDump } from './dump.ts'

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
   * For a driver that is run by its host, and not by `blockOn`: given to it once, when the runtime is made. From then on
   * `unpark` is also called when a task is woken while the runtime does not run.
   */
  attach?(runtime: HostedRuntime): void
  /** Whether something that the runtime does not know of may still unpark; false, or absent, lets it see deadlocks. */
  expectsUnpark?(): boolean
}

/** What a driver that is run by its host may ask of its runtime. */
export interface HostedRuntime {
  /**
   * Lets in what came from outside, then takes turns until none is ready, or `polls` were taken, or the driver's clock
   * has reached `until`, in milliseconds. True if tasks are ready still.
   */
  slice(polls: number, until: number): boolean
  /** The earliest timer, in milliseconds on the driver's clock, or null. */
  nextDeadline(): number | null
  /** What is unfinished. */
  dump(): TaskDump[]
}

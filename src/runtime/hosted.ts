/** A runtime as the driver sees it that its host runs; see `HostedRuntime`. */
import type { HostedRuntime } from './driver.ts'
import type { TaskDump } from './dump.ts'
import type { EventLoop } from './event-loop.ts'
import type { Executor } from './executor.ts'
import type { Runtime } from './runtime.ts'

export class Hosted implements HostedRuntime {
  private readonly runtime: Runtime
  private readonly executor: Executor
  private readonly loop: EventLoop
  /** Runs a body inside the runtime's context. */
  private readonly run: <R>(body: () => R) => R

  constructor(runtime: Runtime, executor: Executor, loop: EventLoop, run: <R>(body: () => R) => R) {
    this.runtime = runtime
    this.executor = executor
    this.loop = loop
    this.run = run
  }

  slice(polls: number, until: number): boolean {
    return this.run(() => this.loop.slice(polls, until))
  }

  isReady(): boolean {
    return !this.executor.queue.isEmpty()
  }

  isRunning(): boolean {
    return this.executor.busy
  }

  isUnsettled(): boolean {
    return !(this.executor.isEmpty() && this.executor.unhandled.isEmpty())
  }

  /** Also of a paused clock, which the host may ask to leap there. */
  nextDeadline(): number | null {
    return this.isPaused() ? (this.runtime.timers?.nextDeadline() ?? null) : this.loop.nextDeadline()
  }

  isPaused(): boolean {
    return this.runtime.clock.isPaused
  }

  leap(): void {
    this.loop.leap()
  }

  dump(): TaskDump[] {
    return this.runtime.dump()
  }

  whyStuck(): string {
    return this.executor.observer?.whyStuck() ?? ''
  }

  label(): string {
    return this.runtime.label()
  }

  reportUntaken(): void {
    this.executor.unhandled.flush()
  }
}

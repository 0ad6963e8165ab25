/** What the futures of this room share: their phases, and the loan of the stream that they work on. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'

/**
 * A subclass writes `step`, which is polled until it gives an output or throws, and `begin` and `release`, which are called once each: before
 * the first step, and at the end, whichever it is.
 */
export abstract class IoFuture<T> implements Future<T>, Disposable {
  protected phase: Phase
  private begun: boolean

  constructor() {
    this.phase = Waiting
    this.begun = false
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    try {
      if (!this.begun) this.start()
      const output = this.step(cx)
      if (output === Pending) this.phase = Waiting
      else this.end(Finished)
      return output
    } catch (error) {
      this.end(Finished)
      throw error
    }
  }

  private start(): void {
    this.begin()
    this.begun = true
  }

  private end(phase: Phase): void {
    this.phase = phase
    if (!this.begun) return
    this.begun = false
    this.release()
  }

  [Symbol.dispose](): void {
    if (mayDispose(this, this.phase)) this.end(Disposed)
  }

  protected abstract begin(): void
  protected abstract step(cx: Context): Poll<T>
  protected abstract release(): void
  /** `TcpStream.connect(127.0.0.1:80)`. */
  protected abstract get label(): string
  /** What its waker waits for, or null: its children know. */
  protected abstract get waitsFor(): string | null

  /** What it works on is the process's, not the task's: as in Rust, sockets and files may go where their task goes. */
  get [sendable](): boolean {
    return true
  }

  [inspect](): Inspection {
    if (this.phase !== Waiting) return { name: this.label, state: phaseName(this.phase) }
    const { waitsFor } = this
    return waitsFor === null ? { name: this.label } : { name: this.label, waitsOn: waitsFor }
  }
}

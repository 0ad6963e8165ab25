/** The host's timers, with a promise each or without. */
import { latest } from './delays.ts'
import type { Timers } from './timers.ts'

/** `await`able: the shortest form there is. The handle is kept, for without it nobody can cancel. */
export class PromisedTimeouts implements Timers {
  private readonly delays: Int32Array
  private timeouts: NodeJS.Timeout[]
  private promises: Promise<void>[]

  constructor(delays: Int32Array) {
    this.delays = delays
    this.timeouts = []
    this.promises = []
  }

  insert(): number {
    const timeouts: NodeJS.Timeout[] = []
    const promises: Promise<void>[] = []
    for (const ms of this.delays) promises.push(new Promise(resolve => timeouts.push(setTimeout(resolve, ms))))
    this.timeouts = timeouts
    this.promises = promises
    return promises.length
  }

  cancel(): number {
    for (const timeout of this.timeouts) clearTimeout(timeout)
    return this.timeouts.length
  }

  async fire(): Promise<number> {
    let fired = 0
    for (const promise of this.promises) {
      await promise
      fired += 1
    }
    return fired
  }

  wait(): void {
    block(latest(this.delays))
  }

  /** What is set at once: for weighing. */
  get pending(): number {
    return this.promises.length
  }

  /** Cancels, and forgets them. */
  release(): void {
    this.cancel()
    this.timeouts = []
    this.promises = []
  }
}

/** Callbacks and nothing else: what the host asks for by itself. */
export class CalledTimeouts implements Timers {
  private readonly delays: Int32Array
  private timeouts: NodeJS.Timeout[]
  private fired: number
  private done: ((fired: number) => void) | null
  private readonly called: () => void

  constructor(delays: Int32Array) {
    this.delays = delays
    this.timeouts = []
    this.fired = 0
    this.done = null
    this.called = () => {
      this.fired += 1
      if (this.fired === this.delays.length) this.done?.(this.fired)
    }
  }

  insert(): number {
    const timeouts: NodeJS.Timeout[] = []
    for (const ms of this.delays) timeouts.push(setTimeout(this.called, ms))
    this.timeouts = timeouts
    this.fired = 0
    return timeouts.length
  }

  cancel(): number {
    for (const timeout of this.timeouts) clearTimeout(timeout)
    return this.timeouts.length
  }

  fire(): Promise<number> {
    return new Promise(resolve => (this.done = resolve))
  }

  wait(): void {
    block(latest(this.delays))
  }
}

function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

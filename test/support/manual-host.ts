import type { Host, HostProcess } from '../../src/index.ts'

interface ManualTimer {
  readonly at: number
  readonly ring: () => void
}

/** A process that ends when the test says so. */
export class ManualProcess implements HostProcess {
  exitCode: number | undefined = undefined
  readonly listeners: (() => void)[] = []

  on(_event: 'beforeExit', listener: () => void): void {
    this.listeners.push(listener)
  }
}

/**
 * An event loop that turns when the test says so, under a clock that stands still otherwise. `trace` has what the runtime asked
 * of it: `soon`, `timer 20` (in so many milliseconds), `clear`.
 */
export class ManualHost implements Host {
  time: number
  readonly turnMs = 1
  readonly process = new ManualProcess()
  readonly trace: string[] = []
  private turns: (() => void)[] = []
  private timers: ManualTimer[] = []

  constructor(time = 0) {
    this.time = time
  }

  now(): number {
    return this.time
  }

  soon(turn: () => void): void {
    this.trace.push('soon')
    this.turns.push(turn)
  }

  setTimer(ring: () => void, ms: number): unknown {
    if (!(Number.isInteger(ms) && ms >= 1 && ms < 2 ** 31)) throw new Error(`no host waits ${ms} ms`)
    this.trace.push(`timer ${ms}`)
    const timer = { at: this.time + ms, ring }
    this.timers.push(timer)
    return timer
  }

  clearTimer(timer: unknown): void {
    if (!this.timers.includes(timer as ManualTimer)) throw new Error('cleared a timer that is not set')
    this.trace.push('clear')
    this.timers = this.timers.filter(other => other !== timer)
  }

  /** Whether a turn or a timer would keep a real process alive. */
  get isAlive(): boolean {
    return this.turns.length > 0 || this.timers.length > 0
  }

  /** Milliseconds to each timer that is set. */
  get pendingTimers(): number[] {
    return this.timers.map(({ at }) => at - this.time)
  }

  /** Turns once: what was asked for so far, as `setImmediate` does. Throws what a callback throws; those behind it have their turn first. */
  turn(): void {
    const turns = this.turns
    this.turns = []
    let failed: { error: unknown } | null = null
    for (const turn of turns) {
      try {
        turn()
      } catch (error) {
        failed ??= { error }
      }
    }
    if (failed !== null) throw failed.error
  }

  /** Turns until nothing asks for a turn. @returns how often. */
  settle(): number {
    let count = 0
    for (; this.turns.length > 0; count++) {
      if (count === 10_000) throw new Error('the host never comes to rest')
      this.turn()
    }
    return count
  }

  /** Moves the clock, lets timers ring that are due then (`early`: as if it were so many milliseconds later), and settles. */
  pass(ms: number, early = 0): void {
    this.time += ms
    const due = this.timers.filter(({ at }) => at <= this.time + early)
    this.timers = this.timers.filter(timer => !due.includes(timer))
    for (const { ring } of due) ring()
    this.settle()
  }

  /**
   * What a process does that has nothing left to do: says so to who listens, and goes on if one of them gave it something.
   *
   * @returns how often it said so; null if it is alive after all.
   */
  end(): number | null {
    this.settle()
    for (let said = 1; said < 100; said++) {
      if (this.isAlive) return null
      for (const listener of this.process.listeners) listener()
      if (!this.isAlive) return said
      this.settle()
    }
    throw new Error('the process never ends')
  }
}

/** What the page is asked for from now on: messages, which are the turns of a runtime, and timers. */
export class HostCalls {
  messages = 0
  timers = 0
  /** The most timers that were set at a time. */
  most = 0
  /** Timers set in the callback of another: those that browsers delay by 4 ms. */
  nested = 0
  /** Timers that have neither rung nor been cleared. */
  private readonly set = new Set<unknown>()
  private ringing = false

  constructor() {
    const { setTimeout, clearTimeout } = globalThis
    const { prototype } = MessagePort as unknown as { prototype: { postMessage(...args: unknown[]): void } }
    const { postMessage } = prototype
    const count = (): void => { this.messages++ }
    prototype.postMessage = function (...args) {
      count()
      postMessage.apply(this, args)
    }
    const wrapped = (ring: () => void, ms: number): unknown => {
      const timer = setTimeout(() => this.ring(timer, ring), ms)
      this.add(timer)
      return timer
    }
    const cleared = (timer: unknown): void => {
      this.set.delete(timer)
      clearTimeout(timer as number)
    }
    Object.assign(globalThis, { setTimeout: wrapped, clearTimeout: cleared })
  }

  /** How many timers are set. */
  get outstanding(): number {
    return this.set.size
  }

  private add(timer: unknown): void {
    this.timers++
    if (this.ringing) this.nested++
    this.set.add(timer)
    this.most = Math.max(this.most, this.set.size)
  }

  private ring(timer: unknown, ring: () => void): void {
    this.set.delete(timer)
    this.ringing = true
    try {
      ring()
    } finally {
      this.ringing = false
    }
  }
}

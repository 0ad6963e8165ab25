import type { Driver } from '../../src/runtime/index.ts'

/**
 * A driver whose clock stands still but for two things: a park jumps it to the deadline, and a test may move it by hand. So a
 * program of sleeps runs at once, and always alike. `trace` has every park's deadline.
 */
export class VirtualDriver implements Driver {
  time: number
  readonly trace: string[] = []

  constructor(time = 0) {
    this.time = time
  }

  park(deadline: number | null): void {
    this.trace.push(`park until ${deadline}`)
    if (deadline === null) throw new Error('a virtual park without a deadline would never end')
    this.time = Math.max(this.time, deadline)
  }

  unpark(): void {}

  now(): number {
    return this.time
  }

  external(): void {}
}

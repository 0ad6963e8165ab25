/** The driver of an explored runtime: its clock stands still until the run moves it, and it is never parked. */
import type { Driver } from '../../runtime/driver.ts'

export class SimulatedDriver implements Driver {
  /** Milliseconds. */
  time: number
  /** Sources outside the runtime that the program began to wait for; null if none. */
  foreign: Set<string> | null

  constructor() {
    this.time = 0
    this.foreign = null
  }

  /** Only `blockOn` of the runtime itself would come here, and inside a run that is refused. */
  park(deadline: number | null): void {
    if (deadline !== null) this.time = deadline
  }

  unpark(): void {}

  now(): number {
    return this.time
  }

  external(delta: 1 | -1, kind: 'thread' | 'host'): void {
    if (delta === 1) this.note(kind === 'host' ? 'host callbacks' : 'another thread')
  }

  /** There is none. But who looks for it wants to be woken from another thread, and that is what the program is refused for. */
  get signal(): () => Int32Array {
    this.note('another thread')
    return undefined as never
  }

  private note(source: string): void {
    this.foreign ??= new Set()
    this.foreign.add(source)
  }
}

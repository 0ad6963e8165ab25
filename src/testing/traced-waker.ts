/** The wakers of a `traceLog()`. */
import type { Waker } from '../future/waker.ts'

/** Where a line is written down. */
export interface Notes {
  note(line: string): void
}

/** Writes `name: wake`, then wakes. See `TraceLog.waker`. */
export class TracedWaker implements Waker {
  private readonly notes: Notes
  private readonly name: string
  private readonly inner: Waker

  constructor(notes: Notes, name: string, inner: Waker) {
    this.notes = notes
    this.name = name
    this.inner = inner
  }

  wake(): void {
    this.notes.note(`${this.name}: wake`)
    this.inner.wake()
  }

  /** Whether the same line comes of it, and the same wake. */
  willWake(other: Waker): boolean {
    return (
      other === this ||
      (other instanceof TracedWaker && other.notes === this.notes && other.name === this.name && this.inner.willWake(other.inner))
    )
  }
}

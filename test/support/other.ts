import { contextFrom, drop, Pending, type Future } from '../../src/index.ts'
import { countingWaker } from '../../src/testing/index.ts'

/** Somebody else who waits for the same thing, and is polled again only when woken. What it gets it lets go of at once. */
export class Other {
  private readonly future: Future<unknown>
  private readonly waker = countingWaker()
  private state: 'unpolled' | 'waits' | 'served' | 'refused' = 'unpolled'

  constructor(future: Future<unknown>) {
    this.future = future
  }

  /** Has a turn, unless it waits and nobody has woken it. Says how it stands then. */
  turn(): string {
    if (this.state !== 'unpolled' && (this.state !== 'waits' || this.waker.take() === 0)) return this.state
    try {
      const output = this.future.poll(contextFrom(this.waker))
      this.state = output === Pending ? 'waits' : 'served'
      if (output !== Pending) drop(output)
    } catch {
      this.state = 'refused'
    }
    return this.state
  }
}

/**
 * The executors of the `LocalSet`s that a runtime has polled. Most come and go while the runtime stays, so they are looked through now
 * and then: one that has nothing to do is let go, and comes again when it is polled; one that has is held weakly from then on, in case
 * nobody ever polls it again.
 */
import type { Executor } from './executor.ts'
import { LateWeak } from './late-weak.ts'

/** They are looked through when there are so many, and twice as many as were left the last time. */
const FIRST_LOOK = 16

export class Guests {
  private readonly host: Executor
  private known: LateWeak<Executor>[]
  private lookAt: number

  constructor(host: Executor) {
    this.host = host
    this.known = []
    this.lookAt = FIRST_LOOK
  }

  add(guest: Executor): void {
    if (this.known.length >= this.lookAt) this.look()
    this.known.push(new LateWeak(guest))
  }

  private look(): void {
    this.known = this.known.filter(entry => entry.get()?.staysWith(this.host))
    for (const entry of this.known) entry.weaken()
    this.lookAt = Math.max(FIRST_LOOK, this.known.length * 2)
  }

  /** Each once, in the order in which they first came. */
  all(): Executor[] {
    const found = new Set<Executor>()
    for (const entry of this.known) {
      const guest = entry.get()
      if (guest !== undefined) found.add(guest)
    }
    return [...found]
  }
}

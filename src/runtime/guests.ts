/**
 * The executors of the `LocalSet`s that a runtime has polled. Most come and go while the runtime stays, so they are looked through now
 * and then: one that has nothing to do is let go, and comes again when it is polled; one that has is held weakly from then on, in case
 * nobody ever polls it again. Not from the beginning: what a `WeakRef` refers to lives at least until the event loop turns, and a
 * program of nothing but `blockOn` never lets it do.
 */
import type { Executor } from './executor.ts'

/** They are looked through when there are so many, and twice as many as were left the last time. */
const FIRST_LOOK = 16

export class Guests {
  private readonly host: Executor
  private known: (Executor | WeakRef<Executor>)[]
  private lookAt: number

  constructor(host: Executor) {
    this.host = host
    this.known = []
    this.lookAt = FIRST_LOOK
  }

  add(guest: Executor): void {
    if (this.known.length >= this.lookAt) this.look()
    this.known.push(guest)
  }

  private look(): void {
    const left: WeakRef<Executor>[] = []
    for (const entry of this.known) {
      const guest = guestOf(entry)
      if (guest?.staysWith(this.host)) left.push(entry instanceof WeakRef ? entry : new WeakRef(guest))
    }
    this.known = left
    this.lookAt = Math.max(FIRST_LOOK, left.length * 2)
  }

  /** Each once, in the order in which they first came. */
  all(): Executor[] {
    const found = new Set<Executor>()
    for (const entry of this.known) {
      const guest = guestOf(entry)
      if (guest !== undefined) found.add(guest)
    }
    return [...found]
  }
}

function guestOf(entry: Executor | WeakRef<Executor>): Executor | undefined {
  return entry instanceof WeakRef ? entry.deref() : entry
}

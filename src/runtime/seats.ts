/**
 * Who polls a `LocalSet`, and so is to be woken when one of its tasks is: mostly one, the set as a future or a
 * `runUntil`; several where several `runUntil`s wait at once. All of them are woken, since each may be held by somebody
 * who never polls again, but each at most once between two of its polls.
 *
 *     wait    a poll ended in Pending: the seat is taken, its wake is due again
 *     wake    the first wake calls the waker, more do nothing
 *     leave   finished or disposed: the waker is let go
 */
import { DisposeErrors } from '../future/dispose.ts'
import type { Waker } from '../future/waker.ts'

/** One poller's place. */
export class Seat {
  waker: Waker | null
  private woken: boolean

  constructor() {
    this.waker = null
    this.woken = false
  }

  wait(waker: Waker): void {
    if (this.waker === null || !this.waker.willWake(waker)) this.waker = waker
    this.woken = false
  }

  wake(): void {
    const { waker } = this
    if (this.woken || waker === null) return
    this.woken = true
    waker.wake()
  }
}

export class Seats {
  private taken: Seat[]

  constructor() {
    this.taken = []
  }

  wait(seat: Seat, waker: Waker): void {
    if (seat.waker === null) this.taken = [...this.taken, seat]
    seat.wait(waker)
  }

  leave(seat: Seat): void {
    if (seat.waker === null) return
    seat.waker = null
    this.taken = this.taken.filter(other => other !== seat)
  }

  /** Wakes everybody. The list is replaced at each change, never changed, so a waker may come and go meanwhile. */
  wake(): void {
    const { taken } = this
    if (taken.length === 1) {
      taken[0]!.wake()
      return
    }
    const errors = new DisposeErrors()
    for (const seat of taken) {
      try {
        seat.wake()
      } catch (error) {
        errors.add(error)
      }
    }
    errors.rethrow()
  }
}

/** `Semaphore`: a number of permits, to be had in turn. */
import type { Inspection } from '../future/inspect.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { Acquire, closed } from './acquire.ts'
import { PermitQueue } from './permit-queue.ts'
import { requireCount } from './require-count.ts'
import { Permit } from './permit.ts'

/**
 * Permits that are held while something is done of which only so much may go on at once. First come, first served: who
 * wants few waits behind who wants many and came first.
 *
 * Rust: `tokio::sync::Semaphore`.
 *
 * @param permits how many there are at first: a whole number from 0.
 * @throws RangeError for another.
 * @example
 * const connections = new Semaphore(8)
 * // in each of many tasks
 * using permit = yield* wait(connections.acquire())
 * yield* wait(download(url))
 */
export class Semaphore {
  private readonly queue: PermitQueue

  constructor(permits: number) {
    requireCount(permits, 0, 'Semaphore')
    this.queue = new PermitQueue(permits)
  }

  /**
   * A future of `count` permits, all of them at once; more than there are in all waits for `addPermits`. It joins the queue at
   * its first poll; disposed before it is done, it leaves it and loses nothing.
   *
   * Rust: `Semaphore::acquire`, `acquire_many`.
   *
   * @throws RangeError at the call unless `count` is a whole number from 1; from the poll, ClosedError once the semaphore is
   * closed, also if the permits had been given to it by then.
   */
  acquire(count: number = 1): Acquire {
    requireCount(count, 1, 'Semaphore.acquire')
    return new Acquire(this.queue, count)
  }

  /**
   * `count` permits, if they are there and nobody waits; else null.
   *
   * Rust: `Semaphore::try_acquire`, `try_acquire_many`.
   *
   * @throws RangeError unless `count` is a whole number from 1; ClosedError once the semaphore is closed.
   */
  tryAcquire(count: number = 1): Permit | null {
    requireCount(count, 1, 'Semaphore.tryAcquire')
    const { queue } = this
    if (queue.closed) throw closed('Semaphore.tryAcquire')
    return queue.take(count) ? new Permit(queue, count) : null
  }

  /**
   * Adds `count` new permits, and hands them to those who wait.
   *
   * Rust: `Semaphore::add_permits`.
   *
   * @throws RangeError unless `count` is a whole number from 0, and the sum one that is exact.
   */
  addPermits(count: number): void {
    requireCount(count, 0, 'Semaphore.addPermits')
    requireCount(this.queue.free + count, 0, 'Semaphore.addPermits, with those that are free')
    this.queue.release(count)
  }

  /**
   * Takes up to `count` of the free permits away for good, and gives how many those were.
   *
   * Rust: `Semaphore::forget_permits`.
   *
   * @throws RangeError unless `count` is a whole number from 0.
   */
  forgetPermits(count: number): number {
    requireCount(count, 0, 'Semaphore.forgetPermits')
    const forgotten = Math.min(count, this.available)
    this.queue.free -= forgotten
    return forgotten
  }

  /** How many permits `tryAcquire` could have now: those that are free, or none while somebody waits. Rust: `available_permits`. */
  get available(): number {
    return this.queue.waiters.isEmpty ? this.queue.free : 0
  }

  /**
   * Gives out no more permits: whoever waits, or comes later, fails with a `ClosedError`. Those that are out stay good.
   * Again, it does nothing.
   *
   * Rust: `Semaphore::close`.
   */
  close(): void {
    this.queue.close()
  }

  /** Rust: `Semaphore::is_closed`. */
  isClosed(): boolean {
    return this.queue.closed
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    const { closed: isClosed, free } = this.queue
    return { name: 'Semaphore', state: isClosed ? 'closed' : 'open', fields: { free } }
  }
}

/** What `Semaphore.acquire` gives. */
import { BorrowError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { PermitQueue } from './permit-queue.ts'
import { requireCount } from './require-count.ts'

/**
 * Some permits of a `Semaphore`. Dispose it to give them back.
 *
 * Rust: `tokio::sync::SemaphorePermit`.
 */
export class Permit implements Disposable {
  /** Null once it is disposed. */
  private queue: PermitQueue | null
  private permits: number

  constructor(queue: PermitQueue, permits: number) {
    this.queue = queue
    this.permits = permits
  }

  /** How many permits it holds; 0 once it is disposed. Rust: `num_permits`. */
  get count(): number {
    return this.permits
  }

  /** Gives its permits back, and hands them to those who wait. Again, it does nothing. */
  [Symbol.dispose](): void {
    const { queue } = this
    if (queue === null) return
    const count = this.end()
    queue.release(count)
  }

  /** Never gives its permits back: the semaphore has so many fewer from now on. Rust: `SemaphorePermit::forget`. */
  forget(): void {
    this.end()
  }

  /**
   * Another permit, for `count` of those of this one, which keeps the rest; null if there are not so many.
   *
   * Rust: `SemaphorePermit::split`.
   *
   * @throws RangeError unless `count` is a whole number from 1; BorrowError after dispose.
   */
  split(count: number): Permit | null {
    requireCount(count, 1, 'Permit.split')
    const queue = this.held()
    if (count > this.permits) return null
    this.permits -= count
    return new Permit(queue, count)
  }

  /**
   * Takes the permits of `other` over, which is then as disposed.
   *
   * Rust: `SemaphorePermit::merge`.
   *
   * @throws TypeError if they are of another semaphore, or `other` is this one; BorrowError if either is disposed.
   */
  merge(other: Permit): void {
    if (other === this || other.held() !== this.held()) throw new TypeError('Permit.merge: expected another permit of the same semaphore')
    this.permits += other.end()
  }

  private held(): PermitQueue {
    if (this.queue === null) throw new BorrowError('Permit was used after it was disposed, when it holds nothing; acquire again')
    return this.queue
  }

  /** How many it held. */
  private end(): number {
    const count = this.permits
    this.queue = null
    this.permits = 0
    return count
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    return { name: 'Permit', state: this.queue === null ? 'Disposed' : `holds ${this.permits}` }
  }
}

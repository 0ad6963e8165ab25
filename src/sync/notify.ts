/** `Notify`: tells tasks that something has happened, without saying what. */
import type { Inspection } from '../future/inspect.ts'
import { inspect, sendable } from '../future/symbols.ts'
import { detachAll } from './detach-all.ts'
import { ByLast, ByOne, ByWaiters, Notified } from './notified.ts'
import { WaiterList } from './waiter-list.ts'
import { wakeAll } from './wake-all.ts'

/**
 * A bell. `notifyOne` wakes one waiter, and if there is none it is remembered, once, for the next; `notifyWaiters` wakes all
 * that are there and is not remembered. Whoever is woken looks for itself at what has changed.
 *
 * Rust: `tokio::sync::Notify`.
 *
 * @example
 * const jobs: Job[] = []
 * const arrived = new Notify()
 * // who brings jobs
 * jobs.push(job)
 * arrived.notifyOne()
 * // who does them
 * while (jobs.length === 0) yield* wait(arrived.notified())
 */
export class Notify {
  /** A `notifyOne` or `notifyLast` that found nobody. Then nobody waits. */
  private permit: boolean
  /** For {@link Notified}: those who wait, in the order of first polls. */
  readonly waiters: WaiterList<Notified>
  /** For {@link Notified}: how often `notifyWaiters` was called; a small integer, which may wrap. */
  calls: number

  constructor() {
    this.permit = false
    this.waiters = new WaiterList()
    this.calls = 0
  }

  /**
   * A future of the next notification. It joins the queue at its first poll, or at `enable()`; but a `notifyWaiters` after it
   * was made completes it, polled or not. Disposed after it was notified by `notifyOne` or `notifyLast` and not polled
   * since, it passes the notification on.
   *
   * Rust: `Notify::notified`.
   */
  notified(): Notified {
    return new Notified(this)
  }

  /** Wakes who has waited longest. If nobody waits, the next to wait is ready at once: one, however often this is called. Rust: `Notify::notify_one`. */
  notifyOne(): void {
    const first = this.waiters.shift()
    if (first === null) {
      this.permit = true
      return
    }
    first.notification = ByOne
    first.takeWaker()?.wake()
  }

  /** As `notifyOne`, but wakes who came last. Rust: `Notify::notify_last`. */
  notifyLast(): void {
    const last = this.waiters.pop()
    if (last === null) {
      this.permit = true
      return
    }
    last.notification = ByLast
    last.takeWaker()?.wake()
  }

  /**
   * Wakes all who wait, and completes every `notified()` that was made before. It leaves nothing for later ones, and a permit
   * that is stored where it is.
   *
   * Rust: `Notify::notify_waiters`.
   *
   * @throws what a waker throws, after all were called.
   */
  notifyWaiters(): void {
    this.calls = (this.calls + 1) | 0
    for (let one = this.waiters.head; one !== null; one = one.next as Notified | null) one.notification = ByWaiters
    wakeAll(detachAll(this.waiters))
  }

  /** For {@link Notified}: takes the permit, if one is stored. */
  takePermit(): boolean {
    const { permit } = this
    this.permit = false
    return permit
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    return { name: 'Notify', state: this.permit ? 'a permit is stored' : 'no permit is stored' }
  }
}

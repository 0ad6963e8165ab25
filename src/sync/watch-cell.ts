/**
 * What the two sides of a watch share: the latest value, and the number of times that it was sent.
 *
 * A receiver is up to date if the number is the one it has seen. So it cannot miss that there was a change, and any
 * number of changes are one to it.
 *
 * **Whose the value is.** The channel's, as in Rust: receivers borrow it. `send` drops the one that it replaces, and the
 * last side to go drops the last; `sendReplace` and `sendModify` hand the old one to their caller.
 */
import type { Waker } from '../future/waker.ts'
import { takeClosings, type Closable, type Closed } from './closed.ts'
import { detachAll } from './detach-all.ts'
import { dropAndWake } from './drop-and-wake.ts'
import { WaiterList } from './waiter-list.ts'
import { wakeAll } from './wake-all.ts'
import type { WatchWait } from './watch-wait.ts'

export class WatchCell<T> implements Closable {
  value: T | undefined
  /** Grows with each send. */
  version: number
  senders: number
  receivers: number
  closings: WaiterList<Closed> | null
  /** Futures of receivers that wait for another version. */
  readonly waiters: WaiterList<WatchWait<T, unknown>>

  constructor(value: T) {
    this.value = value
    this.version = 0
    this.senders = 0
    this.receivers = 0
    this.closings = null
    this.waiters = new WaiterList()
  }

  /** For senders: nobody receives. */
  get closed(): boolean {
    return this.receivers === 0
  }

  /** Puts `value` in place of the old one, which is the caller's now, and gives the wakers of who waits. */
  replace(value: T): Waker[] {
    this.value = value
    this.version += 1
    return detachAll(this.waiters)
  }

  /** A sender is gone: with the last, receivers are woken to see the end. */
  leaveSender(): void {
    this.senders -= 1
    this.settle(this.senders === 0 ? detachAll(this.waiters) : [])
  }

  /** A receiver is gone: with the last, senders are told. `wakers` are called, too. */
  leaveReceiver(wakers: Waker[]): void {
    this.receivers -= 1
    if (this.receivers === 0) takeClosings(this, wakers)
    this.settle(wakers)
  }

  private settle(wakers: readonly Waker[]): void {
    if (this.senders > 0 || this.receivers > 0) return wakeAll(wakers)
    const value = this.value
    this.value = undefined
    dropAndWake(value, wakers)
  }
}

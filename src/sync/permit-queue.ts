/**
 * # Waiting one's turn
 *
 * Three kinds of thing are waited for in this room: permits (`Semaphore`, `Mutex`, `RwLock`), items (the channels) and
 * events (`Notify`, `Barrier`, `CancellationToken`, …). They share one way to wait, and this file, on which the locks
 * are built, is the place to read about it.
 *
 * **The future is the node.** A future that waits is itself the node of the queue it waits in (`waiter-list.ts`). It takes
 * its place at its first poll, not when it is made: whoever makes a future and forgets it holds nobody up. So the order
 * of a queue is that of first polls. It leaves the queue when it is satisfied or disposed, at once, from anywhere in it.
 *
 * **What is freed is handed over.** A release does not say "it is free now, come and try": it takes the permits for the
 * first in the queue, sets `given`, and wakes it. Between that wake and its poll nobody can overtake. Who owns the
 * permits, therefore, is always one of:
 *
 *     the queue (`free`) ──take──▶ a waiter (`given`) ──poll──▶ a guard or permit
 *          ▲                            │                             │
 *          └──────── release ◀── dispose┴─────────────────── dispose ─┘
 *
 * and each of the three gives them back on dispose. That is what makes the drop of a future that has been woken and not yet
 * polled, the hard case of every such queue, a release like any other.
 *
 * **Nobody overtakes, either, by wanting less.** If the first wants five and three are free, one that wants two waits
 * behind it: otherwise the first would wait for ever. (The invariant: the queue is empty, or its first wants more
 * than is free.) With readers that take one of many permits, and writers that take all, it is also what makes `RwLock`
 * prefer a writer that waits to readers that come after it.
 *
 * **State first, then wakers.** A waker may come straight back and poll, drop or lock. So a release settles everything,
 * collects the wakers, and calls them last.
 *
 * **Out of budget is not out of line.** A poll that finds its permits there and the task's budget spent takes the
 * permits, wakes its task and answers `Pending`: the next poll hands them on.
 *
 * **No executor is known here.** Whoever polls and has a waker can wait: a task, a test by hand, somebody else's executor.
 *
 * Rust: `tokio::sync::batch_semaphore`, where the first in the queue collects its permits piecemeal; here they stay in
 * `free` until they suffice, so that to leave the queue has nothing to give back.
 */
import '../future/symbols.ts'
import { detachAll } from './detach-all.ts'
import type { PermitWaiter } from './permit-waiter.ts'
import { WaiterList } from './waiter-list.ts'
import { wakeAll } from './wake-all.ts'

/** A number of permits, and those who wait for some. */
export class PermitQueue {
  /** Permits that nobody owns; with a queue, less than its first wants. */
  free: number
  /** Nothing is given out any more. */
  closed: boolean
  readonly waiters: WaiterList<PermitWaiter<unknown>>

  constructor(permits: number) {
    this.free = permits
    this.closed = false
    this.waiters = new WaiterList()
  }

  /** Takes `count` permits for somebody who is not in the queue: if they are there, and nobody waits. */
  take(count: number): boolean {
    if (this.free < count || this.waiters.head !== null) return false
    this.free -= count
    return true
  }

  /** Takes `count` permits back, and hands them to those who wait. @throws what their wakers throw. */
  release(count: number): void {
    this.free += count
    if (this.waiters.head !== null) this.grant()
  }

  /** For a waiter that is disposed: takes back what it was given, or its place. */
  leave(waiter: PermitWaiter<unknown>): void {
    if (waiter.given) {
      waiter.given = false
      this.release(waiter.need)
    } else if (this.waiters.remove(waiter)) this.grant()
  }

  /** Gives from the front of the queue as long as there is enough, then wakes them. */
  private grant(): void {
    const first = this.grantNext()
    if (first === null) return
    const second = this.grantNext()
    // One is the rule: the array is for the others.
    if (second === null) return first.takeWaker()!.wake()
    const wakers = [first.takeWaker()!, second.takeWaker()!]
    for (let next = this.grantNext(); next !== null; next = this.grantNext()) wakers.push(next.takeWaker()!)
    wakeAll(wakers)
  }

  /** Whoever is in the queue has been polled, and has a waker. */
  private grantNext(): PermitWaiter<unknown> | null {
    const { head } = this.waiters
    if (head === null || head.need > this.free) return null
    this.waiters.remove(head)
    this.free -= head.need
    head.given = true
    return head
  }

  /** Gives out no more, and sends everyone who waits away. @throws what their wakers throw. */
  close(): void {
    this.closed = true
    wakeAll(detachAll(this.waiters))
  }
}

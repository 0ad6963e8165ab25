/**
 * # Testing futures
 *
 * A future is tested at its own protocol, without an executor, and by counting. The result is the lesser half of what
 * it promises; the other half is *how often* and *when*: polls (a finished child is never polled again), wakes (once
 * between two polls, and only the latest waker), disposes (once, and before the output is handed on). So the kit
 * polls by hand and counts:
 *
 * - {@link MockTask} owns a future as a task would, polls it when told to, and knows whether it has been woken since.
 *   Between two polls there is nothing: what a test does there happens at exactly that moment.
 * - `CountingWaker` is the waker alone, for what is polled through `contextFrom`; `PanicWaker` the one not to be called.
 * - `PendingOnce` and `InterleavePending` are children that are not ready when it would be convenient.
 * - `TraceLog` has the order in which things happened, to be compared whole.
 * - `ManualClock` is a driver, for whole runtimes whose time is the test's.
 *
 * A test that polls without having looked at `isWoken()` first makes a spurious poll. That is legal, and worth doing on
 * purpose, but a future that only advances so has a lost wakeup: `expect(task.isWoken()).toBe(true)` before each poll
 * that is to find progress.
 *
 * Nothing of this waits, and no clock runs.
 */
import { budget, UNLIMITED } from '../future/budget.ts'
import { contextFrom, type Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import { requireFuture, type Future } from '../future/future.ts'
import { Pending, type Poll } from '../future/poll.ts'
import '../future/symbols.ts'
import { CountingWaker } from './counting-waker.ts'
import { requireOptions, shownValue } from './wrong-use.ts'

/** How a {@link mockTask} polls. */
export interface MockTaskOptions {
  /**
   * A new waker for each poll, as an executor that moves tasks would make it. Wakes of an earlier poll's waker are then
   * counted apart, in `staleWakeCount`: a future may call the latest one only (contract 9). Default: one for all polls.
   */
  freshWaker?: boolean
  /** Leaf operations a poll may make, as a task's: a whole number, 0 or more. Default: no limit, as outside a task. */
  budget?: number
}

/** See {@link mockTask}. Disposing the task disposes its future, unless that has ended. */
export class MockTask<T> implements Disposable {
  private readonly future: Future<T>
  private readonly fresh: boolean
  private readonly budget: number
  private waker: CountingWaker
  private context: Context
  /** Wakers of earlier polls; empty unless each poll has its own. */
  private readonly stale: CountingWaker[]
  /** Wakes counted by the wakers of earlier polls, when they were the latest. */
  private earlier: number
  /** `wakeCount` just before the latest poll. */
  private seen: number
  private ended: boolean

  constructor(future: Future<T>, options: MockTaskOptions) {
    this.future = future
    this.fresh = options.freshWaker === true
    this.budget = options.budget ?? UNLIMITED
    this.waker = new CountingWaker()
    this.context = contextFrom(this.waker)
    this.stale = []
    this.earlier = 0
    this.seen = 0
    this.ended = false
  }

  /** Polls the future, also after its end, to see what it answers then. A wake during the poll counts as woken since. */
  poll(): Poll<T> {
    if (this.fresh) this.replaceWaker()
    this.seen = this.wakeCount
    const outer = budget.left
    budget.left = this.budget
    try {
      const output = this.future.poll(this.context)
      if (output !== Pending) this.ended = true
      return output
    } catch (error) {
      this.ended = true
      throw error
    } finally {
      budget.left = outer
    }
  }

  private replaceWaker(): void {
    this.earlier += this.waker.take()
    this.stale.push(this.waker)
    this.waker = new CountingWaker()
    this.context = contextFrom(this.waker)
  }

  /** Whether the latest poll's waker has been called since that poll began. */
  isWoken(): boolean {
    return this.wakeCount > this.seen
  }

  /** Wakes so far, each of the waker that was the latest at the time. */
  get wakeCount(): number {
    return this.earlier + this.waker.count
  }

  /** Calls of a waker that a later poll had replaced. */
  get staleWakeCount(): number {
    let count = 0
    for (const waker of this.stale) count += waker.count
    return count
  }

  /** Disposes the future unless it has ended. */
  [Symbol.dispose](): void {
    if (this.ended) return
    this.ended = true
    drop(this.future)
  }
}

/**
 * A task without an executor: it owns `future`, polls it when told to, and counts the wakes.
 *
 * Rust: `tokio_test::task::spawn`.
 *
 * @throws TypeError if `future` is none; RangeError for a budget that is not a whole number from 0.
 * @example
 * using task = mockTask(receiver)
 * task.poll()    // Pending
 * sender.send(1)
 * task.isWoken() // true
 * task.poll()    // 1
 */
export function mockTask<T>(future: Future<T>, options: MockTaskOptions = {}): MockTask<T> {
  requireFuture(future, 'mockTask')
  requireOptions(options, 'mockTask')
  const { budget: limit } = options
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 0)) {
    throw new RangeError(`mockTask: budget must be a whole number, 0 or more, and is ${shownValue(limit)}`)
  }
  return new MockTask(future, options)
}

/** `Barrier`: tasks that wait for one another before any of them goes on. */
import { spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { hasBudgetFor } from './abandon.ts'
import { detachAll } from './detach-all.ts'
import { Waiter, WaiterList } from './waiter-list.ts'
import { wakeAll } from './wake-all.ts'

/** What a wait gives: whether it is the one of its round that is to do what is done once. Rust: `BarrierWaitResult`. */
export interface BarrierWaitResult {
  readonly isLeader: boolean
}

/**
 * Holds whoever waits until `n` are there, then lets all of them go, and begins another round. The last to arrive is the
 * round's leader.
 *
 * Rust: `tokio::sync::Barrier`.
 *
 * @throws RangeError unless `n` is a whole number from 1.
 * @example
 * const barrier = new Barrier(3)
 * // in each of three tasks
 * const { isLeader } = yield* wait(barrier.wait())
 * if (isLeader) publishTheRound()
 */
export class Barrier {
  private readonly n: number
  /** Those who have arrived in this round. */
  private readonly waiters: WaiterList<BarrierWait>
  private arrived: number

  constructor(n: number) {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`Barrier: the number of tasks must be a whole number, 1 or more, and is ${n}`)
    this.n = n
    this.waiters = new WaiterList()
    this.arrived = 0
  }

  /**
   * A wait for the others. It arrives at its first poll; disposed before its round is complete, it has not arrived, and
   * another must come in its place. Disposed after that it changes nothing: its round is over. A round's wakers that
   * throw fail its leader, after all of them were called.
   *
   * Rust: `Barrier::wait`, where a dropped wait still counts as arrived.
   */
  wait(): BarrierWait {
    return new BarrierWait(this)
  }

  /** For a wait: arrives. Null if others are missing; else the wakers of those who waited, their round over. */
  arrive(wait: BarrierWait): Waker[] | null {
    if (this.arrived + 1 < this.n) {
      this.arrived += 1
      this.waiters.push(wait)
      return null
    }
    this.arrived = 0
    return detachAll(this.waiters)
  }

  /** For a wait that is disposed: it is as if it had not arrived. */
  withdraw(wait: BarrierWait): void {
    if (this.waiters.remove(wait)) this.arrived -= 1
  }

  /** Whether the next to arrive completes the round. */
  get lacksOne(): boolean {
    return this.arrived + 1 === this.n
  }

  /** How it stands, for errors. */
  get standing(): string {
    return `${this.n - this.arrived} more of ${this.n} tasks at a Barrier`
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    return { name: 'Barrier', fields: { n: this.n, arrived: this.arrived } }
  }
}

/** See {@link Barrier.wait}. In the barrier's list from its arrival until its round is complete. */
export class BarrierWait extends Waiter implements Future<BarrierWaitResult>, Disposable {
  private phase: Phase
  private hasArrived: boolean
  /** Null once it has ended. */
  private barrier: Barrier | null

  constructor(barrier: Barrier) {
    super()
    this.phase = Waiting
    this.hasArrived = false
    this.barrier = barrier
  }

  poll(cx: Context): Poll<BarrierWaitResult> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    if (this.hasArrived) return this.pollArrived(cx)
    const barrier = this.barrier!
    if (barrier.lacksOne && !hasBudgetFor(this, cx)) return Pending
    const wakers = barrier.arrive(this)
    if (wakers === null) {
      this.hasArrived = true
      this.keepWaker(cx)
      return Pending
    }
    this.end(Finished)
    spendBudget()
    wakeAll(wakers)
    return { isLeader: true }
  }

  private pollArrived(cx: Context): Poll<BarrierWaitResult> {
    if (this.list !== null) {
      this.keepWaker(cx)
      return Pending
    }
    if (!hasBudgetFor(this, cx)) return Pending
    spendBudget()
    this.end(Finished)
    return { isLeader: false }
  }

  private end(phase: Phase): void {
    this.phase = phase
    this.barrier = null
    this.waker = null
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const barrier = this.barrier!
    this.end(Disposed)
    barrier.withdraw(this)
  }

  get [sendable](): true {
    return true
  }

  [inspect](): Inspection {
    const name = 'BarrierWait'
    if (this.barrier === null) return { name, state: phaseName(this.phase) }
    if (this.hasArrived && this.list === null) return { name, state: 'released' }
    return { name, state: this.hasArrived ? 'arrived' : 'unpolled', waitsOn: this.barrier.standing }
  }
}

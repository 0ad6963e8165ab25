/** `OnceCell`: a value that is made once, by the first who needs it, while the others wait. */
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { refuseAnswer } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { detachAll } from './detach-all.ts'
import { SetError } from './once-cell-error.ts'
import { GetOrInit } from './once-cell-init.ts'
import { WaiterList } from './waiter-list.ts'
import { wakeAll } from './wake-all.ts'

/**
 * A cell that is written once. A value that an initialisation failed to make, or was given up making, is made by the
 * next who waits for it.
 *
 *     Empty ──turn given──▶ Initializing ──value──▶ Set                (1)
 *       │  ▲                 │  ▲      └─ failed, dropped: the next waiter's turn, if there is one   (2)
 *       │  └──nobody waits───┘  └──────────┘
 *       └──set(v)──▶ Set                                               (3)
 *
 * (1) `begin` and `fill`, (2) `giveUp`, (3) `set`.
 *
 * Rust: `tokio::sync::OnceCell`.
 *
 * @example
 * const pool = new OnceCell<Pool>()
 * const connection = (yield* wait(pool.getOrInit(() => connect()))).take()
 */
export class OnceCell<T> {
  private value: T | undefined
  private isSet: boolean
  /** Whose turn it is to make the value, perhaps not polled since; null in Empty and Set. */
  private turn: GetOrInit<T> | null
  private readonly waiters: WaiterList<GetOrInit<T>>

  constructor() {
    this.value = undefined
    this.isSet = false
    this.turn = null
    this.waiters = new WaiterList()
  }

  /** The value, or undefined while there is none. */
  get(): T | undefined {
    return this.value
  }

  /** Whether there is a value, which may be undefined. Rust: `OnceCell::initialized`. */
  isInitialized(): boolean {
    return this.isSet
  }

  /**
   * A future of the value. The first to be polled calls `init` and drives its future; those polled meanwhile wait, in
   * order. If that future fails, whoever drove it fails with it and the next makes another attempt, with an `init` of its
   * own; the same if it is disposed. Only the poll of its driver drives the future: keep polling, or dispose.
   *
   * Waiting, inside `init`'s future, for a `getOrInit` of the same cell is waiting for oneself: a deadlock.
   *
   * Rust: `OnceCell::get_or_init`.
   *
   * @throws TypeError at the call unless `init` is a function; from the poll, what `init` and its future throw, and TypeError
   *   if it gives no future, or that gives `Done`, which is no value.
   */
  getOrInit(init: () => Future<T>): GetOrInit<T> {
    if (typeof init !== 'function') throw new TypeError('OnceCell.getOrInit: expected a function that makes a future of the value')
    return new GetOrInit(this, init)
  }

  /** Sets the value. @throws SetError, with the value, if there is one, or one is being made; TypeError for `Pending` and `Done`. */
  set(value: T): void {
    refuseAnswer(value, 'OnceCell.set')
    if (this.isSet || this.turn !== null) throw new SetError(value, this.isSet ? 'initialized' : 'initializing')
    this.value = value
    this.isSet = true
  }

  /** For a `GetOrInit`: takes the turn, if it is nobody's, or its own. */
  begin(by: GetOrInit<T>): boolean {
    if (this.turn !== null) return this.turn === by
    this.turn = by
    return true
  }

  /** For a `GetOrInit`: waits for its turn, or for the value. */
  wait(waiter: GetOrInit<T>): void {
    if (waiter.list === null) this.waiters.push(waiter)
  }

  /** For the one whose turn it is: this is the value. @throws what a waker throws, after all were called. */
  fill(value: T): void {
    this.value = value
    this.isSet = true
    this.turn = null
    wakeAll(detachAll(this.waiters))
  }

  /** For one that ends without a value: it waits no more, and a turn of its own passes on. Gives the waker of the next. */
  giveUp(by: GetOrInit<T>): Waker | null {
    this.waiters.remove(by)
    if (this.turn !== by) return null
    this.turn = this.waiters.shift()
    return this.turn === null ? null : this.turn.takeWaker()
  }

  /** As its value. */
  get [sendable](): boolean {
    return isSendable(this.value)
  }

  [inspect](): Inspection {
    return { name: 'OnceCell', state: this.isSet ? 'set' : this.turn !== null ? 'initializing' : 'empty' }
  }
}

/** The receiving side of a watch. */
import { BorrowError } from '../future/errors.ts'
import type { Inspection } from '../future/inspect.ts'
import { isSendable } from '../future/sendable.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import type { WatchCell } from './watch-cell.ts'
import { Changed, WaitFor } from './watch-wait.ts'

/**
 * Sees the latest value of a `watch`, and is told when there is another. It remembers which value it has seen; each task
 * wants a receiver of its own, from `clone()` or the sender's `subscribe()`.
 *
 * Rust: `tokio::sync::watch::Receiver`.
 */
export class WatchReceiver<T> implements Disposable {
  /** For this room: the shared state, and the version last seen. */
  readonly cell: WatchCell<T>
  seen: number
  private disposed: boolean

  constructor(cell: WatchCell<T>, seen = cell.version) {
    this.cell = cell
    this.seen = seen
    this.disposed = false
    cell.receivers += 1
  }

  /**
   * The latest value, seen or not; it stays unseen if it was. It is the channel's: keep it no longer than until the next
   * suspension, since `send` drops what it replaces.
   *
   * @throws BorrowError once this receiver is disposed.
   */
  borrow(): T {
    this.requireUse('borrow')
    return this.cell.value as T
  }

  /** The latest value, which counts as seen now. @throws BorrowError once this receiver is disposed. */
  borrowAndUpdate(): T {
    this.requireUse('borrowAndUpdate')
    this.seen = this.cell.version
    return this.cell.value as T
  }

  /** Whether there is a value that it has not seen. Never waits, and leaves it unseen. */
  hasChanged(): boolean {
    return this.seen !== this.cell.version
  }

  /** Whether every sender is gone. The last value stays. */
  isClosed(): boolean {
    return this.cell.senders === 0
  }

  /**
   * A future that is ready once there is a value that this receiver has not seen, and marks it as seen. An equal value is
   * another one. Disposing it loses nothing: what it has not marked is still unseen.
   *
   * @throws BorrowError at the call once this receiver is disposed. From the poll, ClosedError when every sender is gone
   *   and the last value is seen; PolledAfterCompletionError if the receiver was disposed meanwhile.
   * @example
   * for (;;) {
   *   apply(config.borrowAndUpdate())
   *   yield* wait(config.changed())
   * }
   */
  changed(): Changed<T> {
    this.requireUse('changed')
    return new Changed(this)
  }

  /**
   * A future of the first value for which `predicate` holds, beginning with the present one, seen or not. Every value
   * that was looked at counts as seen. The value is borrowed, as by {@link WatchReceiver.borrow}.
   *
   * Rust: `Receiver::wait_for`.
   *
   * @throws TypeError, BorrowError at the call. From the poll, what `predicate` throws, and as `changed()` does.
   * @example
   * yield* wait(state.waitFor(state => state === 'ready'))
   */
  waitFor(predicate: (value: T) => boolean): WaitFor<T> {
    this.requireUse('waitFor')
    if (typeof predicate !== 'function') throw new TypeError('WatchReceiver.waitFor: expected a function from the value')
    return new WaitFor(this, predicate)
  }

  /** Another receiver, which has seen what this one has. @throws BorrowError once this receiver is disposed. */
  clone(): WatchReceiver<T> {
    this.requireUse('clone')
    return new WatchReceiver(this.cell, this.seen)
  }

  private requireUse(method: string): void {
    if (this.disposed) throw new BorrowError(`WatchReceiver: ${method}() was called after it was disposed; clone() it first where two are to watch`)
  }

  get isDisposed(): boolean {
    return this.disposed
  }

  /** Futures that it lent and that still wait are woken, to fail. @throws what a waker throws, or the drop of the value. */
  [Symbol.dispose](): void {
    if (this.disposed) return
    this.disposed = true
    this.cell.leaveReceiver(this.takeLent())
  }

  /** Takes the futures of this receiver from those who wait. There is none, unless they were forgotten. */
  private takeLent(): Waker[] {
    const wakers: Waker[] = []
    const { waiters } = this.cell
    for (let waiter = waiters.head; waiter !== null; ) {
      const next = waiter.next as typeof waiter | null
      if (waiter.receiver === this) {
        waiters.remove(waiter)
        const waker = waiter.takeWaker()
        if (waker !== null) wakers.push(waker)
      }
      waiter = next
    }
    return wakers
  }

  /** As the value is that the channel holds. */
  get [sendable](): boolean {
    return this.disposed || isSendable(this.cell.value)
  }

  [inspect](): Inspection {
    const state = this.disposed ? 'disposed' : this.hasChanged() ? 'changed' : 'up to date'
    return { name: 'WatchReceiver', state }
  }
}

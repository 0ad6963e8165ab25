/** The receiving end of a oneshot, which is all of its state: the sender holds nothing but a way here. */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { isSendable } from '../future/sendable.ts'
import '../future/symbols.ts'
import { inspect, sendable } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { watch } from '../future/watch.ts'
import { abandon } from './abandon.ts'
import { neverSent } from './channel-errors.ts'
import { takeClosings, type Closable, type Closed } from './closed.ts'
import type { WaiterList } from './waiter-list.ts'
import { wakeAll } from './wake-all.ts'

/** A constant of this module: V8 folds it, an imported one it loads. */
const Pending: typeof PendingSymbol = PendingSymbol

/**
 * What has come of the sender. With `phase`, which tells of the receiver, it is the whole state:
 *
 *     Open ──send──▶ Sent       the value is here until it is taken or dropped
 *     Open ──dispose──▶ Left    no value will come
 */
type Fate = 0 | 1 | 2
const Open = 0
const Sent = 1
const Left = 2

/**
 * A future of the value that the sender sends. It owns a value that has come: it is as sendable as that, and disposing it
 * drops it. Costs nothing of the budget.
 *
 * Rust: `tokio::sync::oneshot::Receiver`.
 */
export class OneshotReceiver<T> implements Future<T>, Disposable, Closable {
  private phase: Phase
  private fate: Fate
  private value: T | undefined
  private waker: Waker | null
  /** Nothing can be sent any more: it was, or one of the sides is closed or gone. */
  closed: boolean
  closings: WaiterList<Closed> | null

  constructor() {
    this.phase = Waiting
    this.fate = Open
    this.value = undefined
    this.waker = null
    this.closed = false
    this.closings = null
  }

  /** @throws ClosedError once no value will come: the sender was disposed without sending, or this was closed before. */
  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    if (this.fate === Sent) return this.taken()
    if (this.fate === Left || this.closed) this.refused()
    if (this.waker !== null) return this.waitOn(this.waker, cx)
    this.waker = cx.waker
    if (watch.current !== null) watch.current.began(this)
    return Pending
  }

  /** Polled again while it waits. */
  private waitOn(waker: Waker, cx: Context): typeof PendingSymbol {
    try {
      if (!waker.willWake(cx.waker)) this.waker = cx.waker
    } catch (error) {
      return abandon(this, error)
    }
    return Pending
  }

  private taken(): T {
    const value = this.value as T
    this.phase = Finished
    this.value = undefined
    return value
  }

  private refused(): never {
    this.phase = Finished
    throw neverSent(this.fate === Left ? 'its sender was disposed without sending' : 'it was closed before anything was sent')
  }

  /**
   * The value, if it has come, without waiting: `undefined` if not. (A value may be `undefined` too.) Having given the
   * value the receiver is finished.
   *
   * @throws ClosedError, PolledAfterCompletionError as its poll.
   */
  tryRecv(): T | undefined {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    if (this.fate === Sent) return this.taken()
    if (this.fate === Left || this.closed) this.refused()
    return undefined
  }

  /**
   * Refuses what is sent from now on; a value that has come can still be taken. Does nothing the second time.
   *
   * @throws what a waker throws, after all were called.
   */
  close(): void {
    if (this.closed) return
    const { waker } = this
    this.waker = null
    if (watch.current !== null) watch.current.ready(this)
    this.shut(waker)
  }

  /** For the sender, which has seen that this is not closed. */
  accept(value: T): void {
    this.fate = Sent
    this.value = value
    this.settle()
  }

  /** For the sender that is disposed without having sent. */
  abandon(): void {
    if (this.closed) return
    this.fate = Left
    this.settle()
  }

  private settle(): void {
    const { waker } = this
    this.waker = null
    if (watch.current !== null) watch.current.ready(this)
    if (this.closings !== null) return this.shut(waker)
    this.closed = true
    if (waker !== null) waker.wake()
  }

  /** Nothing will be sent any more: tells `waker`, and those who wait for that. */
  private shut(waker: Waker | null): void {
    this.closed = true
    const wakers = waker === null ? [] : [waker]
    takeClosings(this, wakers)
    wakeAll(wakers)
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const { value } = this
    this.phase = Disposed
    this.value = undefined
    this.waker = null
    if (watch.current !== null) watch.current.released(this)
    try {
      if (!this.closed) this.shut(null)
    } finally {
      drop(value)
    }
  }

  get [sendable](): boolean {
    return isSendable(this.value)
  }

  [inspect](): Inspection {
    const name = 'OneshotReceiver'
    if (this.phase !== Waiting) return { name, state: phaseName(this.phase) }
    if (this.fate === Open && !this.closed) return { name, state: 'waiting', waitsOn: 'the value of a oneshot’s sender' }
    return { name, state: this.fate === Sent ? 'sent' : 'closed' }
  }
}

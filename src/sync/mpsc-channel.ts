/**
 * # The channel
 *
 * What the two ends of an `mpsc` share. `capacity` slots, each in one of four places:
 *
 *     free ──send, reserve──▶ held ──push──▶ full ──take──▶ free                  (1) (2) (3)
 *      ▲  └──── as next() ───▶ given ──────▲  │
 *      └───────────────────────┴──────────────┘ release
 *
 * - **full**: a value waits in `items` for the receiver;
 * - **held**: a {@link SendPermit} has it, that of `reserve`;
 * - **given**: it was freed while somebody waited, so it went to the first of `waiters`, who was woken and has not been
 *   polled since. Nobody overtakes him, since the slot never was free. Should he be dropped, he gives it back by `release`,
 *   and the next has it. Who finds a free slot in a poll without budget keeps it in the same way: out of budget is not
 *   out of line;
 * - **free**: counted by `free`. So whoever finds a free slot finds nobody waiting: `waiters` is empty while `free > 0`.
 *
 * **Who counts as a sender**: every `Sender`, every permit, every unfinished future of `send` and `reserve` (in Rust these
 * borrow the sender, which therefore cannot be dropped before them). The channel has ended when `items` is empty and there
 * is no sender; or, once the receiver has called `close`, no permit.
 *
 * Nothing here has a phase: each method settles the state first and calls wakers last, who may come straight back.
 *
 * Rust: `tokio::sync::mpsc`'s `Chan`, whose semaphore this is at the same time. Handing the *value* of a waiting sender on
 * at once, as Go does, would save a poll, but a `send` that is dropped then would have sent.
 */
import { dropAllSuppressed } from '../future/dispose.ts'
import type { Inspection } from '../future/inspect.ts'
import '../future/symbols.ts'
import { inspect } from '../future/symbols.ts'
import type { Waker } from '../future/waker.ts'
import { watch } from '../future/watch.ts'
import { takeClosings, type Closable, type Closed } from './closed.ts'
import { detachAll } from './detach-all.ts'
import type { Place } from './mpsc-place.ts'
import { Ring } from './ring.ts'
import { undisposed } from './undisposed.ts'
import { WaiterList } from './waiter-list.ts'
import { wakeAll } from './wake-all.ts'

/** The slots of an unbounded channel: more than memory has room for, and still a small integer. */
const UNBOUNDED = 2 ** 30

export class Channel<T> implements Closable {
  readonly items: Ring<T>
  /** Infinity for an unbounded one. */
  readonly capacity: number
  free: number
  senders: number
  permits: number
  /** The receiver takes nothing new: it was closed, or is gone. */
  closed: boolean
  /** The receiver was disposed: what is sent all the same goes to `drop`. */
  gone: boolean
  /** Whoever waits for an item, or for the end. */
  receiver: Waker | null
  readonly waiters: WaiterList<Place>
  closings: WaiterList<Closed> | null

  constructor(capacity: number) {
    this.items = new Ring()
    this.capacity = capacity
    this.free = capacity === Infinity ? UNBOUNDED : capacity
    this.senders = 1
    this.permits = 0
    this.closed = false
    this.gone = false
    this.receiver = null
    this.waiters = new WaiterList()
    this.closings = null
  }

  /** What a receiver waits for, in words that name who keeps the channel open: most often, who was forgotten. */
  get waitsOn(): string {
    const { senders, permits, closed } = this
    const alone = closed || permits === senders
    return `an item from a channel whose ${alone ? undisposed(permits, 'permit') : undisposed(senders)}`
  }

  /** No item is there, and none will come. Once true, true for ever. */
  get ended(): boolean {
    return this.items.length === 0 && (this.closed ? this.permits === 0 : this.senders === 0)
  }

  /** (2) Puts `value` into a slot that the caller has made its own; that caller is no sender any more. */
  push(value: T): void {
    this.items.push(value)
    this.senders -= 1
    this.wakeReceiver()
  }

  /** (3) Takes the first item, which is there, and passes its slot on. */
  take(): T {
    const item = this.items.shift()
    if (this.waiters.head === null) {
      this.free += 1
      return item
    }
    try {
      this.release()
    } catch (error) {
      dropAllSuppressed([item], error)
      throw error
    }
    return item
  }

  /** (3) Takes the first `count` items, which are there, and passes their slots on. */
  takeMany(count: number): T[] {
    const items: T[] = []
    const wakers: Waker[] = []
    for (let i = 0; i < count; i++) {
      items.push(this.items.shift())
      const waker = this.passOn()
      if (waker !== null) wakers.push(waker)
    }
    try {
      wakeAll(wakers)
    } catch (error) {
      dropAllSuppressed(items, error)
      throw error
    }
    return items
  }

  /** A slot is not needed any more: it goes to the first who waits. */
  release(): void {
    this.passOn()?.wake()
  }

  private passOn(): Waker | null {
    const next = this.waiters.shift()
    if (next === null) {
      this.free += 1
      return null
    }
    next.given = true
    return next.takeWaker()
  }

  /** A sender is gone without having sent. */
  leave(): void {
    this.senders -= 1
    if (this.ended) this.wakeReceiver()
  }

  wakeReceiver(): void {
    const { receiver } = this
    if (receiver === null) return
    this.receiver = null
    if (watch.current !== null) watch.current.ready(this)
    receiver.wake()
  }

  /** Whoever waits for a slot, or for this, is woken; a slot that was given to somebody is of no use to him any more. */
  close(): Waker[] {
    const wakers: Waker[] = []
    if (this.closed) return wakers
    this.closed = true
    detachAll(this.waiters, wakers)
    takeClosings(this, wakers)
    if (this.receiver !== null && this.ended) {
      wakers.push(this.receiver)
      this.receiver = null
      if (watch.current !== null) watch.current.ready(this)
    }
    return wakers
  }

  /** The receiver does not wait for an item any more. */
  forgetReceiver(): void {
    this.receiver = null
    if (watch.current !== null) watch.current.released(this)
  }

  /** For those who watch: the wait for an item. */
  [inspect](): Inspection {
    return { name: 'Receiver', waitsOn: this.waitsOn }
  }
}

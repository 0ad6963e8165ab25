/**
 * # What the handles of a `shared` have in common
 *
 * The source, polled by whichever handle comes along when it is due, and then its outcome, which every handle gets.
 *
 *     due ──a handle's poll──▶ polled ──Pending──▶ waiting ──the source's wake──▶ due    (1)
 *                                └──Ready, throw──▶ over                                 (2)
 *     the last handle lets go ──▶ the source disposed, or the outcome forgotten          (3)
 *
 * **No handle drives for long.** The source is polled with the core as its waker, and a wake goes to every handle that
 * waits: whichever is polled next takes the turn, the others wait on. So a handle that is disposed, or whose task is slow,
 * takes nothing with it, and there is no driver to be replaced.
 *
 * **Wakes.** `due` is set at a wake and cleared when the source is polled. While it is set no handle waits (each was woken),
 * but for those that came during the source's own poll; a wake then only sets `due`, and they are woken when that poll
 * is over, so that a waker which polls a handle finds nothing on the stack. At (2) everybody else who waits is woken.
 *
 * **The output** goes to every handle by reference. Whoever polled the source has it at once, so it is never dropped here;
 * unless that poll failed because of a waker, and no other handle came for it.
 *
 * Rust: the `Inner` and `Notifier` of `futures::future::Shared`.
 */
import type { Context } from './context.ts'
import { DisposeErrors, drop } from './dispose.ts'
import type { Future } from './future.ts'
import { Pending as PendingSymbol } from './poll.ts'
import { isSendable, sendableAtSuspension } from './sendable.ts'
import { sendable } from './symbols.ts'
import type { Waker } from './waker.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

/** A handle, as the core sees it. */
export interface SharedWaiter {
  /** A wake is coming: what it is waiting with is set aside. */
  prepare(): void
  /** The wake, unless it was polled or disposed since. */
  wakePrepared(): void
}

const UNFINISHED = 0
const GAVE = 1
const THREW = 2

export class SharedCore<T> implements Waker, Context {
  /** Null once it has ended, or was disposed. */
  source: Future<T> | null
  private end: 0 | 1 | 2
  /** What it gave or threw. */
  private outcome: unknown
  /** A handle has the outcome. */
  private taken: boolean
  private due: boolean
  private polling: boolean
  /** Its tag is being found out, on the way to which it may be met again: as the waker that the source's leaf keeps. */
  private judging: boolean
  /** Handles that have not ended. */
  handles: number
  private readonly waiting: Set<SharedWaiter>

  constructor(source: Future<T>) {
    this.source = source
    this.end = UNFINISHED
    this.outcome = undefined
    this.taken = false
    this.due = true
    this.polling = false
    this.judging = false
    this.handles = 0
    this.waiting = new Set()
  }

  get isOver(): boolean {
    return this.end !== UNFINISHED
  }

  /** Whether a poll of the source is due; never so while it is being polled. */
  get isDue(): boolean {
    return this.due && !this.polling
  }

  // ---- as the source's context and waker ----

  get waker(): Waker {
    return this
  }

  wake(): void {
    if (this.due || this.source === null) return
    this.due = true
    if (!this.polling) this.wakeAll()
  }

  willWake(other: Waker): boolean {
    return other === this
  }

  // ---- for the handles ----

  wait(handle: SharedWaiter): void {
    this.waiting.add(handle)
  }

  leave(handle: SharedWaiter): void {
    this.waiting.delete(handle)
  }

  /**
   * (1), (2) Polls the source in the name of `driver`, which waits. What the source throws becomes the outcome.
   *
   * @throws what a waker throws.
   */
  drive(driver: SharedWaiter): void {
    this.due = false
    this.polling = true
    try {
      const output = this.source!.poll(this)
      if (output !== Pending) this.settle(GAVE, output)
    } catch (error) {
      this.settle(THREW, error)
    }
    this.polling = false
    if (this.isOver) this.leave(driver)
    else if (!this.due) return
    this.wakeAll()
  }

  private settle(end: 1 | 2, outcome: unknown): void {
    this.source = null
    this.end = end
    this.outcome = outcome
  }

  /** The outcome, for a handle that ends with it. */
  give(): T {
    const { end, outcome } = this
    this.taken = true
    this.release()
    if (end === THREW) throw outcome
    return outcome as T
  }

  /** (3) A handle has ended. The last one takes everything with it. */
  release(): void {
    this.handles--
    if (this.handles > 0) return
    const last = this.source ?? (this.end === GAVE && !this.taken ? this.outcome : null)
    this.source = null
    this.outcome = undefined
    drop(last)
  }

  /** Wakes all who wait. They are off the list before the first waker is called, which may poll or dispose any of them. */
  private wakeAll(): void {
    const woken = [...this.waiting]
    this.waiting.clear()
    for (const handle of woken) handle.prepare()
    const errors = new DisposeErrors()
    for (const handle of woken) {
      try {
        handle.wakePrepared()
      } catch (error) {
        errors.add(error)
      }
    }
    errors.rethrow()
  }

  get [sendable](): boolean {
    if (this.judging) return true
    this.judging = true
    try {
      return this.source === null ? this.end !== GAVE || isSendable(this.outcome) : isSendable(this.source)
    } finally {
      this.judging = false
    }
  }

  /** As the tag, in O(1) as long as there is a source. */
  isSendableNow(): boolean {
    return this.source === null ? this[sendable] : sendableAtSuspension(this.source)
  }
}

/** The future that is data and vtable. */
import type { Context } from '../future/context.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending as PendingSymbol, type Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import { exactVtableOf, type DataSlot, type FutureVtable } from './future-vtable.ts'

/** A constant of this module: V8 folds it, an imported one it loads. See `poll.ts`. */
const Pending: typeof PendingSymbol = PendingSymbol

const OWNED = 'what a dyn* points to is dropped with it: give the dyn* itself away, by value, not a reference to one that ends here'

/**
 * See `dynStar`.
 *
 *     Waiting ──poll──▶ Polling ──Pending──▶ Waiting
 *        │                 └──Ready, throw──▶ Finished      the data is forgotten: the future has ended
 *        └──dispose──▶ Disposed                             the data is dropped by the vtable, once
 *
 * Rust: `struct DynStarFuture { data: *const (), vtable: &'static FutureVtable }`.
 */
export class DynStar<T> implements Future<T>, DataSlot {
  protected phase: Phase
  /** The future, or the word that it was turned into; undefined when it was given up. */
  data: unknown
  /** Whether the data is the future's state itself, not a pointer to it. */
  protected inline: boolean
  private table: FutureVtable

  constructor(data: unknown, inline: boolean, table: FutureVtable) {
    this.phase = Waiting
    this.data = data
    this.inline = inline
    this.table = table
  }

  /** What the data is polled and dropped by, and its size. */
  get vtable(): FutureVtable {
    return this.inline || this.phase >= Finished ? this.table : exactVtableOf(this.data as Future<unknown>)
  }

  /** Whether the data is the state of the future itself, and not a pointer to it. */
  get isInline(): boolean {
    return this.inline
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase, this.phase === Disposed ? OWNED : undefined)
    this.phase = Polling
    try {
      const output = this.table.poll(this, cx) as Poll<T>
      if (output === Pending) this.phase = Waiting
      else this.end(Finished)
      return output
    } catch (error) {
      this.end(Finished)
      throw error
    }
  }

  private end(phase: Phase): void {
    this.phase = phase
    this.data = undefined
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    const { data, table } = this
    this.end(Disposed)
    table.drop({ data })
  }

  /** Puts another future where one has ended. */
  protected refill(data: unknown, inline: boolean, table: FutureVtable): void {
    this.phase = Waiting
    this.data = data
    this.inline = inline
    this.table = table
  }

  /** The future that the data is; null when it was given up. A word becomes a future for as long as somebody looks. */
  private borrow(): Future<unknown> | null {
    return this.phase >= Finished ? null : this.table.borrow(this)
  }

  get [sendable](): boolean {
    const future = this.borrow()
    return future === null || isSendable(future)
  }

  [atSuspension](): boolean {
    const future = this.borrow()
    return future === null || sendableAtSuspension(future)
  }

  [inspect](): Inspection {
    const future = this.borrow()
    return { name: 'DynStar', state: phaseName(this.phase), children: future === null ? [] : [future], fields: { type: this.table.type } }
  }
}

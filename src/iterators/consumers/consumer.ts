/**
 * What is the same in every future that consumes a stream: it owns the chain, whose only guard it is (see
 * `operators/stage.ts`), and spends one of the budget an item. When that is spent it wakes its task and waits, between two
 * items, so that none is lost.
 *
 * The budget that is left is kept in a local variable as well: if the counter has moved when an item comes, a leaf below has
 * spent one for it, and it is not spent twice.
 *
 * `poll` is each consumer's own, though they differ by a few lines: in a shared one, the call of the user's function would
 * meet every function of the program, and V8 could inline none.
 */
import type { Context } from '../../future/context.ts'
import { drop, dropAll, dropAllSuppressed } from '../../future/dispose.ts'
import type { Future } from '../../future/future.ts'
import type { Inspection } from '../../future/inspect.ts'
import { Disposed, Finished, mayDispose, phaseName, Waiting, type Phase } from '../../future/phase.ts'
import { Pending, type Poll } from '../../future/poll.ts'
import { atSuspension, inspect, sendable } from '../../future/symbols.ts'
import type { Stage } from '../operators/stage.ts'

/** A future of `O` that takes the items of a chain of `T`. */
export abstract class Consumer<T, O> implements Future<O> {
  protected phase: Phase
  /** Null once it has ended, or is disposed. */
  protected source: Stage<T> | null

  constructor(source: Stage<T>) {
    this.phase = Waiting
    this.source = source
  }

  /** The method that makes it. */
  protected abstract get type(): string

  abstract poll(cx: Context): Poll<O>

  /** Lets go of what it holds besides the chain; drops what it would have given. Called once, at the end. */
  protected abstract release(): unknown[]

  /** Whether what it holds besides the chain is sendable. */
  protected abstract holdsSendable(): boolean

  /** Closes a poll that must wait. */
  protected suspend(): Pending {
    this.phase = Waiting
    return Pending
  }

  /** The output is certain; the chain is disposed, finished or not. */
  protected finish(): void {
    this.phase = Finished
    const { source } = this
    this.source = null
    drop(source)
  }

  /** Closes a poll that throws `error`. */
  protected fail(error: unknown): unknown {
    this.phase = Finished
    const { source } = this
    this.source = null
    dropAllSuppressed([source, ...this.release()], error)
    return error
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    const { source } = this
    this.source = null
    dropAll([source, ...this.release()])
  }

  get [sendable](): boolean {
    return this.source === null || (this.source[sendable] && this.holdsSendable())
  }

  [atSuspension](): boolean {
    return this.source === null || this.source[atSuspension]()
  }

  [inspect](): Inspection {
    const name = `Stream.${this.type}`
    return this.source === null ? { name, state: phaseName(this.phase) } : { name, children: [this.source] }
  }
}

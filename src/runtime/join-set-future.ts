/** The two futures of a `JoinSet`, which borrow it: `joinNext()` and `shutdown()`. One is out at a time. */
import { spendBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { DisposeErrors } from '../future/dispose.ts'
import type { Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Done, Pending, type Poll } from '../future/poll.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'
import type { JoinSet } from './join-set.ts'

/** What they share: the loan of the set, given back when the future is finished or disposed. */
export abstract class JoinSetFuture<T, U> implements Future<U> {
  /** The set is being shut down: what is spawned now is aborted, too. */
  ending: boolean
  private phase: Phase
  private set: JoinSet<T> | null
  private readonly method: string

  constructor(set: JoinSet<T>, method: string) {
    this.ending = false
    this.phase = Waiting
    this.set = set
    this.method = method
  }

  protected abstract step(set: JoinSet<T>, cx: Context): Poll<U>

  poll(cx: Context): Poll<U> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    let next: Phase = Finished
    try {
      const output = this.step(this.set!, cx)
      if (output === Pending) next = Waiting
      return output
    } finally {
      this.phase = next
      if (next === Finished) this.giveBack()
    }
  }

  private giveBack(): void {
    const set = this.set!
    this.set = null
    set.takeBack(this)
  }

  /** Ends the loan; what the set holds stays there. */
  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    this.giveBack()
    this.abandoned()
  }

  /** It was disposed before it had finished, and the loan is over. */
  protected abandoned(): void {}

  /** The tasks for which it waits, for errors. (Not among its `children`: it polls none of them.) */
  awaited(): object[] {
    return this.set === null ? [] : this.set.handles()
  }

  get [sendable](): boolean {
    return this.set === null || this.set[sendable]
  }

  /** A set that answered `Pending` holds at most outputs that came since; the one to be taken next is looked at. */
  [atSuspension](): boolean {
    return this.set === null || this.set.nextIsSendable()
  }

  [inspect](): Inspection {
    const { set } = this
    const name = `JoinSet.${this.method}()`
    if (set === null) return { name, state: this.phase === Finished ? 'finished' : 'disposed' }
    const tasks = set.size === 1 ? 'the one task' : `one of the ${set.size} tasks`
    return { name, ...(set.size === 0 ? {} : { waitsOn: `${tasks} of a JoinSet (${set.someMembers()})` }) }
  }
}

/** See `JoinSet.joinNext`. */
export class JoinNext<T> extends JoinSetFuture<T, T | Done> {
  protected override step(set: JoinSet<T>, cx: Context): Poll<T | Done> {
    const handle = set.pollEnded(cx)
    return handle === Pending || handle === Done ? handle : handle.poll(cx)
  }
}

/** See `JoinSet.shutdown`. */
export class JoinSetShutdown<T> extends JoinSetFuture<T, void> {
  private readonly errors: DisposeErrors

  constructor(set: JoinSet<T>, method: string) {
    super(set, method)
    this.errors = new DisposeErrors()
  }

  /** A handle that is disposed, rather than polled, drops the output and reports the failure that it holds. */
  protected override step(set: JoinSet<T>, cx: Context): Poll<void> {
    if (!this.ending) {
      this.ending = true
      set.abortAll()
    }
    for (;;) {
      const handle = set.pollEnded(cx)
      if (handle === Pending) return Pending
      if (handle === Done) return this.errors.rethrow()
      spendBudget()
      this.errors.drop(handle)
    }
  }

  /** What has failed so far is told now, since no end will come that tells it. */
  protected override abandoned(): void {
    this.errors.rethrow()
  }
}

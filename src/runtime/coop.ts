/** The budget, as user code meets it: `pollProceed` for hand-written leaves, `unconstrained` to lift it. */
import { budget, hasBudget, spendBudget, UNLIMITED } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import { requireFuture, type Future } from '../future/future.ts'
import type { Inspection } from '../future/inspect.ts'
import { Disposed, Finished, mayDispose, Polling, refusePoll, Waiting, type Phase } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { isSendable, sendableAtSuspension } from '../future/sendable.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'

/**
 * For a leaf that is about to make progress: spends one of the task's budget, or, when that is used up, requeues the
 * task and answers `Pending`, which the leaf returns. Outside a task there is no limit.
 *
 * Rust: `tokio::task::coop::poll_proceed`.
 *
 * @example
 * poll(cx) {
 *   if (this.items.length === 0) { … return Pending }
 *   if (pollProceed(cx) === Pending) return Pending
 *   return this.items.shift()
 * }
 */
export function pollProceed(cx: Context): Poll<void> {
  if (!hasBudget(cx)) return Pending
  spendBudget()
}

/** See {@link unconstrained}. */
export class Unconstrained<T> implements Future<T> {
  private phase: Phase
  private inner: Future<T> | null

  constructor(inner: Future<T>) {
    this.phase = Waiting
    this.inner = inner
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    const left = budget.left
    budget.left = UNLIMITED
    let next: Phase = Finished
    try {
      const output = this.inner!.poll(cx)
      if (output === Pending) next = Waiting
      return output
    } finally {
      budget.left = left
      this.phase = next
      if (next === Finished) this.inner = null
    }
  }

  [Symbol.dispose](): void {
    if (!mayDispose(this, this.phase)) return
    this.phase = Disposed
    const inner = this.inner
    this.inner = null
    drop(inner)
  }

  get [sendable](): boolean {
    return isSendable(this.inner)
  }

  [atSuspension](): boolean {
    return this.inner === null || sendableAtSuspension(this.inner)
  }

  [inspect](): Inspection {
    return { name: 'Unconstrained', children: this.inner === null ? [] : [this.inner] }
  }
}

/**
 * `future` without a budget: it may keep its task's poll going for as long as it finds work, and starve the others.
 *
 * Rust: `tokio::task::unconstrained`.
 *
 * @throws TypeError at the call for what is no future.
 * @example
 * spawn(unconstrained(drainEverything()))
 */
export function unconstrained<T>(future: Future<T>): Unconstrained<T> {
  requireFuture(future, 'unconstrained')
  return new Unconstrained(future)
}

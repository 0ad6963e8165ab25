/** The budget, as user code meets it: `pollProceed` for hand-written leaves, `unconstrained` to lift it. */
import { budget, hasBudget, spendBudget, UNLIMITED } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { requireFuture, type Future } from '../future/future.ts'
import { Polling, refusePoll, Waiting } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { Wrapper } from '../future/wrapper.ts'

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
export class Unconstrained<T> extends Wrapper<T> {
  protected get type(): string {
    return 'Unconstrained'
  }

  poll(cx: Context): Poll<T> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    const { left } = budget
    budget.left = UNLIMITED
    try {
      const output = this.inner!.poll(cx)
      if (output === Pending) this.phase = Waiting
      else this.finish()
      return output
    } catch (error) {
      this.finish()
      throw error
    } finally {
      budget.left = left
    }
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

/**
 * # The budget
 *
 * A task that always finds another item ready would never return from its poll, and everybody else would starve. So
 * each poll of a task starts with a budget; every leaf operation that makes progress spends one, and at zero leaves
 * answer `Pending` after waking the task, which puts it at the back of the queue.
 *
 * The counter lives here, below the runtime, so that `sync` can spend it without knowing any executor. Outside a task
 * there is no limit.
 *
 * Rust: `tokio::task::coop`.
 */
import type { Context } from './context.ts'

/**
 * Leaf operations a task may make in one poll. From tokio: "an arbitrary number that seemed reasonable"; large enough
 * that the requeue (about 6 ns) vanishes, small enough that a poll of cheap operations stays below some microseconds.
 */
export const BUDGET = 128

/** No limit: outside a task, and in `unconstrained`. Negative, so that the counter stays a small integer. */
export const UNLIMITED = -1

/** The budget of whatever is being polled now. An object and not a `let`, so that every room can write it. */
export const budget = { left: UNLIMITED }

/**
 * Whether there is budget for one more operation. If not, the task has been woken and the caller returns `Pending`.
 *
 * Budget is spent on progress alone: a leaf looks first whether it has something to give. If it has not, it keeps the
 * waker and waits, whatever the budget; to ask here would wake its task for nothing, over and over. If it has, it asks
 * here, and where the answer is yes calls {@link spendBudget} and gives it; where it is no, it gives
 * nothing, and keeps what it has found (a permit, a slot) for the next poll.
 */
export function hasBudget(cx: Context): boolean {
  if (budget.left !== 0) return true
  cx.waker.wake()
  return false
}

/** Spends one, for progress that is being made. */
export function spendBudget(): void {
  if (budget.left > 0) budget.left -= 1
}

/**
 * Polls that fail because a waker of the poller's does: its `wake`, for want of budget, its `willWake`, or what gives it. A
 * throw finishes a future, whose owner then forgets it. So a future that was queued, or had been given
 * something, lets go of it here, or nobody would.
 */
import { budget, hasBudget } from '../future/budget.ts'
import type { Context } from '../future/context.ts'
import { dropAllSuppressed } from '../future/dispose.ts'

/** Ends `future`, whose poll fails with `error`, as its dispose does: what it was given goes to the next. */
export function abandon(future: object | null, error: unknown): never {
  dropAllSuppressed([future], error)
  throw error
}

/** `hasBudget`, for a `future` that would leave something behind if the waker threw. */
export function hasBudgetFor(future: object, cx: Context): boolean {
  if (budget.left !== 0) return true
  try {
    return hasBudget(cx)
  } catch (error) {
    return abandon(future, error)
  }
}
